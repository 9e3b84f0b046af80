//! Candidates to a ranking: what is measured of each, weighed and added.
//!
//! Pure: a question and its candidates in, an order out. Which weight each feature has, and from
//! what run it comes, stands in [`weights`].

pub mod features;
pub mod weights;

use crate::{
    index::{Candidate, Totals},
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

/// What an exact question has before any other: more than all weights together give.
const EXACT_BONUS: f64 = 100.0;

/// Scores are told apart down to here, so that sums that differ by rounding alone are ties.
const SCORE_STEP: f64 = 1e-5;

/// Ranks `candidates`, best first; ties by their number, which is the order of ids in the index.
pub fn rank(query: &Query, totals: &Totals, candidates: Vec<Candidate>) -> Vec<Ranked> {
    let measured = features::measure(query, totals, &candidates);
    let mut ranked: Vec<Ranked> = candidates
        .into_iter()
        .zip(measured)
        .map(|(candidate, features)| {
            let score = score(&features);
            Ranked { candidate, features, score }
        })
        .collect();
    ranked.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.candidate.number.cmp(&b.candidate.number))
    });
    ranked
}

fn score(features: &Features) -> f64 {
    let sum: f64 = Feature::ALL
        .iter()
        .map(|feature| weights::weight(*feature) * f64::from(features.get(*feature)))
        .sum();
    let bonus = if features.exact { EXACT_BONUS } else { 0.0 };
    ((sum + bonus) / SCORE_STEP).round() * SCORE_STEP
}
