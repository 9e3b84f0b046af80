//! The passages that a question's terms fit best, found without looking at every posting.
//!
//! Scores are BM25 over all terms of a passage and over those of its question or title, added. They
//! are whole numbers: sums come out the same in whatever order the lists are read, so that passing
//! over postings changes nothing.
//!
//! Source: H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995 (MaxScore),
//! a window of passages at a time. Each list has a bound of what it can add. Lists whose bounds
//! together do not reach the worst of the best so far bring in nothing by themselves: they are only
//! asked about passages that another list brought in, the largest bound first. With the many lists
//! of a question and its synonyms this is several times quicker than block-max WAND, which keeps
//! all of them in order at every step.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use tantivy::{
    SegmentReader, TERMINATED, Term as TantivyTerm,
    fieldnorm::FieldNormReader,
    postings::BlockSegmentPostings,
    schema::{Field, IndexRecordOption},
};

use super::{Index, filter::Allowed};
use crate::query::{B, K1, Term};

/// How many passages are scored at once: their sums stay in the fastest cache.
const WINDOW: usize = 4096;

/// What a score of 1 is as a whole number. A term in hardly any of four billion passages adds 50 at
/// most, so that thousands of lists fit into 32 bits.
const ONE: f32 = 16_384.0;

/// The best so far: what is kept, and what is not.
#[derive(Debug)]
pub(super) struct Best {
    limit: usize,
    kept: BinaryHeap<Fit>,
}

/// A passage and how well it fits. The worse is the larger, so that a heap gives it up first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit(Reverse<u32>, u32);

impl Best {
    pub(super) fn new(limit: usize) -> Best {
        Best { limit, kept: BinaryHeap::with_capacity(limit.min(WINDOW) + 1) }
    }

    /// What a score must be above to be kept, for a passage after all that were offered.
    fn threshold(&self) -> u32 {
        match self.kept.peek() {
            Some(worst) if self.kept.len() == self.limit => worst.0.0,
            _ => 0,
        }
    }

    fn offer(&mut self, score: u32, number: u32) {
        if self.threshold() < score {
            self.kept.push(Fit(Reverse(score), number));
            if self.limit < self.kept.len() {
                self.kept.pop();
            }
        }
    }

    /// The passages, best first; of equals those that stand first.
    pub(super) fn into_numbers(self) -> Vec<u32> {
        self.kept.into_sorted_vec().into_iter().map(|Fit(_, number)| number).collect()
    }
}

/// What a length costs in one field, for each of the 256 lengths that are told apart.
type Norms = [f32; 256];

/// One term in one field.
struct List<'a> {
    postings: BlockSegmentPostings,
    /// The place in the block that is read.
    at: usize,
    weight: f32,
    norms: &'a Norms,
    lengths: &'a FieldNormReader,
    /// No posting adds more.
    bound: u32,
}

impl List<'_> {
    /// The passage it stands at.
    fn number(&self) -> u32 {
        self.postings.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn part(&self, number: u32, count: u32) -> u32 {
        part(self.weight, count, self.norms[usize::from(self.lengths.fieldnorm_id(number))])
    }

    /// Adds what it gives to the passages before `end` to `window`, which begins at `start`.
    fn add_to(&mut self, window: &mut Window, start: u32, end: u32) {
        loop {
            let numbers = self.postings.docs().get(self.at..).unwrap_or_default();
            let counts = self.postings.freqs().get(self.at..).unwrap_or_default();
            let mut read = 0;
            for (number, count) in numbers.iter().zip(counts) {
                if end <= *number {
                    break;
                }
                window.add((number - start) as usize, self.part(*number, *count));
                read += 1;
            }
            self.at += read;
            if read < numbers.len() || numbers.is_empty() {
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }

    /// What it gives to passage `number`, which is not before the one it stands at.
    fn give(&mut self, number: u32) -> u32 {
        if self.number() < number {
            self.at = self.postings.seek(number);
        }
        if self.number() == number { self.part(number, self.postings.freq(self.at)) } else { 0 }
    }
}

/// What `count` occurrences of a term add.
fn part(weight: f32, count: u32, norm: f32) -> u32 {
    let count = count as f32;
    (weight * (count / (count + norm))) as u32
}

/// The sums of a run of passages.
struct Window {
    sums: Vec<u32>,
    /// A bit for each sum that is not 0, and for some that are.
    touched: [u64; WINDOW / 64],
}

impl Window {
    fn new() -> Window {
        Window { sums: vec![0; WINDOW], touched: [0; WINDOW / 64] }
    }

    fn add(&mut self, at: usize, part: u32) {
        self.sums[at] += part;
        self.touched[at / 64] |= 1 << (at % 64);
    }

    /// Empties the window: calls `each` with every place and sum in order.
    fn drain(&mut self, mut each: impl FnMut(u32, u32)) {
        for (word, touched) in (0..).zip(&mut self.touched) {
            while *touched != 0 {
                let at = word * 64 + touched.trailing_zeros();
                *touched &= *touched - 1;
                each(at, std::mem::take(&mut self.sums[at as usize]));
            }
        }
    }
}

impl Index {
    /// The `limit` passages that `terms` fit best, best first, ties by their number; of those that
    /// are `allowed`.
    ///
    /// # Cost
    ///
    /// Two looks into a dictionary for each term, and some nanoseconds for each posting of those
    /// that are rare enough to tell.
    pub(super) fn best_fitting(
        &self,
        terms: &[Term],
        limit: usize,
        allowed: Option<&Allowed>,
    ) -> tantivy::Result<Vec<u32>> {
        let mut best = Best::new(limit);
        // There is one segment, or none for a corpus without passages.
        if let Some(segment) = self.searcher.segment_readers().first()
            && 0 < limit
        {
            let fields = self.field_lengths(segment)?;
            let lists = lists(segment, &fields, terms)?;
            search(lists, &mut best, |number| allowed.is_none_or(|some| some.has(number)));
        }
        Ok(best.into_numbers())
    }

    /// What lengths cost in both fields.
    fn field_lengths(
        &self,
        segment: &SegmentReader,
    ) -> tantivy::Result<[(Field, FieldNormReader, Norms); 2]> {
        let of = |field, mean: f32| -> tantivy::Result<(Field, FieldNormReader, Norms)> {
            let cost = |id: usize| {
                let length = FieldNormReader::id_to_fieldnorm(id as u8) as f32;
                K1 * (1.0 - B + B * length / mean)
            };
            Ok((field, segment.get_fieldnorms_reader(field)?, std::array::from_fn(cost)))
        };
        let means = [self.totals.mean_terms, self.totals.mean_question_terms];
        let [all, question] = [self.fields.all, self.fields.question];
        Ok([of(all, means[0])?, of(question, means[1])?])
    }
}

/// A list for each term and field that has it.
fn lists<'a>(
    segment: &SegmentReader,
    fields: &'a [(Field, FieldNormReader, Norms)],
    terms: &[Term],
) -> tantivy::Result<Vec<List<'a>>> {
    let mut lists = Vec::with_capacity(fields.len() * terms.len());
    for (field, lengths, norms) in fields {
        let inverted = segment.inverted_index(*field)?;
        for term in terms.iter().filter(|term| 0 < term.frequency) {
            let name = TantivyTerm::from_field_text(*field, &term.text);
            let Some(found) = inverted.get_term_info(&name)? else { continue };
            let option = IndexRecordOption::WithFreqs;
            let postings = inverted.read_block_postings_from_terminfo(&found, option)?;
            let weight = term.idf * (1.0 + K1) * term.weight * ONE;
            let bound = weight as u32;
            lists.push(List { postings, at: 0, weight, norms, lengths, bound });
        }
    }
    Ok(lists)
}

/// Offers to `best` all passages that may be among them.
fn search(mut lists: Vec<List<'_>>, best: &mut Best, allowed: impl Fn(u32) -> bool) {
    lists.sort_by(|a, b| match a.bound.cmp(&b.bound) {
        // Of two that can add the same, the longer is the one to pass over.
        Ordering::Equal => b.postings.doc_freq().cmp(&a.postings.doc_freq()),
        unequal => unequal,
    });
    // What the lists up to each can add together.
    let bounds: Vec<u32> = lists
        .iter()
        .scan(0_u32, |sum, list| {
            *sum = sum.saturating_add(list.bound);
            Some(*sum)
        })
        .collect();
    let mut window = Window::new();
    loop {
        // Those before it bring in nothing by themselves.
        let first = bounds.partition_point(|bound| *bound <= best.threshold());
        let (asked, bringing) = lists.split_at_mut(first);
        let start = bringing.iter().map(List::number).min().unwrap_or(TERMINATED);
        if start == TERMINATED {
            return;
        }
        let end = start.saturating_add(WINDOW as u32).min(TERMINATED);
        for list in bringing {
            list.add_to(&mut window, start, end);
        }
        window.drain(|at, mut score| {
            let number = start + at;
            if !allowed(number) {
                return;
            }
            let threshold = best.threshold();
            for (list, bound) in asked.iter_mut().zip(&bounds).rev() {
                if score.saturating_add(*bound) <= threshold {
                    return;
                }
                score += list.give(number);
            }
            best.offer(score, number);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tantivy::{DocSet, postings::Postings};

    use super::super::{IndexWriter, Origin};
    use super::*;
    use crate::{
        analysis::Language,
        corpus::Corpus,
        passage::{Kind, Passage},
        query::{Query, Understanding},
    };

    /// How many passages the corpus below has: several windows.
    const PASSAGES: u32 = 3 * WINDOW as u32;

    /// Words, each rarer than the one before.
    const WORDS: u64 = 400;

    /// The next of a row of numbers without order.
    fn next(state: &mut u64) -> u64 {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    /// A made-up word: the first ones often, the last ones seldom, as in any language.
    fn word(state: &mut u64) -> String {
        let all = next(state) % (WORDS * WORDS * WORDS);
        let rank = WORDS - 1 - (all as f64).cbrt() as u64;
        let letters = ["ba", "ku", "ti", "mo", "re", "sa", "lu"];
        [rank % 7, rank / 7 % 7, rank / 49 % 7, rank / 343]
            .map(|at| letters[at as usize % 7])
            .concat()
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
            metadata: BTreeMap::new(),
        }
    }

    /// The sums of all postings, one after the other.
    fn exhaustive(index: &Index, terms: &[Term], limit: usize, step: u32) -> Vec<u32> {
        let segment = &index.searcher.segment_readers()[0];
        let mut sums = vec![0_u32; PASSAGES as usize];
        for (field, lengths, norms) in index.field_lengths(segment).unwrap() {
            let inverted = segment.inverted_index(field).unwrap();
            for term in terms {
                let name = TantivyTerm::from_field_text(field, &term.text);
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = inverted.read_postings(&name, option).unwrap() else {
                    continue;
                };
                let weight = term.idf * (1.0 + K1) * term.weight * ONE;
                while postings.doc() != TERMINATED {
                    let norm = norms[usize::from(lengths.fieldnorm_id(postings.doc()))];
                    sums[postings.doc() as usize] += part(weight, postings.term_freq(), norm);
                    postings.advance();
                }
            }
        }
        let mut found: Vec<(Reverse<u32>, u32)> = (0..PASSAGES)
            .filter(|number| number % step == 0 && 0 < sums[*number as usize])
            .map(|number| (Reverse(sums[number as usize]), number))
            .collect();
        found.sort_unstable();
        found.truncate(limit);
        found.into_iter().map(|(_, number)| number).collect()
    }

    #[test]
    fn what_is_passed_over_is_never_among_the_best() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut writer = IndexWriter::begin(dir.path()).unwrap();
        let mut state = 7;
        for number in 0..PASSAGES {
            writer.add(&passage(number, &mut state), Language::English).unwrap();
        }
        let origin = Origin {
            corpus: Corpus::BuiltIn,
            root: None,
            built_in: String::new(),
            stamps: Vec::new(),
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
            let best = index.best_fitting(&query.terms, limit, filter).unwrap();
            let expected = exhaustive(&index, &query.terms, limit, step);
            assert_eq!(best, expected, "{question:?}, {limit} of every {step}");
            found += best.len();
        }
        assert!(10_000 < found, "only {found} passages were found");
        assert_eq!(index.best_fitting(&[], 10, None).unwrap(), [] as [u32; 0]);
    }

    #[test]
    fn of_equals_the_first_are_kept_in_order() {
        let mut best = Best::new(3);
        for (number, score) in (0..).zip([5, 7, 5, 7, 5, 1]) {
            best.offer(score, number);
        }
        assert_eq!(best.into_numbers(), [1, 3, 0]);
        let mut none = Best::new(2);
        none.offer(0, 1);
        assert_eq!(none.into_numbers(), [] as [u32; 0]);
    }
}
