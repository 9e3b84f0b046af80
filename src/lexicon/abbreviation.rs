//! Abbreviations that a text explains: `natural language processing (NLP)`, `NLP (natural language
//! processing)`, with or without a plural's ending.
//!
//! Source: A. S. Schwartz, M. A. Hearst, "A simple algorithm for identifying abbreviation
//! definitions in biomedical text", PSB 2003. Stricter in what counts as an abbreviation (two
//! capitals at least) and as its words (two at least), since documents are not abstracts.

use std::collections::HashMap;

use super::{
    expansions::{Expansion, Source},
    plain_words,
};

/// The longest abbreviation, in characters.
const LONGEST: usize = 10;

/// How far after its opening a bracket closes, in bytes. A longer one is an aside.
const MAX_BRACKET_BYTES: usize = 120;

/// How far before a bracket its words may start, in bytes.
const MAX_BEFORE_BYTES: usize = 200;

/// How many pairs are held. Beyond, those found once are dropped.
const MAX_PAIRS: usize = 100_000;

/// An abbreviation and its words, both as the index keeps them.
pub(super) type Pair = (String, String);

/// Gathers abbreviations and what they stand for.
#[derive(Debug, Default)]
pub(super) struct Abbreviations {
    pairs: HashMap<Pair, u32>,
    /// Whether pairs were dropped for want of room.
    dropped: bool,
}

impl Abbreviations {
    /// About how many bytes of memory they take.
    pub(super) fn bytes(&self) -> usize {
        // Two short texts with what the allocator adds.
        self.pairs.capacity() * (size_of::<(Pair, u32)>() + 80)
    }

    /// Counts a pair.
    pub(super) fn add(&mut self, pair: &Pair) {
        match self.pairs.get_mut(pair) {
            Some(times) => *times += 1,
            None => {
                self.pairs.insert(pair.clone(), 1);
            }
        }
        if MAX_PAIRS < self.pairs.len() {
            self.dropped = true;
            self.pairs.retain(|_, times| 1 < *times);
            if MAX_PAIRS / 2 < self.pairs.len() {
                self.pairs.clear();
            }
        }
    }

    /// Takes a pair back.
    pub(super) fn take_back(&mut self, pair: &Pair) {
        if let Some(times) = self.pairs.get_mut(pair) {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.pairs.remove(pair);
            }
        }
    }

    /// Puts in a pair that was found so many times.
    pub(super) fn put(&mut self, short: &str, long: &str, times: u32) {
        self.pairs.insert((short.to_owned(), long.to_owned()), times);
    }

    /// Whether every pair was counted every time.
    pub(super) fn is_whole(&self) -> bool {
        !self.dropped
    }

    /// Each pair and how often it was found, in no order.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, &str, u32)> {
        self.pairs.iter().map(|((short, long), times)| (short.as_str(), long.as_str(), *times))
    }

    /// Both ways: from the abbreviation to its words, and back.
    pub(super) fn finish(self) -> Vec<(String, Expansion)> {
        let both = |((short, long), passages): ((String, String), u32)| {
            let to = |text: &str, source| Expansion { text: text.to_owned(), source, passages };
            let given = to(&long, Source::Given);
            let shortened = to(&short, Source::Shortened);
            [(short, given), (long, shortened)]
        };
        self.pairs.into_iter().flat_map(both).collect()
    }
}

/// Calls `each` with every pair in `text`.
pub(super) fn each_plain_pair(text: &str, each: &mut dyn FnMut(Pair)) {
    each_pair(text, &mut |short, long| {
        let short = plain_words(singular(short)).join("");
        let long = plain_words(long).join(" ");
        if !short.is_empty() && long.contains(' ') {
            each((short, long));
        }
    });
}

/// An abbreviation without the `s` of its plural: `CNNs` is about a `CNN`.
pub fn singular(short: &str) -> &str {
    match short.strip_suffix('s') {
        Some(rest) if rest.chars().next_back().is_some_and(char::is_uppercase) => rest,
        _ => short,
    }
}

/// Calls `each` with every abbreviation in `text` and the words it stands for, as they are written.
pub fn each_pair(text: &str, each: &mut dyn FnMut(&str, &str)) {
    for (open, _) in text.match_indices('(') {
        let inside = &text[open + 1..];
        let Some(close) = inside.bytes().take(MAX_BRACKET_BYTES).position(|byte| byte == b')')
        else {
            continue;
        };
        // Of "(NLP; see below)" the first part counts.
        let inside = inside[..close].split([';', ',']).next().unwrap_or_default();
        let inside = inside.trim().trim_matches(['"', '“', '”', '\'', '*', '`']);
        let before = before(text, open);
        if is_short(inside) {
            if let Some(long) = long_form(singular(inside), window(before, inside)) {
                each(inside, long);
            }
        } else if let Some(short) = before.split_whitespace().next_back()
            && is_short(short)
            && let Some(long) = long_form(singular(short), inside)
            && long.len() == inside.len()
        {
            each(short, long);
        }
    }
}

/// What stands before the bracket at `open`, in its sentence as far as that is plain to see.
fn before(text: &str, open: usize) -> &str {
    let mut start = open.saturating_sub(MAX_BEFORE_BYTES);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let near = text[start..open].trim_end();
    let sentence = [". ", "! ", "? ", "; ", ": ", "\n", "("]
        .iter()
        .filter_map(|end| near.rfind(end).map(|at| at + end.len()))
        .max();
    &near[sentence.unwrap_or(0)..]
}

/// Whether `text` looks like an abbreviation.
fn is_short(text: &str) -> bool {
    let capitals = text.chars().filter(|one| one.is_uppercase()).count();
    (2..=LONGEST).contains(&text.chars().count())
        && 2 <= capitals
        && !text.contains(char::is_whitespace)
        && text.chars().all(|one| one.is_alphanumeric() || matches!(one, '-' | '.' | '&' | '/'))
        && text.starts_with(char::is_alphanumeric)
}

/// The last words of `before` that an abbreviation of this length may stand for.
fn window<'a>(before: &'a str, short: &str) -> &'a str {
    let letters = short.chars().count();
    let most = (letters + 5).min(letters * 2);
    match before.rmatch_indices(char::is_whitespace).nth(most.saturating_sub(1)) {
        Some((at, blank)) => &before[at + blank.len()..],
        None => before,
    }
}

/// The shortest end of `text` that holds the letters of `short` in order, the first of them at the
/// start of its first word; at least two words.
fn long_form<'a>(short: &str, text: &'a str) -> Option<&'a str> {
    let lower = |one: char| one.to_lowercase().next().unwrap_or(one);
    let chars: Vec<(usize, char)> = text.char_indices().map(|(at, one)| (at, lower(one))).collect();
    let letters: Vec<char> = short.chars().filter(|one| one.is_alphanumeric()).map(lower).collect();
    let mut at = chars.len();
    for (index, letter) in letters.iter().enumerate().rev() {
        loop {
            at = at.checked_sub(1)?;
            let starts_word = at == 0 || !chars[at - 1].1.is_alphanumeric();
            if chars[at].1 == *letter && (0 < index || starts_word) {
                break;
            }
        }
    }
    let long = text[chars.get(at)?.0..].trim();
    let words: Vec<&str> = long.split_whitespace().collect();
    // The words do not hold the abbreviation itself, and each is there for a letter of it, give or
    // take the small ones between.
    let own = words.iter().any(|word| word.eq_ignore_ascii_case(short));
    let enough =
        2 <= long.split(|one: char| !one.is_alphanumeric()).filter(|w| !w.is_empty()).count();
    (enough && !own && short.len() < long.len()).then_some(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let mut found = Vec::new();
        each_pair(text, &mut |short, long| found.push((short.to_owned(), long.to_owned())));
        let found: Vec<(&str, &str)> =
            found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_before_the_bracket() {
        check("Ask the local health authority (LHA) first.", &[("LHA", "local health authority")]);
        check(
            "We use optical character recognition (OCR).",
            &[("OCR", "optical character recognition")],
        );
    }

    #[test]
    fn words_in_the_bracket() {
        check("Every LHA (local health authority) knows.", &[("LHA", "local health authority")]);
    }

    #[test]
    fn plurals() {
        check("Electronic control units (ECUs) fail.", &[("ECUs", "Electronic control units")]);
        check("ECUs (electronic control units) fail.", &[("ECUs", "electronic control units")]);
        assert_eq!(singular("ECUs"), "ECU");
        assert_eq!(singular("LHA"), "LHA");
        assert_eq!(singular("bus"), "bus");
        assert_eq!(singular("GPS"), "GPS");
    }

    #[test]
    fn small_words_between_and_hyphens() {
        check("the Internet of Things (IoT) at home", &[("IoT", "Internet of Things")]);
        check("point-of-sale (POS) systems", &[("POS", "point-of-sale")]);
    }

    #[test]
    fn what_is_no_abbreviation() {
        for text in [
            "The bill (see below) is due.",
            "Call us (free) today.",
            "She came (USA) late.",
            "A list of things (a) and (b).",
            "unclosed (NLP",
            "()",
            "é(É)é (ÉÉ",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_former_sentence_does_not_count() {
        check("Local rules apply. Health authority (LHA) staff helps.", &[]);
    }

    #[test]
    fn pairs_lead_both_ways() {
        let mut found = Abbreviations::default();
        each_plain_pair("Electronic control units (ECUs) fail.", &mut |pair| found.add(&pair));
        let mut pairs: Vec<(String, String)> =
            found.finish().into_iter().map(|(key, one)| (key, one.text)).collect();
        pairs.sort();
        let units = "electronic control units".to_owned();
        assert_eq!(pairs, [("ecu".to_owned(), units.clone()), (units, "ecu".to_owned())]);
    }
}
