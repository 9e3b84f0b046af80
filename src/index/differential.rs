//! That the search passes over postings must not show: its best are the best of all.
//!
//! `fitting` compares whole numbers with whole numbers; here the sums are made anew, by the formula.

#![expect(clippy::print_stdout, reason = "a test by chance prints its counts")]

use std::collections::HashMap;

use tantivy::{
    DocSet, TERMINATED, Term as TantivyTerm, fieldnorm::FieldNormReader, postings::Postings,
    query::Bm25StatisticsProvider, schema::IndexRecordOption,
};

use super::{Cutter, Index, IndexWriter, Origin};
use crate::{
    analysis::Language,
    corpus::Corpus,
    passage::{Kind, Passage},
    query::{B, K1, Query, Term, Understanding},
};

/// How many passages there are: more than one window of the search.
const PASSAGES: usize = 6_000;

/// How many are looked for, as for a reply.
const LIMIT: usize = 64;

/// The search adds whole numbers, 16,384 of them to a score of 1: by so much at most is each part of
/// a sum rounded, and an IDF of 32 bits beside that.
const ROUNDING: f64 = 1.5 / 16_384.0;

/// Numbers without order, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    /// A word, of which a few are said often and many seldom.
    fn word(&mut self) -> String {
        const COMMON: [&str; 8] = ["the", "of", "is", "boat", "sail", "storm", "harbour", "how"];
        let bits = 1 + self.below(13);
        let rank = self.below(1 << bits);
        COMMON.get(rank).map_or_else(|| format!("w{rank}"), |word| (*word).to_owned())
    }

    fn text(&mut self, words: usize) -> String {
        (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }
}

fn passage(number: usize, chance: &mut Chance) -> Passage {
    let title = 1 + chance.below(8);
    let text = 3 + chance.below(120);
    Passage {
        id: number.to_string(),
        kind: Kind::Qa,
        title: chance.text(title),
        headings: Vec::new(),
        questions: Vec::new(),
        text: chance.text(text),
        plain: String::new(),
        path: "sea.md".to_owned(),
        line: 1,
        end_line: 1,
        place: None,
        runs: Vec::new(),
        columns: Vec::new(),
        metadata: Default::default(),
    }
}

/// What every passage is worth, every posting added up with twice the digits.
fn worth(index: &Index, terms: &[Term]) -> HashMap<u32, f64> {
    let mut sums = HashMap::new();
    let searcher = &index.parts[0].searcher;
    for segment in searcher.segment_readers() {
        for field in [index.fields.all, index.fields.question] {
            let tokens = searcher.total_num_tokens(field).unwrap();
            let mean = tokens as f64 / index.totals.passages as f64;
            let inverted = segment.inverted_index(field).unwrap();
            let lengths = segment.get_fieldnorms_reader(field).unwrap();
            for term in index.telling(terms) {
                let weight = f64::from(term.idf) * (1.0 + f64::from(K1)) * f64::from(term.weight);
                let term = TantivyTerm::from_field_text(field, &term.text);
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = inverted.read_postings(&term, option).unwrap() else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    let number = postings.doc();
                    let length = FieldNormReader::id_to_fieldnorm(lengths.fieldnorm_id(number));
                    let (k1, b) = (f64::from(K1), f64::from(B));
                    let norm = k1 * (1.0 - b + b * f64::from(length) / mean);
                    let count = f64::from(postings.term_freq());
                    *sums.entry(number).or_insert(0.0) += weight * count / (count + norm);
                    postings.advance();
                }
            }
        }
    }
    sums
}

#[test]
fn the_best_that_a_search_finds_are_the_best_of_all() {
    let is_long = std::env::var_os("IBID_LONG").is_some_and(|value| value != "0");
    let count = if is_long { 10_000 } else { 1_000 };
    let dir = tempfile::TempDir::new().unwrap();
    let mut writer = IndexWriter::begin(dir.path(), u64::MAX, &mut || Ok(false)).unwrap();
    let mut cutter = Cutter::default();
    let mut chance = Chance(20_261);
    for number in 0..PASSAGES {
        let passage = passage(number, &mut chance);
        let cut = cutter.cut(&passage, Language::English);
        writer.add(&passage, &cut).unwrap();
    }
    let origin = Origin {
        corpus: Corpus::BuiltIn,
        root: None,
        built_in: String::new(),
        stamps: Vec::new(),
        taken: None,
    };
    writer.finish(origin, 1, 0, |_| Ok(Default::default())).unwrap();
    let index = Index::open(dir.path()).unwrap();
    let (mut same, mut rounded, mut short, mut widest) = (0, 0, 0, 0.0_f64);
    for _ in 0..count {
        let words = 1 + chance.below(12);
        let question = chance.text(words);
        let query = Query::new(&question, &index, &Understanding::default());
        let found = index.best_fitting(&query.terms, LIMIT, None).unwrap();
        let found: Vec<u32> = found.into_iter().map(|fit| fit.number).collect();
        let worth = worth(&index, &query.terms);
        let mut best: Vec<(f64, u32)> = worth.iter().map(|(number, sum)| (*sum, *number)).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.truncate(LIMIT);
        short += usize::from(best.len() < LIMIT);
        assert_eq!(found.len(), best.len(), "{question}");
        let mut seen = found.clone();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), found.len(), "{question}");
        // At each place stands one that is worth as much as the one that belongs there.
        let rounding = ROUNDING * (2 * query.terms.len()) as f64;
        for (place, (number, (sum, _))) in found.iter().zip(&best).enumerate() {
            let here = worth[number];
            let apart = (here - sum).abs();
            assert!(apart <= rounding, "place {place}: {question}: {here}, {sum}");
            widest = widest.max(apart);
        }
        let wanted: Vec<u32> = best.into_iter().map(|(_, number)| number).collect();
        if found == wanted { same += 1 } else { rounded += 1 }
    }
    println!(
        "{count} questions to {PASSAGES} passages, the best {LIMIT}: {same} lists the same as by \
         adding all up with twice the digits, {rounded} with neighbours in another order whose sums \
         differ by rounding, {widest:.5} at most; {short} lists were shorter"
    );
    assert!(short < count / 2);
}
