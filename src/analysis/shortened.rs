//! Shortened words, whose full stop ends no sentence: "Dr.", "Tel. 4302", "Bahnhofstr. 8".

use std::sync::OnceLock;

use hashbrown::HashMap;

/// The words; its head says how they stand there.
const TEXT: &str = include_str!("shortened.txt");

/// No shortened word has more bytes, but for one that is told by its ending.
const LONGEST: usize = 12;

/// What a shortened word stands before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Anything,
    Figures,
}

/// Whether the full stop at the end of `word` is that of a shortened one, `next` being what follows.
pub(super) fn is_shortened(word: &str, next: &str) -> bool {
    let Some(word) = word.strip_suffix('.').filter(|word| !word.is_empty()) else { return false };
    let figures_follow = || {
        let next = next.trim_start_matches([' ', '\n', '\r', '\t', '\u{a0}', '\u{202f}', '(', '+']);
        next.starts_with(|one: char| one.is_ascii_digit())
    };
    match before(word) {
        Some(Before::Anything) => true,
        Some(Before::Figures) => figures_follow(),
        None => endings().iter().any(|ending| word.ends_with(ending)) && figures_follow(),
    }
}

fn before(word: &str) -> Option<Before> {
    static WORDS: OnceLock<HashMap<&str, Before>> = OnceLock::new();
    if LONGEST < word.len() {
        return None;
    }
    let words = WORDS.get_or_init(|| {
        let all = |kind: &'static str, before: Before| listed(kind).map(move |word| (word, before));
        all("number", Before::Figures).chain(all("any", Before::Anything)).collect()
    });
    words.get(word).or_else(|| words.get(word.to_lowercase().as_str())).copied()
}

fn endings() -> &'static [&'static str] {
    static ENDINGS: OnceLock<Vec<&str>> = OnceLock::new();
    ENDINGS.get_or_init(|| listed("ending").collect())
}

/// The words of all languages that stand before this.
fn listed(kind: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let own = lines.filter_map(move |line| {
        let (of, words) = line.split_once(": ")?;
        of.split_once(' ').is_some_and(|(_, one)| one == kind).then_some(words)
    });
    own.flat_map(str::split_ascii_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let words = lines.flat_map(|line| line.split_ascii_whitespace().skip(2)).count();
        assert_eq!(
            ["any", "number", "ending"].map(|kind| listed(kind).count()).iter().sum::<usize>(),
            words
        );
        assert!(
            ["any", "number"].iter().all(|kind| listed(kind).all(|word| word.len() <= LONGEST))
        );
    }

    #[test]
    fn what_stands_before_figures_alone_ends_a_sentence_before_words() {
        for (word, next, is) in [
            ("Mme.", " Roux", true),
            ("ext.", " 21.", true),
            ("Tel.", " (0)21", true),
            ("art.", " They", false),
            ("no.", " Try", false),
            ("Uferstr.", " 8", true),
            ("Uferstr.", " Dort", false),
            ("Fr.", " Koch", true),
            ("hr.", " Then", false),
            (".", " 5", false),
            ("stop", " 5", false),
        ] {
            assert_eq!(is_shortened(word, next), is, "{word}{next}");
        }
    }
}
