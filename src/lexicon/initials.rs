//! Terms of two or three words that a corpus uses often, by their initials: what the letters in a
//! question mean that the corpus itself never writes.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use super::{
    expansions::{Expansion, Source},
    sample::{PAUSE, Sample},
    words::WordCounts,
};

/// A term stands in at least this many of the passages that are looked at.
const LEAST_PASSAGES: u32 = 4;

/// A term stands in at least one of so many passages of its rarest word: words that only happen to
/// meet are no term.
const TOGETHER: u32 = 2;

/// A term stands in at least this many times the passages of any other with its initials: letters
/// that mean two things mean none.
const AHEAD: u32 = 2;

/// How many passages something stands in, and the last of them.
#[derive(Debug, Clone, Copy, Default)]
struct Passages {
    count: u32,
    last: u32,
}

impl Passages {
    fn add(&mut self, passage: u32) {
        if self.last != passage {
            self.last = passage;
            self.count += 1;
        }
    }

    fn are_enough(self) -> bool {
        LEAST_PASSAGES <= self.count
    }
}

/// The initials of every frequent term of two or three words that stands out among those with the
/// same. `words` are those of the sample.
///
/// # Cost
///
/// The sample is read three times: for its words, for pairs of frequent ones, and for three where
/// both pairs are frequent (R. Agrawal, R. Srikant, "Fast algorithms for mining association rules",
/// VLDB 1994). About 40 bytes for each such pair and three.
pub(super) fn of(sample: &Sample, words: &WordCounts) -> Vec<(String, Expansion)> {
    let mut singles = vec![Passages::default(); words.numbers()];
    for (one, run) in sample.each() {
        for word in run.iter().filter(|word| **word != PAUSE) {
            singles[*word as usize].add(one.passage);
        }
    }
    let frequent = |word: u32| word != PAUSE && singles[word as usize].are_enough();
    let mut pairs: HashMap<[u32; 2], Passages> = HashMap::new();
    for (one, run) in sample.each() {
        for pair in run.windows(2) {
            if let [a, b] = *pair
                && frequent(a)
                && frequent(b)
            {
                pairs.entry([a, b]).or_default().add(one.passage);
            }
        }
    }
    pairs.retain(|_, passages| passages.are_enough());
    let mut threes: HashMap<[u32; 3], Passages> = HashMap::new();
    for (one, run) in sample.each() {
        for three in run.windows(3) {
            if let [a, b, c] = *three
                && pairs.contains_key(&[a, b])
                && pairs.contains_key(&[b, c])
            {
                threes.entry([a, b, c]).or_default().add(one.passage);
            }
        }
    }
    threes.retain(|_, passages| passages.are_enough());

    let mut texts = vec![""; words.numbers()];
    words.each().for_each(|(word, number, _)| texts[number as usize] = word);
    // By initials, then by the term without a plural's ending: its commonest form.
    let mut terms: BTreeMap<String, BTreeMap<String, (u32, String)>> = BTreeMap::new();
    let pairs = pairs.iter().map(|(pair, passages)| (pair.as_slice(), passages.count));
    let threes = threes.iter().map(|(three, passages)| (three.as_slice(), passages.count));
    for (run, passages) in pairs.chain(threes) {
        let rarest = run.iter().map(|word| singles[*word as usize].count).min().unwrap_or(0);
        if TOGETHER * passages < rarest {
            continue;
        }
        let words: Vec<&str> = run.iter().map(|word| texts[*word as usize]).collect();
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
        .filter_map(|(initials, terms)| Some((initials, outstanding(terms, sample.one_in())?)))
        .collect()
}

/// The term in the most passages, if it is far ahead of the next. One passage in how many was
/// looked at.
fn outstanding(terms: BTreeMap<String, (u32, String)>, one_in: u32) -> Option<Expansion> {
    let mut terms: Vec<(u32, String)> = terms.into_values().collect();
    terms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let second = terms.get(1).map_or(0, |second| second.0);
    let (passages, text) = terms.into_iter().next()?;
    let all = passages.saturating_mul(one_in);
    let expansion = Expansion { text, source: Source::Initials, passages: all };
    (AHEAD * second <= passages).then_some(expansion)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The initials of terms, each of which stands in as many passages as is said.
    fn check(terms: &[(&str, u32)], expected: &[(&str, &str)]) {
        let mut words = WordCounts::default();
        let mut sample = Sample::default();
        let mut passage = 0;
        for (term, times) in terms {
            for _ in 0..*times {
                passage += 1;
                sample.passage(passage, 1, false);
                for word in term.split(' ') {
                    let number = words.number(word).unwrap();
                    words.add(number, passage);
                    sample.word(number);
                }
            }
        }
        sample.close();
        let found = of(&sample, &words);
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
