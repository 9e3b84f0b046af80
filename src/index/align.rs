//! A closer look at the best candidates: which word of the question goes with which word of the
//! passage, though they be different words.
//!
//! A word goes with itself and its readings fully, and with another word as far as their vectors
//! are alike. Each word of the question takes the best that a title, a sentence or the passage
//! offers; the shares of its mass that are so taken are what is measured. (The idea is that of
//! late interaction: O. Khattab, M. Zaharia, "ColBERT", SIGIR 2020; here with static vectors and
//! the corpus's own IDF.)

use std::ops::Range;

use super::{forward::SENTENCE_END, kept::KeptPhrasing, record::Parts, terms::Terms};
use crate::{
    query::{MAX_WORDS, Query, WordSet},
    vectors::Wide,
};

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
    /// How much of each word of the question the best phrasing and the headings take, in order. 0 to 1.
    pub over: Vec<f32>,
    /// How much of each word of the question each sentence takes.
    pub taken: Takings,
    /// How much of each word of the question the whole passage takes, in order. 0 to 1.
    pub words: Vec<f32>,
}

/// How much of each word of a question the sentences of a passage take: one list for all of them, since
/// this is written down for many passages and read of few.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Takings {
    /// Words and how much of each is taken, above 0 and at most 1, sentence by sentence.
    shares: Vec<(u32, f32)>,
    /// Where each sentence ends in `shares`.
    ends: Vec<u32>,
}

impl Takings {
    /// Makes room for so many sentences.
    fn reserve(&mut self, sentences: usize) {
        self.ends.reserve_exact(sentences);
        self.shares.reserve(SHARES_PER_SENTENCE * sentences);
    }

    /// Adds a sentence that takes so much of these words (by their number in the question).
    pub fn push(&mut self, shares: impl Iterator<Item = (usize, f32)>) {
        self.shares.extend(shares.map(|(word, share)| (word as u32, share)));
        self.ends.push(self.shares.len() as u32);
    }

    /// The words that sentence `at` takes, and how much of each; none of a sentence that was not looked at.
    pub fn of(&self, at: usize) -> impl Iterator<Item = (usize, f32)> + '_ {
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let bounds = start.zip(self.ends.get(at).copied());
        let shares =
            bounds.map_or(&[][..], |(start, end)| &self.shares[start as usize..end as usize]);
        shares.iter().map(|(word, share)| (*word as usize, *share))
    }

    /// Whether sentence `at` was looked at.
    pub fn has(&self, at: usize) -> bool {
        at < self.ends.len()
    }
}

/// A sentence takes hardly more words of a question on average.
const SHARES_PER_SENTENCE: usize = 8;

/// Aligns passages with one question. Remembers what it compared.
pub(super) struct Aligner<'a, B> {
    query: &'a Query,
    terms: &'a Terms<B>,
    /// The mass of each word of the question, and of all of them.
    masses: Vec<f32>,
    mass: f32,
    /// The vectors of its content words; stop words go with themselves alone.
    content: Vec<(usize, Wide)>,
    /// How each word goes with the terms that it reads as: a term's number, a word, a share, in
    /// this order.
    readings: Vec<(u32, usize, f32)>,
    /// Which row of `rows` each term has that was met; [`BLANK`] beside.
    met: Met,
    /// How each term met goes with the words, but for the terms that go with none.
    rows: Vec<Row>,
    /// What the rows hold: words that a term goes with, and how well.
    shares: Vec<(usize, f32)>,
}

/// How one term goes with the question's words.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// Where it stands in `shares`.
    start: usize,
    end: usize,
    /// The largest of its shares.
    best: f32,
}

/// Stands for the row of a term that goes with no word of the question: most terms.
const BLANK: u32 = 0;

/// The number of the first row.
const FIRST_ROW: u32 = 1;

/// Room for so many rows and shares is made at once: two dozen passages hardly have more.
const ROOM: usize = 2_000;

/// The terms met so far and the row of each: a hash table with open addressing, of the size of what
/// is met and not of the corpus.
struct Met {
    /// A term's number and its row; [`SENTENCE_END`] is no term and marks a free slot.
    slots: Vec<(u32, u32)>,
    count: usize,
}

impl Met {
    fn new() -> Met {
        Met { slots: vec![(SENTENCE_END, BLANK); (2 * ROOM).next_power_of_two()], count: 0 }
    }

    /// The slot that holds `number`, or where it would be put.
    #[inline]
    fn slot(&self, number: u32) -> usize {
        let last = self.slots.len() - 1;
        let mut at = number.wrapping_mul(0x9e37_79b1) as usize >> 12 & last;
        while self.slots[at].0 != SENTENCE_END && self.slots[at].0 != number {
            at = (at + 1) & last;
        }
        at
    }

    #[inline]
    fn get(&self, number: u32) -> Option<u32> {
        let (found, row) = self.slots[self.slot(number)];
        (found != SENTENCE_END).then_some(row)
    }

    fn insert(&mut self, number: u32, row: u32) {
        let at = self.slot(number);
        self.count += usize::from(self.slots[at].0 == SENTENCE_END);
        self.slots[at] = (number, row);
        if self.slots.len() < 2 * self.count {
            let wider = vec![(SENTENCE_END, BLANK); 2 * self.slots.len()];
            let narrow = std::mem::replace(&mut self.slots, wider);
            for one in narrow.into_iter().filter(|one| one.0 != SENTENCE_END) {
                let at = self.slot(one.0);
                self.slots[at] = one;
            }
        }
    }
}

/// How much of each word of the question is taken.
struct Taken {
    shares: [f32; MAX_WORDS],
    /// The words of which any is.
    words: WordSet,
}

impl Taken {
    const NOTHING: Taken = Taken { shares: [0.0; MAX_WORDS], words: WordSet::EMPTY };

    fn raise(&mut self, word: usize, share: f32) {
        self.shares[word] = self.shares[word].max(share);
        self.words.insert(word);
    }

    fn raise_all(&mut self, other: &Taken) {
        for word in other.words.iter() {
            self.raise(word, other.shares[word]);
        }
    }

    fn clear(&mut self) {
        for word in self.words.iter() {
            self.shares[word] = 0.0;
        }
        self.words = WordSet::EMPTY;
    }
}

impl<'a, B: AsRef<[u8]>> Aligner<'a, B> {
    pub(super) fn new(query: &'a Query, terms: &'a Terms<B>) -> Aligner<'a, B> {
        let words = || query.words.iter().take(MAX_WORDS).enumerate();
        let mut readings: Vec<(u32, usize, f32)> = Vec::new();
        for (at, word) in words() {
            for reading in &word.readings {
                // Of a reading of several terms each stands for its share.
                let share = reading.weight / reading.terms.len().max(1) as f32;
                for term in &reading.terms {
                    if let Some(number) = terms.number(query.terms[*term].hash) {
                        readings.push((number, at, share));
                    }
                }
            }
        }
        readings.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let content = words()
            .filter(|(_, word)| !word.stop)
            .filter_map(|(at, word)| Some((at, Wide::from(word.vector.as_ref()?))))
            .collect();
        let mut aligner = Aligner {
            query,
            terms,
            masses: words().map(|(_, word)| word.mass).collect(),
            mass: query.mass().max(f32::MIN_POSITIVE),
            content,
            readings,
            met: Met::new(),
            rows: Vec::with_capacity(ROOM),
            shares: Vec::with_capacity(ROOM),
        };
        // What reads as a word is known at once; a term met later is compared by its vector alone.
        let mut at = 0;
        while let Some((number, ..)) = aligner.readings.get(at).copied() {
            let end = at + aligner.readings[at..].partition_point(|one| one.0 == number);
            aligner.compare(number, at..end);
            at = end;
        }
        aligner
    }

    /// How the question's words go with those of the passage and of the phrasings that are kept for
    /// it.
    pub(super) fn align(&mut self, parts: &Parts<'_>, kept: &[&KeptPhrasing]) -> Alignment {
        let mut alignment = Alignment::default();
        if self.masses.is_empty() {
            return alignment;
        }
        let (mut whole, mut part, mut over) = (Taken::NOTHING, Taken::NOTHING, Taken::NOTHING);
        let mut from = 0;
        let mut title = |aligner: &Self, part: &Taken, covered: f32| {
            whole.raise_all(part);
            let covers = aligner.share(part);
            if alignment.title_covers + alignment.title_covered < covers + covered {
                alignment.title_covers = covers;
                alignment.title_covered = covered;
                over.clear();
                over.raise_all(part);
            }
        };
        for (count, _) in parts.phrasings().take(MAX_PHRASINGS) {
            let count = usize::from(count);
            part.clear();
            let covered = self.take_title(parts, from, count, &mut part);
            title(self, &part, covered);
            from += count;
        }
        for one in kept {
            part.clear();
            let covered = self.take_kept(one, &mut part);
            title(self, &part, covered);
        }
        from = parts.phrasings().map(|(count, _)| usize::from(count)).sum();
        for number in parts.terms(from, parts.headings as usize) {
            self.take(number, &mut over);
        }
        whole.raise_all(&over);
        alignment.over_covers = self.share(&over);
        alignment.over = over.shares[..self.masses.len()].to_vec();
        from += parts.headings as usize;
        part.clear();
        let body = || parts.terms(from, (parts.body as usize).min(MAX_BODY));
        let sentences = body().filter(|number| *number == SENTENCE_END).count();
        alignment.sentences.reserve_exact(sentences);
        alignment.taken.reserve(sentences);
        for number in body() {
            if number == SENTENCE_END {
                alignment.sentences.push(self.share(&part));
                alignment.taken.push(part.words.iter().map(|word| (word, part.shares[word])));
                whole.raise_all(&part);
                part.clear();
            } else {
                self.take(number, &mut part);
            }
        }
        whole.raise_all(&part);
        alignment.covers = self.share(&whole);
        alignment.words = whole.shares[..self.masses.len()].to_vec();
        alignment
    }

    /// Takes what a phrasing offers; gives the share of its own mass that the question takes.
    fn take_title(
        &mut self,
        parts: &Parts<'_>,
        from: usize,
        count: usize,
        into: &mut Taken,
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
    fn take_kept(&mut self, kept: &KeptPhrasing, into: &mut Taken) -> f32 {
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

    fn take_unnumbered(&self, hashes: &[u32], into: &mut Taken) -> f32 {
        let mut best: f32 = 0.0;
        for (at, word) in self.query.words.iter().take(MAX_WORDS).enumerate() {
            for reading in &word.readings {
                let there = |term: &&usize| hashes.contains(&self.query.terms[**term].hash);
                let count = reading.terms.iter().filter(there).count();
                if 0 < count {
                    let share = reading.weight * count as f32 / reading.terms.len() as f32;
                    into.raise(at, share);
                    best = best.max(share);
                }
            }
        }
        best
    }

    /// Raises each word's share in `into` to what the term offers; gives the best of them.
    fn take(&mut self, number: u32, into: &mut Taken) -> f32 {
        let row = match self.met.get(number) {
            Some(row) => row,
            None => self.compare(number, 0..0),
        };
        let Some(row) = row.checked_sub(FIRST_ROW) else { return 0.0 };
        let row = self.rows[row as usize];
        for (word, share) in &self.shares[row.start..row.end] {
            into.raise(*word, *share);
        }
        row.best
    }

    /// Makes and gives the row of a term, to which these of `readings` lead.
    fn compare(&mut self, number: u32, readings: Range<usize>) -> u32 {
        let start = self.shares.len();
        if !self.content.is_empty()
            && !self.terms.is_stop(number)
            && let Some(vector) = self.terms.vector(number)
        {
            let vector = Wide::in_file(vector);
            // What is a word of the question itself does not go with one that the documents lack:
            // pool cars are no answer to "a swimming pool".
            let is_asked = self.readings[readings.clone()]
                .iter()
                .any(|(_, word, share)| *share == 1.0 && !self.query.words[*word].stop);
            for (word, own) in &self.content {
                let like = own.cosine(&vector);
                let is_lacking = || is_asked && self.query.lacks(&self.query.words[*word]);
                if UNLIKE < like && !is_lacking() {
                    self.shares.push((*word, ((like - UNLIKE) / (1.0 - UNLIKE)).min(1.0)));
                }
            }
        }
        self.shares.extend(self.readings[readings].iter().map(|(_, word, share)| (*word, *share)));
        let row = if start == self.shares.len() {
            BLANK
        } else {
            let best = self.shares[start..].iter().fold(0.0, |best: f32, one| best.max(one.1));
            self.rows.push(Row { start, end: self.shares.len(), best });
            self.rows.len() as u32 - 1 + FIRST_ROW
        };
        self.met.insert(number, row);
        row
    }

    /// The share of the question's mass that is taken.
    fn share(&self, taken: &Taken) -> f32 {
        let shares = taken.words.iter().map(|word| self.masses[word] * taken.shares[word]);
        let sum = shares.fold(0.0, |sum, share| sum + share);
        (sum / self.mass).min(1.0)
    }
}
