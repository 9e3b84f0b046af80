//! The words of a corpus as they are written, with the number of passages each stands in, and the
//! search for those that a misspelt word may have been meant for.
//!
//! One file, little-endian, read in place:
//!
//! ```text
//! u32          n, the number of words
//! (n + 1) × u32  where each word starts in the text, and where the last one ends
//! n × u32      in how many passages each stands
//! the text: the words, sorted by their bytes, without anything between
//! ```
//!
//! Sorted words are a trie that nobody had to build: what begins alike stands together. The search
//! goes down it with one row of the edit distance for each letter, and steps over all words that
//! begin with what is too far already.

use std::{hash::BuildHasher, ops::Range};

use hashbrown::{DefaultHashBuilder, HashTable};
use unicode_normalization::UnicodeNormalization;

/// Shorter words are neither corrected nor corrected to, in characters.
pub const SHORTEST: usize = 3;

/// Longer words are neither corrected nor corrected to, in characters.
pub const LONGEST: usize = 24;

/// How many different words are counted at once. A corpus with more loses those that stand in one
/// passage so far; at about 40 bytes each this bounds the memory.
const MAX_WORDS: usize = 1_000_000;

/// How many words are kept for the search, those of the most passages.
const MAX_KEPT: usize = 300_000;

/// What it costs to put in, leave out or replace a letter, without a unit.
const EDIT: f32 = 1.0;

/// To leave out a letter, or to type one too many.
const SLIP: f32 = 0.9;

/// To double a letter or to leave one of two out.
const DOUBLE: f32 = 0.6;

/// To type two letters in the wrong order.
const SWAP: f32 = 0.7;

/// To hit the key beside, or another vowel.
const NEIGHBOUR: f32 = 0.8;

/// To leave out an accent.
const ACCENT: f32 = 0.1;

/// What an edit of the first letter costs on top: people rarely miss it.
const FIRST: f32 = 0.8;

/// What a swap of the first two letters costs on top.
const FIRST_SWAP: f32 = 0.2;

/// The keys of a keyboard, for which is beside which.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

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
        let mut file = Vec::with_capacity(8 + 20 * sorted.len());
        file.extend((sorted.len() as u32).to_le_bytes());
        let mut at = 0_u32;
        file.extend(at.to_le_bytes());
        for (word, _) in &sorted {
            // At most 300,000 words of at most 96 bytes.
            at += word.len() as u32;
            file.extend(at.to_le_bytes());
        }
        file.extend(sorted.iter().flat_map(|(_, passages)| passages.to_le_bytes()));
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
        let text = 8 + 8 * self.len();
        let (start, end) = (self.number(4 + 4 * index)?, self.number(8 + 4 * index)?);
        std::str::from_utf8(self.bytes.as_ref().get(text + start..text + end)?).ok()
    }

    fn passages_of(&self, index: usize) -> u32 {
        self.number(8 + 4 * self.len() + 4 * index).unwrap_or(0) as u32
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

    /// The words at most `limit` from `typed` (lower-case), in alphabetical order, without itself.
    ///
    /// The distance is Damerau's and Levenshtein's (letters put in, left out, replaced, and two
    /// neighbours swapped) with smaller costs for the slips that fingers make and larger ones for
    /// the first letter.
    ///
    /// # Cost
    ///
    /// One row of as many cells as `typed` has letters for each different beginning that is near
    /// enough: some hundred for a limit of 1.
    pub fn near(&self, typed: &str, limit: f32) -> Vec<Near> {
        let typed: Vec<char> = typed.chars().collect();
        let mut found = Vec::new();
        if !(SHORTEST..=LONGEST).contains(&typed.len()) {
            return found;
        }
        let mut walk = Walk::new(&typed, limit);
        let count = self.len();
        let mut at = 0;
        while at < count {
            let Some(word) = self.word(at) else { break };
            match walk.go(word) {
                Step::Over { bytes } => {
                    let beginning = &word[..bytes];
                    at = self.after(at, beginning);
                }
                Step::At { cost } => {
                    if 0.0 < cost && cost <= limit && SHORTEST <= walk.letters.len() {
                        let passages = self.passages_of(at);
                        found.push(Near { word: word.to_owned(), passages, cost });
                    }
                    at += 1;
                }
            }
        }
        found
    }

    /// The first index after `at` whose word does not begin with `beginning`, as that at `at` does.
    fn after(&self, at: usize, beginning: &str) -> usize {
        let count = self.len();
        let begins = |word: &str| word.starts_with(beginning);
        // Most beginnings are few words: look near before far.
        let (mut low, mut step) = (at + 1, 1);
        while low + step < count && self.word(low + step).is_some_and(begins) {
            low += step;
            step *= 2;
        }
        self.first(low..count.min(low + step), begins)
    }
}

/// Where a walk went with a word.
enum Step {
    /// Its first `bytes` bytes are too far already, and with them all words that begin so.
    Over { bytes: usize },
    /// To its end, at this distance.
    At { cost: f32 },
}

/// The rows of the edit distance for the letters of the last word looked at.
struct Walk<'a> {
    typed: &'a [char],
    /// What each typed letter costs where the other word does not have it.
    surplus: Vec<f32>,
    letters: Vec<char>,
    /// One more row than letters, each one longer than `typed`, one after the other.
    rows: Vec<f32>,
    /// The least of each row.
    least: Vec<f32>,
    /// What is farther than this is of no interest.
    limit: f32,
}

impl<'a> Walk<'a> {
    fn new(typed: &'a [char], limit: f32) -> Walk<'a> {
        let first = |at: usize| if at == 0 { FIRST } else { 0.0 };
        let surplus: Vec<f32> = (0..typed.len()).map(|at| extra(typed, at) + first(at)).collect();
        let mut rows = vec![0.0];
        for (at, cost) in surplus.iter().enumerate() {
            rows.push(rows[at] + cost);
        }
        Walk { typed, surplus, letters: Vec::new(), rows, least: vec![0.0], limit }
    }

    fn go(&mut self, word: &str) -> Step {
        let width = self.typed.len() + 1;
        let shared = self.letters.iter().zip(word.chars()).take_while(|(a, b)| *a == b).count();
        self.letters.truncate(shared);
        self.least.truncate(shared + 1);
        self.rows.truncate((shared + 1) * width);
        for (start, letter) in word.char_indices().skip(shared) {
            self.letters.push(letter);
            let least = self.push_row();
            let before = self.least.last().copied().unwrap_or(0.0);
            self.least.push(least);
            // A swap goes back two rows, so one row that is too far does not yet mean that all is.
            if self.limit < least && self.limit < before + SWAP {
                return Step::Over { bytes: start + letter.len_utf8() };
            }
        }
        Step::At { cost: self.rows.last().copied().unwrap_or(f32::INFINITY) }
    }

    /// Adds the row for the last of the letters; its least.
    fn push_row(&mut self) -> f32 {
        let width = self.typed.len() + 1;
        let depth = self.letters.len();
        let letter = self.letters[depth - 1];
        let start = if depth == 1 { FIRST } else { 0.0 };
        let left_out = extra(&self.letters, depth - 1) + start;
        let before = (depth - 1) * width;
        let mut least = self.rows[before] + left_out;
        self.rows.push(least);
        for (at, typed) in self.typed.iter().enumerate() {
            let start = if at == 0 { start } else { 0.0 };
            let here = self.rows.len();
            let mut best =
                (self.rows[before + at + 1] + left_out).min(self.rows[here - 1] + self.surplus[at]);
            let replaced = self.rows[before + at];
            if letter == *typed {
                best = best.min(replaced);
            } else if replaced < best && replaced < self.limit {
                best = best.min(replaced + replacement(letter, *typed, start));
            }
            if 2 <= depth
                && 1 <= at
                && letter == self.typed[at - 1]
                && self.letters[depth - 2] == *typed
            {
                let start = if depth == 2 && at == 1 { FIRST_SWAP } else { 0.0 };
                best = best.min(self.rows[before - width + at - 1] + SWAP + start);
            }
            self.rows.push(best);
            least = least.min(best);
        }
        least
    }
}

/// What the letter at `at` costs where the other word does not have it.
fn extra(letters: &[char], at: usize) -> f32 {
    if 0 < at && letters[at - 1] == letters[at] { DOUBLE } else { SLIP }
}

/// What it costs to type `typed` for `meant`.
fn replacement(meant: char, typed: char, first: f32) -> f32 {
    if !(meant.is_ascii() && typed.is_ascii()) && bare(meant) == bare(typed) {
        return ACCENT;
    }
    let vowels = |one: char| matches!(one, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let near = beside(meant, typed) || (vowels(meant) && vowels(typed));
    first + if near { NEIGHBOUR } else { EDIT }
}

/// A letter without its accents.
fn bare(letter: char) -> char {
    std::iter::once(letter).nfd().next().unwrap_or(letter)
}

/// Whether two keys touch.
fn beside(a: char, b: char) -> bool {
    /// For each letter, the letters whose keys touch its own, a bit each.
    const BESIDE: [u32; 26] = neighbours();
    let number = |letter: char| letter.is_ascii_lowercase().then(|| letter as usize - 'a' as usize);
    match (number(a), number(b)) {
        (Some(a), Some(b)) => BESIDE[a] & (1 << b) != 0,
        _ => false,
    }
}

/// Which keys touch, from [`KEYS`]: those beside in a row, and of the row below the one straight
/// under and the one before, since each row stands half a key to the right of the one above.
const fn neighbours() -> [u32; 26] {
    let mut touching = [0; 26];
    let mut row = 0;
    while row < KEYS.len() {
        let keys = KEYS[row].as_bytes();
        let mut at = 0;
        while at < keys.len() {
            if at + 1 < keys.len() {
                touch(&mut touching, keys[at], keys[at + 1]);
            }
            if row + 1 < KEYS.len() {
                let below = KEYS[row + 1].as_bytes();
                if at < below.len() {
                    touch(&mut touching, keys[at], below[at]);
                }
                if 0 < at && at - 1 < below.len() {
                    touch(&mut touching, keys[at], below[at - 1]);
                }
            }
            at += 1;
        }
        row += 1;
    }
    touching
}

const fn touch(touching: &mut [u32; 26], a: u8, b: u8) {
    let (a, b) = (a - b'a', b - b'a');
    touching[a as usize] |= 1 << b;
    touching[b as usize] |= 1 << a;
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
    fn each_slip_has_its_cost() {
        for (meant, typed, cost) in [
            ("kettle", "kettel", SWAP),
            ("kettle", "ketle", DOUBLE),
            ("kettle", "kettlle", DOUBLE),
            ("kettle", "kettl", SLIP),
            ("kettle", "kertle", NEIGHBOUR),
            ("kettle", "kottle", NEIGHBOUR),
            ("kettle", "kexxle", 2.0 * EDIT),
            ("kettle", "lettle", NEIGHBOUR + FIRST),
            ("kettle", "ekttle", SWAP + FIRST_SWAP),
            ("kettle", "ettle", SLIP + FIRST),
            ("kettle", "xkettle", SLIP + FIRST),
            ("ñandú", "nandu", 2.0 * ACCENT),
        ] {
            let found = words(&[meant]).near(typed, 3.0);
            assert_eq!(found.len(), 1, "{meant} {typed}");
            assert!((found[0].cost - cost).abs() < 1e-4, "{typed}: {} not {cost}", found[0].cost);
        }
    }

    #[test]
    fn the_walk_finds_what_looking_at_every_word_finds() {
        let list = [
            "able", "apple", "applet", "apply", "ample", "maple", "people", "pale", "plea",
            "appel", "zapple", "appl", "app", "apples", "grapple", "éapple",
        ];
        for typed in ["apple", "aple", "appel", "palpe", "xpple", "people", "pplea", "aplpe"] {
            for limit in [0.5, 1.0, 1.9] {
                let mut slow: Vec<&str> = list
                    .iter()
                    .copied()
                    .filter(|one| *one != typed && !words(&[one]).near(typed, limit).is_empty())
                    .collect();
                slow.sort_unstable();
                assert_eq!(near(&list, typed, limit), slow, "{typed} {limit}");
            }
        }
    }

    #[test]
    fn keys_that_touch_are_beside() {
        assert!(beside('a', 's') && beside('a', 'q') && beside('g', 't') && beside('g', 'v'));
        assert!(!beside('a', 'p') && !beside('q', 'z') && !beside('é', 'e'));
    }

    #[test]
    fn any_bytes_are_some_words() {
        let bytes = words(&["one", "two", "three"]).bytes;
        for end in 0..bytes.len() {
            let cut = Words::new(&bytes[..end]);
            cut.near("thre", 1.0);
            cut.passages("two");
        }
        let strange = Words::new([0xff; 40]);
        assert_eq!(strange.near("some", 1.0), []);
        assert_eq!(strange.passages("some"), 0);
    }
}
