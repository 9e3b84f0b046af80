//! A question as it is understood: its words, what each may stand for, and what kind of answer is
//! asked for.
//!
//! Total: any text gives a [`Query`], if only one without words. Pure: what is known of the corpus
//! comes in as a [`Vocabulary`].

pub mod filter;
pub mod kind;
pub mod sought;
pub mod synonyms;
pub(crate) mod written;
mod build;
mod compound;
mod context;
mod light;
mod numbers;
mod verbs;
mod spelling;
mod understand;
mod word_set;

pub use self::{
    build::MAX_WORDS, filter::Filter, kind::QuestionKind, synonyms::Synonyms, word_set::WordSet,
};

pub(crate) use self::kind::{is_interrogative, main_question};
pub use self::understand::unknown_in;
use self::{
    build::{Builder, Frequencies},
    sought::Sought,
    understand::understand,
};
use crate::{
    analysis::{Analyzer, Language},
    lexicon::{Compound, Expansion, Near},
    vectors::{Embedder, Table, Vector},
};

/// Longer questions are read up to here, in bytes. A question is a sentence or a page, no book.
const MAX_QUESTION_BYTES: usize = 16 * 1024;

/// The weight of a stop word beside 1 for any other: taken away they cost 12 to 22 points of
/// success@1 where questions are short, at full weight 10 where they are long.
pub const STOP_WEIGHT: f32 = 0.5;

/// BM25's k1, without a unit: how soon more of a word counts no more.
pub const K1: f32 = 1.2;

/// BM25's b, 0 to 1: how much a long passage's words count less.
pub const B: f32 = 0.75;

/// What a corpus knows of words.
pub trait Vocabulary {
    /// An analyzer for each language that the corpus holds, the commonest first; at least one.
    fn analyzers(&self) -> &[Analyzer];

    /// In how many passages `term` stands.
    fn frequency(&self, term: &str) -> u64;

    /// The number of passages.
    fn passages(&self) -> u64;

    /// The words of the corpus that are at most `limit` from the misspelt `word` (lower-case); see
    /// [`Words::near`](crate::lexicon::Words::near).
    fn near(&self, word: &str, limit: f32) -> Vec<Near> {
        let _ = (word, limit);
        Vec::new()
    }

    /// The words of the corpus that end with `part` (lower-case) or begin with `stem`; see
    /// [`Words::compounds`](crate::lexicon::Words::compounds).
    fn compounds(&self, part: &str, stem: &str) -> Vec<Compound> {
        let _ = (part, stem);
        Vec::new()
    }

    /// What the abbreviation or the words `key` (lower-case, joined by one blank) stand for.
    fn expansions(&self, key: &str) -> Vec<Expansion> {
        let _ = key;
        Vec::new()
    }

    /// The synonyms that the documents give; the comment on a line says where.
    fn synonyms(&self) -> Option<&Synonyms> {
        None
    }

    /// Whether the terms `first` and `second` stand side by side somewhere.
    fn adjacent(&self, first: &str, second: &str) -> bool {
        let _ = (first, second);
        false
    }
}

/// How far a question is read beyond its letters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Understanding<'a> {
    /// Whether it is taken as typed: nothing corrected, nothing expanded, no synonyms.
    pub exact: bool,
    /// Whether it is matched by words alone: no vectors.
    pub lexical: bool,
    /// The user's own synonyms, beside the built-in ones.
    pub synonyms: Option<&'a Synonyms>,
}

/// A question as it is understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The question as it was asked, cut where it was endless.
    pub asked: String,
    /// The question as it was understood, where that differs.
    pub interpreted: Option<String>,
    /// Its different words, in the order they first stand; at most [`MAX_WORDS`].
    pub words: Vec<Word>,
    /// The terms that are searched, each once.
    pub terms: Vec<Term>,
    /// What kind of answer is asked for.
    pub kind: QuestionKind,
    /// What it asks for by name, where that can be seen in a text.
    pub sought: Option<Sought>,
    /// Its vector, unless it is matched by words alone.
    pub vector: Option<Vector>,
    /// What was done to the question, a sentence each.
    pub notes: Vec<String>,
    /// The content words that the corpus has in no reading, in small letters.
    pub unknown: Vec<String>,
}

/// One word of a question and what it may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// As it was typed, lower-case; the right word for a misspelt one, and each of the words that
    /// an abbreviation stands for.
    pub text: String,
    /// Whether it is a stop word.
    pub stop: bool,
    /// Whether the corpus does not have it in any reading and nothing follows from that: it says so little
    /// ("someone", "got"), or only asks for what a text has in other words ("cost", where that has a
    /// price).
    pub light: bool,
    /// Whether it is a number that the documents do not have and that only tells of who asks: no question is about that.
    pub of_asker: bool,
    /// Whether it only asks for what is [sought](Query::sought), and a text with that need not have it: "cost", where
    /// there is a price.
    pub asks: bool,
    /// How much it says by itself, whatever the corpus: see [`Table::telling`].
    pub telling: f32,
    /// Its vector; `None` for a stop word, or where the question is matched by words alone.
    pub vector: Option<Vector>,
    /// The readings, the plain one first. A passage is given the best of them.
    pub readings: Vec<Reading>,
    /// How much the word says, before any passage is looked at: the IDF of its plain reading (of
    /// its commonest reading, if the corpus does not have the word; that of a word in no passage,
    /// if it has none of them), halved for a stop word.
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

/// How many passages of any text a corpus is taken to have beside its own where stop words are
/// counted.
const USUAL_PASSAGES: u64 = 200;

/// In how many of these a stop word stands.
const USUAL_WITH_STOP_WORD: u64 = 60;

/// The [`idf`] of a stop word that stands in `frequency` of `passages`, as if there were some more of
/// any text. A handbook of a hundred passages has "do I" in five of them, and a question is
/// about that as little there as elsewhere.
pub fn idf_of_stop_word(frequency: u64, passages: u64) -> f32 {
    idf(frequency + USUAL_WITH_STOP_WORD, passages + USUAL_PASSAGES)
}

impl Query {
    /// Understands `question` as one about a corpus with `vocabulary`.
    ///
    /// # Cost
    ///
    /// A look-up in the vocabulary for each word and each that may stand for it; for a word that
    /// the corpus does not know, a search for those like it.
    pub fn new(
        question: &str,
        vocabulary: &dyn Vocabulary,
        understanding: &Understanding<'_>,
    ) -> Query {
        let asked = looked_at(question).to_owned();
        let frequencies = Frequencies::new(vocabulary);
        let understood = understand(&asked, vocabulary, &frequencies, understanding);
        let mut builder = Builder::new(&frequencies);
        for item in &understood.items {
            builder.add(item);
        }
        let (mut words, terms) = builder.finish();
        let mut embedder = Embedder::new(Table::built_in());
        for word in words.iter_mut().filter(|word| !word.stop && !understanding.lexical) {
            word.vector = Some(embedder.embed([word.text.as_str()]));
        }
        let has = |word: &Word| {
            word.readings.iter().flat_map(|r| &r.terms).any(|term| 0 < terms[*term].frequency)
        };
        let unknown = words
            .iter()
            .filter(|word| !word.stop && !word.light && !is_number(&word.text) && !has(word))
            .map(|word| word.text.clone())
            .collect();
        Query {
            vector: (!understanding.lexical).then(|| {
                embedder.embed([understood.interpreted.as_ref().unwrap_or(&asked).as_str()])
            }),
            kind: QuestionKind::of(
                understood.interpreted.as_ref().unwrap_or(&asked),
                vocabulary.analyzers().iter().map(Analyzer::language),
            ),
            sought: understood.sought,
            asked,
            interpreted: understood.interpreted,
            words,
            terms,
            notes: understood.notes,
            unknown,
        }
    }

    /// Whether the corpus has `word` in any of its readings.
    pub fn knows(&self, word: &Word) -> bool {
        word.readings
            .iter()
            .flat_map(|reading| &reading.terms)
            .any(|term| self.terms.get(*term).is_some_and(|term| 0 < term.frequency))
    }

    /// Whether `word` says something that the corpus has in none of its readings.
    pub fn lacks(&self, word: &Word) -> bool {
        !word.stop && !word.light && !self.knows(word)
    }

    /// The telephone number or address of mail that is all it asks for: "what is your phone number", not "of the kitchen".
    pub fn contact(&self) -> Option<Sought> {
        let tells = |word: &Word| !word.stop && !word.light && !word.asks;
        self.sought.filter(|sought| sought.is_contact() && !self.words.iter().any(tells))
    }

    /// The IDF mass of all words: what a passage that has every one of them covers.
    pub fn mass(&self) -> f32 {
        self.words.iter().map(|word| word.mass).sum()
    }
}

/// Whether `word`, small, says so little in `language` that no question is about it: "someone", "find".
pub(crate) fn says_little_in(language: Language, word: &str) -> bool {
    light::says_little(language, word, None)
}

/// The same in English.
pub(crate) fn says_little(word: &str) -> bool {
    light::is_light(word, None)
}

/// Whether `word` is digits, with or without marks between them.
pub(crate) fn is_number(word: &str) -> bool {
    word.chars().all(|one| one.is_numeric() || matches!(one, '.' | ','))
}

/// What is looked at of `question`: its beginning, where it is longer than any.
pub(crate) fn looked_at(question: &str) -> &str {
    let mut end = question.len().min(MAX_QUESTION_BYTES);
    while !question.is_char_boundary(end) {
        end -= 1;
    }
    &question[..end]
}
