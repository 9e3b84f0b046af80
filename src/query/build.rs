//! The words and terms of a question, gathered each once.

use std::cell::RefCell;

use hashbrown::HashMap;

use super::{
    Reading, STOP_WEIGHT, Term, Vocabulary, Word, idf, idf_of_stop_word, understand::Item,
};
use crate::{analysis::term_hash, vectors::Table};

/// At most this many different words of a question are searched: the rarest ones. A
/// [`WordSet`](super::WordSet) has a bit for each.
pub const MAX_WORDS: usize = 48;

/// How often terms stand in the corpus, each looked up once a question.
pub(super) struct Frequencies<'a> {
    pub(super) vocabulary: &'a dyn Vocabulary,
    looked_up: RefCell<HashMap<String, u64>>,
}

impl<'a> Frequencies<'a> {
    pub(super) fn new(vocabulary: &'a dyn Vocabulary) -> Frequencies<'a> {
        Frequencies { vocabulary, looked_up: RefCell::default() }
    }

    /// In how many passages `term` stands.
    pub(super) fn of(&self, term: &str) -> u64 {
        if let Some(known) = self.looked_up.borrow().get(term) {
            return *known;
        }
        let frequency = self.vocabulary.frequency(term);
        self.looked_up.borrow_mut().insert(term.to_owned(), frequency);
        frequency
    }
}

/// Gathers words and terms, each once.
pub(super) struct Builder<'a> {
    frequencies: &'a Frequencies<'a>,
    words: Vec<Word>,
    terms: Vec<Term>,
    by_text: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(frequencies: &'a Frequencies<'a>) -> Builder<'a> {
        Builder { frequencies, words: Vec::new(), terms: Vec::new(), by_text: HashMap::new() }
    }

    /// The index of the term `text`.
    fn term(&mut self, text: &str, stop: bool) -> usize {
        if let Some(at) = self.by_text.get(text) {
            return *at;
        }
        let frequency = self.frequencies.of(text);
        self.terms.push(Term {
            text: text.to_owned(),
            hash: term_hash(text),
            frequency,
            idf: if stop { idf_of_stop_word } else { idf }(
                frequency,
                self.frequencies.vocabulary.passages(),
            ),
            weight: 0.0,
        });
        self.by_text.insert(text.to_owned(), self.terms.len() - 1);
        self.terms.len() - 1
    }

    /// Adds one word; a word that was there before adds nothing.
    pub(super) fn add(&mut self, item: &Item) {
        let Some(first) = item.tokens.first() else { return };
        if self.words.iter().any(|word| word.text == first.word) {
            return;
        }
        let mut readings: Vec<Reading> = Vec::new();
        for token in &item.tokens {
            let term = self.term(&token.term, token.stop);
            if readings.iter().all(|reading| reading.terms != [term]) {
                let (weight, origin) = (item.weight, item.origin.clone());
                readings.push(Reading { terms: vec![term], weight, origin });
            }
        }
        // In the wrong language a word is unknown: its commonest reading tells how rare it is.
        let mut rarity = self.rarity(&readings);
        let known = readings.iter().any(|reading| 0 < self.terms[reading.terms[0]].frequency);
        for also in &item.also {
            let terms: Vec<usize> = also.terms.iter().map(|term| self.term(term, false)).collect();
            if !terms.is_empty() && readings.iter().all(|reading| reading.terms != terms) {
                let (weight, origin) = (also.weight, also.origin.clone());
                readings.push(Reading { terms, weight, origin });
            }
        }
        if !known {
            rarity = self.rarity(&readings);
        }
        let mass = if first.stop || item.light { rarity * STOP_WEIGHT } else { rarity };
        self.words.push(Word {
            text: first.word.clone(),
            stop: first.stop,
            light: item.light,
            of_asker: item.of_asker,
            asks: item.asks,
            telling: Table::built_in().telling(&first.word),
            vector: None,
            readings,
            mass,
        });
    }

    /// The IDF of the commonest of `readings`; of a reading of several terms the rarest counts.
    fn rarity(&self, readings: &[Reading]) -> f32 {
        let of = |reading: &Reading| {
            reading.terms.iter().map(|term| self.terms[*term].idf).fold(0.0, f32::max)
        };
        readings.iter().map(of).fold(f32::INFINITY, f32::min)
    }

    /// The words and terms; of too many words the rarest that the corpus has.
    pub(super) fn finish(mut self) -> (Vec<Word>, Vec<Term>) {
        if MAX_WORDS < self.words.len() {
            let mut order: Vec<usize> = (0..self.words.len()).collect();
            let known = |word: &Word| {
                word.readings.iter().flat_map(|r| &r.terms).any(|t| 0 < self.terms[*t].frequency)
            };
            order.sort_by(|a, b| {
                let (a, b) = (&self.words[*a], &self.words[*b]);
                known(b).cmp(&known(a)).then(b.mass.total_cmp(&a.mass))
            });
            order.truncate(MAX_WORDS);
            order.sort_unstable();
            self.words = order.iter().map(|at| self.words[*at].clone()).collect();
        }
        for word in &self.words {
            let own = if word.stop { STOP_WEIGHT } else { 1.0 };
            for reading in &word.readings {
                for term in &reading.terms {
                    let weight = &mut self.terms[*term].weight;
                    *weight = weight.max(own * reading.weight);
                }
            }
        }
        (self.words, self.terms)
    }
}
