//! Asks labelled questions and judges the replies.

use crate::{
    answer::{Answer, Found, Status},
    document::Lines,
    engine::{AskOptions, Engine},
    error::Result,
    eval::{
        gold::Judge,
        metrics::{DEPTH, Metrics, Outcome},
        questions::{Problem, Question, Questions},
    },
    passage::Passage,
};

/// A file of questions, asked and judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The file of the questions as it was named.
    pub path: String,
    /// The questions in the order of the file.
    pub asked: Vec<Asked>,
    /// Lines of the file that were skipped, and places that the index does not have.
    pub problems: Vec<Problem>,
}

/// A question, asked and judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// How the reply was judged.
    pub outcome: Outcome,
    /// The first passage of the reply, shown or refused.
    pub first: Option<First>,
}

/// What is kept of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct First {
    /// Its id.
    pub id: String,
    /// Its title, or the start of its text where it has none.
    pub title: String,
    /// Its file below the corpus root.
    pub path: String,
    /// Where it stands.
    pub lines: Lines,
}

/// What was wrong with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mistake {
    /// The first passage does not answer the question.
    Wrong,
    /// The first passage answers it, but was refused.
    Refused,
    /// Nothing answers the question, but it was answered, as sure or unsure.
    Answered,
}

impl Mistake {
    /// The name in reports: `wrong`, `refused` or `answered`.
    pub fn name(self) -> &'static str {
        match self {
            Mistake::Wrong => "wrong",
            Mistake::Refused => "refused",
            Mistake::Answered => "answered",
        }
    }
}

/// A question whose reply was wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Miss<'a> {
    /// What was wrong with it.
    pub mistake: Mistake,
    /// The question and what came.
    pub asked: &'a Asked,
}

/// Asks `questions` one after the other and judges the first ten passages of each reply.
/// `options.top` is not heeded.
///
/// # Errors
///
/// The index cannot be read.
///
/// # Cost
///
/// A reply for each question, and a read of all passages where a question names an id or a title.
pub fn run(engine: &Engine, questions: Questions, options: &AskOptions) -> Result<Run> {
    let options = AskOptions { top: DEPTH, explain: false, ..options.clone() };
    let (judge, unknown) = Judge::new(engine, &questions)?;
    let Questions { path, questions, mut problems } = questions;
    problems.extend(unknown);
    problems.sort_by_key(|problem| problem.line);
    let asked = questions
        .into_iter()
        .enumerate()
        .map(|(at, question)| {
            let answer = engine.ask(&question.text, &options)?;
            Ok(judged(question, &|passage| judge.is_right(at, passage), &answer))
        })
        .collect::<Result<_>>()?;
    Ok(Run { path, asked, problems })
}

fn judged(question: Question, is_right: &dyn Fn(&Passage) -> bool, answer: &Answer) -> Asked {
    let answerable = question.gold.is_answerable();
    let found = || answer.answers.iter().chain(&answer.nearest).take(DEPTH);
    let rank = found().position(|found| is_right(&found.passage)).map(|at| at + 1);
    let first = found().next();
    let marks = first.filter(|_| rank == Some(1) && !question.short.is_empty());
    let outcome = Outcome {
        answerable,
        rank,
        status: answer.status,
        confidence: shown(answer.confidence),
        short: marks.map(|found| has_short(found, &question.short)),
        width: marks.map(marked_share),
        took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
    };
    Asked { question, outcome, first: first.map(|found| First::of(&found.passage)) }
}

/// A confidence as replies show it, with four decimals: ties are those that a user sees.
fn shown(confidence: f64) -> f64 {
    (confidence * 1e4).round() / 1e4 + 0.0
}

fn has_short(found: &Found, short: &[String]) -> bool {
    let marked: Vec<&str> =
        found.highlight.iter().filter_map(|range| found.passage.text.get(range.clone())).collect();
    let marked = marked.join(" ").to_lowercase();
    short.iter().any(|short| marked.contains(&short.to_lowercase()))
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a passage are far below 2^52")]
fn marked_share(found: &Found) -> f64 {
    let marked: usize = found.highlight.iter().map(|range| range.len()).sum();
    marked as f64 / found.passage.text.len().max(1) as f64
}

impl First {
    fn of(passage: &Passage) -> First {
        let title = if passage.title.is_empty() {
            passage.plain().split_whitespace().take(12).collect::<Vec<_>>().join(" ")
        } else {
            passage.title.clone()
        };
        First {
            id: passage.id.clone(),
            title,
            path: passage.path.clone(),
            lines: passage.numbers(),
        }
    }
}

impl Asked {
    /// What was wrong with the reply, if anything was.
    pub fn mistake(&self) -> Option<Mistake> {
        let refused = self.outcome.status == Status::NoAnswer;
        match (self.outcome.answerable, self.outcome.is_right()) {
            (true, false) => Some(Mistake::Wrong),
            (true, true) => refused.then_some(Mistake::Refused),
            (false, _) => (!refused).then_some(Mistake::Answered),
        }
    }
}

impl Run {
    /// The outcomes, in the order of the questions.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.asked.iter().map(|asked| &asked.outcome)
    }

    /// The numbers of all questions.
    pub fn metrics(&self) -> Metrics {
        Metrics::of(self.outcomes())
    }

    /// The numbers of each kind, in the order in which the kinds first occur. Empty where no
    /// question has one; questions without one are then under an empty name.
    pub fn kinds(&self) -> Vec<(&str, Metrics)> {
        let mut kinds: Vec<&str> = Vec::new();
        for asked in &self.asked {
            let kind = asked.question.kind.as_str();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds == [""] {
            return Vec::new();
        }
        let of = |kind: &str| {
            let of_kind = self.asked.iter().filter(|asked| asked.question.kind == kind);
            Metrics::of(of_kind.map(|asked| &asked.outcome))
        };
        kinds.into_iter().map(|kind| (kind, of(kind))).collect()
    }

    /// The questions whose replies were wrong, the surest first; of equally sure ones the first in
    /// the file. Those that were right but refused come last, the least sure first.
    pub fn misses(&self) -> Vec<Miss<'_>> {
        let mut misses: Vec<Miss<'_>> = self
            .asked
            .iter()
            .filter_map(|asked| Some(Miss { mistake: asked.mistake()?, asked }))
            .collect();
        misses.sort_by(|one, other| {
            let order = |miss: &Miss<'_>| match miss.mistake {
                Mistake::Refused => (1, miss.asked.outcome.confidence),
                _ => (0, -miss.asked.outcome.confidence),
            };
            let (one, other) = (order(one), order(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        misses
    }
}
