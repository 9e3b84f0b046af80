//! The candidates of a small index: every posting of every term is added up.
//!
//! Block-max WAND passes over passages that cannot be among the best. Where the best are a good
//! part of all there is little to pass over, and keeping a hundred lists in order is what costs.

use tantivy::{
    DocSet, TERMINATED, Term as TantivyTerm, fieldnorm::FieldNormReader, postings::Postings,
    query::Bm25StatisticsProvider, schema::IndexRecordOption,
};

use super::Index;
use crate::query::{B, K1, Term};

impl Index {
    /// The `limit` passages that `terms` fit best by BM25 in both fields, best first, ties by their
    /// number.
    ///
    /// # Cost
    ///
    /// Some nanoseconds for each posting, and four bytes for each passage.
    pub(super) fn summed(&self, terms: &[Term], limit: usize) -> tantivy::Result<Vec<u32>> {
        // There is one segment, or none for a corpus without passages.
        let Some(segment) = self.searcher.segment_readers().first() else { return Ok(Vec::new()) };
        let mut scores = vec![0.0_f32; segment.max_doc() as usize];
        for field in [self.fields.all, self.fields.question] {
            let tokens = self.searcher.total_num_tokens(field)?;
            let mean = tokens as f32 / self.totals.passages.max(1) as f32;
            let inverted = segment.inverted_index(field)?;
            let lengths = segment.get_fieldnorms_reader(field)?;
            let norms: Vec<f32> = (0..=u8::MAX)
                .map(|id| K1 * (1.0 - B + B * FieldNormReader::id_to_fieldnorm(id) as f32 / mean))
                .collect();
            for term in terms.iter().filter(|term| 0 < term.frequency) {
                let weight = term.idf * (1.0 + K1) * term.weight;
                let term = TantivyTerm::from_field_text(field, &term.text);
                let Some(mut postings) =
                    inverted.read_postings(&term, IndexRecordOption::WithFreqs)?
                else {
                    continue;
                };
                let mut number = postings.doc();
                while number != TERMINATED {
                    let count = postings.term_freq() as f32;
                    let norm = norms[usize::from(lengths.fieldnorm_id(number))];
                    if let Some(score) = scores.get_mut(number as usize) {
                        *score += weight * (count / (count + norm));
                    }
                    number = postings.advance();
                }
            }
        }
        let mut found: Vec<(f32, u32)> =
            scores.into_iter().zip(0..).filter(|(score, _)| 0.0 < *score).collect();
        let better = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if limit < found.len() {
            found.select_nth_unstable_by(limit, better);
            found.truncate(limit);
        }
        found.sort_unstable_by(better);
        Ok(found.into_iter().map(|(_, number)| number).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{IndexWriter, Origin};
    use super::*;
    use crate::{
        analysis::Language,
        corpus::Corpus,
        passage::{Kind, Passage},
        query::{Query, Understanding},
    };

    const WORDS: [&str; 12] = [
        "boat", "sail", "harbour", "the", "of", "mast", "anchor", "is", "storm", "rope", "a",
        "deck",
    ];

    /// Passages in which these words stand, some often and some seldom, without order.
    fn passage(number: usize) -> Passage {
        let word = |at: usize| WORDS[(number * 7 + at * at * (1 + number % 5)) % WORDS.len()];
        let text = |count: usize| (0..count).map(word).collect::<Vec<_>>().join(" ");
        Passage {
            id: number.to_string(),
            kind: Kind::Qa,
            title: text(number % 4),
            headings: Vec::new(),
            questions: Vec::new(),
            text: text(3 + number % 17),
            plain: String::new(),
            path: "sea.md".to_owned(),
            line: 1,
            end_line: 1,
            place: None,
            metadata: BTreeMap::new(),
        }
    }

    #[test]
    fn what_is_added_up_is_what_the_search_finds() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut writer = IndexWriter::begin(dir.path()).unwrap();
        for number in 0..150 {
            writer.add(&passage(number), Language::English).unwrap();
        }
        let origin = Origin {
            corpus: Corpus::BuiltIn,
            root: None,
            built_in: String::new(),
            stamps: Vec::new(),
        };
        writer.finish(origin, 1, 0, |_| Ok(Default::default())).unwrap();
        let index = Index::open(dir.path()).unwrap();
        for question in ["boat", "the mast of a boat", "is the storm over", "nothing like it", "?"]
        {
            let query = Query::new(question, &index, &Understanding::default());
            for limit in [0, 1, 20, 64, 1000] {
                let summed = index.summed(&query.terms, limit).unwrap();
                assert_eq!(summed, index.best_of_union(&query.terms, limit).unwrap(), "{question}");
            }
        }
    }
}
