//! Candidates to a ranking: what is measured of each, weighed and added.
//!
//! Pure: a question and its candidates in, an order out. Which weight each feature has, and from
//! what run it comes, stands in [`weights`].

pub mod features;
pub mod weights;
mod question;

use std::{cmp::Reverse, ops::RangeInclusive};

use crate::{
    index::{Candidate, Sameness, Totals},
    passage::Kind,
    query::Query,
};

pub use features::{Feature, Features};

/// A candidate with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The candidate.
    pub candidate: Candidate,
    /// What was measured of it.
    pub features: Features,
    /// The weighed sum; what asks exactly the question is above all others by construction.
    pub score: f64,
}

impl Ranked {
    /// Whether it shares lines with `other`: an item and the section around it. Entries never do, nor do two of a
    /// kind on one and the same line: a file may be one line.
    pub fn is_nested(&self, other: &Ranked) -> bool {
        let (own, beside) = (&self.candidate, &other.candidate);
        let ((first, last), (from, to)) = (own.lines, beside.lines);
        let is_apart = own.kind == beside.kind
            && (own.kind == Kind::Qa || first == last && own.lines == beside.lines);
        own.path == beside.path && first <= to && from <= last && !is_apart
    }
}

/// What an exact question has before any other: more than all weights together give.
const EXACT_BONUS: f64 = 100.0;

/// What a passage has before even those that was said to answer this question in these words.
const TAUGHT_BONUS: f64 = 200.0;

/// What takes a passage behind all others that was said not to answer this question.
const REFUSED: f64 = -1000.0;

/// What is taken from a passage that was said not to answer a question nearly the same, times how
/// near that is: as much as a clear lead.
const NEARLY_REFUSED: f64 = -8.0;

/// Scores are told apart down to here, so that sums that differ by rounding alone are ties.
const SCORE_STEP: f64 = 1e-5;

/// How far behind the best of the preselection a passage may be to be looked at closely: hardly any
/// that is farther comes to be the first (MEASURED.md, "Where the microseconds go").
const NEAR: f64 = 4.0;

/// The best of `candidates` by what is cheap to measure, best first; ties by their number. At most as
/// many as `kept` says; at least as many are apart from each other, where there are so many. Those
/// between are near the best.
pub fn preselect(
    query: &Query,
    totals: &Totals,
    candidates: Vec<Candidate>,
    kept: RangeInclusive<usize>,
) -> Vec<Ranked> {
    let mut ranked = rank_cheaply(query, totals, candidates);
    let best = ranked.first().map_or(0.0, |one| one.score);
    let (mut count, mut apart) = (0, 0);
    for (at, one) in ranked.iter().enumerate().take(*kept.end()) {
        if *kept.start() <= apart && NEAR < best - one.score {
            break;
        }
        apart += usize::from(!ranked[..at].iter().any(|other| one.is_nested(other)));
        count += 1;
    }
    ranked.truncate(count);
    ranked
}

/// Ranks `candidates` by what is cheap to measure: what [`preselect`] chooses from.
pub fn rank_cheaply(query: &Query, totals: &Totals, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let measured = features::measure(query, totals, &candidates);
    let ranked = candidates
        .into_iter()
        .zip(measured)
        .map(|(candidate, features)| Ranked { candidate, features, score: 0.0 })
        .collect();
    shared_out(ranked, &weights::PRESELECT)
}

/// Ranks what was [preselected](preselect) and aligned since, best first; ties by their number,
/// which is the order of ids in the index.
pub fn rank(query: &Query, mut preselected: Vec<Ranked>) -> Vec<Ranked> {
    for one in &mut preselected {
        features::measure_closely(query, &one.candidate, &mut one.features);
    }
    shared_out(preselected, &weights::RANK)
}

fn shared_out(mut ranked: Vec<Ranked>, weights: &[f32; features::COUNT]) -> Vec<Ranked> {
    features::share_out(ranked.iter_mut().map(|one| &mut one.features));
    rerank(ranked, weights)
}

/// The same candidates as other `weights` rank them: for fitting weights.
pub fn rerank(mut ranked: Vec<Ranked>, weights: &[f32; features::COUNT]) -> Vec<Ranked> {
    for one in &mut ranked {
        one.score = score(&one.candidate, &one.features, weights);
    }
    sorted(ranked)
}

fn sorted(mut ranked: Vec<Ranked>) -> Vec<Ranked> {
    // The candidates are large: the keys are sorted, and each candidate is moved once.
    ranked.sort_by_cached_key(|one| (Reverse(steps(one.score)), one.candidate.number));
    ranked
}

fn score(candidate: &Candidate, features: &Features, weights: &[f32; features::COUNT]) -> f64 {
    let sum = features.weighed(weights) + said(candidate, features.exact);
    steps(sum) as f64 * SCORE_STEP
}

/// What people said of the passage counts before what is measured.
fn said(candidate: &Candidate, exact: bool) -> f64 {
    let taught = candidate.taught;
    if taught.is_refused() {
        return REFUSED;
    }
    let bonus = match taught.answers {
        Some(Sameness::Words) => TAUGHT_BONUS,
        Some(Sameness::Content) => EXACT_BONUS,
        None if exact => EXACT_BONUS,
        None => 0.0,
    };
    bonus + NEARLY_REFUSED * f64::from(taught.wrong)
}

/// How many [`SCORE_STEP`]s a score is.
fn steps(score: f64) -> i64 {
    (score / SCORE_STEP).round() as i64
}
