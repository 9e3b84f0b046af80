//! From a question as it is understood to ranked passages, and how sure they are.

use std::borrow::Cow;

use super::AskOptions;
use crate::{
    answer::{
        Status,
        confidence::{self, held_down, raised_by_number},
        given::lacked,
        left_open::{left_open, says_only_what_stands_over_all},
        siblings::asks_for_another,
    },
    error::Result,
    index::{Allowed, Beside, Holds, Index},
    passage::{Kind, Passage},
    query::{Query, Vocabulary, written::words},
    rank::{self, Feature, Ranked},
    settings::MAX_TOP,
};

/// How many passages the search brings in by their words and vectors, where fewer are wanted.
pub(super) const CANDIDATES: usize = 32;

/// For each passage that is wanted so many candidates, since of those that share lines one is shown.
const CANDIDATES_EACH: usize = 2;

/// How many of them are looked at closely, at least (of those that share no lines) and at most: those
/// between have to be near the best of the preselection.
const CLOSELY: (usize, usize) = (10, 24);

/// Of so many entries at most that have all content words of the question, and no others, the wording is compared.
const MOST_EXACT: usize = 8;

/// A passage whose score is less below the first one's may say the same: headings make no larger difference.
const AS_GOOD: f64 = 2.0;

/// So much of a title is all of it, but for rounding.
const WHOLE: f32 = 0.99;

/// A row whose share of the question is less below its table's takes as much.
const TAKES_AS_MUCH: f32 = 0.02;

/// How sure a reply is that begins with `ranked`.
pub(super) fn status_of(
    index: &Index,
    query: &Query,
    ranked: &[Ranked],
    options: &AskOptions,
) -> Result<Status> {
    let first = ranked.first().map(|one| index.passage(one.candidate.number)).transpose()?;
    let judged = judged(index, query, ranked, first.as_ref())?;
    Ok(status(judged.confidence, options, ranked.is_empty()))
}

/// How sure a reply is, and why.
pub(super) struct Judged {
    /// How likely the first passage answers the question.
    pub(super) confidence: f64,
    /// What that is made of, in log-odds.
    pub(super) parts: Vec<(String, f64)>,
    /// Whether the question asks for something else than that passage is about.
    pub(super) is_for_another: bool,
}

/// How likely `passage`, the first of `ranked`, answers `query`.
pub(super) fn judged(
    index: &Index,
    query: &Query,
    ranked: &[Ranked],
    passage: Option<&Passage>,
) -> Result<Judged> {
    let lacked = passage.and_then(|passage| lacked(query, passage));
    let read = |number| index.passage(number);
    let ranked = &*match passage {
        Some(passage) => without_copies(ranked, passage, &read)?,
        None => Cow::Borrowed(ranked),
    };
    let judged = confidence::confidence(query, ranked, lacked, index.calibration());
    let judged = match (ranked.first(), passage, index.analyzers().first()) {
        (Some(first), Some(passage), Some(analyzer)) => {
            confidence::raised_by_name(judged, query, first, (passage, analyzer))
        }
        _ => judged,
    };
    let is_taught = ranked.first().is_some_and(|one| one.candidate.taught.answers.is_some());
    // What is not sure anyhow is not worth reading others for.
    let is_sure = confidence::LIMIT < judged.0 && !is_taught;
    let another = match passage.filter(|_| is_sure) {
        Some(passage) => asks_for_another(query, ranked, passage, index.analyzers(), &read)?,
        None => None,
    };
    let open = || {
        let (first, passage) = (ranked.first()?, passage.filter(|_| is_sure)?);
        let is_name = says_only_what_stands_over_all(query, first, passage);
        let over_all = is_name.then_some("says what stands over all");
        over_all.or_else(|| left_open(query, passage, index.analyzers()))
    };
    let (confidence, parts) = match another {
        Some(word) => held_down(judged, &format!("is not about {word}")),
        None => match (open(), passage) {
            (Some(why), _) => held_down(judged, why),
            (None, Some(passage)) => raised_by_number(judged, query, ranked, passage),
            (None, None) => judged,
        },
    };
    Ok(Judged { confidence, parts, is_for_another: another.is_some() })
}

/// `ranked` without those that say the same as its first, `passage`, under another heading: several pages of a manual
/// may have one option, and which of them comes first tells nothing against it. `read` gives the passage with a number.
///
/// # Cost
///
/// Those are read that are as good as the first and have the same words at the same places.
fn without_copies<'r>(
    ranked: &'r [Ranked],
    passage: &Passage,
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<Cow<'r, [Ranked]>> {
    let Some((first, others)) = ranked.split_first() else { return Ok(Cow::Borrowed(ranked)) };
    let has_its_hits = |one: &&Ranked| one.candidate.hits == first.candidate.hits;
    let as_good = others.iter().take_while(|one| first.score - one.score < AS_GOOD);
    let mut copies = Vec::new();
    for one in as_good.filter(has_its_hits) {
        let number = one.candidate.number;
        let other = read(number)?;
        if other.text == passage.text && other.title == passage.title {
            copies.push(number);
        }
    }
    if copies.is_empty() {
        return Ok(Cow::Borrowed(ranked));
    }
    let others = ranked.iter().filter(|one| !copies.contains(&one.candidate.number));
    Ok(Cow::Owned(others.cloned().collect()))
}

/// The candidates of `index` for `query` that were looked at closely, ranked: `top` that share no
/// lines or more, where there are so many; with what is known `beside` it, and only what is `allowed`.
pub(super) fn rank(
    index: &Index,
    query: &Query,
    top: usize,
    beside: &Beside<'_>,
    allowed: Option<&Allowed>,
) -> Result<Vec<Ranked>> {
    let totals = index.totals();
    let top = top.min(MAX_TOP);
    let limit = CANDIDATES.max(CANDIDATES_EACH * top);
    let candidates = index.candidates(query, limit, beside, allowed)?;
    let (least, most) = (CLOSELY.0.max(top), CLOSELY.1.max(top));
    let mut best = rank::preselect(query, &totals, candidates, least..=most);
    index.align(query, best.iter_mut().map(|one| &mut one.candidate), beside);
    let mut ranked = rank::rank(query, best);
    let read = |number| index.passage(number);
    put_first_in_these_words(query, &mut ranked, &read)?;
    put_row_before_its_table(&mut ranked, &read)?;
    put_contact_first(query, &mut ranked, &read)?;
    Ok(ranked)
}

/// Puts the best passage with a telephone number or an address of mail first where that is all that is asked for, and the
/// first one has nothing that may be such: "How do I change my phone number?" has every word of "what is your phone number".
fn put_contact_first(
    query: &Query,
    ranked: &mut [Ranked],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<()> {
    let Some(given) = query.contact().and_then(Holds::giving) else { return Ok(()) };
    let gives = |one: &Ranked| one.candidate.holds.has(given) && !one.candidate.taught.is_refused();
    let is_settled =
        |first: &Ranked| first.candidate.taught.answers.is_some() || first.features.exact;
    let Some(first) = ranked.first().filter(|first| !is_settled(first)) else { return Ok(()) };
    if let Some(at) = ranked.iter().position(gives).filter(|at| 0 < *at)
        && lacked(query, &read(first.candidate.number)?).is_some()
    {
        ranked[..=at].rotate_right(1);
        ranked[0].score = ranked[0].score.max(ranked[1].score);
    }
    Ok(())
}

/// Puts the row first that `ranked` has of the table in its first passage, where the question has all that the row is
/// called, the row takes as much of the question as all of the passage does, and no other row is called so: "the pool in
/// winter" asks for one row of the pool's prices. `read` gives the passage with a number.
fn put_row_before_its_table(
    ranked: &mut [Ranked],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<()> {
    let Some((first, others)) = ranked.split_first() else { return Ok(()) };
    if first.candidate.kind != Kind::Section || first.candidate.taught.answers.is_some() {
        return Ok(());
    }
    let takes = |one: &Ranked| one.features.get(Feature::AllTakes);
    let is_called = |one: &Ranked| {
        one.candidate.kind == Kind::Item
            && WHOLE <= one.features.get(Feature::TitleTaken)
            && takes(first) <= takes(one) + TAKES_AS_MUCH
            && one.is_nested(first)
            && !one.candidate.taught.is_refused()
    };
    let mut called = (0..others.len()).filter(|at| is_called(&others[*at]));
    let (Some(at), None) = (called.next(), called.next()) else { return Ok(()) };
    if read(others[at].candidate.number)?.columns.is_empty() {
        return Ok(());
    }
    ranked[..=at + 1].rotate_right(1);
    ranked[0].score = ranked[0].score.max(ranked[1].score);
    Ok(())
}

/// Puts that of several entries with the same content words first which is asked in the very words of `query`, one after the
/// other: "can C code call Rust code" is not "can Rust code call C code", and "what can it do" not "what is it". The
/// others do not ask the same, then. Nothing changes where several do, or none. `read` gives the passage with a number.
fn put_first_in_these_words(
    query: &Query,
    ranked: &mut [Ranked],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<()> {
    let count = ranked.iter().take_while(|one| one.features.exact).take(MOST_EXACT).count();
    let taught = ranked.iter().any(|one| one.candidate.taught.answers.is_some());
    if count < 2 || taught {
        return Ok(());
    }
    let asked = query.interpreted.as_ref().unwrap_or(&query.asked);
    let mut in_these_words = Vec::new();
    for (at, one) in ranked[..count].iter().enumerate() {
        let passage = read(one.candidate.number)?;
        if passage.questions.iter().any(|own| words(own).eq(words(asked))) {
            in_these_words.push(at);
        }
    }
    let [at] = in_these_words[..] else { return Ok(()) };
    ranked[..=at].rotate_right(1);
    ranked[0].score = ranked[0].score.max(ranked[1].score);
    for other in &mut ranked[1..] {
        other.features.exact = false;
    }
    Ok(())
}

pub(super) fn status(confidence: f64, options: &AskOptions, empty: bool) -> Status {
    let refuse = options.min_confidence.unwrap_or(confidence::REFUSE);
    if empty || confidence < refuse {
        Status::NoAnswer
    } else if confidence < options.sure.unwrap_or(confidence::SURE) {
        Status::Unsure
    } else {
        Status::Answered
    }
}

/// The first `top` of `ranked` of which none shares lines with a better one: of an item and the
/// section around it a person wants to read one.
pub(super) fn without_nested(ranked: &[Ranked], top: usize) -> Vec<&Ranked> {
    let mut kept: Vec<&Ranked> = Vec::with_capacity(top);
    for one in ranked {
        if !kept.iter().any(|other| one.is_nested(other)) {
            kept.push(one);
            if kept.len() == top {
                break;
            }
        }
    }
    kept
}
