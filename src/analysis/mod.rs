//! The one text analysis of the program, for passages and for questions alike.
//!
//! A word that is stemmed one way when it is indexed and another way when it is asked is never
//! found, and nothing reports it. So nobody else cuts words: `index` writes what
//! [`Analyzer::tokens`] gives, and whoever needs terms or words calls it too.
//!
//! A text is cut at the word boundaries of UAX #29, then at what joins two words a person would
//! type apart (`_`, `.` between words, elisions); a word is lower-cased and composed (NFKC),
//! stemmed in the language of its text, and stripped of accents, so that a question typed without
//! them finds the word.

pub mod interned;
mod irregular;
pub mod language;
pub mod sentence;
mod shortened;

pub use interned::Interned;
pub use language::Language;

use std::ops::Range;

use hashbrown::HashSet;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::fnv;

/// Raised with every change to what [`Analyzer::tokens`] gives: an index cut by another version is
/// made anew.
pub const VERSION: u32 = 8;

/// Of so many letters a unit or a formula is made, in bytes.
const FEW_LETTERS: usize = 3;

/// A longer word is cut off here, in bytes. Such words are URLs and hashes, which nobody types.
const MAX_WORD_BYTES: usize = 64;

/// A word of a text and the term it is indexed as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where it stands: bytes of the text, on character boundaries.
    pub span: Range<usize>,
    /// Lower-case and composed, not stemmed.
    pub word: String,
    /// The term: the word's stem without accents.
    pub term: String,
    /// Whether the word is a stop word of the language.
    pub stop: bool,
}

/// Cuts texts of one language into terms.
pub struct Analyzer {
    language: Language,
    stop_words: HashSet<&'static str>,
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Analyzer").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Analyzer {
    /// An analyzer for texts in `language`.
    pub fn new(language: Language) -> Analyzer {
        Analyzer { language, stop_words: language.stop_words() }
    }

    /// The language of the texts.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The tokens of `text`, in the order they stand.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        words(text, self.elides(), &mut |span, word| {
            let (term, stop) = self.analyze(word);
            tokens.push(Token { span, word: word.to_owned(), term, stop });
        });
        tokens
    }

    /// Whether short words before an apostrophe are dropped ("l'eau").
    pub fn elides(&self) -> bool {
        self.language.elides()
    }

    /// The stop words, lower-case, in no order.
    pub fn stop_words(&self) -> impl Iterator<Item = &'static str> {
        self.stop_words.iter().copied()
    }

    /// Whether a lower-case word is a stop word.
    pub fn is_stop(&self, word: &str) -> bool {
        self.stop_words.contains(word)
    }

    /// The term of a lower-case word, and whether it is a stop word.
    pub fn analyze(&self, word: &str) -> (String, bool) {
        let stop = self.is_stop(word);
        if word.bytes().any(|byte| byte.is_ascii_digit()) {
            return (fold(word), stop);
        }
        let word = irregular::base(self.language, word).unwrap_or(word);
        let stem = self.language.stem()(word);
        (fold(if stem.is_empty() { word } else { &stem }), stop)
    }
}

/// Calls `each` with the span and the lower-case, composed form of every word of `text`.
///
/// `elides`: whether short words before an apostrophe are dropped from the front of the next.
pub fn words(text: &str, elides: bool, each: &mut dyn FnMut(Range<usize>, &str)) {
    let mut lower = String::new();
    let mut taken = 0;
    for (start, word) in text.unicode_word_indices() {
        if start < taken {
            continue;
        }
        let figures = raised_figures(&text[start + word.len()..], word);
        if 0 < figures {
            taken = start + word.len() + figures;
            part(&text[start..taken], start, elides, each);
            continue;
        }
        let sign = programming_sign(&text[start + word.len()..], word);
        let end = start + word.len() + sign;
        if word.is_ascii() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            lower.clear();
            lower.push_str(&text[start..end]);
            lower.make_ascii_lowercase();
            lower.truncate(MAX_WORD_BYTES);
            each(start..end, &lower);
        } else {
            split(word, start, elides, each);
        }
    }
}

/// The length of the raised or lowered figures that belong to the few letters before them (m², 8m², CO₂): typed as
/// m2, 8m2 and co2. Raised ones behind more letters, and others than those of areas and volumes, mark notes.
fn raised_figures(rest: &str, word: &str) -> usize {
    let word = word.trim_start_matches(|one: char| one.is_ascii_digit());
    if word.is_empty()
        || FEW_LETTERS < word.len()
        || !word.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return 0;
    }
    match rest.chars().next() {
        Some('²' | '³') if word.len() < FEW_LETTERS => '²'.len_utf8(),
        Some('₀'..='₉') => {
            let is_one = |one: &char| matches!(one, '₀'..='₉');
            rest.chars().take_while(is_one).map(char::len_utf8).sum()
        }
        _ => 0,
    }
}

/// The length of the `++` or `#` that belongs to the one- or two-letter word before it (C++, F#).
fn programming_sign(rest: &str, word: &str) -> usize {
    if 2 < word.len() || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return 0;
    }
    let sign = if rest.starts_with("++") {
        2
    } else if rest.starts_with('#') {
        1
    } else {
        return 0;
    };
    let ends = rest[sign..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    if ends { sign } else { 0 }
}

/// Cuts what UAX #29 calls one word where a person sees two, and normalises the parts.
fn split(word: &str, start: usize, elides: bool, each: &mut dyn FnMut(Range<usize>, &str)) {
    if let Some(letters) = dotted_abbreviation(word) {
        each(start..start + word.len(), &letters);
        return;
    }
    let mut from = 0;
    let mut chars = word.char_indices().peekable();
    let mut previous: Option<char> = None;
    while let Some((at, one)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let between_digits = previous.is_some_and(|c| c.is_ascii_digit())
            && next.is_some_and(|c| c.is_ascii_digit());
        let cuts = match one {
            '_' | ':' | ';' => true,
            '.' => !between_digits,
            _ => false,
        };
        if cuts {
            part(&word[from..at], start + from, elides, each);
            from = at + one.len_utf8();
        }
        previous = Some(one);
    }
    part(&word[from..], start + from, elides, each);
}

/// `Ph.D` as `phd`, `U.S` as `us`, `e.g` as `eg`: short parts of letters between full stops.
fn dotted_abbreviation(word: &str) -> Option<String> {
    if !word.contains('.') || 6 < word.len() || !word.is_ascii() {
        return None;
    }
    let short =
        |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    word.split('.').all(short).then(|| word.replace('.', "").to_ascii_lowercase())
}

/// Normalises one word and passes it on, unless nothing is left of it.
fn part(word: &str, start: usize, elides: bool, each: &mut dyn FnMut(Range<usize>, &str)) {
    let mut offset = 0;
    if elides
        && let Some((at, mark)) = word.char_indices().find(|(_, one)| matches!(one, '\'' | '’'))
        && at <= 5
        && at + mark.len_utf8() < word.len()
    {
        offset = at + mark.len_utf8();
    }
    let body = &word[offset..];
    let seen = body.nfkc().filter(|one| !is_unseen(*one)).flat_map(char::to_lowercase);
    let mut lower: String = seen.map(|c| if c == '’' { '\'' } else { c }).collect();
    if lower.ends_with("'s") {
        lower.truncate(lower.len() - 2);
    }
    if lower.contains(',') {
        lower.retain(|one| one != ',');
    }
    if MAX_WORD_BYTES < lower.len() {
        let mut end = MAX_WORD_BYTES;
        while !lower.is_char_boundary(end) {
            end -= 1;
        }
        lower.truncate(end);
    }
    if lower.chars().any(char::is_alphanumeric) {
        each(start + offset..start + word.len(), &lower);
    }
}

/// Whether a character only says where a word may be broken, or that it may not.
fn is_unseen(one: char) -> bool {
    matches!(one, '\u{ad}' | '\u{2060}' | '\u{feff}')
}

/// Strips accents: decomposes (NFKD) and drops the combining marks.
fn fold(stem: &str) -> String {
    if stem.is_ascii() {
        return stem.to_owned();
    }
    stem.nfkd().filter(|one| !is_combining_mark(*one)).collect()
}

/// A 32-bit name of a term, for files that hold terms by the million. Never 0.
///
/// FNV-1a, folded from 64 bits. Two terms of one question and one passage share a name about once
/// in four thousand million times.
pub fn term_hash(term: &str) -> u32 {
    fnv::folded(term.bytes()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, expected: Expect) {
        check_in(Language::English, text, expected);
    }

    /// Checks the terms (stop words in brackets) and that every span is on character boundaries.
    #[track_caller]
    fn check_in(language: Language, text: &str, expected: Expect) {
        let tokens = Analyzer::new(language).tokens(text);
        for token in &tokens {
            assert!(text.get(token.span.clone()).is_some_and(|cut| !cut.is_empty()), "{token:?}");
        }
        let slow: Vec<_> = tokens.iter().map(|t| (t.term.clone(), t.stop)).collect();
        // Twice: words that are met for the first time, and words that are known.
        let mut interned = Interned::default();
        for _ in 0..2 {
            let mut fast = Vec::new();
            interned.visit(language, text, &mut |_, term, stop| fast.push((term.to_owned(), stop)));
            assert_eq!(fast, slow, "the two ways agree");
        }
        let shown: Vec<String> = slow
            .into_iter()
            .map(|(term, stop)| if stop { format!("[{term}]") } else { term })
            .collect();
        expected.assert_eq(&shown.join(" "));
    }

    #[test]
    fn words_are_stemmed_and_stop_words_marked() {
        check("What are the learning rates?", expect!["[what] [are] [the] learn rate"]);
    }

    #[test]
    fn irregular_forms_were_other_terms_than_their_words() {
        check("children child stolen steal lost", expect!["child child steal steal lose"]);
    }

    #[test]
    fn possessives_lose_their_ending() {
        check("the engineer’s model's", expect!["[the] engin model"]);
    }

    #[test]
    fn numbers_keep_their_point_and_lose_their_comma() {
        check("$70,000 and 3.14 in 2024", expect!["70000 [and] 3.14 [in] 2024"]);
    }

    #[test]
    fn names_with_signs_stay_whole() {
        check("C++, C# and R#1 b++a", expect!["c++ c# [and] r 1 b [a]"]);
        check("30 m² of CO₂, fee² 10⁶", expect!["30 m2 [of] co2 fee 2 10 6"]);
        check("8m² 10² x2²", expect!["8m2 10 2 x2 2"]);
    }

    #[test]
    fn joined_words_are_cut() {
        check("learning_rate node.js scikit-learn", expect!["learn rate node js scikit learn"]);
    }

    #[test]
    fn dotted_abbreviations_are_one_word() {
        check("a Ph.D. in the U.S., e.g. there", expect!["[a] phd [in] [the] [us] eg [there]"]);
    }

    #[test]
    fn composed_and_decomposed_letters_are_one() {
        check("café cafe\u{301} cafe", expect!["cafe cafe cafe"]);
    }

    #[test]
    fn where_a_word_may_be_broken_does_not_matter() {
        check(
            "Haft\u{ad}pflicht un\u{ad}kind\u{ad}ly re\u{2060}set",
            expect!["haftpflicht unkind reset"],
        );
    }

    #[test]
    fn french_articles_are_cut_off() {
        check_in(
            Language::French,
            "l’apprentissage d'une machine",
            expect!["apprentissag [une] machin"],
        );
    }

    #[test]
    fn chinese_is_cut_into_characters() {
        check("机器学习", expect!["机 器 学 习"]);
    }

    #[test]
    fn nothing_but_signs_has_no_words() {
        check("?! … \u{200f} ,,, ___ '", expect![""]);
    }

    #[test]
    fn an_endless_word_is_cut_off() {
        let long = "é".repeat(500);
        let tokens = Analyzer::new(Language::English).tokens(&long);
        assert_eq!(tokens.len(), 1);
        assert!(tokens[0].word.len() <= MAX_WORD_BYTES);
    }

    #[test]
    fn a_term_hash_is_fixed_for_ever() {
        // Indexes on disk hold these.
        assert_eq!(term_hash("learn"), 497_428_223);
        assert_ne!(term_hash(""), 0);
    }
}
