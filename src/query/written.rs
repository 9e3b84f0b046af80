//! The words of a text as they are written there: runs of letters and digits, in whatever script.
//!
//! For lists of words and shapes of numbers that a text is looked through for. What is indexed is cut by
//! [`analysis`](crate::analysis).

use std::{borrow::Cow, ops::Range};

/// The words of `text`, in small letters.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    written(text).map(in_small_letters)
}

/// The words of `text` as they stand there.
pub(crate) fn written(text: &str) -> impl Iterator<Item = &str> {
    spans(text).map(|span| &text[span])
}

/// Where the words of `text` stand.
pub(crate) fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = end_of(text, at, false);
        at = end_of(text, start, true);
        (start < at).then_some(start..at)
    })
}

/// Where the letters and digits that `text` has from `start` on end, or what is none of these.
pub(crate) fn end_of(text: &str, start: usize, are_of_words: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        // Most texts are mostly ASCII, and the table of all characters need not be asked then.
        let (is_of_word, length) = match byte.is_ascii() {
            true => (byte.is_ascii_alphanumeric(), 1),
            false => text[at..]
                .chars()
                .next()
                .map_or((false, 1), |one| (one.is_alphanumeric(), one.len_utf8())),
        };
        if is_of_word != are_of_words {
            break;
        }
        at += length;
    }
    at
}

/// `word` in small letters: as it stands, where these are all it has.
pub(crate) fn in_small_letters(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    }
}

/// What some words begin with: a bit for every three bytes, of which five bits tell. Of a text few words are left
/// that may be one of them, and only these are looked at.
#[derive(Debug, Default)]
pub(crate) struct Beginnings {
    /// Empty where no word begins with anything.
    bits: Vec<u64>,
}

/// A text is looked through in blocks of so many bytes, side by side.
const BLOCK: usize = 32;

impl Beginnings {
    /// Those of `words` in small letters, of each at most the first `most` bytes: 1 to 3.
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str>, most: usize) -> Beginnings {
        let mut bits = vec![0; 1 << 9];
        for word in words.into_iter().filter(|word| !word.is_empty()) {
            let length = word.len().min(most);
            let first = place(&word.as_bytes()[..length]);
            // What is behind a short one may be anything: all bits of so many numbers, or half of those of one.
            match length {
                1 => bits[first / 64..][..1 << 4].fill(u64::MAX),
                2 => bits[first / 64] |= 0xffff_ffff << (first % 64),
                _ => bits[first / 64] |= 1 << (first % 64),
            }
        }
        Beginnings { bits }
    }

    /// Whether `is_one` is true of a word of `text` that may begin as one of these, in whatever letters; it gets the
    /// word as it stands, which may begin otherwise all the same. The other words are passed over.
    ///
    /// # Cost
    ///
    /// A few instructions for eight bytes, some for each word, and `is_one` for those that are left.
    pub(crate) fn any_in(&self, text: &str, mut is_one: impl FnMut(&str) -> bool) -> bool {
        let bytes = text.as_bytes();
        // Whether the byte before is a letter or a digit of ASCII, in the lowest byte.
        let mut before = 0;
        for (number, block) in bytes.chunks(BLOCK).enumerate() {
            let (mut within, mut opens) = ([0; BLOCK], [0; BLOCK]);
            for ((within, opens), byte) in within.iter_mut().zip(&mut opens).zip(block) {
                *within = u8::from(byte.is_ascii_alphanumeric());
                *opens = *within | u8::from(!byte.is_ascii());
            }
            let eights = within.as_chunks().0.iter().zip(opens.as_chunks().0);
            for (eight, (within, opens)) in eights.enumerate() {
                let within = u64::from_le_bytes(*within);
                let mut starts = u64::from_le_bytes(*opens) & !(within << 8 | before);
                before = within >> 56;
                while starts != 0 {
                    let at = number * BLOCK + eight * 8 + starts.trailing_zeros() as usize / 8;
                    starts &= starts - 1;
                    if self.may_start(&bytes[at..])
                        && let Some(word) = word_at(text, at)
                        && is_one(word)
                    {
                        return true;
                    }
                }
            }
        }
        false
    }

    fn may_start(&self, word: &[u8]) -> bool {
        let beginning = match word {
            [a, b, c, ..] => &[*a, *b, *c],
            // Any short one will do for what stands at the end of a text.
            _ => return true,
        };
        let at = place(beginning);
        // In small letters others may have any bytes.
        !beginning.is_ascii()
            || self.bits.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0)
    }
}

/// The bit of what begins with `bytes`, at most three, and with zeros.
fn place(bytes: &[u8]) -> usize {
    let five = |at: usize| bytes.get(at).map_or(0, |byte| usize::from(byte & 0x1f));
    five(0) << 10 | five(1) << 5 | five(2)
}

/// The word of `text` that starts at `at`, if one does.
fn word_at(text: &str, at: usize) -> Option<&str> {
    let (before, rest) = text.split_at_checked(at)?;
    let is_within = before.chars().next_back().is_some_and(char::is_alphanumeric);
    let end = end_of(rest, 0, true);
    (!is_within && 0 < end).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Two  trees; “three” TREES, élan Élan xtwo 3two twoé ’two’ o\u{301}two 2 tr a—two\u{a0}Tü";

    #[test]
    fn words_are_letters_and_digits_of_any_script() {
        let found: Vec<_> = words("It's N\u{f6}rdlich, 3G — под ключ").collect();
        assert_eq!(found, ["it", "s", "n\u{f6}rdlich", "3g", "под", "ключ"]);
        assert_eq!(words(" .!").next(), None);
        assert!(matches!(words("plain").next(), Some(Cow::Borrowed("plain"))));
    }

    /// What may be one of some words is looked at, wherever it stands in a block.
    #[test]
    fn no_word_that_begins_as_one_of_some_is_passed_over() {
        for (some, most) in
            [(["two", "tree"], 3), (["two", "élan"], 3), (["t", "tü"], 3), (["twofold", "3t"], 2)]
        {
            let beginnings = Beginnings::of(some, most);
            let is_one = |word: &str| {
                let word = word.to_lowercase();
                let begins = |one: &&str| {
                    word.as_bytes().starts_with(&one.as_bytes()[..most.min(one.len())])
                };
                some.iter().any(begins)
            };
            for shift in 0..2 * BLOCK {
                let text = format!("{}{TEXT}", ".".repeat(shift));
                let mut seen = Vec::new();
                beginnings.any_in(&text, |word| {
                    seen.push(word.to_owned());
                    false
                });
                let wanted = written(&text).filter(|word| is_one(word));
                seen.retain(|word| is_one(word));
                assert_eq!(seen, wanted.collect::<Vec<_>>(), "{some:?}, {shift}");
            }
        }
    }

    #[test]
    fn most_words_are_passed_over() {
        let beginnings = Beginnings::of(["seven", "eight"], 3);
        let mut seen = Vec::new();
        let text = "They serve seven dishes and see to it that eighty eat.";
        assert!(!beginnings.any_in(text, |word| {
            seen.push(word.to_owned());
            false
        }));
        assert_eq!(seen, ["seven", "eighty"]);
        assert!(beginnings.any_in(text, |word| word == "eighty"));
        assert!(!Beginnings::of([], 3).any_in(text, |_| true));
    }
}
