//! Whether a word that the corpus does not know is misspelt, and what was meant.
//!
//! A wrong correction is worse than none: it turns a question about what the documents do not say
//! into one about something else. So only what looks like a slip is corrected, only to what is
//! plainly the best, and never an ordinary word of English, which the corpus merely lacks.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{Vocabulary, is_interrogative};
use crate::{
    analysis::{Analyzer, Language},
    lexicon::{Near, near_among},
    vectors::Table,
};

/// Shorter words are not corrected to words of the corpus, in characters: each is near too many.
const SHORTEST: usize = 4;

/// Shorter words are not corrected to stop words.
const SHORTEST_TO_STOP: usize = 3;

/// How far the stop word may be that a word of three letters was meant for: two letters in the wrong
/// order ("teh"), or one doubled or of two left out.
const LIMIT_TO_STOP: f32 = 0.7;

/// From this length on two slips may be corrected, in characters.
const LONG: usize = 8;

/// Ordinary words of other lengths are not looked for, in letters: of few letters too many are one slip away.
const SHORTEST_ORDINARY: usize = 6;
const LONGEST_ORDINARY: usize = 20;

/// How far the meant word may be from one of four letters: one slip, nothing worse.
const LIMIT_SHORTEST: f32 = 0.9;

/// How far the meant word may be: one edit.
const LIMIT: f32 = 1.0;

/// How far it may be in other languages than English, of which nothing tells what is a word: only a
/// letter twice, out of order or left out of two, or an accent. ("Tanne" is no "Tonne".)
const LIMIT_ELSEWHERE: f32 = 0.75;

/// From this length on a letter too many or too few is a slip there, too, in characters ("picina").
const MIDDLE: usize = 6;

/// How far the meant word may be from a long one: two slips, not two replaced letters.
const LIMIT_LONG: f32 = 1.8;

/// What ten times as many passages count against the cost of edits.
const PER_TENFOLD: f32 = 0.2;

/// How far the best must be ahead of the next.
const AHEAD: f32 = 0.15;

/// What a word that asks is nearer by where a question begins: "waht is it" is no "want".
const ASKS_FIRST: f32 = 0.2;

/// The word that `word` (lower-case, unknown to the corpus) was meant for, if that is plain: one of the
/// corpus, or a stop word of its language, which people mistype as much and no document need have. `begins`: whether
/// the question begins with it.
pub(super) fn correct(word: &str, begins: bool, vocabulary: &dyn Vocabulary) -> Option<Near> {
    let length = word.chars().count();
    if length < SHORTEST_TO_STOP
        || !word.chars().all(char::is_alphabetic)
        || says_english(word, vocabulary)
    {
        return None;
    }
    meant(word, begins, vocabulary).or_else(|| {
        // "begginer" where the corpus has beginners: the other number is no slip.
        let other = match word.strip_suffix('s') {
            Some(one) => one.to_owned(),
            None => format!("{word}s"),
        };
        meant(&other, false, vocabulary).filter(|_| LONG <= length)
    })
}

/// The ordinary word of English that `word` (lower-case, unknown to the corpus) is one plain slip away from, if there is
/// one and not several: "adress", "seperate". The documents may not have that either, but what it is called as well.
///
/// # Cost
///
/// A look-up for each letter that may be one too many, missing, in the wrong place or another: some 600 for ten letters,
/// 20 µs (after P. Norvig, "How to Write a Spelling Corrector", 2007).
pub(super) fn ordinary(word: &str) -> Option<Near> {
    let table = Table::built_in();
    if !(SHORTEST_ORDINARY..=LONGEST_ORDINARY).contains(&word.len())
        || !word.bytes().all(|byte| byte.is_ascii_lowercase())
        || is_ordinary(word)
    {
        return None;
    }
    let mut found: Vec<String> = Vec::new();
    let mut take = |edited: String| {
        if edited != word && table.knows(&edited) && !found.contains(&edited) {
            found.push(edited);
        }
    };
    for at in 0..=word.len() {
        let (before, behind) = word.split_at(at);
        for letter in 'a'..='z' {
            take(format!("{before}{letter}{behind}"));
            if let Some(rest) = behind.get(1..) {
                take(format!("{before}{letter}{rest}"));
            }
        }
        if let Some(rest) = behind.get(1..) {
            take(format!("{before}{rest}"));
        }
        if let (Some(two), Some(rest)) = (behind.get(..2), behind.get(2..)) {
            take(format!("{before}{}{}{rest}", &two[1..], &two[..1]));
        }
    }
    let mut near = near_among(found.iter().map(String::as_str), word, LIMIT, 1);
    near.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.word.cmp(&b.word)));
    let is_alone = near.get(1).is_none_or(|next| near[0].cost + AHEAD <= next.cost);
    near.into_iter().next().filter(|_| is_alone)
}

fn meant(word: &str, begins: bool, vocabulary: &dyn Vocabulary) -> Option<Near> {
    let length = word.chars().count();
    let is_english =
        vocabulary.analyzers().first().map(Analyzer::language) == Some(Language::English);
    let limit = match length {
        SHORTEST_TO_STOP => LIMIT_TO_STOP,
        SHORTEST => LIMIT_SHORTEST,
        ..LONG => LIMIT,
        LONG.. => LIMIT_LONG,
    };
    let mut near = if length < SHORTEST { Vec::new() } else { vocabulary.near(word, limit) };
    if let Some(analyzer) = vocabulary.analyzers().first() {
        // As common as any: in most passages of any text.
        let passages = u32::try_from(vocabulary.passages()).unwrap_or(u32::MAX).max(1);
        // "Haven" stands there for "haven't", and nobody means it by itself.
        let is_whole = |one: &&str| {
            !one.ends_with('n') || *one == "can" || !analyzer.is_stop(&format!("{one}'t"))
        };
        let stop_words = analyzer.stop_words().filter(is_whole);
        near.extend(near_among(stop_words, word, limit, passages));
    }
    if !is_english && length < LONG {
        near.retain(|near| {
            let other = near.word.chars().count();
            near.cost <= LIMIT_ELSEWHERE || (MIDDLE <= length && length != other)
        });
    }
    plainly_best(near, begins, vocabulary)
}

/// The best of `near`, if it is far enough ahead of the next that is not a form of it. `begins`: whether it is for
/// the first word of a question.
fn plainly_best(near: Vec<Near>, begins: bool, vocabulary: &dyn Vocabulary) -> Option<Near> {
    let worth = |near: &Near| {
        let asks = if begins && is_interrogative(&near.word) { ASKS_FIRST } else { 0.0 };
        near.cost - asks - PER_TENFOLD * (near.passages as f32).log10()
    };
    let mut near = near;
    near.sort_by(|a, b| worth(a).total_cmp(&worth(b)).then_with(|| a.word.cmp(&b.word)));
    let best = near.first()?;
    let stem =
        |near: &Near| vocabulary.analyzers().first().map(|analyzer| analyzer.analyze(&near.word).0);
    let own = stem(best);
    let next = near.iter().skip(1).find(|other| stem(other) != own);
    if next.is_some_and(|next| worth(next) < worth(best) + AHEAD) {
        return None;
    }
    Some(best.clone())
}

/// Whether `word` is an ordinary one of English, and the documents are, all or some: in others "passport" is a slip
/// for "passeport".
fn says_english(word: &str, vocabulary: &dyn Vocabulary) -> bool {
    let mut analyzers = vocabulary.analyzers().iter();
    is_ordinary(word) && analyzers.any(|one| one.language() == Language::English)
}

/// Whether `word` is, as far as the 30,000 pieces of the vectors tell, an ordinary word or name, or
/// a form of one.
pub(super) fn is_ordinary(word: &str) -> bool {
    let table = Table::built_in();
    let bare: String = word.nfkd().filter(|one| !is_combining_mark(*one)).collect();
    if table.knows(&bare) {
        return true;
    }
    let base = |ending: &str| bare.strip_suffix(ending).filter(|base| 4 <= base.len());
    // "dads", "gyms".
    if bare.len() == 4 && bare.strip_suffix('s').is_some_and(|base| table.knows(base)) {
        return true;
    }
    // The base of "shiping" is "ship", but its form is written with two p.
    let whole = |base: &str| {
        table.knows(&format!("{base}e")) || (table.knows(base) && !doubles_its_end(base))
    };
    base("s").is_some_and(|base| table.knows(base))
        || base("es").is_some_and(|base| table.knows(base))
        || base("ly").is_some_and(|base| table.knows(base))
        || ["ed", "ing"].into_iter().filter_map(base).any(whole)
}

/// Whether a short word's last letter is doubled before an ending: one vowel, one consonant.
fn doubles_its_end(base: &str) -> bool {
    let vowel = |byte: u8| b"aeiou".contains(&byte);
    match base.as_bytes() {
        [.., before, vowels, last] => {
            base.len() <= 4
                && !vowel(*before)
                && vowel(*vowels)
                && !vowel(*last)
                && !b"wxy".contains(last)
        }
        _ => false,
    }
}

/// Whether `typed` is written as a name or a code, in a question that is not all written so:
/// capitals at the start of a word inside it, or inside a word.
pub(super) fn is_name(typed: &str, asked: &str, starts: bool) -> bool {
    let upper = |word: &str| word.starts_with(char::is_uppercase);
    let inside = typed.chars().skip(1).any(char::is_uppercase);
    if !upper(typed) && !inside {
        return false;
    }
    // All in capitals, or Every Word With One: then they tell nothing.
    let words = || asked.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic));
    let shouted = !asked.chars().any(char::is_lowercase) && 1 < words().count();
    let titled = 2 < words().count() && words().all(upper);
    if inside {
        return !shouted;
    }
    !starts && !shouted && !titled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::understand::tests::Corpus;

    #[track_caller]
    fn check(words: &[&str], typed: &str, expected: Option<&str>) {
        let corpus = Corpus::new(&[&words.join(" ")]);
        let found = correct(typed, false, &corpus).map(|near| near.word);
        assert_eq!(found.as_deref(), expected, "{typed}");
    }

    #[test]
    fn slips_are_corrected() {
        let words = ["insurance", "premium", "refund", "policy", "address"];
        check(&words, "insurence", Some("insurance"));
        check(&words, "permium", Some("premium"));
        check(&words, "refnud", Some("refund"));
        check(&words, "polcy", Some("policy"));
        check(&words, "adress", Some("address"));
        check(&words, "insurrence", Some("insurance"));
        check(&["beginners", "course"], "begginer", Some("beginners"));
        check(&["beginners", "course"], "begginers", Some("beginners"));
    }

    #[test]
    fn stop_words_are_meant_whether_a_document_has_them_or_not() {
        let words = ["insurance", "premium", "tech"];
        check(&words, "teh", Some("the"));
        check(&words, "mutch", Some("much"));
        check(&words, "wich", Some("which"));
        check(&words, "xqz", None);
        check(&words, "hafen", None);
    }

    #[test]
    fn a_question_begins_with_what_asks() {
        let corpus = Corpus::new(&["they want insurance", "you want insurance"]);
        let meant = |begins| correct("waht", begins, &corpus).map(|near| near.word);
        assert_eq!(meant(true).as_deref(), Some("what"));
        assert_eq!(meant(false), None);
    }

    #[test]
    fn words_that_no_document_has_are_misspelt_too() {
        for (typed, meant) in [
            ("adress", Some("address")),
            ("seperate", Some("separate")),
            ("vaccation", Some("vacation")),
            ("address", None),
            ("shoebox", None),
            ("redis", None),
            ("qwzxvb", None),
        ] {
            assert_eq!(ordinary(typed).map(|near| near.word).as_deref(), meant, "{typed}");
        }
    }

    #[test]
    fn ordinary_words_are_not() {
        check(&["layer", "density", "form", "book"], "lawyer", None);
        check(&["layer", "density", "form", "book"], "dentist", None);
        check(&["layer", "density", "form", "book"], "cook", None);
        check(&["layer", "density", "form", "book"], "farms", None);
    }

    #[test]
    fn what_may_be_two_words_is_neither() {
        check(&["marker", "market"], "markeb", None);
        check(&["market", "markets"], "markte", Some("market"));
    }

    #[test]
    fn short_words_and_codes_are_left() {
        check(&["tax", "form", "vat"], "txa", None);
        check(&["form", "p45"], "f0rm", None);
        check(&["form"], "fomr", Some("form"));
    }

    #[test]
    fn names_are_told_by_their_capitals() {
        for (typed, asked, starts, name) in [
            ("Ravelo", "who is Ravelo here", false, true),
            ("Ravelo", "Ravelo is who", true, false),
            ("Ravelo", "Who Is Ravelo", false, false),
            ("RAVELO", "WHO IS RAVELO", false, false),
            ("RAVELO", "who is RAVELO", false, true),
            ("raVelo", "raVelo", true, true),
            ("ravelo", "Who is ravelo", false, false),
        ] {
            assert_eq!(is_name(typed, asked, starts), name, "{typed} in {asked}");
        }
    }
}
