//! How far a word is from what was typed: what slips it takes to type the one for the other.

use unicode_normalization::UnicodeNormalization;

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

/// The least that an edit costs for each bit of [`letters`] that it changes: a replaced letter
/// changes two, one that is put in or left out one, a swap or an accent none.
const LEAST_PER_BIT: f32 = NEIGHBOUR / 2.0;

/// Of which letters a word is made, whatever their order: a bit for each that it has, by the lowest
/// five bits of the letter without its accents, and another for each that it has twice.
pub(super) fn letters(word: &str) -> u64 {
    word.chars().fold(0, |letters, letter| {
        let once = 1 << (bare(letter) as u32 & 31);
        letters | if letters & once == 0 { once } else { once << 32 }
    })
}

/// In how many bits the [`letters`] of two words may differ that are at most `limit` apart.
pub(super) fn most_letters_apart(limit: f32) -> u32 {
    (limit / LEAST_PER_BIT) as u32
}

/// The distance of one word after another from what was typed.
///
/// It is Damerau's and Levenshtein's (letters put in, left out, replaced, and two neighbours swapped)
/// with smaller costs for the slips that fingers make and larger ones for the first letter. The rows
/// of its table are kept for what the next word begins with alike.
pub(super) struct Distance {
    typed: Vec<char>,
    /// What each typed letter costs where the other word does not have it.
    surplus: Vec<f32>,
    letters: Vec<char>,
    /// One more row than letters, each one longer than `typed`, one after the other.
    rows: Vec<f32>,
    /// What is farther than this is of no interest.
    limit: f32,
}

impl Distance {
    /// Measures up to `limit` from `typed`.
    pub(super) fn to(typed: &str, limit: f32) -> Distance {
        let typed: Vec<char> = typed.chars().collect();
        let first = |at: usize| if at == 0 { FIRST } else { 0.0 };
        let surplus: Vec<f32> = (0..typed.len()).map(|at| extra(&typed, at) + first(at)).collect();
        let mut rows = vec![0.0];
        for (at, cost) in surplus.iter().enumerate() {
            rows.push(rows[at] + cost);
        }
        Distance { typed, surplus, letters: Vec::new(), rows, limit }
    }

    /// How far `word` is, the sum of the costs of the edits; `None` for what is beyond the limit.
    pub(super) fn of(&mut self, word: &str) -> Option<f32> {
        let width = self.typed.len() + 1;
        let shared = self.letters.iter().zip(word.chars()).take_while(|(a, b)| *a == b).count();
        self.letters.truncate(shared);
        self.rows.truncate((shared + 1) * width);
        // That of a row that was kept is not: then one more is made for nothing.
        let mut before = 0.0;
        for letter in word.chars().skip(shared) {
            self.letters.push(letter);
            let least = self.push_row();
            // A swap goes back two rows, so one row that is too far does not yet mean that all is.
            if self.limit < least && self.limit < before + SWAP {
                return None;
            }
            before = least;
        }
        self.rows.last().copied().filter(|cost| *cost <= self.limit)
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
            let found = Distance::to(typed, 3.0).of(meant).unwrap();
            assert!((found - cost).abs() < 1e-4, "{typed}: {found} not {cost}");
            let apart = (letters(meant) ^ letters(typed)).count_ones();
            assert!(apart <= most_letters_apart(cost + 1e-4), "{meant} {typed}: {apart}");
        }
    }

    #[test]
    fn keys_that_touch_are_beside() {
        assert!(beside('a', 's') && beside('a', 'q') && beside('g', 't') && beside('g', 'v'));
        assert!(!beside('a', 'p') && !beside('q', 'z') && !beside('é', 'e'));
    }
}
