//! Why a reply is what it is: the terms that were searched, and what counted for each passage.

use std::collections::HashSet;

use super::Shown;
use crate::{
    answer::{ExplainedPassage, ExplainedTerm, Explanation},
    query::{Query, Word},
    rank::{Feature, Ranked, weights},
};

/// The content words of the question that the passage has in no reading.
fn lacks(query: &Query, ranked: &Ranked) -> Vec<String> {
    let there: HashSet<usize> =
        ranked.candidate.hits.iter().map(|hit| usize::from(hit.term)).collect();
    let has = |word: &Word| {
        word.readings.iter().any(|reading| reading.terms.iter().all(|term| there.contains(term)))
    };
    let content = query.words.iter().filter(|word| !word.stop);
    content.filter(|word| !has(word)).map(|word| word.text.clone()).collect()
}

/// Why `found`, the passages of `ranked`, are the reply to `query`.
pub(super) fn explanation(
    query: &Query,
    shown: &[Shown<'_>],
    confidence: Vec<(String, f64)>,
) -> Explanation {
    let terms = query
        .words
        .iter()
        .flat_map(|word| word.readings.iter().map(move |reading| (word, reading)))
        .flat_map(|(word, reading)| {
            reading.terms.iter().map(move |term| (word, reading, &query.terms[*term]))
        })
        .map(|(word, reading, term)| ExplainedTerm {
            term: term.text.clone(),
            origin: if reading.origin.is_empty() {
                word.text.clone()
            } else {
                reading.origin.clone()
            },
            weight: f64::from(term.weight * reading.weight),
            passages: term.frequency,
        })
        .collect();
    let passages = shown
        .iter()
        .map(|Shown { ranked, found }| ExplainedPassage {
            id: found.passage.id.clone(),
            lacks: lacks(query, ranked),
            features: Feature::ALL
                .iter()
                .map(|feature| {
                    let value = f64::from(ranked.features.get(*feature));
                    (
                        feature.name().to_owned(),
                        value,
                        f64::from(weights::RANK[*feature as usize]) * value,
                    )
                })
                .collect(),
        })
        .collect();
    Explanation { kind: query.kind, terms, passages, confidence }
}
