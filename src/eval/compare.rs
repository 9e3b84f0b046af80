//! What changed between two runs of the same questions.

use std::{
    collections::{HashMap, VecDeque},
    fs,
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{
    answer::Status,
    error::{Error, Result},
    eval::{
        metrics::Metrics,
        run::{Asked, Run},
    },
};

/// Raised when a field of a saved run changes its meaning.
const FORMAT_VERSION: u32 = 1;

/// A run as it is saved: what is needed to tell what got better or worse since. It has no times, so
/// that the same run gives the same file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    format_version: u32,
    /// The file of the questions as it was named.
    pub questions: String,
    /// The numbers; times are 0.
    pub metrics: Metrics,
    /// The questions in the order of the file.
    pub replies: Vec<SavedReply>,
}

/// A question and its reply as they are saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedReply {
    /// The question's own id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The question.
    pub question: String,
    /// What answers it, as written.
    pub gold: String,
    /// Whether anything does.
    pub answerable: bool,
    /// How the reply stands.
    #[serde(flatten)]
    pub standing: Standing,
}

/// How the reply to a question stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The rank of the first right passage, from 1; `None` where none was among the first ten.
    pub rank: Option<usize>,
    /// `answered`, `unsure` or `no_answer`.
    pub status: String,
    /// The confidence.
    pub confidence: f64,
    /// The first passage: its id.
    pub first_id: Option<String>,
    /// The first passage: its title.
    pub first_title: Option<String>,
}

/// A question whose reply changed for better or worse.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The question's line in its file now.
    pub line: u32,
    /// The question.
    pub question: String,
    /// What answers it, as written.
    pub gold: String,
    /// How the reply stood.
    pub before: Standing,
    /// How it stands.
    pub after: Standing,
}

/// A run beside a former one. Only questions in both that have the same gold are compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The file of the former run as it was named.
    pub against: String,
    /// The numbers of the former run, of all its questions.
    pub before: Metrics,
    /// In the order of the file.
    pub better: Vec<Change>,
    /// In the order of the file.
    pub worse: Vec<Change>,
    /// How many questions were compared.
    pub compared: usize,
    /// How many questions are new.
    pub added: usize,
    /// How many questions are gone.
    pub removed: usize,
    /// How many questions have another gold now.
    pub relabelled: usize,
}

/// Reads a run that was saved: [`Saved`] as JSON.
///
/// # Errors
///
/// The file cannot be read, or holds something else.
pub fn saved(path: &Path) -> Result<Saved> {
    let text =
        fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let unusable =
        |reason: &str| Error::Unusable { path: path.to_owned(), reason: reason.to_owned() };
    let saved: Saved = serde_json::from_str(&text)
        .map_err(|_| unusable("no saved run; `ibid eval FILE --save RUN` writes one"))?;
    if saved.format_version != FORMAT_VERSION {
        return Err(unusable(
            "saved by another version; `ibid eval FILE --save RUN` writes it anew",
        ));
    }
    Ok(saved)
}

impl Saved {
    /// What is saved of `run`.
    pub fn of(run: &Run) -> Saved {
        Saved {
            format_version: FORMAT_VERSION,
            questions: run.path.clone(),
            metrics: Metrics { p50_us: 0, p99_us: 0, ..run.metrics() },
            replies: run.asked.iter().map(SavedReply::of).collect(),
        }
    }
}

impl SavedReply {
    fn of(asked: &Asked) -> SavedReply {
        SavedReply {
            id: asked.question.id.clone(),
            question: asked.question.text.clone(),
            gold: asked.question.gold.written.clone(),
            answerable: asked.outcome.answerable,
            standing: Standing {
                rank: asked.outcome.rank,
                status: asked.outcome.status.name().to_owned(),
                confidence: asked.outcome.confidence,
                first_id: asked.first.as_ref().map(|first| first.id.clone()),
                first_title: asked.first.as_ref().map(|first| first.title.clone()),
            },
        }
    }

    /// What tells a question from the others: its id, else its text.
    fn key(&self) -> (bool, String) {
        (self.id.is_some(), self.id.as_ref().unwrap_or(&self.question).clone())
    }

    /// The smaller, the better for who asked. First counts the rank of what is right, then whether
    /// the status fits: surely right before perhaps right before refused, and the other way round
    /// where the first passage is wrong or nothing answers the question.
    fn order(&self) -> (usize, u8) {
        let sureness = match self.standing.status.as_str() {
            status if status == Status::Answered.name() => 0,
            status if status == Status::Unsure.name() => 1,
            _ => 2,
        };
        match self.standing.rank {
            _ if !self.answerable => (0, 2 - sureness),
            Some(1) => (1, sureness),
            Some(rank) => (rank, 2 - sureness),
            None => (usize::MAX, 2 - sureness),
        }
    }
}

impl Comparison {
    /// `run` beside the run `before`, which was read from the file `against`. A question that
    /// stands twice in a file is compared in the order of its places.
    pub fn new(run: &Run, before: Saved, against: &Path) -> Comparison {
        let mut comparison = Comparison {
            against: against.to_string_lossy().into_owned(),
            before: before.metrics,
            better: Vec::new(),
            worse: Vec::new(),
            compared: 0,
            added: 0,
            removed: before.replies.len(),
            relabelled: 0,
        };
        let mut former: HashMap<(bool, String), VecDeque<&SavedReply>> = HashMap::new();
        for reply in &before.replies {
            former.entry(reply.key()).or_default().push_back(reply);
        }
        for asked in &run.asked {
            let after = SavedReply::of(asked);
            let Some(before) = former.get_mut(&after.key()).and_then(VecDeque::pop_front) else {
                comparison.added += 1;
                continue;
            };
            comparison.removed -= 1;
            if before.gold != after.gold {
                comparison.relabelled += 1;
                continue;
            }
            comparison.compared += 1;
            let (was, is) = (before.order(), after.order());
            if was == is {
                continue;
            }
            let list = if is < was { &mut comparison.better } else { &mut comparison.worse };
            list.push(Change {
                line: asked.question.line,
                question: after.question,
                gold: after.gold,
                before: before.standing.clone(),
                after: after.standing,
            });
        }
        comparison
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each of these is better than the next.
    #[track_caller]
    fn check(answerable: bool, falling: &[(Option<usize>, &str)]) {
        let orders: Vec<_> = falling
            .iter()
            .map(|(rank, status)| {
                SavedReply {
                    id: None,
                    question: String::new(),
                    gold: String::new(),
                    answerable,
                    standing: Standing {
                        rank: *rank,
                        status: (*status).to_owned(),
                        confidence: 0.5,
                        first_id: None,
                        first_title: None,
                    },
                }
                .order()
            })
            .collect();
        assert!(orders.windows(2).all(|pair| pair[0] < pair[1]), "{orders:?}");
    }

    #[test]
    fn the_rank_counts_first_and_then_how_well_the_status_fits() {
        let (sure, unsure, refused) = ("answered", "unsure", "no_answer");
        check(
            true,
            &[
                (Some(1), sure),
                (Some(1), unsure),
                (Some(1), refused),
                (Some(2), refused),
                (Some(2), unsure),
                (Some(2), sure),
                (None, refused),
                (None, sure),
            ],
        );
        check(false, &[(None, refused), (None, unsure), (None, sure)]);
    }
}
