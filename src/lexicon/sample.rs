//! The words of some passages in their order: what terms are found in. Of a small corpus these are
//! all passages, of a large one as many as fit.
//!
//! Which ones depends on nothing but the passages themselves: each has a level, the number of zeros
//! that its hash ends with, and those of the lowest level that lets them fit are kept. So it is the
//! same in whatever order passages come and go, and half as many as before when a level is given
//! up. Source: P. B. Gibbons, S. Tirthapura, "Estimating simple functions on the union of data
//! streams", SPAA 2001 (sampling by levels).

use std::ops::Range;

/// How many words and pauses are kept, at four bytes each.
const MAX_WORDS: u64 = 2_000_000;

/// The highest level.
const HIGHEST: usize = 31;

/// Stands where a word is no part of a term: a stop word, a number, the end of a sentence.
pub(super) const PAUSE: u32 = u32::MAX;

/// Passages as sequences of the numbers of their words.
#[derive(Debug, Default)]
pub(super) struct Sample {
    /// Passages of a lower level are not kept.
    level: usize,
    /// How many words and pauses all passages of each level have, kept or not.
    totals: [u64; HIGHEST + 1],
    passages: Vec<Sampled>,
    words: Vec<u32>,
    /// The passage that is being read.
    open: Option<Open>,
    reading: Vec<u32>,
}

/// A passage that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sampled {
    /// Its number, counted from 1.
    pub(super) passage: u32,
    pub(super) level: u8,
    /// How many words and pauses it has.
    pub(super) words: u32,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    passage: u32,
    level: usize,
    leaves: bool,
}

impl Sample {
    /// What was kept before: the totals of each level and the passages with their words.
    pub(super) fn kept(totals: Vec<u64>, passages: Vec<Sampled>, words: Vec<u32>) -> Sample {
        let mut sample = Sample { passages, words, ..Sample::default() };
        sample.totals.iter_mut().zip(totals).for_each(|(to, from)| *to = from);
        sample.level = sample.fitting_level();
        sample
    }

    /// How many bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        self.words.capacity() * 4 + self.passages.capacity() * size_of::<Sampled>()
    }

    /// Begins the passage with this number and hash, which comes or `leaves`.
    pub(super) fn passage(&mut self, passage: u32, hash: u64, leaves: bool) {
        self.close();
        let level = (hash.trailing_zeros() as usize).min(HIGHEST);
        self.open = Some(Open { passage, level, leaves });
    }

    /// The next word of the passage, or a [`PAUSE`].
    pub(super) fn word(&mut self, word: u32) {
        if word != PAUSE || self.reading.last().is_some_and(|last| *last != PAUSE) {
            self.reading.push(word);
        }
    }

    /// Gives the words other numbers: the new one by the old one; a word without one is none any more.
    pub(super) fn renumber(&mut self, moved: &[Option<u32>]) {
        for word in self.words.iter_mut().chain(&mut self.reading) {
            *word = moved.get(*word as usize).copied().flatten().unwrap_or(PAUSE);
        }
    }

    /// Forgets the words of the passages with these numbers; what they add to the totals is taken
    /// back by reading them once more.
    pub(super) fn forget(&mut self, gone: &Range<u32>) {
        self.keep(|one| !gone.contains(&one.passage));
    }

    /// Ends the passage that is being read.
    pub(super) fn close(&mut self) {
        let Some(Open { passage, level, leaves }) = self.open.take() else { return };
        let words = self.reading.len() as u64;
        if leaves {
            self.totals[level] = self.totals[level].saturating_sub(words);
        } else {
            self.totals[level] += words;
            if self.level <= level {
                let words = words as u32;
                self.passages.push(Sampled { passage, level: level as u8, words });
                self.words.append(&mut self.reading);
            }
        }
        self.reading.clear();
        let fitting = self.fitting_level();
        if self.level < fitting {
            self.level = fitting;
            self.keep(|one| fitting <= usize::from(one.level));
        }
    }

    /// The lowest level whose passages, with those of all above it, fit.
    fn fitting_level(&self) -> usize {
        let mut together = 0;
        let fits = |total: &&u64| {
            together += **total;
            together <= MAX_WORDS
        };
        HIGHEST + 1 - self.totals.iter().rev().take_while(fits).count()
    }

    fn keep(&mut self, is_kept: impl Fn(&Sampled) -> bool) {
        let mut from = 0;
        let mut to = 0;
        let words = &mut self.words;
        self.passages.retain(|one| {
            let count = one.words as usize;
            let is_kept = is_kept(one);
            if is_kept {
                words.copy_within(from..from + count, to);
                to += count;
            }
            from += count;
            is_kept
        });
        self.words.truncate(to);
    }

    /// Whether all passages that fit are kept. Not so once passages left and more would fit.
    pub(super) fn is_whole(&self) -> bool {
        self.level == self.fitting_level()
    }

    /// One passage in how many is kept.
    pub(super) fn one_in(&self) -> u32 {
        1 << self.level.min(31)
    }

    /// How many words and pauses the passages of each level have.
    pub(super) fn totals(&self) -> &[u64] {
        &self.totals
    }

    /// The passages that are kept, in the order they came, and their words.
    pub(super) fn each(&self) -> impl Iterator<Item = (Sampled, &[u32])> {
        let mut rest = self.words.as_slice();
        self.passages.iter().map(move |one| {
            let (words, others) = rest.split_at(one.words as usize);
            rest = others;
            (*one, words)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(passage: u32) -> u64 {
        u64::from(passage).wrapping_mul(0x9e37_79b9_7f4a_7c15).reverse_bits()
    }

    fn add(sample: &mut Sample, passage: u32, leaves: bool) {
        sample.passage(passage, hash(passage), leaves);
        for word in 0..100 {
            sample.word(passage.wrapping_add(word) % 1000);
        }
        sample.word(PAUSE);
        sample.word(PAUSE);
        sample.close();
    }

    fn content(sample: &Sample) -> Vec<(Sampled, Vec<u32>)> {
        let mut all: Vec<_> = sample.each().map(|(one, words)| (one, words.to_vec())).collect();
        all.sort_by_key(|(one, _)| one.passage);
        all
    }

    #[test]
    fn a_few_passages_are_all_kept_with_pauses_once() {
        let mut sample = Sample::default();
        sample.passage(1, 1, false);
        [PAUSE, 4, PAUSE, PAUSE, 5].into_iter().for_each(|word| sample.word(word));
        sample.close();
        let kept = Sampled { passage: 1, level: 0, words: 3 };
        assert_eq!(content(&sample), [(kept, vec![4, PAUSE, 5])]);
        assert_eq!((sample.one_in(), sample.is_whole()), (1, true));
    }

    #[test]
    fn the_order_in_which_many_come_and_go_does_not_matter() {
        let (mut forth, mut back) = (Sample::default(), Sample::default());
        (1..60_000).for_each(|passage| add(&mut forth, passage, false));
        (1..60_500).rev().for_each(|passage| add(&mut back, passage, false));
        back.forget(&(60_000..60_500));
        (60_000..60_500).for_each(|passage| add(&mut back, passage, true));
        assert_eq!(forth.totals(), back.totals());
        assert_eq!(content(&forth), content(&back));
        assert!(forth.one_in() >= 4 && forth.is_whole(), "{}", forth.one_in());
        assert!(forth.words.len() as u64 <= MAX_WORDS && MAX_WORDS / 3 < forth.words.len() as u64);
    }

    #[test]
    fn where_more_would_fit_it_is_not_whole() {
        let mut sample = Sample::default();
        (1..60_000).for_each(|passage| add(&mut sample, passage, false));
        sample.forget(&(1..50_000));
        (1..50_000).for_each(|passage| add(&mut sample, passage, true));
        assert!(!sample.is_whole());
    }
}
