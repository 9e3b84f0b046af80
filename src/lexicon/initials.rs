//! Terms of two or three words that a corpus uses often, by their initials: what the letters in a
//! question mean that the corpus itself never writes.

use std::collections::{BTreeMap, HashMap};

use super::{
    expansions::{Expansion, Source},
    words::WordCounts,
};

/// The most words of a term.
pub(super) const LONGEST: usize = 3;

/// A term stands in at least this many passages.
const LEAST_PASSAGES: u32 = 4;

/// A term stands in at least one of so many passages of its rarest word: words that only happen to
/// meet are no term.
const TOGETHER: u32 = 2;

/// A term stands in at least this many times the passages of any other with its initials: letters
/// that mean two things mean none.
const AHEAD: u32 = 2;

/// How many runs of words are counted at once, at about 40 bytes each.
const MAX_RUNS: usize = 600_000;

/// Stands for no word in a run of two.
const NONE: u32 = u32::MAX;

/// Counts runs of two and three words, each once a passage.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// The passages of a run, and the last of them.
    runs: HashMap<[u32; LONGEST], (u32, u32)>,
    dropped: u32,
}

impl Phrases {
    /// Counts the runs that end with the last of `words`, the numbers of words side by side.
    pub(super) fn add(&mut self, words: &[u32], passage: u32) {
        match *words {
            [a, b] => self.count([a, b, NONE], passage),
            [a, b, c] => {
                self.count([b, c, NONE], passage);
                self.count([a, b, c], passage);
            }
            _ => {}
        }
    }

    fn count(&mut self, run: [u32; LONGEST], passage: u32) {
        let (passages, last) = self.runs.entry(run).or_insert((0, 0));
        if *last != passage {
            *last = passage;
            *passages += 1;
        }
        if MAX_RUNS < self.runs.len() {
            // What is rare so far is dropped; what is frequent stays so.
            while MAX_RUNS / 2 < self.runs.len() {
                self.dropped += 1;
                let dropped = self.dropped;
                self.runs.retain(|_, (passages, _)| dropped < *passages);
            }
        }
    }

    /// The initials of every frequent term that stands out among those with the same.
    pub(super) fn finish(self, counts: &WordCounts) -> Vec<(String, Expansion)> {
        let words_of = counts.by_number();
        // By initials, then by the term without a plural's ending: its commonest form.
        let mut terms: BTreeMap<String, BTreeMap<String, (u32, String)>> = BTreeMap::new();
        for (run, (passages, _)) in self.runs {
            if passages < LEAST_PASSAGES {
                continue;
            }
            let words: Option<Vec<(&str, u32)>> = run
                .iter()
                .filter(|number| **number != NONE)
                .map(|number| words_of.get(number).copied())
                .collect();
            let Some(words) = words else { continue };
            let rarest = words.iter().map(|(_, passages)| *passages).min().unwrap_or(0);
            if TOGETHER * passages < rarest {
                continue;
            }
            let words: Vec<&str> = words.into_iter().map(|(word, _)| word).collect();
            let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
            let text = words.join(" ");
            let singular = text.strip_suffix('s').unwrap_or(&text).to_owned();
            let kept = terms.entry(initials).or_default().entry(singular).or_default();
            if (kept.0, &text) < (passages, &kept.1) || kept.0 < passages {
                *kept = (passages, text);
            }
        }
        terms
            .into_iter()
            .filter_map(|(initials, terms)| Some((initials, outstanding(terms)?)))
            .collect()
    }
}

/// The term in the most passages, if it is far ahead of the next.
fn outstanding(terms: BTreeMap<String, (u32, String)>) -> Option<Expansion> {
    let mut terms: Vec<(u32, String)> = terms.into_values().collect();
    terms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let second = terms.get(1).map_or(0, |second| second.0);
    let (passages, text) = terms.into_iter().next()?;
    (AHEAD * second <= passages).then_some(Expansion { text, source: Source::Initials, passages })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The initials of terms, each of which stands in as many passages as is said.
    fn check(terms: &[(&str, u32)], expected: &[(&str, &str)]) {
        let mut words = WordCounts::default();
        let mut phrases = Phrases::default();
        let mut passage = 0;
        for (term, times) in terms {
            for _ in 0..*times {
                passage += 1;
                let mut run = Vec::new();
                for word in term.split(' ') {
                    run.extend(words.add(word, passage));
                    phrases.add(&run, passage);
                }
            }
        }
        let found = phrases.finish(&words);
        let found: Vec<(&str, &str)> =
            found.iter().map(|(initials, one)| (initials.as_str(), one.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn frequent_terms_are_known_by_their_initials() {
        check(&[("rice cooker", 4), ("soup bowl", 3)], &[("rc", "rice cooker")]);
    }

    #[test]
    fn letters_of_two_terms_mean_neither() {
        check(&[("rice cooker", 5), ("red cabbage", 4)], &[]);
        check(&[("rice cooker", 8), ("red cabbage", 4)], &[("rc", "rice cooker")]);
    }

    #[test]
    fn words_that_happen_to_meet_are_no_term() {
        check(&[("rice cooker", 4), ("rice", 9), ("cooker", 5)], &[]);
        check(&[("rice cooker", 4), ("rice", 9), ("cooker", 4)], &[("rc", "rice cooker")]);
    }

    #[test]
    fn a_plural_is_the_same_term() {
        check(&[("rice cooker", 4), ("rice cookers", 5)], &[("rc", "rice cookers")]);
    }

    #[test]
    fn three_words_have_three_initials() {
        check(
            &[("dry white wine", 4)],
            &[("dw", "dry white"), ("dww", "dry white wine"), ("ww", "white wine")],
        );
    }
}
