//! Words that mean nothing if the documents do not have them.

use std::sync::LazyLock;

use memchr::memmem;

use super::synonyms::is_form;
use crate::analysis::Language;

/// The list; its head says what stands there.
const LIGHT: &str = include_str!("light.txt");

/// That of other languages; its head says how it stands there.
const ELSEWHERE: &str = include_str!("light_elsewhere.txt");

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

/// What is run together with a word that helps, or a pronoun. (The list of stop words has most, but not "can't".)
const RUN_TOGETHER: [&str; 6] = ["n't", "'d", "'ll", "'re", "'ve", "'m"];

/// No word that helps, and no pronoun, has more bytes: "should".
const LONGEST_HELPING: usize = 6;

/// Whether `word` (lower-case), which stands behind `before`, says so little in `language` that it means nothing if the
/// documents do not have it.
pub(super) fn says_little(language: Language, word: &str, before: Option<&str>) -> bool {
    match language {
        Language::English => is_light(word, before),
        language => is_light_in(language, word),
    }
}

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
    // Those of the list are English, and so are their forms: "nürnberg" is none of "nobody".
    word.is_ascii() && listed.iter().any(|plain| is_form(word, plain))
        || is_run_together(word)
        || (before == Some("how") && MEASURES.contains(&word))
}

/// Whether the English `word` is one that helps, run together with "not" or a pronoun with one that does: "can't", "who'd".
fn is_run_together(word: &str) -> bool {
    let stem = RUN_TOGETHER.iter().find_map(|ending| word.strip_suffix(ending));
    stem.is_some_and(|stem| stem.len() <= LONGEST_HELPING)
}

/// Whether `word` (lower-case) says so little in `language`, which is not English.
///
/// # Cost
///
/// Two looks for bytes in the list, which has 8 KB.
fn is_light_in(language: Language, word: &str) -> bool {
    let head = format!("\n[{}]\n", language.code());
    let start = memmem::find(ELSEWHERE.as_bytes(), head.as_bytes());
    let Some(start) = start.filter(|_| !word.is_empty()) else { return false };
    let block = &ELSEWHERE[start + head.len() - 1..];
    let block = block.split("\n[").next().unwrap_or_default();
    memmem::find_iter(block.as_bytes(), word.as_bytes()).any(|at| {
        let (before, behind) = (&block[..at], &block[at + word.len()..]);
        before.ends_with([' ', '\n']) && (behind.is_empty() || behind.starts_with([' ', '\n']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_words_are_light_in_their_language_alone() {
        assert!(is_light_in(Language::German, "möglich"));
        assert!(is_light_in(Language::French, "possible"));
        assert!(is_light_in(Language::French, "aujourd'hui"));
        assert!(!is_light_in(Language::German, "possible"));
        assert!(!is_light_in(Language::German, "hund"));
        // No block is another's, nor a head a word.
        assert!(!is_light_in(Language::German, "de]") && !is_light_in(Language::Italian, "it]"));
        // The first and the last word of a block, a part of a word, and none.
        assert!(is_light_in(Language::German, "irgendwer") && is_light_in(Language::German, "bzw"));
        assert!(is_light_in(Language::Portuguese, "tb"));
        assert!(!is_light_in(Language::German, "irgend") && !is_light_in(Language::German, ""));
        assert!(!is_light_in(Language::English, "someone"));
    }

    #[test]
    fn every_light_word_elsewhere_can_be_met() {
        let lines = ELSEWHERE.lines().filter(|line| !line.starts_with(['#', '[']));
        for word in lines.flat_map(str::split_ascii_whitespace) {
            let mut words = Vec::new();
            crate::analysis::words(word, false, &mut |_, word| words.push(word.to_owned()));
            assert_eq!(words, [word]);
        }
    }

    #[test]
    fn light_words_are_light_in_all_forms() {
        for word in [
            "someone",
            "someone's",
            "things",
            "needing",
            "got",
            "dont",
            "towards",
            "can't",
            "ain't",
            "who'd",
            "what're",
            "could've",
        ] {
            assert!(is_light(word, None), "{word}");
        }
        for word in [
            "dentist",
            "piano",
            "wife",
            "putty",
            "thingamajig",
            "getaway",
            "letter",
            "bitter",
            "o'clock",
        ] {
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
