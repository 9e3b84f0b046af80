//! Words that mean nothing if the documents do not have them.

use std::sync::LazyLock;

use super::synonyms::is_form;

/// The list; its head says what stands there.
const LIGHT: &str = include_str!("light.txt");

/// Its words by the letter that they begin with, from "a" on. Made when the first question needs them.
static BY_LETTER: LazyLock<[Vec<&str>; 26]> = LazyLock::new(|| {
    let mut by_letter = [const { Vec::new() }; 26];
    let lines = LIGHT.lines().filter(|line| !line.starts_with('#'));
    for word in lines.flat_map(str::split_ascii_whitespace) {
        by_letter[usize::from(word.as_bytes()[0] - b'a')].push(word);
    }
    by_letter
});

/// What is asked with behind "how": it names a measure, and no thing.
const MEASURES: [&str; 33] = [
    "big",
    "bad",
    "broad",
    "close",
    "cheap",
    "costly",
    "deep",
    "early",
    "easy",
    "expensive",
    "far",
    "fast",
    "frequent",
    "frequently",
    "good",
    "hard",
    "heavy",
    "high",
    "large",
    "late",
    "long",
    "loud",
    "low",
    "near",
    "old",
    "quick",
    "quickly",
    "short",
    "slow",
    "small",
    "soon",
    "tall",
    "wide",
];

/// Whether the English `word` (lower-case), which stands behind `before` in the question, says so
/// little that it means nothing if the documents do not have it.
///
/// # Cost
///
/// A look at each word of the list that begins as it does.
pub(super) fn is_light(word: &str, before: Option<&str>) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let begins = word.bytes().next().filter(u8::is_ascii_lowercase);
    let listed = begins.map_or(&[][..], |letter| &BY_LETTER[usize::from(letter - b'a')]);
    listed.iter().any(|plain| is_form(word, plain))
        || (before == Some("how") && MEASURES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_words_are_light_in_all_forms() {
        for word in ["someone", "someone's", "things", "needing", "got", "dont", "towards"] {
            assert!(is_light(word, None), "{word}");
        }
        for word in
            ["dentist", "piano", "wife", "putty", "thingamajig", "getaway", "letter", "bitter"]
        {
            assert!(!is_light(word, None), "{word}");
        }
    }

    #[test]
    fn a_measure_is_light_behind_how() {
        assert!(is_light("fast", Some("how")));
        assert!(!is_light("fast", Some("a")));
        assert!(!is_light("kubernetes", Some("how")));
    }
}
