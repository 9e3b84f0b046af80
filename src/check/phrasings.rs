//! Questions that do not find their own entry, asked as a person would ask them.

use std::{num::NonZero, thread};

use super::{
    Finding, Rule, Severity, Spot,
    alike::{Members, jaccard},
    entries::{Entries, normal},
    quoted,
    wording::Wording,
};
use crate::{
    answer::{Answer, Found, Status},
    engine::{AskOptions, Engine},
    error::Result,
    passage::Passage,
    vectors::{Embedder, Table, Vector},
};

/// More cores than this would wait for the memory.
const MAX_THREADS: usize = 8;

/// An entry behind so many others is not found.
const TOP: usize = 3;

/// A phrasing pulls towards another entry where it is so much nearer to that, in cosine, than to
/// the other phrasings of its own,
const PULL: f32 = 0.15;

/// and at least so near,
const NEAR: f32 = 0.75;

/// and shares so much of the words that say something.
const SHARED: f64 = 0.5;

pub(super) fn findings(
    engine: &Engine,
    entries: &Entries,
    options: &AskOptions,
) -> Result<Vec<Finding>> {
    let mut asked: Vec<(usize, usize)> = Vec::new();
    for (number, entry) in entries.entries() {
        asked.extend((0..entry.questions.len()).map(|nth| (number, nth)));
    }
    let options = AskOptions { top: TOP, feedback: false, ..options.clone() };
    let replies = replies(engine, entries, &options, &asked)?;
    let mut likeness = Likeness::new(entries);
    let mut findings = Vec::new();
    for ((number, nth), reply) in asked.into_iter().zip(replies) {
        findings.extend(judge(entries, number, nth, &reply, &mut likeness));
    }
    Ok(findings)
}

/// What a question got.
struct Reply {
    status: Status,
    /// The numbers of the passages, best first.
    found: Vec<usize>,
}

/// The replies to all that is `asked`, in its order.
fn replies(
    engine: &Engine,
    entries: &Entries,
    options: &AskOptions,
    asked: &[(usize, usize)],
) -> Result<Vec<Reply>> {
    let ask = |part: &[(usize, usize)]| -> Result<Vec<Reply>> {
        let reply = |(number, nth): &(usize, usize)| {
            let answer = engine.ask(&entries.passages[*number].questions[*nth], options)?;
            let Answer { status, answers, nearest, .. } = answer;
            let number = |one: Found| one.number as usize;
            let found = answers.into_iter().chain(nearest).map(number).collect();
            Ok(Reply { status, found })
        };
        part.iter().map(reply).collect()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(MAX_THREADS);
    let size = asked.len().div_ceil(cores).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = asked.chunks(size).map(|part| scope.spawn(move || ask(part))).collect();
        let mut replies = Vec::with_capacity(asked.len());
        for part in parts {
            match part.join() {
                Ok(part) => replies.extend(part?),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(replies)
    })
}

fn judge(
    entries: &Entries,
    number: usize,
    nth: usize,
    reply: &Reply,
    likeness: &mut Likeness,
) -> Option<Finding> {
    let entry = &entries.passages[number];
    let question = &entry.questions[nth];
    let rule = if nth == 0 { Rule::EntryNotFound } else { Rule::MisleadingPhrasing };
    let find = |what: String, fix| Finding::new(rule, Spot::of(entry), question, what, fix);
    if reply.status == Status::NoAnswer {
        let what =
            format!("{} is refused: nothing in it tells what it is about.", quoted(question));
        let fix = "Ask it with the words that people use for its subject.";
        return Some(find(what, fix).of_severity(Severity::Error));
    }
    // One that says the same is told as a duplicate.
    let key = normal(question);
    let wording = |text: &str| Wording::new(text, entries.analyzer(number));
    let own_wording = wording(question);
    let is_same = |one: &String| normal(one) == key || wording(one) == own_wording;
    let asks_same = |other: &Passage| other.questions.iter().any(is_same);
    let is_own = |other: &usize| {
        let passage = &entries.passages[*other];
        *other == number || covers(passage, entry) || asks_same(passage)
    };
    let rank = reply.found.iter().position(is_own);
    if rank != Some(0) {
        let first = &entries.passages[*reply.found.first()?];
        let what = match rank {
            Some(rank) => format!(
                "{} finds its entry only as number {}: {} stands in front.",
                quoted(question),
                rank + 1,
                quoted(name(first))
            ),
            None => format!(
                "{} does not find its entry: {} stands in front.",
                quoted(question),
                quoted(name(first))
            ),
        };
        let fix = "Ask it with words that only this entry has, or take them out of the other.";
        let severity = if rank.is_none() { Severity::Error } else { Severity::Warning };
        return Some(find(what, fix).of_severity(severity).with(Spot::of(first), name(first)));
    }
    if nth == 0 {
        return None;
    }
    let own = entry.questions.iter().enumerate().filter(|(at, _)| *at != nth);
    let own = own.map(|(_, one)| likeness.of(number, question, one).0).fold(-1.0, f32::max);
    for other in reply.found.iter().copied().filter(|other| !is_own(other)) {
        let passage = &entries.passages[other];
        for asks in &passage.questions {
            let (near, shared) = likeness.of(number, question, asks);
            if NEAR <= near && own + PULL <= near && SHARED <= shared {
                let what = format!(
                    "{} is nearer to {} than to the questions of its own entry.",
                    quoted(question),
                    quoted(asks)
                );
                let fix = "Move it to the other entry, or say what it asks more clearly.";
                return Some(find(what, fix).with(Spot::of(passage), name(passage)));
            }
        }
    }
    None
}

/// How alike questions are.
struct Likeness<'e> {
    entries: &'e Entries,
    embedder: Embedder,
}

impl<'e> Likeness<'e> {
    fn new(entries: &'e Entries) -> Likeness<'e> {
        Likeness { entries, embedder: Embedder::new(Table::built_in()) }
    }

    /// The cosine of two questions, and the share of the words that say something.
    fn of(&mut self, number: usize, one: &str, other: &str) -> (f32, f64) {
        let vectors: [Vector; 2] = [one, other].map(|text| self.embedder.embed([text]));
        let analyzer = self.entries.analyzer(number);
        let mut members = Members::default();
        let [a, b] = [one, other].map(|text| {
            let tokens = analyzer.tokens(text);
            members.set(tokens.iter().filter(|one| !one.stop).map(|one| one.term.as_str()))
        });
        (vectors[0].cosine(&vectors[1]), jaccard(&a, &b))
    }
}

/// Whether a passage is a part of an entry or has it in it: who gets it reads the answer.
fn covers(passage: &Passage, entry: &Passage) -> bool {
    passage.path == entry.path && passage.line <= entry.end_line && entry.line <= passage.end_line
}

/// What a passage is called.
fn name(passage: &Passage) -> &str {
    if passage.title.is_empty() { passage.plain() } else { &passage.title }
}
