//! Whether a passage is about another of the things that the documents tell apart.
//!
//! "What is the warranty on the Borealis" fits the entry "What is the warranty on the Aurora?" in all words but
//! one, and so does many a question that says one thing in another word. What tells them apart is that the
//! documents write both words as names, or that they ask the same of a third thing of that kind: "a double
//! room", "a single room".

use std::ops::Range;

use memchr::memmem;

use super::{
    confidence::is_asked_in_many_ways,
    exchanged::{exchanged, has, has_over, is_plainly},
    given::has_figure,
};
use crate::{
    analysis::{Analyzer, Language, Token, words},
    error::Result,
    passage::Passage,
    query::{MAX_WORDS, Query, Word},
    rank::Ranked,
    vectors::{Embedder, Table, Vector},
};

/// Of at most so many words it is seen how the documents write them, of each in as many passages; and as many
/// are read to see what else they ask.
const MOST_READ: usize = 3;

/// From this cosine on two words are of one kind: double and single (.46), Monday and Tuesday; not child and
/// adult (.17), nor track and cancel.
pub(super) const OF_A_KIND: f32 = 0.4;

/// Fewer words with a capital, beside the first, do not show that a title has them throughout.
const LEAST_CAPITALS: usize = 2;

/// A longer text is no title, in bytes.
const LONGEST_TITLE: usize = 120;

/// An abbreviation that may have full stops between its letters has no more of them.
const LONGEST_DOTTED: usize = 4;

/// Words of at most so many letters have no capital in a title all the same: "of", "with".
const SMALL_WORD: usize = 4;

/// The word by which `query` asks for something else than the first of `ranked`, `passage`, is about; `None`
/// where it does not, or nothing tells. `read` gives the passage with a number.
///
/// The passage has the word in no reading, and
///
/// - both it and a word in the passage's title are names: written with a capital or a figure
///   wherever they stand in what is read, and not only where a sentence begins. The word stands in the
///   title or a heading of another passage, which has nothing of the other name. In German every noun has a
///   capital: nothing is told there;
/// - or it stands in the one heading over another passage that this one has another for: "Leeds" and
///   "Norwich", each over "Parking";
/// - or it is exchanged for the one word of the title that is not asked for;
/// - or another passage asks the same of something else, and the word is of a kind with that by which the
///   two titles differ.
///
/// # Errors
///
/// Those of `read`.
///
/// # Cost
///
/// A look at the hits; where the passage lacks a word of the question, up to a dozen others are read.
pub fn asks_for_another<'q>(
    query: &'q Query,
    ranked: &[Ranked],
    passage: &Passage,
    analyzers: &[Analyzer],
    read: &dyn Fn(u32) -> Result<Passage>,
) -> Result<Option<&'q str>> {
    let Some((first, others)) = ranked.split_first() else { return Ok(None) };
    let lacks = |word: &&Word| !word.stop && !word.light && !has(first, word, true);
    let mut lacked = query.words.iter().take(MAX_WORDS).filter(lacks).peekable();
    if is_asked_in_many_ways(passage) {
        return Ok(None);
    }
    if lacked.peek().is_none() {
        // All of its words may still stand in the headings alone.
        let Some(analyzer) = analyzers.first() else { return Ok(None) };
        return Ok(exchanged(query, ranked, passage, analyzer));
    }
    let Some(analyzer) = analyzers.first() else { return Ok(None) };
    let rules = Rules { query, lacked: lacked.collect(), others, passage, analyzer, read };
    if let Some(word) = rules.by_name(analyzers)? {
        return Ok(Some(word));
    }
    if let Some(word) = exchanged(query, ranked, passage, analyzer) {
        return Ok(Some(word));
    }
    match rules.by_heading()? {
        Some(word) => Ok(Some(word)),
        None => rules.by_kind(),
    }
}

/// What the rules go by that read other passages.
struct Rules<'a, 'q> {
    query: &'q Query,
    /// The words of the question that the passage lacks.
    lacked: Vec<&'q Word>,
    others: &'a [Ranked],
    passage: &'a Passage,
    analyzer: &'a Analyzer,
    read: &'a dyn Fn(u32) -> Result<Passage>,
}

impl<'q> Rules<'_, 'q> {
    /// The first lacked word that is a name which another passage has, where this one has another.
    fn by_name(&self, analyzers: &[Analyzer]) -> Result<Option<&'q str>> {
        let Some(analyzer) = by_capitals(analyzers, self.passage) else { return Ok(None) };
        let is_named = |word: &&&Word| self.others.iter().any(|one| has_over(one, word));
        let mut named = self.lacked.iter().filter(is_named).take(MOST_READ).peekable();
        let own = match named.peek() {
            Some(_) => names(self.query, self.passage, analyzer),
            None => Vec::new(),
        };
        for word in named.filter(|_| !own.is_empty()) {
            let holders = self.others.iter().filter(|one| has_over(one, word)).take(MOST_READ);
            let holders: Vec<Passage> =
                holders.map(|one| (self.read)(one.candidate.number)).collect::<Result<_>>()?;
            if is_other_name(self.query, word, &holders, &own, analyzer) {
                return Ok(Some(&word.text));
            }
        }
        Ok(None)
    }

    /// The first that stands in the one heading over another passage which this one has another for.
    fn by_heading(&self) -> Result<Option<&'q str>> {
        for other in self.others.iter().take(MOST_READ) {
            let mut stands = self.lacked.iter().filter(|word| has_over(other, word)).peekable();
            if stands.peek().is_none() {
                continue;
            }
            let other = (self.read)(other.candidate.number)?;
            let is_over =
                |word: &&&Word| is_over(self.query, word, self.passage, &other, self.analyzer);
            if let Some(word) = stands.find(is_over) {
                return Ok(Some(&word.text));
            }
        }
        Ok(None)
    }

    /// The first that is of a kind with the word by which the title of another passage differs from this one's.
    fn by_kind(&self) -> Result<Option<&'q str>> {
        let is_like = |word: &Word, own: &Vector| {
            word.vector.as_ref().is_some_and(|vector| OF_A_KIND <= vector.cosine(own))
        };
        let mut embedder = Embedder::new(Table::built_in());
        let mut may_be_other = |token: &Token| {
            let own = embedder.embed([&*token.word]);
            !token.stop && self.lacked.iter().any(|word| is_like(word, &own))
        };
        // Seldom is a word of the title like one that is missing.
        if !self.analyzer.tokens(&self.passage.title).iter().any(&mut may_be_other) {
            return Ok(None);
        }
        for other in self.others.iter().take(MOST_READ) {
            let other = (self.read)(other.candidate.number)?;
            let apart = differ_in_kind(self.query, self.passage, &other, self.analyzer);
            let Some((own, _)) = apart else { continue };
            if let Some(word) = self.lacked.iter().find(|word| is_like(word, &own)) {
                return Ok(Some(&word.text));
            }
        }
        Ok(None)
    }
}

/// Whether `word` stands in the one heading over `other` that `passage` has another for, while the titles of both
/// have some word that was asked for.
fn is_over(
    query: &Query,
    word: &Word,
    passage: &Passage,
    other: &Passage,
    analyzer: &Analyzer,
) -> bool {
    let mut apart =
        passage.headings.iter().zip(&other.headings).filter(|(own, theirs)| own != theirs);
    let (Some((own, theirs)), None) = (apart.next(), apart.next()) else { return false };
    let has = |title: &str| analyzer.tokens(title).iter().any(|one| is_plainly(query, word, one));
    let asked = |title: &str| {
        let tokens = analyzer.tokens(title).into_iter().filter(|token| !token.stop);
        let terms = tokens.map(|token| token.term);
        let terms = terms.filter(|term| query.terms.iter().any(|one| one.text == *term));
        terms.collect::<Vec<String>>()
    };
    let shared = asked(&other.title);
    passage.headings.len() == other.headings.len()
        && has(theirs)
        && !has(own)
        && asked(&passage.title).iter().any(|term| shared.contains(term))
}

/// Whether `word` is a name that stands in a title of `holders`, of which none has one of `own`, the names of
/// another passage.
fn is_other_name(
    query: &Query,
    word: &Word,
    holders: &[Passage],
    own: &[String],
    analyzer: &Analyzer,
) -> bool {
    let mut forms = holders.iter().flat_map(titles).flat_map(|title| analyzer.tokens(title));
    let Some(form) = forms.find(|token| is_plainly(query, word, token)) else { return false };
    let is_apart = |name: &String| {
        has_figure(name) == has_figure(&form.word)
            && !holders.iter().flat_map(texts).any(|text| stands_in(name, text))
    };
    is_name(&form.word, holders.iter().flat_map(texts)) && own.iter().any(is_apart)
}

/// Whether the titles of two passages ask the same of two things, of which `query` has neither: by names, or by
/// words of one kind. "Is the Aurora dimmable?" and "Is the Borealis dimmable?".
pub fn ask_of_two(query: &Query, one: &Passage, other: &Passage, analyzers: &[Analyzer]) -> bool {
    let Some(analyzer) = analyzers.first() else { return false };
    if [one, other].into_iter().any(is_asked_in_many_ways) {
        return false;
    }
    let are_names = || {
        let Some((first, second)) = difference(query, one, other, analyzer) else { return false };
        by_capitals(analyzers, one).is_some_and(|analyzer| {
            names(query, one, analyzer).contains(&first.word)
                && names(query, other, analyzer).contains(&second.word)
        })
    };
    differ_in_kind(query, one, other, analyzer).is_some() || are_names()
}

/// The one content word by which two titles differ, of each; `None` where there are more or none, or `query`
/// has one of them.
fn difference(
    query: &Query,
    one: &Passage,
    other: &Passage,
    analyzer: &Analyzer,
) -> Option<(Token, Token)> {
    // "A morning session" and "an evening session" differ in one.
    let count = |passage: &Passage| {
        let mut count = 0;
        words(&passage.title, analyzer.elides(), &mut |_, word| {
            count += usize::from(!analyzer.is_stop(word));
        });
        count
    };
    // Nearly all titles differ in this, and need not be stemmed.
    if count(one) != count(other) {
        return None;
    }
    let content = |passage: &Passage| -> Vec<Token> {
        analyzer.tokens(&passage.title).into_iter().filter(|token| !token.stop).collect()
    };
    let (left, right) = (content(one), content(other));
    let mut apart = left.into_iter().zip(right).filter(|(left, right)| left.term != right.term);
    let (first, second) = apart.next()?;
    let is_asked = |token: &Token| query.terms.iter().any(|term| term.text == token.term);
    let tells = !is_asked(&first) && !is_asked(&second);
    (tells && apart.next().is_none()).then_some((first, second))
}

/// The vectors of the words by which two titles differ, where these are of one kind.
fn differ_in_kind(
    query: &Query,
    one: &Passage,
    other: &Passage,
    analyzer: &Analyzer,
) -> Option<(Vector, Vector)> {
    let (first, second) = difference(query, one, other, analyzer)?;
    let mut embedder = Embedder::new(Table::built_in());
    let (first, second) = (embedder.embed([&*first.word]), embedder.embed([&*second.word]));
    (OF_A_KIND <= first.cosine(&second)).then_some((first, second))
}

/// What cuts the texts, where a capital tells a name in the language of `passage`.
pub(super) fn by_capitals<'a>(
    analyzers: &'a [Analyzer],
    passage: &Passage,
) -> Option<&'a Analyzer> {
    let is_german = |one: &Analyzer| one.language() == Language::German;
    if !analyzers.iter().any(is_german) {
        return analyzers.first();
    }
    let language = Language::detect(&format!("{}\n{}", passage.title, passage.plain()));
    analyzers.iter().find(|one| one.language() == language && !is_german(one))
}

/// The titles over a passage, and its own.
fn titles(passage: &Passage) -> impl Iterator<Item = &str> {
    passage.headings.iter().chain([&passage.title]).map(String::as_str)
}

fn texts(passage: &Passage) -> impl Iterator<Item = &str> {
    titles(passage).chain([passage.plain()])
}

/// The names in the title of `passage` that `query` does not have, in small letters. Those of its headings tell
/// nothing: the name of who wrote the documents stands over all of them.
fn names(query: &Query, passage: &Passage, analyzer: &Analyzer) -> Vec<String> {
    let is_other_name = |token: &Token| {
        let is_asked = || query.terms.iter().any(|one| one.text == token.term);
        is_written_as_name(&passage.title[token.span.clone()])
            && !token.stop
            && !is_asked()
            && is_name(&token.word, texts(passage))
    };
    let tokens = analyzer.tokens(&passage.title).into_iter();
    tokens.filter(is_other_name).map(|token| token.word).collect()
}

fn is_written_as_name(typed: &str) -> bool {
    typed.contains(|one: char| one.is_uppercase() || one.is_ascii_digit())
}

/// Whether `name`, in small letters, is written as a name wherever it stands in `texts`, and stands within a
/// sentence of them.
fn is_name<'t>(name: &str, texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut within, mut small) = (false, false);
    for text in texts {
        let stretches = stretches(name, text);
        if stretches.is_empty() || has_capitals_throughout(text) {
            continue;
        }
        for text in stretches {
            let mut end = 0;
            words(text, false, &mut |span, word| {
                if word == name {
                    small |= !is_written_as_name(&text[span.clone()]);
                    let between = &text[end..span.start];
                    within |=
                        0 < end && !between.contains(['.', '!', '?', ':', '\n', '•', '-', '"']);
                }
                end = span.end;
            });
        }
    }
    within && !small
}

/// Whether `name`, in small letters, is a word of `text`.
fn stands_in(name: &str, text: &str) -> bool {
    let mut stands = false;
    for text in stretches(name, text) {
        words(text, false, &mut |_, word| stands |= word == name);
    }
    stands
}

/// The stretches of `text` that may have `name`, in small letters, for a word, each with the word before it: seen
/// without cutting the rest into words, which takes most of the time. Between blanks that may be what has it, or
/// what a word is written in otherwise: letters beyond ASCII, and for figures and few letters what joins them ("10,000",
/// "Ph.D").
fn stretches<'t>(name: &str, text: &'t str) -> Vec<&'t str> {
    let may_be_joined = name.len() <= LONGEST_DOTTED || has_figure(name);
    let is_joint =
        |pair: &[u8]| matches!(pair, [b'.' | b',', behind] if behind.is_ascii_alphanumeric());
    let small = text.to_ascii_lowercase();
    let mut places = memmem::find_iter(small.as_bytes(), name.as_bytes()).peekable();
    let mut found: Vec<Range<usize>> = Vec::new();
    // Where the last that has a word starts, and the next.
    let (mut before, mut start) = (None, 0);
    for between in text.split(|one: char| one.is_ascii_whitespace()) {
        let own = start..start + between.len();
        start = own.end + 1;
        let mut has = false;
        while places.next_if(|place| *place < own.end).is_some() {
            has = true;
        }
        let may_be = has
            || !between.is_ascii()
            || may_be_joined && between.as_bytes().windows(2).any(is_joint);
        if may_be {
            let from = before.unwrap_or(own.start);
            match found.last_mut() {
                Some(last) if from <= last.end => last.end = own.end,
                _ => found.push(from..own.end),
            }
        }
        if between.contains(char::is_alphanumeric) {
            before = Some(own.start);
        }
    }
    found.into_iter().map(|range| &text[range]).collect()
}

/// Whether `text` is a title whose words all have a capital, but the small ones: none tells a name then.
pub(super) fn has_capitals_throughout(text: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_written_otherwise_stands_in_a_text_all_the_same() {
        for (name, text) in [
            ("lantern", "One LANTERN is left"),
            ("file", "one \u{fb01}le"),
            ("profile", "a pro\u{fb01}le"),
            ("phd", "a Ph.D thesis"),
            ("10000", "of 10,000 it"),
            ("m2", "40 m² of it"),
            ("café", "a cafe\u{301}"),
        ] {
            assert!(stands_in(name, text), "{name} in {text}");
        }
        assert!(!stands_in("lantern", "two lanterns"));
        assert!(!stands_in("lantern", "no lamp"));
    }

    /// Of a text only what stands around a name is cut into words: as if all of it were.
    #[test]
    fn a_name_is_told_from_the_word_before_it() {
        let pieces = [
            "Lantern",
            "lantern",
            "x.LANTERN's",
            "relantern-",
            "A",
            "Ä",
            " ",
            "  . ",
            "\n",
            " –- ",
        ];
        let count = pieces.len();
        let mut names = 0;
        for number in 0..count.pow(5) {
            let piece = |at: u32| pieces[number / count.pow(at) % count];
            let text: String = (0..5).map(piece).collect();
            let (mut within, mut small, mut stands, mut end) = (false, false, false, 0);
            words(&text, false, &mut |span, word| {
                if word == "lantern" {
                    stands = true;
                    small |= !is_written_as_name(&text[span.clone()]);
                    within |= 0 < end && !text[end..span.start].contains(['.', '\n', '-']);
                }
                end = span.end;
            });
            let is_one = within && !small && !has_capitals_throughout(&text);
            assert_eq!(is_name("lantern", [text.as_str()].into_iter()), is_one, "{text:?}");
            assert_eq!(stands_in("lantern", &text), stands, "{text:?}");
            names += usize::from(is_one);
        }
        assert!(100 < names, "{names}");
    }
}
