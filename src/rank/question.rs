//! A question made ready to be looked for in many passages: which words each of its terms stands
//! for, and what they weigh. A passage then costs what it has of the question, not what the
//! question has.

use crate::{
    index::Hit,
    query::{B, K1, MAX_WORDS, Query, STOP_WEIGHT, WordSet},
};

/// What a bound is held up by, so that it stays one when its sum is rounded.
const SLACK: f32 = 1.0 + 1e-4;

/// A question, with what is the same for all candidates.
pub(super) struct Question<'a> {
    pub(super) query: &'a Query,
    /// The mass of all words, above 0.
    pub(super) mass: f32,
    /// Its content words.
    pub(super) content: WordSet,
    /// The mass of each word, and what BM25 counts it.
    masses: Vec<f32>,
    own: Vec<f32>,
    terms: Vec<TermUse>,
    /// The readings of one term, by term: the word and the reading's weight.
    single: Vec<(usize, f32)>,
    /// The readings of several terms.
    several: Vec<Several<'a>>,
    /// The words whose neighbour before them goes with them as a pair, and what each pair counts.
    pairs: WordSet,
    pair_masses: Vec<f32>,
    pair_mass: f32,
}

/// What a term of the question stands for.
#[derive(Default)]
struct TermUse {
    /// The words that have it in any reading.
    words: WordSet,
    /// Where its readings stand in `single`.
    single: (usize, usize),
    /// Which of `several` have it.
    several: Vec<usize>,
    /// Where it stands once, no more mass than this is covered by it,
    covers: f32,
    /// and BM25 is no more than this times what one occurrence is worth.
    weighs: f32,
}

/// A reading of several terms.
struct Several<'a> {
    word: usize,
    weight: f32,
    terms: &'a [usize],
}

impl<'a> Question<'a> {
    pub(super) fn new(query: &'a Query) -> Question<'a> {
        let words = || query.words.iter().take(MAX_WORDS).enumerate();
        let own = |stop: bool| if stop { STOP_WEIGHT } else { 1.0 };
        let mut terms: Vec<TermUse> = query.terms.iter().map(|_| TermUse::default()).collect();
        let mut single: Vec<(usize, usize, f32)> = Vec::new();
        let mut several = Vec::new();
        for (at, word) in words() {
            for reading in &word.readings {
                let number = several.len();
                if let [term] = reading.terms[..] {
                    single.push((term, at, reading.weight));
                } else {
                    several.push(Several {
                        word: at,
                        weight: reading.weight,
                        terms: &reading.terms,
                    });
                }
                for term in &reading.terms {
                    let one = &mut terms[*term];
                    one.words.insert(at);
                    one.covers += word.mass * reading.weight * SLACK;
                    let idf = query.terms[*term].idf;
                    one.weighs += own(word.stop) * reading.weight * idf * SLACK;
                    if 1 < reading.terms.len() {
                        one.several.push(number);
                    }
                }
            }
        }
        single.sort_by_key(|(term, word, _)| (*term, *word));
        for (at, (term, ..)) in single.iter().enumerate() {
            let range = &mut terms[*term].single;
            *range = (if range.1 == 0 { at } else { range.0 }, at + 1);
        }
        let mut made = Question {
            query,
            mass: query.mass().max(f32::MIN_POSITIVE),
            content: WordSet::EMPTY,
            masses: words().map(|(_, word)| word.mass).collect(),
            own: words().map(|(_, word)| own(word.stop)).collect(),
            terms,
            single: single.into_iter().map(|(_, word, weight)| (word, weight)).collect(),
            several,
            pairs: WordSet::EMPTY,
            pair_masses: vec![0.0; query.words.len()],
            pair_mass: 0.0,
        };
        for (at, word) in words() {
            if !word.stop {
                made.content.insert(at);
            }
            let before = at.checked_sub(1).map(|before| &query.words[before]);
            if let Some(before) = before.filter(|before| !(before.stop && word.stop)) {
                made.pairs.insert(at);
                made.pair_masses[at] = before.mass.min(word.mass);
                made.pair_mass += made.pair_masses[at];
            }
        }
        made.pair_mass = made.pair_mass.max(f32::MIN_POSITIVE);
        made
    }

    /// The words that have the term of `hit` in any reading.
    pub(super) fn words_of(&self, hit: &Hit) -> WordSet {
        self.terms.get(usize::from(hit.term)).map_or(WordSet::EMPTY, |term| term.words)
    }

    /// The sum over all words of `factors` times what the word's best reading gives, where
    /// `value` is what one term gives of which there are so many. A reading gives its weight times
    /// the mean of its terms.
    fn sum(&self, counts: &Counts, factors: &[f32], value: impl Fn(usize, u32) -> f32) -> f32 {
        let mut best = [0.0_f32; MAX_WORDS];
        let mut words = WordSet::EMPTY;
        let mut offer = |word: usize, offered: f32| {
            best[word] = best[word].max(offered);
            words.insert(word);
        };
        for term in &counts.there {
            let term = usize::from(*term);
            let one = &self.terms[term];
            let own = value(term, counts.of[term]);
            for (word, weight) in &self.single[one.single.0..one.single.1] {
                offer(*word, weight * own);
            }
            for number in &one.several {
                let Several { word, weight, terms } = &self.several[*number];
                let there = terms.iter().filter(|term| 0 < counts.of[**term]);
                let sum = there.fold(0.0, |sum: f32, term| sum + value(*term, counts.of[*term]));
                offer(*word, weight * sum / terms.len() as f32);
            }
        }
        words.iter().fold(0.0, |sum, word| sum + factors[word] * best[word])
    }

    /// The mass of the words that are there. Of a reading of several terms the share that is there
    /// counts.
    pub(super) fn covered(&self, counts: &Counts) -> f32 {
        self.sum(counts, &self.masses, |_, _| 1.0)
    }

    /// No less than [`covered`](Question::covered) for `hits`, and quickly told.
    pub(super) fn covered_at_most(&self, hits: &[Hit]) -> f32 {
        hits.iter().fold(0.0, |sum, hit| sum + self.terms[usize::from(hit.term)].covers)
    }

    /// BM25 of a text of `length` terms, of which `mean` are the mean. Every word gives what its
    /// best reading gives.
    pub(super) fn bm25(&self, counts: &Counts, length: f32, mean: f32) -> f32 {
        let norm = norm(length, mean);
        self.sum(counts, &self.own, |term, count| {
            let count = count as f32;
            self.query.terms[term].idf * count * (1.0 + K1) / (count + norm)
        })
    }

    /// No less than [`bm25`](Question::bm25) for `hits`, and quickly told: more of a term is worth
    /// less each time.
    pub(super) fn bm25_at_most(&self, hits: &[Hit], length: f32, mean: f32) -> f32 {
        let once = (1.0 + K1) / (1.0 + norm(length, mean));
        hits.iter().fold(0.0, |sum, hit| sum + self.terms[usize::from(hit.term)].weighs) * once
    }

    /// The share of neighbouring words that are neighbours among `hits` (of one view, in order).
    pub(super) fn pairs_in(&self, hits: &[Hit]) -> f32 {
        let mut found = WordSet::EMPTY;
        for two in hits.windows(2).filter(|two| two[0].at + 1 == two[1].at) {
            found = found.or(self.words_of(&two[0]).following().and(self.words_of(&two[1])));
        }
        let found = found.and(self.pairs);
        found.iter().fold(0.0, |sum, word| sum + self.pair_masses[word]) / self.pair_mass
    }

    /// Whether a text with these terms has every one of `words` as it is: in a reading that counts
    /// in full.
    pub(super) fn has_plainly(&self, words: WordSet, counts: &Counts) -> bool {
        words.iter().all(|word| {
            let mut full = self.query.words[word].readings.iter().filter(|r| r.weight == 1.0);
            full.any(|reading| reading.terms.iter().all(|term| 0 < counts.of[*term]))
        })
    }
}

fn norm(length: f32, mean: f32) -> f32 {
    K1 * (1.0 - B + B * length / mean)
}

/// How often each term of a question stands in a text.
pub(super) struct Counts {
    of: Vec<u32>,
    /// The terms that do.
    there: Vec<u16>,
}

impl Counts {
    /// Of a text without any of the terms of `question`.
    pub(super) fn new(question: &Question<'_>) -> Counts {
        Counts { of: vec![0; question.query.terms.len()], there: Vec::new() }
    }

    pub(super) fn add(&mut self, hits: &[Hit]) {
        for hit in hits {
            let count = &mut self.of[usize::from(hit.term)];
            if *count == 0 {
                self.there.push(hit.term);
            }
            *count += 1;
        }
    }

    /// Counts `hits` and nothing else.
    pub(super) fn set(&mut self, hits: &[Hit]) {
        for term in self.there.drain(..) {
            self.of[usize::from(term)] = 0;
        }
        self.add(hits);
    }
}
