//! A word that is a part of words of the corpus, or has such words for parts: "Steuer" where the
//! documents say "Hundesteuer", "Papiertonne" where they say "Tonne" and "Papier".
//!
//! German and its kin, Finnish and Hungarian write a thing and what it is of as one word. Who asks
//! often says only the thing, or says it with another first part.

use super::{Vocabulary, build::Frequencies, understand::Also};
use crate::{analysis::Language, lexicon::Compound};

/// The shortest word that is looked for in others, in characters.
const SHORTEST: usize = 4;

/// The shortest part that a word is cut into, in characters.
const SHORTEST_PART: usize = 3;

/// Longer words are not cut, in characters.
const LONGEST: usize = 40;

/// What a kind of the thing counts that was asked for,
const KIND: f32 = 0.6;

/// what something of it does,
const OF_IT: f32 = 0.5;

/// and what the two parts of a word do together.
const PARTS: f32 = 0.7;

/// At most so many words that have the part are searched.
const MAX_COMPOUNDS: usize = 6;

/// What may stand between two parts; nothing first.
const LINKS: [&str; 7] = ["", "s", "n", "en", "es", "er", "e"];

/// What makes another verb or an adjective of a word, and no kind of the thing: "vergessen" is no
/// "Essen", "verkaufen" not "kaufen". German, then Dutch and Scandinavian.
const PREFIXES: [&str; 34] = [
    "be", "ent", "er", "ge", "miss", "un", "ver", "zer", "ab", "an", "auf", "aus", "bei", "ein",
    "mit", "nach", "um", "vor", "zu", "über", "unter", "her", "hin", "ont", "af", "op", "uit",
    "in", "för", "fra", "til", "på", "om", "u",
];

/// What is typed for an umlaut where there is no key for it.
const UMLAUTS: [(&str, &str); 3] = [("ae", "ä"), ("oe", "ö"), ("ue", "ü")];

/// What `word` (lower-case), of which `term` is the stem and which the corpus does not have, may be
/// called in it, in German with its umlauts too: "buecherei" where the documents say "Stadtbücherei". Empty where
/// the first language of the corpus makes no such words.
pub(super) fn readings(
    word: &str,
    term: &str,
    vocabulary: &dyn Vocabulary,
    frequencies: &Frequencies<'_>,
) -> Vec<Also> {
    let found = as_typed(word, term, vocabulary, frequencies);
    let german = vocabulary.analyzers().first().filter(|one| one.language() == Language::German);
    let Some(analyzer) = german.filter(|_| found.is_empty()) else { return found };
    let with =
        UMLAUTS.iter().fold(word.to_owned(), |word, (typed, umlaut)| word.replace(typed, umlaut));
    if with == word {
        return found;
    }
    as_typed(&with, &analyzer.analyze(&with).0, vocabulary, frequencies)
}

/// The same, with the letters that were typed.
fn as_typed(
    word: &str,
    term: &str,
    vocabulary: &dyn Vocabulary,
    frequencies: &Frequencies<'_>,
) -> Vec<Also> {
    let Some(analyzer) = vocabulary.analyzers().first() else { return Vec::new() };
    let length = word.chars().count();
    if !analyzer.language().compounds()
        || !(SHORTEST..=LONGEST).contains(&length)
        || !word.chars().all(char::is_alphabetic)
    {
        return Vec::new();
    }
    // A stem may be written otherwise ("kop", "koop"): then only the whole word is a beginning.
    let stem = if word.starts_with(term) && SHORTEST <= term.chars().count() { term } else { word };
    let mut whole = vocabulary.compounds(word, stem);
    whole.retain(|one| one.word.strip_suffix(word).is_none_or(may_come_first));
    whole.sort_by(|a, b| {
        (b.is_kind, b.passages).cmp(&(a.is_kind, a.passages)).then_with(|| a.word.cmp(&b.word))
    });
    whole.truncate(MAX_COMPOUNDS);
    let of_whole = whole.into_iter().map(|Compound { word: whole, is_kind, .. }| Also {
        terms: vec![analyzer.analyze(&whole).0],
        weight: if is_kind { KIND } else { OF_IT },
        origin: format!("{word} is a part of it"),
    });
    let found: Vec<Also> = of_whole.collect();
    if !found.is_empty() {
        return found;
    }
    let known = |part: &str| {
        let (term, stop) = analyzer.analyze(part);
        let is_known = !stop && SHORTEST_PART <= part.chars().count() && 0 < frequencies.of(&term);
        is_known.then_some(term)
    };
    let cuts = word.char_indices().map(|(at, _)| at).skip(SHORTEST_PART);
    // Of several ways that with the longest second part. Where only that is known the word is one
    // that the documents do not speak of: they have books, and were asked for audio books.
    let parts = cuts.into_iter().find_map(|at| {
        let thing = known(&word[at..])?;
        let first =
            LINKS.iter().filter_map(|link| word[..at].strip_suffix(link)).find_map(known)?;
        Some(vec![first, thing])
    });
    let origin = format!("parts of {word}");
    parts.into_iter().map(|terms| Also { terms, weight: PARTS, origin: origin.clone() }).collect()
}

/// Whether `before` may be what the thing behind it is of, and does not make another word of it.
fn may_come_first(before: &str) -> bool {
    // "vergessen" has a "g" in between.
    let vowel = |one: char| "aeiouäöüy".contains(one);
    let makes_a_verb =
        |prefix: &&str| before.strip_prefix(*prefix).is_some_and(|rest| !rest.contains(vowel));
    !PREFIXES.contains(&before) && !["ver", "zer", "ent"].iter().any(makes_a_verb)
}
