//! The reply to one question, as values; the contract of the JSON output.

pub mod clarify;
pub mod clause;
pub mod confidence;
mod exchanged;
pub mod given;
pub mod highlight;
pub mod left_open;
mod listed;
pub mod siblings;

use std::{ops::Range, time::Duration};

use crate::{
    passage::{Kind, Passage},
    query::QuestionKind,
};

/// How sure a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The first passage answers the question.
    Answered,
    /// The first passage may answer it.
    Unsure,
    /// The documents do not answer it, as far as can be told.
    NoAnswer,
}

impl Status {
    /// The name in replies: `answered`, `unsure` or `no_answer`.
    pub fn name(self) -> &'static str {
        match self {
            Status::Answered => "answered",
            Status::Unsure => "unsure",
            Status::NoAnswer => "no_answer",
        }
    }
}

/// The reply to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The question as it was asked.
    pub question: String,
    /// The question as it was understood, where that differs.
    pub interpreted: Option<String>,
    /// How sure it is.
    pub status: Status,
    /// The estimated probability (0 to 1) that the first passage of `answers`, or else of
    /// `nearest`, answers the question; 0 where there is no passage at all.
    pub confidence: f64,
    /// Best first; empty for [`Status::NoAnswer`].
    pub answers: Vec<Found>,
    /// For [`Status::NoAnswer`], the passages that came closest, best first; empty otherwise.
    pub nearest: Vec<Found>,
    /// What to choose from, where the best passages are about different subjects and none stands
    /// out; the status is then [`Status::Unsure`].
    pub clarify: Vec<Choice>,
    /// The content words of the question that the corpus does not have, in small letters.
    pub unknown: Vec<String>,
    /// What was done to the question, a sentence each: `Corrected: lerning → learning`.
    pub notes: Vec<String>,
    /// Whether a person said that the first of `answers` answers this question.
    pub taught: bool,
    /// Why these passages, where it was asked for.
    pub explain: Option<Explanation>,
    /// From the question's text to this value.
    pub took: Duration,
}

/// A passage of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The passage.
    pub passage: Passage,
    /// The byte ranges of `passage.text` that answer most directly: half-open, on character
    /// boundaries, in order, apart.
    pub highlight: Vec<Range<usize>>,
    /// Orders the passages of one reply; not comparable between questions.
    pub score: f64,
    /// Its number in the index that it was found in.
    pub number: u32,
}

impl Found {
    /// Whether it is an entry whose answer begins with a yes or a no, in any language whose words are known: it says
    /// little to who does not see the question.
    pub fn says_yes_or_no(&self) -> bool {
        self.passage.kind == Kind::Qa && highlight::says_yes_or_no(&self.passage.text)
    }
}

/// One of several subjects that a question may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What tells it from the others.
    pub label: String,
    /// The id of its passage.
    pub id: String,
}

/// Why a reply is what it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Explanation {
    /// What kind of answer the question was taken to ask for.
    pub kind: QuestionKind,
    /// The terms that were searched: the word as typed or what it stands for, and its weight.
    pub terms: Vec<ExplainedTerm>,
    /// For each passage of the reply, in the same order, what counted.
    pub passages: Vec<ExplainedPassage>,
    /// What the confidence is made of: a name and its part, in log-odds.
    pub confidence: Vec<(String, f64)>,
}

/// A term of the question.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedTerm {
    /// The term as it is indexed.
    pub term: String,
    /// Where it comes from: the word as typed, `synonym of pay`, `stands for ML`.
    pub origin: String,
    /// Its weight beside the others.
    pub weight: f64,
    /// In how many passages it stands.
    pub passages: u64,
}

/// What counted for one passage.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedPassage {
    /// The id of the passage that was ranked: where a [clause](clause::clause) is shown for its section, the section's.
    pub id: String,
    /// Each feature's name, value and part of the score (weight × value), in a fixed order.
    pub features: Vec<(String, f64, f64)>,
    /// The content words of the question, in small letters, that it does not have in any reading.
    pub lacks: Vec<String>,
}
