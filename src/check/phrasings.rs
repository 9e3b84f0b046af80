//! Questions that do not find their own entry, asked as a person would ask them.

use std::{
    cell::OnceCell,
    collections::{HashMap, HashSet},
    num::NonZero,
    rc::Rc,
    thread,
};

use super::{
    Finding, Rule, Severity, Spot, Stop,
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

/// So many phrasings are kept with what they are compared by, about 50 MB.
const MOST_KEPT: usize = 50_000;

pub(super) fn findings(
    engine: &Engine,
    entries: &Entries,
    options: &AskOptions,
    stop: Stop<'_>,
) -> Result<Vec<Finding>> {
    let mut asked: Vec<(usize, usize)> = Vec::new();
    for (number, entry) in entries.entries() {
        asked.extend((0..entry.questions.len()).map(|nth| (number, nth)));
    }
    let options = AskOptions { top: TOP, feedback: false, ..options.clone() };
    let replies = replies(engine, entries, &options, &asked, stop)?;
    let mut compared = Compared::new(entries);
    let mut findings = Vec::new();
    for ((number, nth), reply) in asked.into_iter().zip(replies) {
        stop.heed()?;
        findings.extend(judge(entries, number, nth, &reply, &mut compared));
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
    stop: Stop<'_>,
) -> Result<Vec<Reply>> {
    let ask = |part: &[(usize, usize)]| -> Result<Vec<Reply>> {
        let reply = |(number, nth): &(usize, usize)| {
            stop.heed()?;
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

fn judge<'e>(
    entries: &'e Entries,
    number: usize,
    nth: usize,
    reply: &Reply,
    compared: &mut Compared<'e>,
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
    let (key, wording) = (normal(question), Wording::new(question, entries.analyzer(number)));
    let own: Vec<bool> = reply
        .found
        .iter()
        .map(|other| {
            *other == number
                || covers(&entries.passages[*other], entry)
                || compared.asked_by(number, *other).has(&key, &wording)
        })
        .collect();
    let rank = own.iter().position(|is_own| *is_own);
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
    let phrasings = compared.phrasings(number, number);
    let asked = &phrasings[nth];
    // Hardly any phrasing is near enough to another entry that this matters.
    let to_own = OnceCell::new();
    let nearness_to_own = || {
        let others = phrasings.iter().enumerate().filter(|(at, _)| *at != nth);
        others.map(|(_, one)| asked.vector.cosine(&one.vector)).fold(-1.0, f32::max)
    };
    for (other, _) in reply.found.iter().zip(&own).filter(|(_, is_own)| !**is_own) {
        let passage = &entries.passages[*other];
        for (asks, of_other) in passage.questions.iter().zip(&*compared.phrasings(number, *other)) {
            let near = asked.vector.cosine(&of_other.vector);
            if NEAR <= near
                && SHARED <= jaccard(&asked.words, &of_other.words)
                && to_own.get_or_init(nearness_to_own) + PULL <= near
            {
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

/// What a passage asks, as it is compared with a question of one language.
#[derive(Default)]
struct Asks {
    normal: HashSet<String>,
    wordings: HashSet<Wording>,
    phrasings: OnceCell<Rc<Vec<Phrasing>>>,
}

impl Asks {
    /// Whether it asks what has these words, or says the same.
    fn has(&self, normal: &str, wording: &Wording) -> bool {
        self.normal.contains(normal) || self.wordings.contains(wording)
    }
}

/// How alike a phrasing is to others.
struct Phrasing {
    vector: Vector,
    /// The words that say something.
    words: Vec<u32>,
}

/// What passages ask, worked out once for all the questions that find them: an entry may have
/// thousands of phrasings, and each is asked.
struct Compared<'e> {
    entries: &'e Entries,
    embedder: Embedder,
    members: Members,
    /// By language and passage.
    asks: HashMap<(usize, usize), Rc<Asks>>,
    /// How many phrasings these have.
    kept: usize,
}

impl<'e> Compared<'e> {
    fn new(entries: &'e Entries) -> Compared<'e> {
        Compared {
            entries,
            embedder: Embedder::new(Table::built_in()),
            members: Members::default(),
            asks: HashMap::new(),
            kept: 0,
        }
    }

    /// What passage `other` asks, for a question of the entry `number`.
    fn asked_by(&mut self, number: usize, other: usize) -> Rc<Asks> {
        let key = (self.entries.language(number), other);
        if let Some(asks) = self.asks.get(&key) {
            return Rc::clone(asks);
        }
        let questions = &self.entries.passages[other].questions;
        self.kept += questions.len();
        if MOST_KEPT < self.kept {
            self.asks.clear();
            self.kept = questions.len();
        }
        let analyzer = self.entries.analyzer(number);
        let asks = Rc::new(Asks {
            normal: questions.iter().map(|one| normal(one)).collect(),
            wordings: questions.iter().map(|one| Wording::new(one, analyzer)).collect(),
            phrasings: OnceCell::new(),
        });
        self.asks.insert(key, Rc::clone(&asks));
        asks
    }

    /// The same one by one, in their order.
    fn phrasings(&mut self, number: usize, other: usize) -> Rc<Vec<Phrasing>> {
        let asks = self.asked_by(number, other);
        let analyzer = self.entries.analyzer(number);
        let (embedder, members) = (&mut self.embedder, &mut self.members);
        let phrasing = |question: &String| {
            let tokens = analyzer.tokens(question);
            let words = tokens.iter().filter(|one| !one.stop).map(|one| one.term.as_str());
            Phrasing { vector: embedder.embed([question.as_str()]), words: members.set(words) }
        };
        let questions = &self.entries.passages[other].questions;
        let make = || Rc::new(questions.iter().map(phrasing).collect());
        Rc::clone(asks.phrasings.get_or_init(make))
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
