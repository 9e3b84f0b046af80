//! From the letters of a question to its words: what was joined, split, shortened or misspelt is
//! set right, and what else a word may be called is set beside it.
//!
//! A word that the corpus knows is never changed; it only gains readings.

use std::ops::Range;

use super::{
    Understanding, Vocabulary,
    build::Frequencies,
    compound, context, is_number, light,
    numbers::{Glued, is_time_unit, is_unit, tells_of_the_asker},
    sought::Sought,
    spelling::{correct, is_name, is_ordinary},
    synonyms::{Match, Synonyms, is_contracted},
    verbs,
};
use crate::{
    analysis::{self, Analyzer, Language, Token},
    lexicon::{Expansion, Near, Source, abbreviation::singular},
};

/// What a corrected word counts beside one typed right.
const CORRECTED: f32 = 0.9;

/// What it counts where a large part of the word was wrong: it may be another word after all.
const CORRECTED_IN_DOUBT: f32 = 0.7;

/// From which cost of a correction for each letter on it is in doubt.
const DOUBTFUL: f32 = 0.13;

/// What the words count that an abbreviation stands for which the corpus itself uses.
const EXPANDED: f32 = 0.8;

/// What the abbreviation counts where its words were typed.
const SHORTENED: f32 = 0.5;

/// What a synonym counts beside a word that the corpus knows.
const SYNONYM: f32 = 0.5;

/// What a synonym counts where the corpus does not know the word: it is what the corpus says
/// instead. Also that of the user's own synonyms, and of those that documents give.
const SYNONYM_INSTEAD: f32 = 0.8;

/// At most this many synonyms of a word are searched, the first ones of the list.
const MAX_SYNONYMS: usize = 5;

/// At most this many unknown words of a question are looked at for what was meant.
const MAX_UNKNOWN: usize = 12;

/// A question with fewer unknown words is not taken for one in another language.
const FOREIGN: usize = 4;

/// The most words that are looked up as the long form of an abbreviation.
const LONGEST_FORM: usize = 5;

/// In longer questions, in words, no long forms are looked up.
const MAX_FORM_WORDS: usize = 32;

/// The longest abbreviation that is looked up, in characters.
const LONGEST_SHORT: usize = 10;

/// At most so many letters beside a number are written to it.
const LONGEST_BESIDE_NUMBER: usize = 4;

/// Two small letters are the initials of a term that stands in at least one of so many passages,
const SUBJECT_SHARE: u64 = 20;

/// and in at least so many.
const LEAST_PASSAGES: u64 = 5;

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
    let sought = Sought::of(interpreted.as_deref().unwrap_or(asked));
    if !understanding.exact {
        reader.lighten(&mut items, sought);
    }
    Understood { items, interpreted, notes: reader.notes, sought }
}

/// The words of `text`, each with its token in every language, in the order they stand.
///
/// Languages cut nearly always at the same places; where they do not (an elision), the tokens
/// that start at one place are one word.
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
        {
            let (origin, also) = (String::new(), Vec::new());
            Item {
                span,
                tokens,
                weight: 1.0,
                origin,
                also,
                light: false,
                of_asker: false,
                asks: false,
            }
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
        let note = format!("Corrected: {} → {to}", self.typed(&span));
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        self.edits.push((span, to.to_owned()));
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

    /// Makes one word of two neighbours of which one is unknown, where the corpus writes them so.
    fn join(&mut self, items: Vec<Item>) -> Vec<Item> {
        let mut joined: Vec<Item> = Vec::with_capacity(items.len());
        for item in items {
            match joined.last().and_then(|before| self.joint(before, &item)) {
                Some(one) => {
                    self.corrected(one.span.clone(), one.word());
                    joined.pop();
                    joined.push(one);
                }
                None => joined.push(item),
            }
        }
        joined
    }

    fn joint(&self, before: &Item, item: &Item) -> Option<Item> {
        let between = self.asked.get(before.span.end..item.span.start)?;
        let apart = !between.is_empty() && between.chars().all(|one| matches!(one, ' ' | '-'));
        let letters = |item: &Item| item.word().chars().all(char::is_alphabetic);
        if apart && is_number(before.word()) != is_number(item.word()) {
            return self.joint_with_number(before, item);
        }
        if !apart || !letters(before) || !letters(item) {
            return None;
        }
        if !self.is_unknown(before) && !self.is_unknown(item) {
            return None;
        }
        // "the rings" is two words, whatever somebody once typed.
        if before.is_stop() || item.is_stop() {
            return None;
        }
        let word = format!("{}{}", before.word(), item.word());
        let one = self.item(&word, &(before.span.start..item.span.end));
        // "wi-fi" is "wifi", but "at a" is anything.
        let least = if self.is_unknown(before) && self.is_unknown(item) { 4 } else { 5 };
        (least <= word.chars().count() && self.knows(&one)).then_some(one)
    }

    /// One word of a number and few letters beside it, where the corpus writes them so and never apart: "E 31", "6 pm".
    fn joint_with_number(&self, before: &Item, item: &Item) -> Option<Item> {
        let letters = if is_number(before.word()) { item } else { before };
        let few = letters.word().len() <= LONGEST_BESIDE_NUMBER
            && letters.word().chars().all(char::is_alphabetic);
        // "a 4" is no paper.
        if !few || letters.is_stop() && !is_unit(letters.word()) {
            return None;
        }
        let word = format!("{}{}", before.word(), item.word());
        let one = self.item(&word, &(before.span.start..item.span.end));
        (self.knows(&one) && !self.are_beside(before, item)).then_some(one)
    }

    /// Whether the corpus has `first` right before `second`.
    fn are_beside(&self, first: &Item, second: &Item) -> bool {
        let mut pairs = first.tokens.iter().zip(&second.tokens);
        pairs.any(|(a, b)| self.vocabulary.adjacent(&a.term, &b.term))
    }

    /// The parts of a number and what is written to it, where the corpus does not write them so.
    fn apart(&mut self, item: &Item) -> Option<Vec<Item>> {
        let (first, second) = match Glued::of(item.word())? {
            Glued::Alone(number) => return Some(vec![self.item(number, &item.span)]),
            Glued::Measure(first, second) | Glued::Name(first, second) => (first, second),
        };
        let [one, other] = [first, second].map(|part| self.item(part, &item.span));
        if self.are_beside(&one, &other) {
            self.corrected(item.span.clone(), &format!("{first} {second}"));
        } else if !is_unit(second) {
            return None;
        }
        Some(vec![one, other])
    }

    /// Sets unknown words right, and gives known abbreviations their words.
    fn set_right(&mut self, items: Vec<Item>) -> Vec<Item> {
        let content = items.iter().filter(|item| !item.is_stop()).count();
        let unknown = items.iter().filter(|item| self.is_unknown(item)).count();
        self.foreign = FOREIGN <= unknown && 2 * content < 3 * unknown;
        let mut right = Vec::with_capacity(items.len());
        for mut item in items {
            if !self.is_unknown(&item) {
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
        if let Some(Near { word: right, cost, .. }) = correct(&word, begins, self.vocabulary)
            // "skint" is no slip for "skirt".
            && !self.is_listed(&item)
        {
            self.corrected(item.span.clone(), &right);
            let origin = format!("corrected from {word}");
            let doubtful = DOUBTFUL < cost / word.chars().count() as f32;
            let weight = if doubtful { CORRECTED_IN_DOUBT } else { CORRECTED };
            return vec![Item { weight, origin, ..self.item(&right, &item.span) }];
        }
        vec![item]
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

    /// What the corpus says an abbreviation stands for.
    fn expansions(&self, item: &Item) -> Vec<Expansion> {
        let word = item.word();
        if LONGEST_SHORT < word.chars().count() || !word.chars().all(char::is_alphanumeric) {
            return Vec::new();
        }
        let typed = self.typed(&item.span);
        let plural = singular(typed).len() < typed.len();
        let alone = word.strip_suffix('s').filter(|_| plural || !is_ordinary(word));
        [Some(word), alone]
            .into_iter()
            .flatten()
            .map(|key| self.vocabulary.expansions(key))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    /// The words that an unknown abbreviation stands for.
    fn expansion(&self, item: &Item) -> Option<String> {
        let (word, typed) = (item.word(), self.typed(&item.span));
        let capitals = !typed.chars().any(char::is_lowercase);
        // Small letters may be a word of their own, or two letters that mean something anywhere;
        // only what the corpus is all about is then more likely.
        let fits = |one: &Expansion| match one.source {
            Source::Given => true,
            Source::Initials if capitals => true,
            Source::Initials if word.chars().count() == 2 => {
                LEAST_PASSAGES.max(self.vocabulary.passages() / SUBJECT_SHARE)
                    <= u64::from(one.passages)
            }
            Source::Initials => !is_ordinary(word),
            Source::Shortened => false,
        };
        self.expansions(item)
            .into_iter()
            .filter(fits)
            .find(|one| self.known_terms(&one.text).is_some())
            .map(|one| one.text)
    }

    /// Adds what a known abbreviation stands for as another reading of it.
    fn expand_beside(&self, item: &mut Item) {
        if item.is_stop() {
            return;
        }
        let found = self.expansions(item);
        for one in found.iter().filter(|one| one.source == Source::Given).take(2) {
            if let Some(terms) = self.known_terms(&one.text) {
                let origin = format!("stands for {}", item.word());
                item.also.push(Also { terms, weight: EXPANDED, origin });
            }
        }
    }

    /// The two words of the corpus that were typed as one, the more letters of each the better.
    fn parts(&self, word: &str) -> Option<(String, String)> {
        let length = word.chars().count();
        if !(4..=24).contains(&length) || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        // What is a word by itself, or short, is cut only between two that say something: "wi-fi".
        let says = is_ordinary(word) || length == 4;
        let least = if is_ordinary(word) { 3 } else { 2 };
        let mut cuts: Vec<(usize, usize)> = (least..=length - least)
            .filter_map(|letters| {
                let (at, _) = word.char_indices().nth(letters)?;
                Some((letters.min(length - letters), at))
            })
            .collect();
        cuts.sort_by_key(|(shorter, at)| (std::cmp::Reverse(*shorter), *at));
        cuts.into_iter().find_map(|(_, at)| {
            let (first, second) = word.split_at(at);
            let [one, other] = [first, second].map(|part| self.item(part, &(0..0)));
            let stops = usize::from(one.is_stop()) + usize::from(other.is_stop());
            if 1 < stops || (says && 0 < stops) || !self.knows(&one) || !self.knows(&other) {
                return None;
            }
            self.are_beside(&one, &other).then(|| (first.to_owned(), second.to_owned()))
        })
    }

    /// Adds the abbreviation to words that it stands for.
    fn shorten(&self, items: &mut [Item]) {
        if MAX_FORM_WORDS < items.len() {
            return;
        }
        for start in 0..items.len() {
            if items[start].is_stop() {
                continue;
            }
            let mut key = items[start].word().to_owned();
            for end in start + 1..items.len().min(start + LONGEST_FORM) {
                key.push(' ');
                key.push_str(items[end].word());
                let found = self.vocabulary.expansions(&key);
                let short = found.iter().find(|one| one.source == Source::Shortened);
                let Some(short) = short else { continue };
                let forms = [short.text.clone(), format!("{}s", short.text)];
                for terms in forms.iter().filter_map(|form| self.known_terms(form)) {
                    for item in items[start..=end].iter_mut().filter(|item| !item.is_stop()) {
                        let origin = format!("short for {key}");
                        item.also.push(Also { terms: terms.clone(), weight: SHORTENED, origin });
                    }
                }
            }
        }
    }

    /// Adds what words are called as well: the user's synonyms, those of the documents, then the
    /// built-in ones.
    fn add_synonyms(&self, items: &mut [Item], own: Option<&Synonyms>) {
        for list in own.into_iter().chain(self.vocabulary.synonyms()) {
            for language in 0..self.vocabulary.analyzers().len() {
                self.add_from(list, language, SYNONYM_INSTEAD, items);
            }
        }
        for (number, analyzer) in self.vocabulary.analyzers().iter().enumerate() {
            if let Some(list) = Synonyms::built_in(analyzer.language()) {
                self.add_from(&list, number, SYNONYM, items);
            }
        }
    }

    /// Whether a list of synonyms has the word: then it is one.
    fn is_listed(&self, item: &Item) -> bool {
        let analyzers = self.vocabulary.analyzers().iter().enumerate();
        analyzers.into_iter().any(|(number, analyzer)| {
            let list = Synonyms::built_in(analyzer.language());
            list.is_some_and(|list| {
                !list.matches(&[&item.in_language(number)], analyzer).is_empty()
            })
        })
    }

    /// Adds synonyms of `list` in the language with the number `language`.
    fn add_from(&self, list: &Synonyms, language: usize, weight: f32, items: &mut [Item]) {
        let Some(analyzer) = self.vocabulary.analyzers().get(language) else { return };
        let own: Vec<Token> = items.iter().map(|item| item.in_language(language)).collect();
        let own: Vec<&Token> = own.iter().collect();
        let is_cited = self.vocabulary.synonyms().is_some_and(|cited| std::ptr::eq(cited, list));
        for Match { words, member, others, comment } in list.matches(&own, analyzer) {
            let origin = match is_cited {
                true => format!("synonym of {member}, by {comment}"),
                false => format!("synonym of {member}"),
            };
            let single = words.len() == 1;
            let stops = items[words.clone()].iter().all(Item::is_stop);
            if single && stops {
                continue;
            }
            let last = words.end - 1;
            for other in others {
                let Some(known) = self.known(other, analyzer.elides()) else { continue };
                for at in words.clone() {
                    // The words in a gap are not what the member says.
                    let within = single || member_has(member, &items[at], analyzer);
                    if !within || (items[at].is_stop() && !(stops && at == last)) {
                        continue;
                    }
                    self.add_synonym(&mut items[at], &known, weight, &origin);
                }
            }
        }
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
        let beside = |at: usize| items.get(at).map(|one| (one.word(), one.is_stop()));
        is_number(item.word())
            && !self.knows(item)
            && tells_of_the_asker(item.word(), at.checked_sub(1).and_then(beside), beside(at + 1))
    }

    fn is_light(&self, item: &Item, before: Option<&str>) -> bool {
        let first = self.vocabulary.analyzers().first().map(Analyzer::language);
        first.is_some_and(|language| match language {
            Language::English => light::is_light(item.word(), before),
            language => light::is_light_in(language, item.word()),
        })
    }

    /// `weight` is what it counts beside a known word, if it is there as a whole: "turn off" without its
    /// stop word is "turn", which says half of it.
    fn add_synonym(
        &self,
        item: &mut Item,
        (terms, share): &(Vec<String>, f32),
        weight: f32,
        origin: &str,
    ) {
        let own = |token: &Token| matches!(terms.as_slice(), [term] if *term == token.term);
        let same = item.tokens.iter().any(own) || item.also.iter().any(|also| also.terms == *terms);
        let number = item.also.iter().filter(|also| also.origin.starts_with("synonym")).count();
        if same || MAX_SYNONYMS <= number {
            return;
        }
        let weight = if self.knows(item) { weight } else { SYNONYM_INSTEAD };
        let (terms, weight) = (terms.clone(), weight * share);
        item.also.push(Also { terms, weight, origin: origin.to_owned() });
    }
}

/// Whether a word of `member` is `item`.
fn member_has(member: &str, item: &Item, analyzer: &Analyzer) -> bool {
    let tokens = analyzer.tokens(member);
    let is = |own: &Token, token: &Token| {
        own.term == token.term || is_contracted(&own.word, &token.word)
    };
    item.tokens.iter().any(|own| tokens.iter().any(|token| is(own, token)))
}

#[cfg(test)]
pub(super) mod tests;
