//! From the letters of a question to its words: what was joined, split, shortened or misspelt is
//! set right, and what else a word may be called is set beside it.
//!
//! A word that the corpus knows is never changed; it only gains readings.

mod called;
mod cuts;

use std::ops::Range;

use super::{
    Understanding, Vocabulary,
    build::Frequencies,
    compound, context, is_number, light,
    numbers::{is_time_unit, other_version, tells_of_the_asker},
    sought::Sought,
    spelling::{correct, is_name, is_ordinary, ordinary},
    verbs,
};
use crate::{
    analysis::{self, Analyzer, Language, Token},
    lexicon::Near,
};

/// What a corrected word counts beside one typed right.
const CORRECTED: f32 = 0.9;

/// What it counts where a large part of the word was wrong: it may be another word after all.
const CORRECTED_IN_DOUBT: f32 = 0.7;

/// How much farther than an ordinary word one of the corpus may be and is meant all the same.
const NEARER_IN_CORPUS: f32 = 0.3;

/// From which cost of a correction for each letter on it is in doubt.
const DOUBTFUL: f32 = 0.13;

/// At most this many unknown words of a question are looked at for what was meant.
const MAX_UNKNOWN: usize = 12;

/// A question with fewer unknown words is not taken for one in another language.
const FOREIGN: usize = 4;

/// The longest abbreviation that is looked up, in characters.
const LONGEST_SHORT: usize = 10;

/// One word of a question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// The bytes of the question that it comes from.
    pub(super) span: Range<usize>,
    /// It in each language of the corpus, the commonest first; at least one.
    pub(super) tokens: Vec<Token>,
    /// What it counts, above 0 and at most 1.
    pub(super) weight: f32,
    /// Where it comes from; empty for what was typed.
    pub(super) origin: String,
    /// What else it may be called.
    pub(super) also: Vec<Also>,
    /// Whether the documents do not have it and it says next to nothing.
    pub(super) light: bool,
    /// Whether it is a number that they do not have and that only tells of who asks.
    pub(super) of_asker: bool,
    /// Whether it only asks for what a text may have in other words: "cost", of a text with a price.
    pub(super) asks: bool,
}

/// Another reading of a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Also {
    pub(super) terms: Vec<String>,
    pub(super) weight: f32,
    pub(super) origin: String,
}

/// A question that was read.
pub(super) struct Understood {
    /// Its words in order.
    pub(super) items: Vec<Item>,
    /// The question with what was set right in it, where anything was.
    pub(super) interpreted: Option<String>,
    /// What was set right, a sentence each.
    pub(super) notes: Vec<String>,
    /// What it asks for by name.
    pub(super) sought: Option<Sought>,
}

/// Reads `asked`.
pub(super) fn understand(
    asked: &str,
    vocabulary: &dyn Vocabulary,
    frequencies: &Frequencies<'_>,
    understanding: &Understanding<'_>,
) -> Understood {
    let mut reader = Reader {
        asked,
        vocabulary,
        frequencies,
        edits: Vec::new(),
        notes: Vec::new(),
        unknown: 0,
        foreign: false,
    };
    let mut items = occurrences(asked, vocabulary.analyzers());
    if !understanding.exact {
        name_months(&mut items, vocabulary.analyzers());
        items = reader.join(items);
        items = reader.set_right(items);
        reader.shorten(&mut items);
        reader.add_synonyms(&mut items, understanding.synonyms);
    }
    let interpreted = reader.interpreted();
    // What was corrected may be another form: "numero di telefoni".
    let sought = interpreted.as_deref().and_then(Sought::of).or_else(|| Sought::of(asked));
    if !understanding.exact {
        reader.lighten(&mut items, sought);
    }
    Understood { items, interpreted, notes: reader.notes, sought }
}

/// The words of `text`, each with its token in every language, in the order they stand.
///
/// Languages cut nearly always at the same places; where they do not (an elision), the tokens
/// that end at one place are one word.
fn occurrences(text: &str, analyzers: &[Analyzer]) -> Vec<Item> {
    let mut found: Vec<Item> = Vec::new();
    for (language, analyzer) in analyzers.iter().enumerate() {
        for token in analyzer.tokens(text) {
            let at = match language {
                0 => Err(found.len()),
                _ => found.binary_search_by_key(&token.span.end, |item| item.span.end),
            };
            match at {
                Ok(at) => found[at].tokens.push(token),
                Err(at) => found.insert(at, Item::new(token.span.clone(), vec![token])),
            }
        }
    }
    found
}

/// Makes the English "may" a word that says something where it is the month.
fn name_months(items: &mut [Item], analyzers: &[Analyzer]) {
    let Some(english) = analyzers.iter().position(|one| one.language() == Language::English) else {
        return;
    };
    let words: Vec<&str> = items.iter().map(Item::word).collect();
    let months: Vec<usize> = (0..words.len())
        .filter(|at| words[*at] == "may" && context::is_month(&words, *at))
        .collect();
    for at in months {
        if let Some(token) = items[at].tokens.get_mut(english) {
            token.stop = false;
        }
    }
}

/// Where in `text` the words stand that the corpus does not have as they are typed. Stop words,
/// numbers and abbreviations that it spells out are none of them.
///
/// # Cost
///
/// A look-up for each word, about 2 µs.
pub fn unknown_in(text: &str, vocabulary: &dyn Vocabulary) -> Vec<Range<usize>> {
    let known = |item: &Item| {
        item.is_stop()
            || is_number(item.word())
            || item.tokens.iter().any(|token| 0 < vocabulary.frequency(&token.term))
            || !vocabulary.expansions(item.word()).is_empty()
    };
    let items = occurrences(text, vocabulary.analyzers()).into_iter();
    items.filter(|item| !known(item)).map(|item| item.span).collect()
}

impl Item {
    fn new(span: Range<usize>, tokens: Vec<Token>) -> Item {
        Item {
            span,
            tokens,
            weight: 1.0,
            origin: String::new(),
            also: Vec::new(),
            light: false,
            of_asker: false,
            asks: false,
        }
    }

    /// Lower-case, as the commonest language cuts it.
    fn word(&self) -> &str {
        self.tokens.first().map_or("", |token| &token.word)
    }

    /// It in the language with this number, or in the commonest where that does not cut it.
    fn in_language(&self, language: usize) -> Token {
        let none = || Token { span: 0..0, word: String::new(), term: String::new(), stop: false };
        self.tokens.get(language).or(self.tokens.first()).cloned().unwrap_or_else(none)
    }

    fn is_stop(&self) -> bool {
        self.tokens.iter().any(|token| token.stop)
    }
}

/// What is said of `typed` that stands for `to`.
fn correction(typed: &str, to: &str) -> String {
    format!("Corrected: {typed} → {to}")
}

/// Reads one question.
struct Reader<'a> {
    asked: &'a str,
    vocabulary: &'a dyn Vocabulary,
    frequencies: &'a Frequencies<'a>,
    /// What stands in the question for these bytes of it.
    edits: Vec<(Range<usize>, String)>,
    notes: Vec<String>,
    /// The number of unknown words that were looked at.
    unknown: usize,
    /// Whether so many words are unknown that the question is rather in another language, or about
    /// something else, than misspelt.
    foreign: bool,
}

impl<'a> Reader<'a> {
    fn knows(&self, item: &Item) -> bool {
        item.tokens.iter().any(|token| 0 < self.frequencies.of(&token.term))
    }

    /// Whether the corpus has nothing for a content word.
    fn is_unknown(&self, item: &Item) -> bool {
        !item.is_stop() && !is_number(item.word()) && !self.knows(item)
    }

    /// `word` (lower-case) as one that stands at `span`.
    fn item(&self, word: &str, span: &Range<usize>) -> Item {
        let token = |analyzer: &Analyzer| {
            let (term, stop) = analyzer.analyze(word);
            Token { span: span.clone(), word: word.to_owned(), term, stop }
        };
        Item::new(span.clone(), self.vocabulary.analyzers().iter().map(token).collect())
    }

    fn typed(&self, span: &Range<usize>) -> &'a str {
        &self.asked[span.clone()]
    }

    fn corrected(&mut self, span: Range<usize>, to: &str) {
        let note = correction(self.typed(&span), to);
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self.edits.push((span, to.to_owned()));
    }

    /// Forgets what was corrected within `span`.
    fn take_back(&mut self, span: &Range<usize>) {
        let asked = self.asked;
        let mut taken = Vec::new();
        for (own, to) in
            self.edits.extract_if(.., |(own, _)| span.start <= own.start && own.end <= span.end)
        {
            taken.push(correction(&asked[own], &to));
        }
        // The same may have been set right elsewhere in the question.
        let stays = |note: &String| {
            self.edits.iter().any(|(own, to)| correction(&asked[own.clone()], to) == *note)
        };
        self.notes.retain(|note| !taken.contains(note) || stays(note));
    }

    fn interpreted(&mut self) -> Option<String> {
        if self.edits.is_empty() {
            return None;
        }
        self.edits.sort_by_key(|(span, _)| span.start);
        let mut text = String::with_capacity(self.asked.len() + 32);
        let mut at = 0;
        for (span, to) in &self.edits {
            text.push_str(&self.asked[at..span.start]);
            text.push_str(to);
            at = span.end;
        }
        text.push_str(&self.asked[at..]);
        Some(text)
    }

    /// Sets unknown words right, and gives known abbreviations their words.
    fn set_right(&mut self, items: Vec<Item>) -> Vec<Item> {
        let content = items.iter().filter(|item| !item.is_stop()).count();
        let unknown = items.iter().filter(|item| self.is_unknown(item)).count();
        self.foreign = FOREIGN <= unknown && 2 * content < 3 * unknown;
        let mut right = Vec::with_capacity(items.len());
        for mut item in items {
            if !self.is_unknown(&item) {
                self.give_other_version(&mut item);
                self.expand_beside(&mut item);
                right.push(item);
            } else if MAX_UNKNOWN <= self.unknown {
                right.push(item);
            } else {
                self.unknown += 1;
                right.extend(self.meant(item));
            }
        }
        right
    }

    /// What was meant by an unknown word.
    fn meant(&mut self, mut item: Item) -> Vec<Item> {
        if self.other_number(&mut item) {
            self.expand_beside(&mut item);
            return vec![item];
        }
        if let Some(parts) = self.apart(&item) {
            return parts;
        }
        let word = item.word().to_owned();
        if let Some(words) = self.expansion(&item) {
            let typed = self.typed(&item.span);
            self.notes.push(format!("Taken as: {typed} → {words}"));
            self.edits.push((item.span.clone(), format!("{typed} ({words})")));
            let origin = format!("stands for {typed}");
            return words
                .split(' ')
                .map(|word| Item { origin: origin.clone(), ..self.item(word, &item.span) })
                .collect();
        }
        let language = self.vocabulary.analyzers().first().map(Analyzer::language);
        let infinitive = language.and_then(|language| verbs::infinitive(&word, language));
        let finite = language.and_then(|language| verbs::finite(&word, language));
        let mut verbs = infinitive.into_iter().chain(finite);
        if let Some(terms) = verbs.find_map(|verb| self.known_terms(&verb)) {
            let origin = format!("another form of {word}");
            item.also.push(Also { terms, weight: 1.0, origin });
            return vec![item];
        }
        let term = item.tokens.first().map_or("", |token| &token.term);
        item.also = compound::readings(&word, term, self.vocabulary, self.frequencies);
        if !item.also.is_empty() {
            return vec![item];
        }
        let typed = self.typed(&item.span);
        // Where all nouns have one, a capital at the start of a word says nothing.
        let language = self.vocabulary.analyzers().first().map(Analyzer::language);
        let begins = !self.asked[..item.span.start].contains(char::is_alphanumeric);
        let starts = begins || language.is_some_and(Language::capitalizes_nouns);
        if self.foreign || is_name(typed, self.asked, starts) || self.is_light(&item, None) {
            return vec![item];
        }
        if let Some((first, second)) = self.parts(&word) {
            let words = format!("{first} {second}");
            self.corrected(item.span.clone(), &words);
            // It stays one word, which is there where both are.
            let terms = self.known_terms(&words).unwrap_or_default();
            item.also.push(Also { terms, weight: 1.0, origin: format!("corrected from {word}") });
            return vec![item];
        }
        let ordinary = self.ordinary(&item);
        // "Vaccation" is a vacation and no vaccination, though no document has one.
        let is_nearer = |near: &Near| {
            ordinary.as_ref().is_none_or(|(one, _)| near.cost < one.cost + NEARER_IN_CORPUS)
        };
        if let Some(Near { word: right, cost, .. }) =
            correct(&word, begins, self.vocabulary).filter(is_nearer)
            // "skint" is no slip for "skirt".
            && !self.is_listed(&item)
        {
            self.corrected(item.span.clone(), &right);
            let origin = format!("corrected from {word}");
            let doubtful = DOUBTFUL < cost / word.chars().count() as f32;
            let weight = if doubtful { CORRECTED_IN_DOUBT } else { CORRECTED };
            return vec![Item { weight, origin, ..self.item(&right, &item.span) }];
        }
        if let Some((Near { word: right, .. }, meant)) = ordinary
            && (self.is_listed(&meant) || self.is_light(&meant, None))
        {
            self.corrected(item.span.clone(), &right);
            let origin = format!("corrected from {word}");
            return vec![Item { weight: CORRECTED, origin, ..meant }];
        }
        vec![item]
    }

    /// The ordinary word that `item` was meant for, where the documents are in English, with it as an item. What has
    /// synonyms itself is a word, and so is another form of one.
    fn ordinary(&self, item: &Item) -> Option<(Near, Item)> {
        let language = self.vocabulary.analyzers().first().map(Analyzer::language);
        let near = ordinary(item.word()).filter(|_| language == Some(Language::English))?;
        let meant = self.item(&near.word, &item.span);
        let is_form = item.tokens.first().map(|token| &token.term)
            == meant.tokens.first().map(|token| &token.term);
        (!is_form && !self.is_listed(item)).then_some((near, meant))
    }

    /// Gives the number of a version that the corpus does not have the way it writes it.
    fn give_other_version(&self, item: &mut Item) {
        if self.knows(item) {
            return;
        }
        let other = other_version(item.word());
        if let Some(terms) = other.and_then(|other| self.known_terms(&other)) {
            let origin = format!("another form of {}", item.word());
            item.also.push(Also { terms, weight: 1.0, origin });
        }
    }

    /// Gives a short word that the stemmers leave alone (`CNNs` has no vowel) its singular or
    /// plural, if the corpus has that.
    fn other_number(&self, item: &mut Item) -> bool {
        let word = item.word();
        if LONGEST_SHORT < word.len() || !word.chars().all(char::is_alphabetic) {
            return false;
        }
        let other = match word.strip_suffix('s') {
            Some(one) => one.to_owned(),
            None => format!("{word}s"),
        };
        let Some(term) = self.known_terms(&other).filter(|terms| terms.len() == 1) else {
            return false;
        };
        // "gas" is no plural of "ga": what is an ordinary word is itself.
        if word.ends_with('s') && is_ordinary(word) {
            return false;
        }
        let origin = format!("another form of {word}");
        item.also.push(Also { terms: term, weight: 1.0, origin });
        true
    }

    /// The terms of the content words of `words`, where the corpus knows all of them.
    fn known_terms(&self, words: &str) -> Option<Vec<String>> {
        self.known(words, false).map(|(terms, _)| terms)
    }

    /// The same, and how much of `words` they are without the stop words, above 0, at most 1. `elides` as
    /// in [`analysis::words`].
    fn known(&self, words: &str, elides: bool) -> Option<(Vec<String>, f32)> {
        let (mut terms, mut all, mut all_known) = (Vec::new(), 0, true);
        analysis::words(words, elides, &mut |_, word| {
            all += 1;
            let item = self.item(word, &(0..0));
            if !item.is_stop() {
                let mut tokens = item.tokens.into_iter();
                match tokens.find(|token| 0 < self.frequencies.of(&token.term)) {
                    Some(known) => terms.push(known.term),
                    None => all_known = false,
                }
            }
        });
        let share = terms.len() as f32 / all as f32;
        (all_known && !terms.is_empty()).then_some((terms, share))
    }

    /// Marks the words that the documents have in no reading and that say next to nothing.
    fn lighten(&self, items: &mut [Item], sought: Option<Sought>) {
        for at in 0..items.len() {
            let before = at.checked_sub(1).map(|before| items[before].word());
            let behind = items.get(at + 1).map(Item::word);
            let item = &items[at];
            let asks = sought.is_some_and(|sought| sought.is_asked_by(item.word()));
            let light = item.also.is_empty()
                && self.is_unknown(item)
                && (asks
                    || self.is_light(item, before)
                    || is_time_unit(item.word()) && before.is_some_and(is_number)
                    || context::is_reference(item.word(), behind));
            let (of_asker, asks) = (self.is_of_asker(items, at), asks && !item.is_stop());
            let item = &mut items[at];
            (item.light, item.of_asker, item.asks) = (light, of_asker, asks);
        }
    }

    /// Whether the item at `at` is a number that the documents do not have and that only tells of who asks.
    fn is_of_asker(&self, items: &[Item], at: usize) -> bool {
        let item = &items[at];
        let word = |at: usize| items.get(at).map(Item::word);
        is_number(item.word())
            && !self.knows(item)
            && tells_of_the_asker(item.word(), at.checked_sub(1).and_then(word), word(at + 1))
    }

    fn is_light(&self, item: &Item, before: Option<&str>) -> bool {
        let first = self.vocabulary.analyzers().first().map(Analyzer::language);
        first.is_some_and(|language| light::says_little(language, item.word(), before))
    }
}

#[cfg(test)]
pub(super) mod tests;
