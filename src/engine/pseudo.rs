//! Questions made from the corpus itself, to calibrate the confidence on.
//!
//! The question of an entry with words left out is asked twice: once as it is, when the entry should
//! come first, and once with the entry hidden, when whatever comes first is wrong. How sure the
//! replies would be, and which are right, is what [`Calibration::fit`] wants.
//!
//! Only where a corpus is made of entries: the title of a section says too little of what people ask
//! about its text. (When it was tried first, the ECE of labelled corpora of entries went from a mean of
//! .15 to .09, that of documents with sections from .13 to .28: MEASURED.md, "Retrieval log".)

use super::search::rank;
use crate::{
    answer::confidence,
    calibration::{Calibration, Case},
    error::Result,
    index::{Beside, Index},
    passage::{Kind, Passage},
    query::{Query, Understanding},
    rank::Ranked,
};

/// With fewer entries nothing is fitted.
const LEAST_ENTRIES: usize = 20;

/// At most so many questions: a fraction of a second of indexing.
const QUESTIONS: usize = 250;

/// The share of questions that the documents are taken not to answer, 0 to 1.
const UNANSWERED: f64 = 0.15;

/// Of the words of a question this share is left out, from the least to the most.
const LEFT_OUT: (f64, f64) = (0.1, 0.6);

/// What the log-odds of a reply are worth on `index`.
pub(super) fn calibrate(index: &Index) -> Result<Calibration> {
    let built = index.built();
    if built.entries < LEAST_ENTRIES || built.entries * 3 < built.passages * 2 {
        return Ok(Calibration::default());
    }
    let mut chance = Chance(built.passages as u64);
    let mut cases = Vec::new();
    let count = QUESTIONS.min(built.passages);
    for nth in 0..count {
        let number = (nth * built.passages / count) as u32;
        let passage = index.passage(number)?;
        if passage.kind == Kind::Qa
            && let Some(question) = shortened(&passage, &mut chance)
        {
            ask(index, number, &passage, &question, &mut cases)?;
        }
    }
    weigh(&mut cases);
    let cases: Vec<Case> = cases.into_iter().map(|asked| asked.case).collect();
    Ok(Calibration::fit(&cases))
}

/// A reply to a question made of an entry.
struct Asked {
    /// Whether the entry was hidden.
    hidden: bool,
    case: Case,
}

/// Asks `question`, made of the entry `passage` with this number, with it and without it.
fn ask(
    index: &Index,
    number: u32,
    passage: &Passage,
    question: &str,
    cases: &mut Vec<Asked>,
) -> Result<()> {
    let query = Query::new(question, index, &Understanding::default());
    let mut ranked = rank(index, &query, 0, &Beside::default(), None)?;
    // Two entries with one question are one to who asks it.
    let is_it = |one: &Ranked| -> Result<bool> {
        let found = one.candidate.number;
        Ok(found == number || index.passage(found)?.title == passage.title)
    };
    let mut add = |ranked: &[Ranked], hidden: bool, right: bool| {
        if let Some((odds, _)) = confidence::log_odds(&query, ranked) {
            cases.push(Asked { hidden, case: Case { odds, right, weight: 1.0 } });
        }
    };
    let Some(first) = ranked.first() else { return Ok(()) };
    add(&ranked, false, is_it(first)?);
    ranked.retain(|one| one.candidate.number != number);
    if let Some(first) = ranked.first()
        && !is_it(first)?
    {
        add(&ranked, true, false);
    }
    Ok(())
}

/// Gives the hidden ones together the share [`UNANSWERED`].
fn weigh(cases: &mut [Asked]) {
    let hidden = cases.iter().filter(|asked| asked.hidden).count().max(1) as f64;
    let shown = cases.iter().filter(|asked| !asked.hidden).count().max(1) as f64;
    for asked in cases {
        asked.case.weight =
            if asked.hidden { UNANSWERED / hidden } else { (1.0 - UNANSWERED) / shown };
    }
}

/// One of the questions of `passage` with words left out by chance; `None` where none is left.
fn shortened(passage: &Passage, chance: &mut Chance) -> Option<String> {
    let questions = passage.questions.len().max(1) as f64;
    let question = passage.questions.get((chance.next() * questions) as usize)?;
    let share = LEFT_OUT.0 + (LEFT_OUT.1 - LEFT_OUT.0) * chance.next();
    let kept: Vec<&str> = question.split_whitespace().filter(|_| share <= chance.next()).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Numbers that look like chance and are the same every time: SplitMix64 (G. Steele and others,
/// "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
struct Chance(u64);

impl Chance {
    /// From 0 to below 1.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
