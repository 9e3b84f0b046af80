//! What the documents do not answer, as their owner needs it: refused questions grouped by
//! likeness, the most asked first, each group with what comes nearest and where its answer belongs.

mod cluster;
mod log;

pub use self::log::{Log, Logged, Refused, day};

use std::collections::BTreeMap;

use time::Date;

use self::cluster::{Wording, clustered};
use crate::{
    answer::{Answer, Found, Status},
    engine::{AskOptions, Engine},
    error::Result,
    passage::{Kind, Passage},
};

/// How many of the nearest passages say where an answer belongs.
const VOTES: usize = 3;

/// A group none of whose questions reaches this confidence has nothing near it.
const NOTHING_NEAR: f64 = 0.01;

/// What refused questions say of a corpus.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    /// What is not answered, the most asked first; ties by the question asked first.
    pub groups: Vec<Gap>,
    /// Questions that were refused and are answered by now, in the same order.
    pub answered: Vec<NowAnswered>,
}

/// Questions that want one answer which is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// How often any of them was asked.
    pub times: usize,
    /// When the first and the last of them were.
    pub dates: (Date, Date),
    /// Each wording and how often it was asked, the most asked first.
    pub questions: Vec<(String, usize)>,
    /// The passage that comes nearest to most of them, if any does.
    pub nearest: Option<Passage>,
    /// The largest confidence that any of them was refused with.
    pub confidence: f64,
    /// Where the answer belongs; `None` where nothing in the documents is near.
    pub belongs: Option<Belongs>,
}

/// A place among the documents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Belongs {
    /// The file below the corpus root.
    pub path: String,
    /// The headings, outermost first; none for the file itself.
    pub headings: Vec<String>,
}

/// A question that was refused once and has a reply now.
#[derive(Debug, Clone, PartialEq)]
pub struct NowAnswered {
    /// The question as it was asked most.
    pub question: String,
    /// How often it was refused.
    pub times: usize,
    /// How sure the reply is.
    pub status: Status,
    /// The first passage of it.
    pub passage: Passage,
}

/// A wording, and what is replied to it today.
struct Asked {
    wording: Wording,
    times: usize,
    dates: (Date, Date),
    answer: Answer,
}

/// Asks all of `refused` again and groups what is still refused.
///
/// The same questions and documents give the same groups, in whatever order the questions were
/// asked.
///
/// # Errors
///
/// The index cannot be read.
///
/// # Cost
///
/// One question for each different wording, and a comparison of each with each group.
pub fn find(engine: &Engine, refused: &[Refused], options: &AskOptions) -> Result<Gaps> {
    let options = AskOptions { top: VOTES, explain: false, ..options.clone() };
    let mut gaps = Gaps::default();
    let mut open: Vec<Asked> = Vec::new();
    for (question, times, dates) in wordings(refused) {
        let answer = engine.ask(&question, &options)?;
        match answer.answers.first() {
            Some(found) => gaps.answered.push(NowAnswered {
                question,
                times,
                status: answer.status,
                passage: found.passage.clone(),
            }),
            None => {
                let query = engine.understand(&question, &options);
                let wording = Wording::new(question, &query);
                open.push(Asked { wording, times, dates, answer });
            }
        }
    }
    let wordings: Vec<&Wording> = open.iter().map(|asked| &asked.wording).collect();
    let groups = clustered(&wordings);
    gaps.groups = groups
        .into_iter()
        .map(|group| gap(&group.into_iter().map(|at| &open[at]).collect::<Vec<_>>()))
        .collect();
    gaps.groups.sort_by(|a, b| {
        b.times.cmp(&a.times).then(a.dates.cmp(&b.dates)).then(a.questions.cmp(&b.questions))
    });
    Ok(gaps)
}

/// The different questions with how often and when each was asked: the most asked first, then the
/// one asked first, then by their text. Case, signs and blanks make no difference.
fn wordings(refused: &[Refused]) -> Vec<(String, usize, (Date, Date))> {
    // By the key: each spelling and how often, how often in all, the first and the last day.
    type Seen<'a> = (BTreeMap<&'a str, usize>, usize, (Date, Date));
    let mut seen: BTreeMap<String, Seen<'_>> = BTreeMap::new();
    for one in refused {
        let key: String = one
            .question
            .chars()
            .map(|one| if one.is_alphanumeric() { one } else { ' ' })
            .flat_map(char::to_lowercase)
            .collect();
        let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
        let key = if key.is_empty() { one.question.clone() } else { key };
        let (spelt, times, dates) =
            seen.entry(key).or_insert_with(|| (BTreeMap::new(), 0, (one.date, one.date)));
        *spelt.entry(&one.question).or_insert(0) += 1;
        *times += 1;
        *dates = (dates.0.min(one.date), dates.1.max(one.date));
    }
    let mut wordings: Vec<(String, usize, (Date, Date))> = seen
        .into_values()
        .map(|(spelt, times, dates)| {
            let most = spelt.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
            (most.map_or(String::new(), |(question, _)| (*question).to_owned()), times, dates)
        })
        .collect();
    wordings.sort_by(|a, b| b.1.cmp(&a.1).then(a.2.cmp(&b.2)).then(a.0.cmp(&b.0)));
    wordings
}

/// One group; its questions come in the order of [`wordings`].
fn gap(group: &[&Asked]) -> Gap {
    let times = group.iter().map(|asked| asked.times).sum();
    let first = group.iter().map(|asked| asked.dates.0).min();
    let last = group.iter().map(|asked| asked.dates.1).max();
    let confidence = group.iter().map(|asked| asked.answer.confidence).fold(0.0, f64::max);
    Gap {
        times,
        // A group has at least one question.
        dates: (first.unwrap_or(Date::MIN), last.unwrap_or(Date::MIN)),
        questions: group.iter().map(|one| (one.wording.question.clone(), one.times)).collect(),
        nearest: nearest(group).map(|found| found.passage.clone()),
        confidence,
        belongs: if NOTHING_NEAR <= confidence { belongs(group) } else { None },
    }
}

/// The nearest passages of each question, with what each counts.
fn votes<'a>(group: &'a [&Asked]) -> impl Iterator<Item = (&'a Found, f64)> {
    group.iter().flat_map(|asked| {
        let near = asked.answer.nearest.iter().take(VOTES).enumerate();
        near.map(|(rank, found)| (found, asked.times as f64 / (rank + 1) as f64))
    })
}

/// The passage that is nearest to most; the earlier one where two are.
fn nearest<'a>(group: &'a [&Asked]) -> Option<&'a Found> {
    let mut counted: Vec<(&Found, f64)> = Vec::new();
    for (found, counts) in votes(group) {
        match counted.iter_mut().find(|(other, _)| other.passage.id == found.passage.id) {
            Some((_, sum)) => *sum += counts,
            None => counted.push((found, counts)),
        }
    }
    let best = counted.iter().map(|(_, sum)| *sum).fold(0.0, f64::max);
    counted.into_iter().find(|(_, sum)| *sum == best).map(|(found, _)| found)
}

/// The innermost heading that has at least half of the votes below it; failing that the one over
/// the nearest passage.
fn belongs(group: &[&Asked]) -> Option<Belongs> {
    let mut places: BTreeMap<Belongs, f64> = BTreeMap::new();
    let mut total = 0.0;
    for (found, counts) in votes(group) {
        total += counts;
        let trail = trail(&found.passage);
        for depth in 0..=trail.len() {
            let headings = trail[..depth].iter().map(|one| (*one).to_owned()).collect();
            let place = Belongs { path: found.passage.path.clone(), headings };
            *places.entry(place).or_insert(0.0) += counts;
        }
    }
    // Of two with just a half each the one with more headings, then the first by name.
    let mut best: Option<(Belongs, f64)> = None;
    for (place, sum) in places.into_iter().filter(|(_, sum)| total <= 2.0 * sum + 1e-9) {
        let better = best.as_ref().is_none_or(|(other, of_other)| {
            (other.headings.len(), *of_other) < (place.headings.len(), sum)
        });
        if better {
            best = Some((place, sum));
        }
    }
    best.map(|(place, _)| place).or_else(|| {
        let passage = &nearest(group)?.passage;
        let headings = trail(passage).into_iter().map(str::to_owned).collect();
        Some(Belongs { path: passage.path.clone(), headings })
    })
}

/// The headings under which a passage stands; a section is under its own.
fn trail(passage: &Passage) -> Vec<&str> {
    let own =
        Some(&passage.title).filter(|title| passage.kind == Kind::Section && !title.is_empty());
    let mut trail: Vec<&str> = passage.headings.iter().chain(own).map(String::as_str).collect();
    trail.dedup();
    trail
}
