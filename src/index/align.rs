//! A closer look at the best candidates: which word of the question goes with which word of the
//! passage, though they be different words.
//!
//! A word goes with itself and its readings fully, and with another word as far as their vectors
//! are alike. Each word of the question takes the best that a title, a sentence or the passage
//! offers; the shares of its mass that are so taken are what is measured. (The idea is that of
//! late interaction: O. Khattab, M. Zaharia, "ColBERT", SIGIR 2020; here with static vectors and
//! the corpus's own IDF.)

use std::collections::HashMap;

use super::{
    forward::{Parts, SENTENCE_END},
    kept::KeptPhrasing,
    terms::{MAX_VECTORS, Terms},
};
use crate::query::Query;

/// Words whose cosine is at most this have nothing to do with each other.
const UNLIKE: f32 = 0.2;

/// At most so many terms of a body are looked at: what makes an answer stands early.
const MAX_BODY: usize = 400;

/// At most so many phrasings of an entry are looked at.
const MAX_PHRASINGS: usize = 64;

/// How a question's words go with those of a passage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// The share of the question's mass that the best phrasing takes. 0 to 1.
    pub title_covers: f32,
    /// The share of that phrasing's mass that the question takes. 0 to 1.
    pub title_covered: f32,
    /// The share of the question's mass that that phrasing and the headings take. 0 to 1.
    pub over_covers: f32,
    /// The share of the question's mass that the whole passage takes. 0 to 1.
    pub covers: f32,
    /// The share that each sentence takes, in order. 0 to 1.
    pub sentences: Vec<f32>,
    /// How much of each word of the question the whole passage takes, in order. 0 to 1.
    pub words: Vec<f32>,
}

/// Aligns passages with one question. Remembers what it compared.
pub(super) struct Aligner<'a, B> {
    query: &'a Query,
    terms: &'a Terms<B>,
    mass: f32,
    /// How each word of the question goes with the terms that it reads as, by the term's number.
    readings: HashMap<u32, Vec<(usize, f32)>>,
    /// Where each term's row begins in `rows`; [`UNMET`] and [`BLANK`] beside.
    row_of: Vec<u32>,
    /// How each word goes with each term met: a row a term, a column a word.
    rows: Vec<f32>,
}

/// Stands for the row of a term that was not met yet.
const UNMET: u32 = u32::MAX;

/// Stands for the row of a term that goes with no word of the question: most terms.
const BLANK: u32 = u32::MAX - 1;

impl<'a, B: AsRef<[u8]>> Aligner<'a, B> {
    pub(super) fn new(query: &'a Query, terms: &'a Terms<B>) -> Aligner<'a, B> {
        let mut readings: HashMap<u32, Vec<(usize, f32)>> = HashMap::new();
        for (at, word) in query.words.iter().enumerate() {
            for reading in &word.readings {
                // Of a reading of several terms each stands for its share.
                let share = reading.weight / reading.terms.len().max(1) as f32;
                for term in &reading.terms {
                    if let Some(number) = terms.number(query.terms[*term].hash) {
                        readings.entry(number).or_default().push((at, share));
                    }
                }
            }
        }
        Aligner {
            query,
            terms,
            mass: query.mass().max(f32::MIN_POSITIVE),
            readings,
            row_of: vec![UNMET; terms.len().min(MAX_VECTORS as usize + 1)],
            rows: Vec::new(),
        }
    }

    /// How the question's words go with those of the passage and of the phrasings that are kept for
    /// it.
    pub(super) fn align(&mut self, parts: &Parts<'_>, kept: &[&KeptPhrasing]) -> Alignment {
        let width = self.query.words.len();
        if width == 0 {
            return Alignment::default();
        }
        let mut alignment = Alignment::default();
        let mut whole = vec![0.0_f32; width];
        let mut part = vec![0.0_f32; width];
        let mut over = vec![0.0_f32; width];
        let mut from = 0;
        let mut title = |aligner: &Self, part: &[f32], covered: f32| {
            raise(&mut whole, part);
            let covers = aligner.share(part);
            if alignment.title_covers + alignment.title_covered < covers + covered {
                alignment.title_covers = covers;
                alignment.title_covered = covered;
                over.copy_from_slice(part);
            }
        };
        for (count, _) in parts.phrasings.iter().take(MAX_PHRASINGS) {
            let count = usize::from(*count);
            part.fill(0.0);
            let covered = self.take_title(parts, from, count, &mut part);
            title(self, &part, covered);
            from += count;
        }
        for one in kept {
            part.fill(0.0);
            let covered = self.take_kept(one, &mut part);
            title(self, &part, covered);
        }
        from = parts.phrasings.iter().map(|(count, _)| usize::from(*count)).sum();
        for number in parts.terms(from, parts.headings as usize) {
            self.take(number, &mut over);
        }
        raise(&mut whole, &over);
        alignment.over_covers = self.share(&over);
        from += parts.headings as usize;
        part.fill(0.0);
        for number in parts.terms(from, (parts.body as usize).min(MAX_BODY)) {
            if number == SENTENCE_END {
                alignment.sentences.push(self.share(&part));
                raise(&mut whole, &part);
                part.fill(0.0);
            } else {
                self.take(number, &mut part);
            }
        }
        raise(&mut whole, &part);
        alignment.covers = self.share(&whole);
        alignment.words = whole;
        alignment
    }

    /// Takes what a phrasing offers; gives the share of its own mass that the question takes.
    fn take_title(
        &mut self,
        parts: &Parts<'_>,
        from: usize,
        count: usize,
        into: &mut [f32],
    ) -> f32 {
        let (mut taken, mut mass) = (0.0, 0.0);
        for number in parts.terms(from, count) {
            let own = self.terms.mass(number);
            let best = self.take(number, into);
            taken += own * best;
            mass += own;
        }
        if 0.0 < mass { taken / mass } else { 0.0 }
    }

    /// Takes what a kept phrasing offers; gives the share of its own mass that the question takes.
    /// A word that the corpus does not have goes with itself in the question.
    fn take_kept(&mut self, kept: &KeptPhrasing, into: &mut [f32]) -> f32 {
        let (mut taken, mut mass) = (0.0, 0.0);
        for word in kept.kept_words() {
            let best = match word.number {
                Some(number) => self.take(number, into),
                None => self.take_unnumbered(&word.hashes, into),
            };
            taken += word.mass * best;
            mass += word.mass;
        }
        if 0.0 < mass { taken / mass } else { 0.0 }
    }

    fn take_unnumbered(&self, hashes: &[u32], into: &mut [f32]) -> f32 {
        let mut best: f32 = 0.0;
        for (word, to) in self.query.words.iter().zip(into) {
            for reading in &word.readings {
                let there = |term: &&usize| hashes.contains(&self.query.terms[**term].hash);
                let count = reading.terms.iter().filter(there).count();
                let share = reading.weight * count as f32 / reading.terms.len().max(1) as f32;
                *to = to.max(share);
                best = best.max(share);
            }
        }
        best
    }

    /// Raises each word's share in `into` to what the term offers; gives the best of them.
    fn take(&mut self, number: u32, into: &mut [f32]) -> f32 {
        let width = self.query.words.len();
        let known = self.row_of.get(number as usize).copied();
        let row = match known {
            Some(BLANK) => return 0.0,
            Some(UNMET) => {
                let row = self.compare(number);
                self.row_of[number as usize] = row.map_or(BLANK, |row| row as u32);
                match row {
                    Some(row) => row,
                    None => return 0.0,
                }
            }
            Some(row) => row as usize,
            // A term without a vector goes only with what reads as it.
            None => {
                let Some(readings) = self.readings.get(&number) else { return 0.0 };
                for (word, share) in readings {
                    into[*word] = into[*word].max(*share);
                }
                return readings.iter().map(|(_, share)| *share).fold(0.0, f32::max);
            }
        };
        let offers = &self.rows[row..row + width];
        raise(into, offers);
        offers.iter().copied().fold(0.0, f32::max)
    }

    /// Makes the row of a term; gives where it begins, or `None` where nothing goes with it.
    fn compare(&mut self, number: u32) -> Option<usize> {
        let begin = self.rows.len();
        self.rows.resize(begin + self.query.words.len(), 0.0);
        if !self.terms.is_stop(number)
            && let Some(vector) = self.terms.vector(number)
        {
            for (word, to) in self.query.words.iter().zip(&mut self.rows[begin..]) {
                // Stop words go with themselves alone.
                if let Some(own) = word.vector.as_ref().filter(|_| !word.stop) {
                    let like = own.cosine_in_file(vector);
                    *to = ((like - UNLIKE) / (1.0 - UNLIKE)).clamp(0.0, 1.0);
                }
            }
        }
        for (word, share) in self.readings.get(&number).into_iter().flatten() {
            let to = &mut self.rows[begin + word];
            *to = to.max(*share);
        }
        if self.rows[begin..].iter().all(|share| *share == 0.0) {
            self.rows.truncate(begin);
            return None;
        }
        Some(begin)
    }

    /// The share of the question's mass that is taken.
    fn share(&self, taken: &[f32]) -> f32 {
        let sum: f32 = self.query.words.iter().zip(taken).map(|(w, taken)| w.mass * taken).sum();
        (sum / self.mass).min(1.0)
    }
}

fn raise(to: &mut [f32], from: &[f32]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = to.max(*from);
    }
}
