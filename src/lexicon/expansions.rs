//! What the abbreviations of a corpus stand for, as they lie in an index.
//!
//! One file of text, its lines sorted, read in place:
//!
//! ```text
//! key <tab> text <tab> source <tab> passages <line feed>
//! ```
//!
//! `key` and `text` are lower-case words joined by one blank; `source` is one letter, see
//! [`Source`]. An abbreviation leads to its words and, where the text gave both, its words lead to
//! the abbreviation.

use std::collections::BTreeMap;

use memchr::{memchr, memrchr};

/// At most this many lines are kept, those of the most passages.
const MAX_LINES: usize = 8_000;

/// Where an expansion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The text says so: `natural language processing (NLP)`.
    Given,
    /// As [`Given`](Source::Given), from the words to the abbreviation.
    Shortened,
    /// The first letters of a term that the text uses often.
    Initials,
}

impl Source {
    fn letter(self) -> char {
        match self {
            Source::Given => 'g',
            Source::Shortened => 's',
            Source::Initials => 'i',
        }
    }

    fn of(letter: &str) -> Option<Source> {
        [Source::Given, Source::Shortened, Source::Initials]
            .into_iter()
            .find(|source| letter.chars().eq([source.letter()]))
    }
}

/// What one key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expansion {
    /// Lower-case words, joined by one blank.
    pub text: String,
    /// Where it comes from.
    pub source: Source,
    /// In how many passages it was found, at least 1.
    pub passages: u32,
}

/// The file with these pairs of key and expansion; what comes twice is added up.
pub(super) fn write(found: impl IntoIterator<Item = (String, Expansion)>) -> String {
    let mut sums: BTreeMap<(String, String, Source), u32> = BTreeMap::new();
    for (key, Expansion { text, source, passages }) in found {
        *sums.entry((key, text, source)).or_insert(0) += passages;
    }
    let mut lines: Vec<((String, String, Source), u32)> = sums.into_iter().collect();
    lines.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    lines.truncate(MAX_LINES);
    let mut lines: Vec<String> = lines
        .into_iter()
        .map(|((key, text, source), passages)| {
            format!("{key}\t{text}\t{}\t{passages}\n", source.letter())
        })
        .collect();
    lines.sort_unstable();
    lines.concat()
}

/// The expansions of a corpus, read in place.
///
/// Total: bytes that are no such file expand nothing.
#[derive(Debug, Clone, Copy)]
pub struct Expansions<B> {
    bytes: B,
}

impl<B: AsRef<[u8]>> Expansions<B> {
    /// Reads `bytes`.
    pub fn new(bytes: B) -> Expansions<B> {
        Expansions { bytes }
    }

    /// What `key` (lower-case words joined by one blank) stands for, that of the most passages
    /// first, ties in alphabetical order.
    ///
    /// # Cost
    ///
    /// About fifteen looks at a line.
    pub fn of(&self, key: &str) -> Vec<Expansion> {
        let sought = [key.as_bytes(), b"\t"].concat();
        let bytes = self.bytes.as_ref();
        let (mut start, mut end) = (0, bytes.len());
        // Both always stand where a line starts (or at the end).
        while start < end {
            let middle = line_start(bytes, start + (end - start) / 2).max(start);
            // What stands behind the key does not matter.
            let rest = &bytes[middle..];
            if rest[..sought.len().min(rest.len())] < sought[..] {
                start = middle + line_at(bytes, middle).len() + 1;
            } else {
                end = middle;
            }
        }
        let mut found = Vec::new();
        while start < bytes.len() {
            let line = line_at(bytes, start);
            let Some(rest) = line.strip_prefix(sought.as_slice()) else { break };
            found.extend(std::str::from_utf8(rest).ok().and_then(parse));
            start += line.len() + 1;
        }
        found.sort_by(|a: &Expansion, b| {
            b.passages.cmp(&a.passages).then_with(|| a.text.cmp(&b.text))
        });
        found
    }
}

/// Where the line that holds the byte `at` starts.
fn line_start(bytes: &[u8], at: usize) -> usize {
    memrchr(b'\n', &bytes[..at]).map_or(0, |end| end + 1)
}

/// The line that starts at `start`, without its line feed.
fn line_at(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    &rest[..memchr(b'\n', rest).unwrap_or(rest.len())]
}

/// The expansion in a line after its key.
fn parse(rest: &str) -> Option<Expansion> {
    let mut parts = rest.split('\t');
    let text = parts.next()?.to_owned();
    let source = Source::of(parts.next()?)?;
    let passages = parts.next()?.parse().ok()?;
    Some(Expansion { text, source, passages })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(key: &str, text: &str, passages: u32) -> (String, Expansion) {
        (key.to_owned(), Expansion { text: text.to_owned(), source: Source::Given, passages })
    }

    #[test]
    fn every_key_is_found_again() {
        let keys = ["a", "aa", "ab", "abc", "b", "b c", "zz"];
        let file = write(keys.iter().map(|key| given(key, &format!("text of {key}"), 1)));
        let expansions = Expansions::new(file.as_bytes());
        for key in keys {
            let found = expansions.of(key);
            assert_eq!(found.len(), 1, "{key}");
            assert_eq!(found[0].text, format!("text of {key}"));
        }
        for key in ["", "ac", "c", "zzz", "text"] {
            assert_eq!(expansions.of(key), [], "{key}");
        }
    }

    #[test]
    fn what_is_said_most_comes_first() {
        let file = write([
            given("tb", "tea bag", 1),
            given("tb", "tea break", 2),
            given("tb", "tea bag", 2),
        ]);
        let found = Expansions::new(file.as_bytes()).of("tb");
        let texts: Vec<_> = found.iter().map(|one| (one.text.as_str(), one.passages)).collect();
        assert_eq!(texts, [("tea bag", 3), ("tea break", 2)]);
    }

    #[test]
    fn any_bytes_are_some_expansions() {
        for bytes in
            [&b"x\ty"[..], b"\n\n\n", b"x\ty\tg\t1", b"x\ty\tg\tmany\n", &[0xff, b'\n', 0xfe]]
        {
            Expansions::new(bytes).of("x");
        }
        assert_eq!(Expansions::new(b"x\ty\tg\t1").of("x").len(), 1);
    }
}
