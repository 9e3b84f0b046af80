//! How likely the first passage answers the question.

use crate::rank::{Feature, Ranked};

/// At or above this a reply is sure.
pub const SURE: f64 = 0.65;

/// Below this a reply is that there is no answer.
pub const REFUSE: f64 = 0.30;

/// The estimated probability that the first of `ranked` answers the question, and its parts in
/// log-odds; 0 where there is none.
pub fn confidence(ranked: &[Ranked]) -> (f64, Vec<(String, f64)>) {
    let Some(first) = ranked.first() else { return (0.0, Vec::new()) };
    let get = |feature: Feature| f64::from(first.features.get(feature));
    let parts = vec![
        ("base".to_owned(), -3.6),
        (Feature::TitleCovers.name().to_owned(), 2.4 * get(Feature::TitleCovers)),
        (Feature::TitleCovered.name().to_owned(), 1.2 * get(Feature::TitleCovered)),
        (Feature::AllCovers.name().to_owned(), 2.0 * get(Feature::AllCovers)),
        (Feature::SentenceCovers.name().to_owned(), 1.6 * get(Feature::SentenceCovers)),
        ("exact question".to_owned(), if first.features.exact { 3.0 } else { 0.0 }),
    ];
    let odds: f64 = parts.iter().map(|(_, part)| part).sum();
    (1.0 / (1.0 + (-odds).exp()), parts)
}
