//! What the search passes over is compared with adding up every posting.

use std::collections::BTreeMap;

use tantivy::{DocSet, TERMINATED, postings::Postings as _, schema::IndexRecordOption};

use super::{
    super::{Cutter, IndexWriter, Origin},
    list::part,
    *,
};
use crate::{
    analysis::Language,
    corpus::Corpus,
    passage::{Kind, Passage},
    query::{Query, Understanding},
};

/// How many passages the corpus below has: several windows.
const PASSAGES: u32 = 12_000;

/// Words, each rarer than the one before.
const WORDS: u64 = 400;

/// The next of a row of numbers without order.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// A made-up word: the first ones often, the last ones seldom, as in any language.
fn word(state: &mut u64) -> String {
    let all = next(state) % (WORDS * WORDS * WORDS);
    let rank = WORDS - 1 - (all as f64).cbrt() as u64;
    let letters = ["ba", "ku", "ti", "mo", "re", "sa", "lu"];
    [rank % 7, rank / 7 % 7, rank / 49 % 7, rank / 343].map(|at| letters[at as usize % 7]).concat()
}

fn text(count: u64, state: &mut u64) -> String {
    (0..count).map(|_| word(state)).collect::<Vec<_>>().join(" ")
}

fn passage(number: u32, state: &mut u64) -> Passage {
    let (title, body) = (next(state) % 4, 3 + next(state) % 30);
    Passage {
        id: number.to_string(),
        kind: Kind::Qa,
        title: text(title, state),
        headings: Vec::new(),
        questions: Vec::new(),
        text: text(body, state),
        plain: String::new(),
        path: "made-up.md".to_owned(),
        line: 1,
        end_line: 1,
        place: None,
        runs: Vec::new(),
        columns: Vec::new(),
        metadata: BTreeMap::new(),
    }
}

/// The sums of all postings, one after the other.
fn exhaustive(index: &Index, terms: &[Term], limit: usize, step: u32) -> Vec<u32> {
    let segment = &index.parts[0].searcher.segment_readers()[0];
    let mut sums = vec![0_u32; PASSAGES as usize];
    let fields = [index.fields.all, index.fields.question];
    for (field, searched) in fields.into_iter().zip(index.searched(segment).unwrap()) {
        for term in index.telling(terms) {
            let name = TantivyTerm::from_field_text(field, &term.text);
            let option = IndexRecordOption::WithFreqs;
            let Some(mut postings) = searched.inverted.read_postings(&name, option).unwrap() else {
                continue;
            };
            let weight = term.idf * (1.0 + K1) * term.weight * ONE;
            while postings.doc() != TERMINATED {
                let number = postings.doc();
                let saturation = searched.saturation(postings.term_freq(), searched.length(number));
                sums[number as usize] += part(weight, saturation);
                postings.advance();
            }
        }
    }
    let mut found: Vec<(std::cmp::Reverse<u32>, u32)> = (0..PASSAGES)
        .filter(|number| number % step == 0 && 0 < sums[*number as usize])
        .map(|number| (std::cmp::Reverse(sums[number as usize]), number))
        .collect();
    found.sort_unstable();
    found.truncate(limit);
    found.into_iter().map(|(_, number)| number).collect()
}

fn numbers(fits: Vec<Fit>) -> Vec<u32> {
    fits.into_iter().map(|fit| fit.number).collect()
}

#[test]
fn what_is_passed_over_is_never_among_the_best() {
    let dir = tempfile::TempDir::new().unwrap();
    let mut writer = IndexWriter::begin(dir.path(), u64::MAX, &mut || Ok(false)).unwrap();
    let mut cutter = Cutter::default();
    let mut state = 7;
    for number in 0..PASSAGES {
        let passage = passage(number, &mut state);
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
    let mut found = 0;
    for turn in 0..300 {
        let question = text(next(&mut state) % 9, &mut state);
        let query = Query::new(&question, &index, &Understanding::default());
        let limit = [1, 10, 64, 1000][turn % 4];
        let step = [1, 1, 3, 500][turn / 4 % 4];
        let mut allowed = Allowed::none(u64::from(PASSAGES));
        (0..PASSAGES).step_by(step as usize).for_each(|number| allowed.insert(number));
        let filter = (1 < step).then_some(&allowed);
        let best = numbers(index.best_fitting(&query.terms, limit, filter).unwrap());
        let expected = exhaustive(&index, &query.terms, limit, step);
        assert_eq!(best, expected, "{question:?}, {limit} of every {step}");
        found += best.len();
    }
    assert!(10_000 < found, "only {found} passages were found");
    assert_eq!(index.best_fitting(&[], 10, None).unwrap(), []);
}

#[test]
fn of_equals_the_first_are_kept_in_order() {
    let mut best = Best::new(3);
    for (number, score) in [(3, 7), (4, 5), (0, 5), (1, 7), (2, 5), (5, 1)] {
        best.offer(score, number);
    }
    assert_eq!(numbers(best.into_sorted()), [1, 3, 0]);
    let mut none = Best::new(2);
    none.offer(0, 1);
    assert_eq!(none.into_sorted(), []);
}
