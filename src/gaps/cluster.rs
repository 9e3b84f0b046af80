//! Questions to groups of those that ask for the same.
//!
//! Two questions are alike as far as they share the mass of their content words and as far as the
//! vectors of these are alike. A question joins the group whose members it is
//! most like on the mean, where that is enough, else it begins one: those that were asked most come
//! first and give the groups their middle. Deterministic, and one pass.

use crate::{
    query::Query,
    vectors::{Embedder, Table, Vector},
};

/// What shared words count beside the vectors, which tell a telling word from a common one.
const SHARED: f32 = 0.3;

/// From this likeness on two questions ask for the same. Chosen on some twenty invented pairs: with
/// less "ship to Canada" joins "ship to Mexico", with more rewordings fall apart.
const SAME: f32 = 0.5;

/// A question is compared with so many members of a group, the most asked.
const COMPARED: usize = 8;

/// A question, ready to be compared.
pub(super) struct Wording {
    pub(super) question: String,
    words: Vec<Word>,
    /// The words' own terms, hashed, sorted.
    terms: Vec<u32>,
    mass: f32,
    vector: Vector,
}

/// A content word.
struct Word {
    mass: f32,
    /// Each term that it may be read as alone, hashed, and what that counts.
    readings: Vec<(u32, f32)>,
}

impl Wording {
    /// `query` is `question` as it is understood.
    pub(super) fn new(question: String, query: &Query) -> Wording {
        let content = query.words.iter().filter(|word| !word.stop);
        // Nothing but stop words is compared by them.
        let none = content.clone().next().is_none();
        let words: Vec<_> = query.words.iter().filter(|word| none || !word.stop).collect();
        let hash = |term: usize| query.terms.get(term).map(|term| term.hash);
        let mut terms = Vec::new();
        let read: Vec<Word> = words
            .iter()
            .map(|word| {
                let alone = word.readings.iter().filter(|reading| reading.terms.len() == 1);
                let readings: Vec<(u32, f32)> = alone
                    .filter_map(|reading| Some((hash(reading.terms[0])?, reading.weight)))
                    .collect();
                terms.extend(readings.first().map(|reading| reading.0));
                Word { mass: word.mass, readings }
            })
            .collect();
        terms.sort_unstable();
        let vector = Embedder::new(Table::built_in()).embed(words.iter().map(|w| w.text.as_str()));
        let mass = read.iter().map(|word| word.mass).sum();
        Wording { question, words: read, terms, mass, vector }
    }

    /// How alike two are, 0 to 1.
    fn like(&self, other: &Wording) -> f32 {
        let shared = self.shared(other) + other.shared(self);
        let shared = shared / (self.mass + other.mass).max(f32::MIN_POSITIVE);
        SHARED * shared.min(1.0) + (1.0 - SHARED) * self.vector.cosine(&other.vector).max(0.0)
    }
}

impl Wording {
    /// The mass of the words that `other` has in one of their readings.
    fn shared(&self, other: &Wording) -> f32 {
        let best = |word: &Word| {
            let there =
                word.readings.iter().filter(|one| other.terms.binary_search(&one.0).is_ok());
            word.mass * there.map(|one| one.1).fold(0.0, f32::max)
        };
        self.words.iter().map(best).sum()
    }
}

/// Groups of `wordings` by their places, in the order of their first members.
///
/// # Cost
///
/// For each wording a few comparisons with each group, about 100 ns each.
pub(super) fn clustered(wordings: &[&Wording]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, wording) in wordings.iter().enumerate() {
        let mut best: Option<(f32, usize)> = None;
        for (number, group) in groups.iter().enumerate() {
            let compared = &group[..group.len().min(COMPARED)];
            let sum: f32 = compared.iter().map(|other| wording.like(wordings[*other])).sum();
            let mean = sum / compared.len() as f32;
            if SAME <= mean && best.is_none_or(|(other, _)| other < mean) {
                best = Some((mean, number));
            }
        }
        match best {
            Some((_, number)) => groups[number].push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::{Analyzer, Language},
        query::{Understanding, Vocabulary},
    };

    /// A corpus that has none of the words.
    struct Nothing([Analyzer; 1]);

    impl Vocabulary for Nothing {
        fn analyzers(&self) -> &[Analyzer] {
            &self.0
        }

        fn frequency(&self, _: &str) -> u64 {
            0
        }

        fn passages(&self) -> u64 {
            100
        }
    }

    fn groups(questions: &[&str]) -> Vec<Vec<usize>> {
        let vocabulary = Nothing([Analyzer::new(Language::English)]);
        let wordings: Vec<Wording> = questions
            .iter()
            .map(|question| {
                let query = Query::new(question, &vocabulary, &Understanding::default());
                Wording::new((*question).to_owned(), &query)
            })
            .collect();
        clustered(&wordings.iter().collect::<Vec<_>>())
    }

    #[test]
    fn the_same_in_other_words_is_one_group() {
        let questions = [
            "what laptop should I buy",
            "recommended laptop",
            "which laptop is best",
            "who won the world cup",
            "world cup winner",
            "is there a refund",
            "refund policy",
            "how do I cook rice",
            "best recipe for rice",
        ];
        assert_eq!(groups(&questions), [vec![0, 1, 2], vec![3, 4], vec![5, 6], vec![7, 8]]);
    }

    #[test]
    fn a_shared_verb_is_not_enough() {
        let questions = [
            "which laptop should I buy",
            "which house should I buy",
            "how do I cook rice",
            "how do I cook the books",
            "where is the station",
            "when does the museum open",
            "do you ship to canada",
            "do you ship to mexico",
        ];
        assert_eq!(groups(&questions).len(), questions.len());
    }

    #[test]
    fn stop_words_and_signs_are_questions_too() {
        assert_eq!(groups(&["who are you", "who are you then", "???"]), [vec![0, 1], vec![2]]);
        assert_eq!(groups(&[]), Vec::<Vec<usize>>::new());
    }
}
