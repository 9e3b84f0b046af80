//! A question as it is understood: its words, what each may stand for, and what kind of answer is
//! asked for.
//!
//! Total: any text gives a [`Query`], if only one without words. Pure: what is known of the corpus
//! comes in as a [`Vocabulary`].

pub mod kind;

pub use kind::QuestionKind;

use std::{collections::HashMap, ops::Range};

use crate::{
    analysis::{Analyzer, Token, term_hash},
    vectors::{Embedder, Table, Vector},
};

/// Longer questions are read up to here, in bytes. A question is a sentence or a page, no book.
const MAX_QUESTION_BYTES: usize = 16 * 1024;

/// At most this many different words of a question are searched: the rarest ones.
const MAX_WORDS: usize = 48;

/// The weight of a stop word beside 1 for any other: taken away they cost 12 to 22 points of
/// success@1 where questions are short, at full weight 10 where they are long.
pub const STOP_WEIGHT: f32 = 0.5;

/// What a corpus knows of words.
pub trait Vocabulary {
    /// An analyzer for each language that the corpus holds, the commonest first; at least one.
    fn analyzers(&self) -> &[Analyzer];

    /// In how many passages `term` stands.
    fn frequency(&self, term: &str) -> u64;

    /// The number of passages.
    fn passages(&self) -> u64;
}

/// A question as it is understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The question as it was asked, cut where it was endless.
    pub asked: String,
    /// The question as it was understood, where that differs.
    pub interpreted: Option<String>,
    /// Its different words, in the order they first stand.
    pub words: Vec<Word>,
    /// The terms that are searched, each once.
    pub terms: Vec<Term>,
    /// What kind of answer is asked for.
    pub kind: QuestionKind,
    /// Its vector, unless it is matched by words alone.
    pub vector: Option<Vector>,
    /// What was done to the question, a sentence each.
    pub notes: Vec<String>,
    /// The content words that the corpus does not have, as they were typed.
    pub unknown: Vec<String>,
}

/// One word of a question and what it may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As it was typed, lower-case.
    pub text: String,
    /// Whether it is a stop word.
    pub stop: bool,
    /// The readings, the plain one first. A passage is given the best of them.
    pub readings: Vec<Reading>,
    /// How much the word says, before any passage is looked at: the IDF of its plain reading
    /// (that of a word in no passage, if the corpus does not have it), halved for a stop word.
    pub mass: f32,
}

/// One reading of a word: terms that together stand for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Indexes into [`Query::terms`].
    pub terms: Vec<usize>,
    /// How much it counts beside the word itself, above 0 and at most 1.
    pub weight: f32,
    /// Where it comes from, for people: empty for the word itself.
    pub origin: String,
}

/// A term that is searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// As it is indexed.
    pub text: String,
    /// Its name in the files of an index.
    pub hash: u32,
    /// In how many passages it stands.
    pub frequency: u64,
    /// The inverse document frequency; see [`idf`].
    pub idf: f32,
    /// The largest weight that any reading of any word gives it: what it counts for in the search
    /// for candidates.
    pub weight: f32,
}

/// Inverse document frequency: `ln(1 + (n - f + 0.5) / (f + 0.5))` for a term in `f` of `n`
/// passages. Above 0, without a unit, the larger the rarer.
///
/// Source: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
/// 2009, with the 1 inside the logarithm that keeps it from going below 0, as Lucene has it.
pub fn idf(frequency: u64, passages: u64) -> f32 {
    let f = frequency.min(passages) as f32;
    (1.0 + (passages as f32 - f + 0.5) / (f + 0.5)).ln()
}

impl Query {
    /// Understands `question` as one about a corpus with `vocabulary`.
    pub fn new(question: &str, vocabulary: &dyn Vocabulary) -> Query {
        let asked = cut(question, MAX_QUESTION_BYTES).to_owned();
        let mut builder = Builder::new(vocabulary);
        for group in occurrences(&asked, vocabulary.analyzers()) {
            builder.add(&group);
        }
        let (words, terms) = builder.finish();
        let unknown = words
            .iter()
            .filter(|word| !word.stop && !is_number(&word.text))
            .filter(|word| word.readings.iter().flat_map(|r| &r.terms).all(|t| terms[*t].frequency == 0))
            .map(|word| word.text.clone())
            .collect();
        Query {
            kind: QuestionKind::of(&asked),
            vector: Some(Embedder::new(Table::built_in()).embed([asked.as_str()])),
            asked,
            interpreted: None,
            words,
            terms,
            notes: Vec::new(),
            unknown,
        }
    }

    /// The IDF mass of all words: what a passage that has every one of them covers.
    pub fn mass(&self) -> f32 {
        self.words.iter().map(|word| word.mass).sum()
    }
}

fn is_number(word: &str) -> bool {
    word.chars().all(|one| one.is_numeric() || matches!(one, '.' | ','))
}

/// The first `bytes` bytes of `text`, or a little less, at a character boundary.
fn cut(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The words of `text`, each with its token in every language, in the order they stand.
///
/// Languages cut nearly always at the same places; where they do not (an elision), the tokens
/// that start at one place are one word.
fn occurrences(text: &str, analyzers: &[Analyzer]) -> Vec<Vec<Token>> {
    let mut found: Vec<(Range<usize>, Vec<Token>)> = Vec::new();
    for (language, analyzer) in analyzers.iter().enumerate() {
        for token in analyzer.tokens(text) {
            if language == 0 {
                found.push((token.span.clone(), vec![token]));
                continue;
            }
            match found.binary_search_by_key(&token.span.end, |(span, _)| span.end) {
                Ok(at) => found[at].1.push(token),
                Err(at) => found.insert(at, (token.span.clone(), vec![token])),
            }
        }
    }
    found.into_iter().map(|(_, tokens)| tokens).collect()
}

/// Gathers words and terms, each once.
struct Builder<'a> {
    vocabulary: &'a dyn Vocabulary,
    words: Vec<Word>,
    terms: Vec<Term>,
    by_text: HashMap<String, usize>,
}

impl<'a> Builder<'a> {
    fn new(vocabulary: &'a dyn Vocabulary) -> Builder<'a> {
        Builder { vocabulary, words: Vec::new(), terms: Vec::new(), by_text: HashMap::new() }
    }

    /// The index of the term `text`.
    fn term(&mut self, text: &str) -> usize {
        if let Some(at) = self.by_text.get(text) {
            return *at;
        }
        let frequency = self.vocabulary.frequency(text);
        self.terms.push(Term {
            text: text.to_owned(),
            hash: term_hash(text),
            frequency,
            idf: idf(frequency, self.vocabulary.passages()),
            weight: 0.0,
        });
        self.by_text.insert(text.to_owned(), self.terms.len() - 1);
        self.terms.len() - 1
    }

    /// Adds one word, given its token in every language; a word that was there before adds nothing.
    fn add(&mut self, tokens: &[Token]) {
        let Some(first) = tokens.first() else { return };
        if self.words.iter().any(|word| word.text == first.word) {
            return;
        }
        let mut readings: Vec<Reading> = Vec::new();
        for token in tokens {
            let term = self.term(&token.term);
            if readings.iter().all(|reading| reading.terms != [term]) {
                readings.push(Reading { terms: vec![term], weight: 1.0, origin: String::new() });
            }
        }
        // The commonest reading tells how rare the word is: in the wrong language it is unknown.
        let rarity = readings
            .iter()
            .map(|reading| self.terms[reading.terms[0]].idf)
            .fold(f32::INFINITY, f32::min);
        let mass = if first.stop { rarity * STOP_WEIGHT } else { rarity };
        self.words.push(Word { text: first.word.clone(), stop: first.stop, readings, mass });
    }

    /// The words and terms; of too many words the rarest that the corpus has.
    fn finish(mut self) -> (Vec<Word>, Vec<Term>) {
        if MAX_WORDS < self.words.len() {
            let mut order: Vec<usize> = (0..self.words.len()).collect();
            let known = |word: &Word| {
                word.readings.iter().flat_map(|r| &r.terms).any(|t| 0 < self.terms[*t].frequency)
            };
            order.sort_by(|a, b| {
                let (a, b) = (&self.words[*a], &self.words[*b]);
                known(b).cmp(&known(a)).then(b.mass.total_cmp(&a.mass))
            });
            order.truncate(MAX_WORDS);
            order.sort_unstable();
            self.words = order.iter().map(|at| self.words[*at].clone()).collect();
        }
        for word in &self.words {
            let own = if word.stop { STOP_WEIGHT } else { 1.0 };
            for reading in &word.readings {
                for term in &reading.terms {
                    let weight = &mut self.terms[*term].weight;
                    *weight = weight.max(own * reading.weight);
                }
            }
        }
        (self.words, self.terms)
    }
}
