//! Words that mean nothing if the documents do not have them.

use super::synonyms::is_form;

/// The list; its head says what stands there.
const LIGHT: &str = include_str!("light.txt");

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
/// A look at each word of the list.
pub(super) fn is_light(word: &str, before: Option<&str>) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let lines = LIGHT.lines().filter(|line| !line.starts_with('#'));
    let mut listed = lines.flat_map(str::split_ascii_whitespace);
    let begins = word.as_bytes().first();
    let is_listed = listed.any(|plain| plain.as_bytes().first() == begins && is_form(word, plain));
    is_listed || (before == Some("how") && MEASURES.contains(&word))
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
