//! What is known of passages beside the index: phrasings that people gave them, measured like the
//! index's own, and what people said of an answer.

use std::collections::BTreeMap;

use super::{
    Index,
    forward::{Candidate, Hit, Phrasing, View},
    similarity::Probe,
};
use crate::{
    analysis::term_hash,
    query::Query,
    vectors::{Embedder, Vector},
};

/// A phrasing that is kept beside the index, cut as the index cuts its own.
#[derive(Debug)]
pub struct KeptPhrasing {
    text: String,
    words: Vec<KeptWord>,
    /// The different terms of the commonest language that are no stop words, sorted.
    content: Vec<u32>,
    /// The IDF mass of all words, stop words at half weight.
    mass: f32,
    vector: Option<Vector>,
}

/// One word of a kept phrasing.
#[derive(Debug)]
pub(super) struct KeptWord {
    /// Lower-case.
    word: String,
    /// Its term in each language of the corpus, hashed, each once; the commonest language's first.
    pub(super) hashes: Vec<u32>,
    /// The number of the first of them that the corpus has.
    pub(super) number: Option<u32>,
    /// Its IDF, half of it for a stop word; that of a word in no passage where the corpus has none.
    pub(super) mass: f32,
}

impl KeptPhrasing {
    /// As it was asked.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cosine with `vector`; 0 where either has none.
    pub fn like(&self, vector: Option<&Vector>) -> f32 {
        self.vector.as_ref().zip(vector).map_or(0.0, |(own, other)| own.cosine(other))
    }

    /// Its vector, if it was made.
    pub fn vector(&self) -> Option<&Vector> {
        self.vector.as_ref()
    }

    /// Whether it has the same words in the same order as `other`, whatever their case and signs.
    pub fn same_words(&self, other: &KeptPhrasing) -> bool {
        let words = self.words.iter().map(|word| &word.word);
        !self.words.is_empty() && words.eq(other.words.iter().map(|word| &word.word))
    }

    /// Whether it has the same content words as `other`, in any order and form; of phrasings
    /// without content words, whether they have the same words.
    pub fn same_content(&self, other: &KeptPhrasing) -> bool {
        if self.content.is_empty() {
            return self.same_words(other);
        }
        self.content == other.content
    }

    /// Whether a content word stands in both.
    pub fn shares_content(&self, other: &KeptPhrasing) -> bool {
        self.content.iter().any(|hash| other.content.binary_search(hash).is_ok())
    }

    /// Its words, lower-case: equal for phrasings with [`same_words`](KeptPhrasing::same_words).
    pub fn words(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.word.as_str()).collect()
    }

    /// Whether a content word of `query`, in any of its readings, stands in it.
    pub fn touches(&self, query: &Query) -> bool {
        let content = query.words.iter().filter(|word| !word.stop);
        content.flat_map(|word| &word.readings).flat_map(|reading| &reading.terms).any(|term| {
            query
                .terms
                .get(*term)
                .is_some_and(|term| self.content.binary_search(&term.hash).is_ok())
        })
    }

    /// How far it says what `query` says: the smaller of the share of the question's mass that it
    /// has and the share of its own mass that the question has. 0 to 1.
    pub fn agrees(&self, query: &Query) -> f32 {
        let stands = |hash: u32| self.words.iter().any(|word| word.hashes.contains(&hash));
        let covered: f32 = query
            .words
            .iter()
            .map(|word| {
                let share = word.readings.iter().map(|reading| {
                    let there =
                        reading.terms.iter().filter(|term| stands(query.terms[**term].hash));
                    reading.weight * there.count() as f32 / reading.terms.len().max(1) as f32
                });
                word.mass * share.fold(0.0, f32::max)
            })
            .sum();
        let asked = |word: &&KeptWord| {
            query.terms.iter().any(|term| 0.5 <= term.weight && word.hashes.contains(&term.hash))
        };
        let own: f32 = self.words.iter().filter(asked).map(|word| word.mass).sum();
        let least = f32::MIN_POSITIVE;
        (covered / query.mass().max(least)).min(own / self.mass.max(least)).min(1.0)
    }

    pub(super) fn kept_words(&self) -> &[KeptWord] {
        &self.words
    }
}

/// What people said of a passage for a question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Taught {
    /// That it answers the question, if they did.
    pub answers: Option<Sameness>,
    /// How far they said that it does not: 1 of this question, less of one nearly the same, 0 where
    /// nothing was said.
    pub wrong: f32,
}

impl Taught {
    /// Whether the passage was said not to answer this very question.
    pub fn is_refused(&self) -> bool {
        1.0 <= self.wrong
    }
}

/// How much a question is one that was asked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sameness {
    /// The same content words.
    Content,
    /// The same words in the same order, and of several such the last that was said.
    Words,
}

/// What is known beside the index for one question, by the numbers of passages.
#[derive(Debug, Default)]
pub struct Beside<'a> {
    /// Phrasings that may help; their passages are candidates, whatever the index says.
    pub phrasings: BTreeMap<u32, Vec<&'a KeptPhrasing>>,
    /// What was said.
    pub taught: BTreeMap<u32, Taught>,
}

impl Beside<'_> {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.phrasings.is_empty() && self.taught.is_empty()
    }
}

impl Index {
    /// Cuts `text` as the phrasing of a passage is cut; with an embedder it gets a vector too.
    ///
    /// # Cost
    ///
    /// A few microseconds for a question.
    pub fn phrasing(&self, text: &str, embedder: Option<&mut Embedder>) -> KeptPhrasing {
        let mut words: Vec<KeptWord> = Vec::new();
        let mut content = Vec::new();
        let mut ends = Vec::new();
        for (language, analyzer) in self.analyzers.iter().enumerate() {
            for token in analyzer.tokens(text) {
                let hash = term_hash(&token.term);
                if language == 0 {
                    if !token.stop {
                        content.push(hash);
                    }
                    ends.push(token.span.end);
                    let word = token.word;
                    words.push(KeptWord { word, hashes: vec![hash], number: None, mass: 0.0 });
                } else if let Ok(at) = ends.binary_search(&token.span.end)
                    && !words[at].hashes.contains(&hash)
                {
                    words[at].hashes.push(hash);
                }
            }
        }
        for word in &mut words {
            word.number = word.hashes.iter().find_map(|hash| self.terms.number(*hash));
            // Number 0 is no term: it stands in no passage.
            word.mass = self.terms.mass(word.number.unwrap_or(0));
        }
        content.sort_unstable();
        content.dedup();
        let mass = words.iter().map(|word| word.mass).sum();
        let vector = embedder.map(|embedder| embedder.embed([text]));
        KeptPhrasing { text: text.to_owned(), words, content, mass, vector }
    }

    /// Adds `kept` to the phrasings of `candidate`, behind its own.
    pub(super) fn add_phrasings(
        &self,
        query: &Query,
        probe: Option<&Probe>,
        kept: &[&KeptPhrasing],
        candidate: &mut Candidate,
    ) {
        let mut added = Vec::new();
        for one in kept {
            let Ok(number) = u16::try_from(candidate.phrasings.len()) else { break };
            for (at, word) in (0..).zip(&one.words) {
                let stands = |hash: &u32| query.terms.iter().position(|term| term.hash == *hash);
                let term = word.hashes.iter().find_map(stands);
                if let Some(term) = term.and_then(|term| u16::try_from(term).ok()) {
                    added.push(Hit { view: View::Phrasing(number), at, in_sentence: at, term });
                }
            }
            candidate.phrasings.push(Phrasing {
                terms: u16::try_from(one.words.len()).unwrap_or(u16::MAX),
                content: u16::try_from(one.content.len()).unwrap_or(u16::MAX),
                mass: one.mass,
                likeness: probe
                    .zip(one.vector())
                    .map(|(probe, vector)| self.similarity.beside(probe, vector))
                    .unwrap_or_default(),
            });
        }
        let own = candidate.hits.partition_point(|hit| matches!(hit.view, View::Phrasing(_)));
        candidate.hits.splice(own..own, added);
    }
}
