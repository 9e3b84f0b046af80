//! The words of a corpus as they are written, with the number of passages each stands in, and the
//! search for those that a misspelt word may have been meant for.
//!
//! One file, little-endian, read in place:
//!
//! ```text
//! u32            n, the number of words
//! (n + 1) × u32  where each word starts in the text, and where the last one ends
//! n × u32        in how many passages each stands
//! n × u64        of which letters each is made (`distance::letters`)
//! the text: the words, sorted by their bytes, without anything between
//! ```
//!
//! The search looks at the letters of every word, and measures the distance of those few hundred that
//! have nearly the same. (To go down the sorted words as a trie, and step over all that begin with
//! what is too far already, took ten times as long: two slips leave nearly every beginning near
//! enough.)

use std::{hash::BuildHasher, ops::Range};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::distance::{self, Distance};

/// Shorter words are neither corrected nor corrected to, in characters.
pub const SHORTEST: usize = 3;

/// Longer words are neither corrected nor corrected to, in characters.
pub const LONGEST: usize = 24;

/// How many different words are counted at once. A corpus with more loses those that stand in one
/// passage so far; at about 40 bytes each this bounds the memory.
const MAX_WORDS: usize = 1_000_000;

/// How many words are kept for the search, those of the most passages.
const MAX_KEPT: usize = 300_000;

/// So many words are passed over at once.
const BLOCK: usize = 64;

/// Counts words, each once a passage.
#[derive(Default)]
pub(super) struct WordCounts {
    /// The words, one after the other.
    text: String,
    counts: Vec<Count>,
    /// The number of each word, which is its place in `counts`.
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// Words in no more passages than this were dropped at some time.
    dropped: u32,
}

impl std::fmt::Debug for WordCounts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("WordCounts").field("words", &self.counts.len()).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy)]
struct Count {
    /// Where the word ends in the text; it starts where the one before ends.
    end: u32,
    passages: u32,
    /// The last passage that it was counted in.
    last: u32,
}

impl WordCounts {
    /// How many bytes of memory it takes.
    pub(super) fn bytes(&self) -> usize {
        let table = self.numbers.capacity() * 5 * 8 / 7;
        self.text.capacity() + self.counts.capacity() * size_of::<Count>() + table
    }

    fn word(&self, number: u32) -> &str {
        word_at(&self.text, &self.counts, number as usize)
    }

    /// The number of `word`, which it keeps until words are dropped; a new one if it has none.
    /// `None` for what is no word: digits, a single letter, a URL.
    pub(super) fn number(&mut self, word: &str) -> Option<u32> {
        if let Some(number) = self.known(word) {
            return Some(number);
        }
        is_word(word).then(|| self.put(word, 0))
    }

    /// The number of `word`, if it has one.
    pub(super) fn known(&self, word: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(word);
        self.numbers.find(hash, |number| self.word(*number) == word).copied()
    }

    /// Counts the word with this number in `passage`.
    pub(super) fn add(&mut self, number: u32, passage: u32) {
        if let Some(count) = self.counts.get_mut(number as usize)
            && count.last != passage
        {
            count.last = passage;
            count.passages += 1;
        }
    }

    /// Takes back that it stands in `passage`, however often it does.
    pub(super) fn remove(&mut self, number: u32, passage: u32) {
        if let Some(count) = self.counts.get_mut(number as usize)
            && count.last != passage
        {
            count.last = passage;
            count.passages = count.passages.saturating_sub(1);
        }
    }

    /// Puts in a new word with what is known of it, and gives its number.
    pub(super) fn put(&mut self, word: &str, passages: u32) -> u32 {
        let number = self.counts.len() as u32;
        self.text.push_str(word);
        // At most a million words of at most 96 bytes.
        self.counts.push(Count { end: self.text.len() as u32, passages, last: 0 });
        let WordCounts { text, counts, numbers, hasher, .. } = self;
        let rehash = |number: &u32| hasher.hash_one(word_at(text, counts, *number as usize));
        numbers.insert_unique(hasher.hash_one(word), number, rehash);
        number
    }

    /// Whether there is no room for another word.
    pub(super) fn is_full(&self) -> bool {
        MAX_WORDS <= self.counts.len()
    }

    /// Drops words of the fewest passages until a good part is free. Gives the new number of each
    /// word by its old one; `None` for one that was dropped.
    pub(super) fn drop_rarest(&mut self) -> Vec<Option<u32>> {
        let mut passages: Vec<u32> = self.counts.iter().map(|count| count.passages).collect();
        passages.sort_unstable();
        let (left, threshold) = (passages.len() / 4 * 3, self.dropped);
        self.dropped = passages[passages.len().saturating_sub(left + 1)].max(threshold + 1);
        let mut kept = WordCounts { dropped: self.dropped, ..WordCounts::default() };
        let mut moved = Vec::with_capacity(self.counts.len());
        for (number, count) in self.counts.iter().enumerate() {
            moved.push((self.dropped < count.passages).then(|| {
                let number = kept.put(word_at(&self.text, &self.counts, number), count.passages);
                kept.counts[number as usize].last = count.last;
                number
            }));
        }
        *self = kept;
        moved
    }

    /// Whether every word was counted in every passage.
    pub(super) fn is_whole(&self) -> bool {
        self.dropped == 0
    }

    /// How many numbers were given.
    pub(super) fn numbers(&self) -> usize {
        self.counts.len()
    }

    /// Each word, its number and how many passages it stands in, by their numbers.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, u32, u32)> {
        let standing = (0..).zip(&self.counts).filter(|(_, count)| 0 < count.passages);
        standing.map(|(number, count)| (self.word(number), number, count.passages))
    }

    /// The file.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut sorted: Vec<(&str, u32)> =
            self.each().map(|(word, _, passages)| (word, passages)).collect();
        if MAX_KEPT < sorted.len() {
            sorted.select_nth_unstable_by(MAX_KEPT, |a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            sorted.truncate(MAX_KEPT);
        }
        sorted.sort_unstable();
        let mut file = Vec::with_capacity(8 + 28 * sorted.len());
        file.extend((sorted.len() as u32).to_le_bytes());
        let mut at = 0_u32;
        file.extend(at.to_le_bytes());
        for (word, _) in &sorted {
            // At most 300,000 words of at most 96 bytes.
            at += word.len() as u32;
            file.extend(at.to_le_bytes());
        }
        file.extend(sorted.iter().flat_map(|(_, passages)| passages.to_le_bytes()));
        file.extend(sorted.iter().flat_map(|(word, _)| distance::letters(word).to_le_bytes()));
        file.extend(sorted.iter().flat_map(|(word, _)| word.bytes()));
        file
    }
}

fn word_at<'a>(text: &'a str, counts: &[Count], number: usize) -> &'a str {
    let start = number.checked_sub(1).map_or(0, |before| counts[before].end as usize);
    &text[start..counts[number].end as usize]
}

/// Whether `word` is made of letters and neither a single one nor endless.
fn is_word(word: &str) -> bool {
    let long_enough = (2..=4 * LONGEST).contains(&word.len());
    long_enough && word.chars().all(|one| one.is_alphabetic() || one == '\'')
}

/// A word of the corpus that a misspelt one may have been meant for.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The word.
    pub word: String,
    /// In how many passages it stands, at least 1.
    pub passages: u32,
    /// How far it is from what was typed: the sum of the costs of the edits, about 1 each.
    pub cost: f32,
}

/// A word of the corpus that another one is a part of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// The word.
    pub word: String,
    /// In how many passages it stands, at least 1.
    pub passages: u32,
    /// Whether it ends with the part, so that it is a kind of it: `Hundesteuer` of `Steuer`.
    pub is_kind: bool,
}

/// The words of a corpus, read in place.
///
/// Total: bytes that are no such file are a corpus without words.
#[derive(Debug, Clone, Copy)]
pub struct Words<B> {
    bytes: B,
}

impl<B: AsRef<[u8]>> Words<B> {
    /// Reads `bytes`.
    pub fn new(bytes: B) -> Words<B> {
        Words { bytes }
    }

    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.as_ref().get(at..at + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize)
    }

    fn len(&self) -> usize {
        self.number(0).unwrap_or(0)
    }

    fn word(&self, index: usize) -> Option<&str> {
        let text = 8 + 16 * self.len();
        let (start, end) = (self.number(4 + 4 * index)?, self.number(8 + 4 * index)?);
        std::str::from_utf8(self.bytes.as_ref().get(text + start..text + end)?).ok()
    }

    fn passages_of(&self, index: usize) -> u32 {
        self.number(8 + 4 * self.len() + 4 * index).unwrap_or(0) as u32
    }

    /// The letters of each word.
    fn letters(&self) -> &[[u8; 8]] {
        let count = self.len();
        let start = 8 + 8 * count;
        let letters = self.bytes.as_ref().get(start..start + 8 * count);
        letters.unwrap_or_default().as_chunks().0
    }

    /// In how many passages `word` (lower-case) stands as it is written; 0 for none.
    pub fn passages(&self, word: &str) -> u32 {
        let at = self.first(0..self.len(), |other| other < word);
        if self.word(at) == Some(word) { self.passages_of(at) } else { 0 }
    }

    /// The first index in `range` whose word is not `before`, which holds for none after it.
    fn first(&self, range: Range<usize>, before: impl Fn(&str) -> bool) -> usize {
        let Range { mut start, mut end } = range;
        while start < end {
            let middle = start + (end - start) / 2;
            if self.word(middle).is_some_and(&before) { start = middle + 1 } else { end = middle }
        }
        start
    }

    /// The words that end with `part` (lower-case), or begin with `stem`, and have at least
    /// [`SHORTEST`] letters more, in alphabetical order.
    ///
    /// # Cost
    ///
    /// A few instructions for each word of the corpus.
    pub fn compounds(&self, part: &str, stem: &str) -> Vec<Compound> {
        let mut found = Vec::new();
        let wanted = distance::letters(part) & distance::letters(stem);
        let has_all = |letters: &[u8; 8]| wanted & !u64::from_le_bytes(*letters) == 0;
        for (index, _) in self.letters().iter().enumerate().filter(|(_, one)| has_all(one)) {
            let Some(word) = self.word(index) else { return found };
            let goes_on = |rest: &str| rest.chars().nth(SHORTEST - 1).is_some();
            let is_kind = word.strip_suffix(part).is_some_and(goes_on);
            if is_kind || word.strip_prefix(stem).is_some_and(goes_on) {
                let passages = self.passages_of(index);
                found.push(Compound { word: word.to_owned(), passages, is_kind });
            }
        }
        found
    }

    /// The words at most `limit` from `typed` (lower-case), in alphabetical order, without itself.
    ///
    /// The distance is Damerau's and Levenshtein's (letters put in, left out, replaced, and two
    /// neighbours swapped) with smaller costs for the slips that fingers make and larger ones for
    /// the first letter.
    ///
    /// # Cost
    ///
    /// About a dozen instructions for each word of the corpus, and a thousand for each that is made of
    /// nearly the same letters, which are one in 400 of a large corpus for a limit of two slips.
    pub fn near(&self, typed: &str, limit: f32) -> Vec<Near> {
        let mut found = Vec::new();
        if !(SHORTEST..=LONGEST).contains(&typed.chars().count()) {
            return found;
        }
        let (wanted, most) = (distance::letters(typed), distance::most_letters_apart(limit));
        let may_be_near =
            |letters: &[u8; 8]| (u64::from_le_bytes(*letters) ^ wanted).count_ones() <= most;
        let mut distance = Distance::to(typed, limit);
        for (block, letters) in self.letters().chunks(BLOCK).enumerate() {
            // Nearly always none is; the compiler makes that several words at a time.
            if !letters.iter().fold(false, |any, letters| any | may_be_near(letters)) {
                continue;
            }
            for (at, _) in letters.iter().enumerate().filter(|(_, one)| may_be_near(one)) {
                let index = block * BLOCK + at;
                let Some(word) = self.word(index) else { return found };
                if let Some(cost) = distance.of(word)
                    && 0.0 < cost
                    && word.chars().nth(SHORTEST - 1).is_some()
                {
                    let passages = self.passages_of(index);
                    found.push(Near { word: word.to_owned(), passages, cost });
                }
            }
        }
        found
    }
}

/// Those of `words` (lower-case) that are at most `limit` from `typed`, as [`Words::near`] measures
/// it, as if each stood in so many `passages`.
pub fn near_among<'w>(
    words: impl Iterator<Item = &'w str>,
    typed: &str,
    limit: f32,
    passages: u32,
) -> Vec<Near> {
    let (wanted, most) = (distance::letters(typed), distance::most_letters_apart(limit));
    let mut distance = Distance::to(typed, limit);
    words
        .filter(|word| (distance::letters(word) ^ wanted).count_ones() <= most)
        .filter_map(|word| {
            let cost = distance.of(word).filter(|cost| 0.0 < *cost)?;
            Some(Near { word: word.to_owned(), passages, cost })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Words<Vec<u8>> {
        let mut counts = WordCounts::default();
        for (passage, word) in (1..).zip(list) {
            let number = counts.number(word).unwrap();
            counts.add(number, passage);
        }
        Words::new(counts.finish())
    }

    fn near(list: &[&str], typed: &str, limit: f32) -> Vec<String> {
        words(list).near(typed, limit).into_iter().map(|near| near.word).collect()
    }

    #[test]
    fn words_are_counted_once_a_passage() {
        let mut counts = WordCounts::default();
        for (word, passage, number) in [("tea", 1, 0), ("tea", 1, 0), ("cup", 1, 1), ("tea", 2, 0)]
        {
            assert_eq!(counts.number(word), Some(number));
            counts.add(number, passage);
        }
        assert_eq!((counts.number("3rd"), counts.known("saucer")), (None, None));
        let words = Words::new(counts.finish());
        assert_eq!((words.passages("tea"), words.passages("cup")), (2, 1));
        assert_eq!((words.passages("te"), words.passages("zebra"), words.passages("")), (0, 0, 0));
    }

    #[test]
    fn where_there_is_no_room_the_rarest_are_dropped_and_the_others_renumbered() {
        let mut counts = WordCounts::default();
        for word in 0..1000 {
            let number = counts.put(&format!("word{word}"), 0);
            (1..=1 + word % 10).for_each(|passage| counts.add(number, passage));
        }
        assert!(!counts.is_full() && counts.is_whole());
        let moved = counts.drop_rarest();
        // A hundred words stand in each number of passages from one to ten.
        assert_eq!(moved[..5], [None, None, None, Some(0), Some(1)]);
        assert_eq!((counts.numbers(), counts.is_whole()), (700, false));
        assert_eq!(counts.each().nth(1), Some(("word4", 1, 5)));
        assert_eq!((counts.known("word4"), counts.known("word2")), (Some(1), None));
        assert_eq!(counts.number("again"), Some(700));
    }

    #[test]
    fn near_finds_what_measuring_every_word_finds() {
        // Words of few letters, so that many are near each other, in more than one block.
        let mut chance = 7_u32;
        let mut next = |below: u32| {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (chance >> 16) % below
        };
        let letters: Vec<char> = "aelpéñя".chars().collect();
        let mut list: Vec<String> = (0..400)
            .map(|_| (0..3 + next(5)).map(|_| letters[next(7) as usize]).collect())
            .collect();
        list.sort_unstable();
        list.dedup();
        assert!(2 * BLOCK < list.len());
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        let mut found = 0;
        for typed in ["apple", "aple", "appel", "palpe", "xpple", "élan", "pplea", "япа"] {
            for limit in [0.5, 1.0, 1.9, 3.0] {
                let mut distance = Distance::to(typed, limit);
                let mut slow = list.clone();
                slow.retain(|one| distance.of(one).is_some_and(|cost| 0.0 < cost));
                assert_eq!(near(&list, typed, limit), slow, "{typed} {limit}");
                found += slow.len();
            }
        }
        assert!(100 < found, "{found} of {} words", list.len());
    }

    #[test]
    fn compounds_begin_or_end_with_a_part() {
        let words = words(&["hundesteuer", "steuer", "steuern", "steuerbescheid", "austern"]);
        let found: Vec<(String, bool)> = words
            .compounds("steuer", "steuer")
            .into_iter()
            .map(|one| (one.word, one.is_kind))
            .collect();
        let expected = [("hundesteuer", true), ("steuerbescheid", false)];
        assert_eq!(found, expected.map(|(word, is_kind)| (word.to_owned(), is_kind)));
    }

    #[test]
    fn any_bytes_are_some_words() {
        let bytes = words(&["one", "two", "three"]).bytes;
        for end in 0..bytes.len() {
            let cut = Words::new(&bytes[..end]);
            cut.near("thre", 1.0);
            cut.compounds("t", "t");
            cut.passages("two");
        }
        let strange = Words::new([0xff; 40]);
        assert_eq!(strange.near("some", 1.0), []);
        assert_eq!(strange.passages("some"), 0);
    }
}
