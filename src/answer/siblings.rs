//! Whether a passage is about another of the things that the documents tell apart by name.
//!
//! "What is the warranty on the Borealis" fits the entry "What is the warranty on the Aurora?" in all words but
//! one, and so does many a question that says one thing in another word. What tells them apart is that the
//! documents write both words as names.

use crate::{
    analysis::{Analyzer, Language, Token, words},
    error::Result,
    passage::Passage,
    query::{MAX_WORDS, Query, Word},
    rank::Ranked,
};

/// At most so many passages are read to see how the documents write a word.
const MOST_READ: usize = 3;

/// Fewer words with a capital, beside the first, do not show that a title has them throughout.
const LEAST_CAPITALS: usize = 2;

/// A longer text is no title, in bytes.
const LONGEST_TITLE: usize = 120;

/// Words of at most so many letters have no capital in a title all the same: "of", "with".
const SMALL_WORD: usize = 4;

/// The word by which `query` names what the first of `ranked`, `passage`, has nothing of, while its title or
/// a heading names something else; `None` where it does not, or nothing tells. `read` gives the passage with a
/// number.
///
/// A name is a word that is written with a capital or a figure wherever it stands in what is read, and not only
/// where a sentence begins. The one that the question has stands in the title or a heading of another
/// passage, which has nothing of the other name. In German every noun has a capital: nothing is told there.
///
/// # Errors
///
/// Those of `read`.
///
/// # Cost
///
/// A look at the hits; where the passage lacks a word that the documents have, up to three others are
/// read.
pub fn names_another<'q>(
    query: &'q Query,
    ranked: &[Ranked],
    passage: &Passage,
    analyzers: &[Analyzer],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<Option<&'q str>> {
    let (Some(first), Some(analyzer)) = (ranked.first(), telling(analyzers)) else {
        return Ok(None);
    };
    let lacks = |word: &&Word| {
        !word.stop && !word.light && !query.lacks(word) && !has_any_reading(first, word)
    };
    let mut own: Option<Vec<String>> = None;
    for word in query.words.iter().take(MAX_WORDS).filter(lacks) {
        let own = own.get_or_insert_with(|| names(query, passage, analyzer));
        if own.is_empty() {
            return Ok(None);
        }
        let holders = ranked.iter().filter(|one| has(one, word)).take(MOST_READ);
        let holders: Vec<Passage> =
            holders.map(|one| read(one.candidate.number)).collect::<Result<_>>()?;
        let mut forms = holders.iter().flat_map(titles).flat_map(|title| analyzer.tokens(title));
        let Some(form) = forms.find(|token| is_plainly(query, word, token)) else { continue };
        if !is_name(&form.word, holders.iter().flat_map(texts)) {
            continue;
        }
        let is_apart = |name: &String| {
            has_figure(name) == has_figure(&form.word)
                && !holders.iter().flat_map(texts).any(|text| stands_in(name, text))
        };
        if own.iter().any(is_apart) {
            return Ok(Some(&word.text));
        }
    }
    Ok(None)
}

/// Whether the titles of two passages ask the same of two things, by names of which `query` has neither:
/// "Is the Aurora dimmable?" and "Is the Borealis dimmable?".
pub fn ask_of_two(query: &Query, one: &Passage, other: &Passage, analyzers: &[Analyzer]) -> bool {
    let Some(analyzer) = telling(analyzers) else { return false };
    let (left, right) = (analyzer.tokens(&one.title), analyzer.tokens(&other.title));
    let differs = |(left, right): &(&Token, &Token)| left.term != right.term;
    let mut apart = left.iter().zip(&right).filter(differs);
    let (Some((first, second)), None) = (apart.next(), apart.next()) else { return false };
    left.len() == right.len()
        && names(query, one, analyzer).contains(&first.word)
        && names(query, other, analyzer).contains(&second.word)
}

/// What cuts the texts, where a capital tells a name in all of their languages.
fn telling(analyzers: &[Analyzer]) -> Option<&Analyzer> {
    let all_nouns = |one: &Analyzer| one.language() == Language::German;
    analyzers.first().filter(|_| !analyzers.iter().any(all_nouns))
}

fn has_any_reading(one: &Ranked, word: &Word) -> bool {
    word.readings.iter().flat_map(|reading| &reading.terms).any(|term| has_term(one, *term))
}

/// Whether `one` has `word` itself.
fn has(one: &Ranked, word: &Word) -> bool {
    let plain = word.readings.first();
    plain.is_some_and(|reading| reading.terms.iter().all(|term| has_term(one, *term)))
}

fn has_term(one: &Ranked, term: usize) -> bool {
    one.candidate.hits.iter().any(|hit| usize::from(hit.term) == term)
}

/// Whether `token` is `word` itself.
fn is_plainly(query: &Query, word: &Word, token: &Token) -> bool {
    let plain = word.readings.first();
    plain.is_some_and(|own| own.terms.iter().any(|term| query.terms[*term].text == token.term))
}

fn titles(passage: &Passage) -> impl Iterator<Item = &str> {
    passage.headings.iter().chain([&passage.title]).map(String::as_str)
}

fn texts(passage: &Passage) -> impl Iterator<Item = &str> {
    titles(passage).chain([passage.plain()])
}

fn has_figure(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The names in the title and the headings of `passage` that `query` does not have, in small letters.
fn names(query: &Query, passage: &Passage, analyzer: &Analyzer) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for title in titles(passage) {
        for Token { span, word, term, stop } in analyzer.tokens(title) {
            let is_asked = || query.terms.iter().any(|one| one.text == term);
            if is_written_as_name(&title[span])
                && !stop
                && !names.contains(&word)
                && !is_asked()
                && is_name(&word, texts(passage))
            {
                names.push(word);
            }
        }
    }
    names
}

fn is_written_as_name(typed: &str) -> bool {
    typed.contains(|one: char| one.is_uppercase() || one.is_ascii_digit())
}

/// Whether `name`, in small letters, is written as a name wherever it stands in `texts`, and stands within a
/// sentence of them.
fn is_name<'t>(name: &str, texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut within, mut small) = (false, false);
    for text in texts.filter(|text| !has_capitals_throughout(text)) {
        let mut end = 0;
        words(text, false, &mut |span, word| {
            if word == name {
                small |= !is_written_as_name(&text[span.clone()]);
                let between = &text[end..span.start];
                within |= 0 < end && !between.contains(['.', '!', '?', ':', '\n', '•', '-', '"']);
            }
            end = span.end;
        });
    }
    within && !small
}

/// Whether `name`, in small letters, is a word of `text`.
fn stands_in(name: &str, text: &str) -> bool {
    let mut stands = false;
    words(text, false, &mut |_, word| stands |= word == name);
    stands
}

/// Whether `text` is a title whose words all have a capital, but the small ones: none tells a name then.
fn has_capitals_throughout(text: &str) -> bool {
    if LONGEST_TITLE < text.len() || text.contains('\n') {
        return false;
    }
    let (mut first, mut capitals, mut small) = (true, 0, 0);
    words(text, false, &mut |span, word| {
        match text[span].starts_with(char::is_lowercase) {
            true => small += usize::from(SMALL_WORD < word.chars().count()),
            false => capitals += usize::from(!first),
        }
        first = false;
    });
    LEAST_CAPITALS <= capitals && small == 0
}
