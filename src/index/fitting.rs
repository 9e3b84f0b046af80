//! The passages that a question's terms fit best, found without looking at every posting.
//!
//! Scores are BM25 over all terms of a passage and over those of its question or title, added. They
//! are whole numbers: sums come out the same in whatever order the lists are read, so that passing
//! over postings changes nothing.
//!
//! The passages are looked at in windows of neighbours. Of each window it is known what every list
//! can add there at most ([`bounds`]); passages that stand together are about the
//! same things, so that most windows cannot hold one of the best and are passed over. The most
//! promising windows come first, and set what the others must reach. In a window, lists whose bounds
//! together do not reach that are only asked about passages that other lists brought in.
//!
//! Sources: H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995 (MaxScore);
//! C. Dimopoulos, S. Nepomnyachiy, T. Suel, "Optimizing top-k document retrieval strategies for
//! block-max indexes", WSDM 2013 (bounds of ranges of documents).

use std::{collections::BinaryHeap, io, sync::Arc};

use tantivy::{
    InvertedIndexReader, SegmentReader, Term as TantivyTerm,
    fieldnorm::FieldNormReader,
    postings::{BlockSegmentPostings, TermInfo},
    schema::IndexRecordOption,
};

use super::{
    Index,
    bounds::{self, saturation},
    filter::Allowed,
};
use crate::query::{K1, Term};

/// What a score of 1 is as a whole number. A term in hardly any of four billion passages adds 50 at
/// most, so that thousands of lists fit into 32 bits.
const ONE: f32 = 16_384.0;

/// How many windows are looked at in the first round, the most promising ones, and how many in the
/// second; the others come last.
const ROUNDS: [usize; 2] = [8, 56];

/// Room for so many candidates is made at once.
const ROOM: usize = 1024;

/// The best so far.
#[derive(Debug)]
pub(super) struct Best {
    limit: usize,
    /// The worst of them on top.
    kept: BinaryHeap<Fit>,
}

/// A passage and how well it fits, ordered so that the one to give up first is the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fit {
    score: u32,
    number: u32,
}

impl Ord for Fit {
    fn cmp(&self, other: &Fit) -> std::cmp::Ordering {
        other.score.cmp(&self.score).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Fit {
    fn partial_cmp(&self, other: &Fit) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Best {
    pub(super) fn new(limit: usize) -> Best {
        Best { limit, kept: BinaryHeap::with_capacity(limit.min(ROOM) + 1) }
    }

    /// What a score must reach at least to be kept.
    fn least(&self) -> u32 {
        match self.kept.peek() {
            Some(worst) if self.kept.len() == self.limit => worst.score,
            _ => 1,
        }
    }

    fn offer(&mut self, score: u32, number: u32) {
        if self.least() <= score {
            self.kept.push(Fit { score, number });
            if self.limit < self.kept.len() {
                self.kept.pop();
            }
        }
    }

    /// The passages, best first; of equals those that stand first.
    pub(super) fn into_numbers(self) -> Vec<u32> {
        self.kept.into_sorted_vec().into_iter().map(|fit| fit.number).collect()
    }
}

/// One of the two fields that are searched.
struct Searched {
    inverted: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    norms: [f32; 256],
}

impl Searched {
    fn norm(&self, number: u32) -> f32 {
        self.norms[usize::from(self.lengths.fieldnorm_id(number))]
    }
}

/// One term in one field.
struct List<'a> {
    searched: &'a Searched,
    /// What it would add were it all that a passage says.
    weight: f32,
    postings: Postings<'a>,
}

enum Postings<'a> {
    /// Passages and what it adds to each, and the place that is read.
    Short { all: Vec<(u32, u32)>, at: usize },
    /// The list, opened where it is read, and the place in the block.
    Long {
        found: TermInfo,
        blocks: Option<Box<BlockSegmentPostings>>,
        at: usize,
        /// The largest saturation in each window; `None` where that is not known.
        row: Option<&'a [u8]>,
        /// What a 255th of it adds, rounded up.
        unit: u32,
    },
}

impl<'a> List<'a> {
    fn open(
        searched: &'a Searched,
        found: TermInfo,
        weight: f32,
        row: Option<&'a [u8]>,
    ) -> io::Result<List<'a>> {
        if found.doc_freq < bounds::LEAST_POSTINGS {
            let mut blocks = open(searched, &found)?;
            let mut all = Vec::with_capacity(found.doc_freq as usize);
            while !blocks.docs().is_empty() {
                let both = blocks.docs().iter().zip(blocks.freqs());
                all.extend(both.map(|(number, count)| {
                    (*number, part(weight, *count, searched.norm(*number)))
                }));
                blocks.advance();
            }
            return Ok(List { searched, weight, postings: Postings::Short { all, at: 0 } });
        }
        // One more than the exact unit covers how floats and `part` round.
        let unit = (weight / 255.0).ceil() as u32 + 1;
        let postings = Postings::Long { found, blocks: None, at: 0, row, unit };
        Ok(List { searched, weight, postings })
    }

    /// Adds to each window's promise what the list can add there.
    fn promise(&self, promises: &mut [u32], window: u32) {
        match &self.postings {
            Postings::Short { all, .. } => {
                let mut rest = all.as_slice();
                while let Some((first, _)) = rest.first() {
                    let at = first / window;
                    let here = rest.partition_point(|(number, _)| number / window == at);
                    let most = rest[..here].iter().map(|(_, part)| *part).max().unwrap_or(0);
                    if let Some(promise) = promises.get_mut(at as usize) {
                        *promise += most;
                    }
                    rest = &rest[here..];
                }
            }
            Postings::Long { row: Some(row), unit, .. } => {
                for (promise, most) in promises.iter_mut().zip(*row) {
                    *promise += unit * u32::from(*most);
                }
            }
            Postings::Long { row: None, unit, .. } => {
                promises.iter_mut().for_each(|promise| *promise += 255 * unit);
            }
        }
    }

    /// The most it adds to a passage of the window with the number `at`, from `start` to before
    /// `end`; 0 where it has none of them.
    fn bound(&mut self, at: u32, start: u32, end: u32) -> u32 {
        match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(number, _)| *number < start);
                let here = all[*at..].iter().take_while(|(number, _)| *number < end);
                here.map(|(_, part)| *part).max().unwrap_or(0)
            }
            Postings::Long { row: Some(row), unit, .. } => {
                row.get(at as usize).map_or(0, |most| *unit * u32::from(*most))
            }
            Postings::Long { row: None, unit, .. } => 255 * *unit,
        }
    }

    /// Goes back to its start.
    fn rewind(&mut self) {
        match &mut self.postings {
            Postings::Short { at, .. } => *at = 0,
            Postings::Long { blocks, at, .. } => (*blocks, *at) = (None, 0),
        }
    }

    /// Adds what it gives to the passages from `start` to before `end` to `window`.
    fn add_to(&mut self, window: &mut Window, start: u32, end: u32) -> io::Result<()> {
        match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(number, _)| *number < start);
                let here = all[*at..].iter().take_while(|(number, _)| *number < end);
                here.for_each(|(number, part)| window.add(number - start, *part));
            }
            Postings::Long { found, blocks, at, .. } => {
                let blocks = opened(blocks, self.searched, found)?;
                go_to(blocks, at, start);
                loop {
                    let numbers = blocks.docs().get(*at..).unwrap_or_default();
                    let counts = blocks.freqs().get(*at..).unwrap_or_default();
                    let here = numbers.partition_point(|number| *number < end);
                    for (number, count) in numbers.iter().zip(counts).take(here) {
                        let part = part(self.weight, *count, self.searched.norm(*number));
                        window.add(number - start, part);
                    }
                    *at += here;
                    if here < numbers.len() || numbers.is_empty() {
                        break;
                    }
                    blocks.advance();
                    *at = 0;
                }
            }
        }
        Ok(())
    }

    /// What it gives to passage `number`, which is not before one it was asked about.
    fn give(&mut self, number: u32) -> io::Result<u32> {
        Ok(match &mut self.postings {
            Postings::Short { all, at } => {
                *at += all[*at..].partition_point(|(other, _)| *other < number);
                all.get(*at).filter(|(other, _)| *other == number).map_or(0, |(_, part)| *part)
            }
            Postings::Long { found, blocks, at, .. } => {
                let blocks = opened(blocks, self.searched, found)?;
                go_to(blocks, at, number);
                match blocks.docs().get(*at) {
                    Some(here) if *here == number => {
                        part(self.weight, blocks.freq(*at), self.searched.norm(number))
                    }
                    _ => 0,
                }
            }
        })
    }
}

fn open(searched: &Searched, found: &TermInfo) -> io::Result<BlockSegmentPostings> {
    searched.inverted.read_block_postings_from_terminfo(found, IndexRecordOption::WithFreqs)
}

fn opened<'b>(
    blocks: &'b mut Option<Box<BlockSegmentPostings>>,
    searched: &Searched,
    found: &TermInfo,
) -> io::Result<&'b mut BlockSegmentPostings> {
    if blocks.is_none() {
        *blocks = Some(Box::new(open(searched, found)?));
    }
    blocks.as_deref_mut().ok_or_else(|| io::Error::other("a list that was opened is not there"))
}

/// Goes to the first passage from `number` on; never back.
fn go_to(blocks: &mut BlockSegmentPostings, at: &mut usize, number: u32) {
    if blocks.docs().get(*at).is_some_and(|here| *here < number) {
        *at = blocks.seek(number);
    }
}

/// What `count` occurrences of a term add: never nothing, also of a term in every passage.
fn part(weight: f32, count: u32, norm: f32) -> u32 {
    (weight * saturation(count, norm)) as u32 + 1
}

/// The sums of the passages of a window.
struct Window {
    sums: Vec<u32>,
    /// A bit for each sum that is not 0, and for some that are.
    touched: Vec<u64>,
}

impl Window {
    fn new(passages: u32) -> Window {
        let passages = passages as usize;
        Window { sums: vec![0; passages], touched: vec![0; passages.div_ceil(64)] }
    }

    fn add(&mut self, at: u32, part: u32) {
        self.sums[at as usize] += part;
        self.touched[at as usize / 64] |= 1 << (at % 64);
    }

    /// The first place from `from` on that was touched, and its sum; both are taken out.
    fn take(&mut self, from: u32) -> Option<(u32, u32)> {
        let mut word = from as usize / 64;
        while let Some(touched) = self.touched.get_mut(word) {
            if *touched != 0 {
                let at = word as u32 * 64 + touched.trailing_zeros();
                *touched &= *touched - 1;
                return Some((at, std::mem::take(&mut self.sums[at as usize])));
            }
            word += 1;
        }
        None
    }
}

impl Index {
    /// The `limit` passages that `terms` fit best, best first, ties by their number; of those that
    /// are `allowed`.
    ///
    /// # Cost
    ///
    /// Two looks into a dictionary for each term, and some nanoseconds for each posting in the
    /// windows that are looked at.
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
            let fields = self.searched(segment)?;
            let lists = self.lists(&fields, terms)?;
            let search = Search {
                window: self.bounds[0].window(),
                passages: segment.max_doc(),
                allowed,
                best: &mut best,
            };
            search.run(lists)?;
        }
        Ok(best.into_numbers())
    }

    fn searched(&self, segment: &SegmentReader) -> tantivy::Result<[Searched; 2]> {
        let of = |field, mean| -> tantivy::Result<Searched> {
            Ok(Searched {
                inverted: segment.inverted_index(field)?,
                lengths: segment.get_fieldnorms_reader(field)?,
                norms: bounds::norms(mean),
            })
        };
        let (fields, totals) = (self.fields, self.totals);
        Ok([of(fields.all, totals.mean_terms)?, of(fields.question, totals.mean_question_terms)?])
    }

    /// A list for each term and field that has it.
    fn lists<'a>(
        &'a self,
        searched: &'a [Searched; 2],
        terms: &[Term],
    ) -> tantivy::Result<Vec<List<'a>>> {
        let mut lists = Vec::with_capacity(2 * terms.len());
        let fields = [self.fields.all, self.fields.question];
        for ((field, searched), bounds) in fields.into_iter().zip(searched).zip(&self.bounds) {
            for term in terms.iter().filter(|term| 0 < term.frequency) {
                let name = TantivyTerm::from_field_text(field, &term.text);
                let Some(found) = searched.inverted.get_term_info(&name)? else { continue };
                let weight = term.idf * (1.0 + K1) * term.weight * ONE;
                lists.push(List::open(searched, found, weight, bounds.of(term.hash))?);
            }
        }
        Ok(lists)
    }
}

/// One search.
struct Search<'a> {
    /// The number of passages in a window.
    window: u32,
    /// The number of all passages.
    passages: u32,
    allowed: Option<&'a Allowed>,
    best: &'a mut Best,
}

impl Search<'_> {
    fn run(mut self, mut lists: Vec<List<'_>>) -> io::Result<()> {
        let mut promises = vec![0; self.passages.div_ceil(self.window) as usize];
        lists.iter().for_each(|list| list.promise(&mut promises, self.window));
        let mut order: Vec<(u32, u32)> = promises.into_iter().zip(0..).collect();
        // The most promising windows first; each round is read from the front to the back, as lists
        // can only be.
        order.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut sums = Window::new(self.window);
        let mut rest = order.as_mut_slice();
        for count in ROUNDS.into_iter().chain([usize::MAX]) {
            let least = self.best.least();
            let worth = rest.partition_point(|(promise, _)| least <= *promise);
            let (round, others) = std::mem::take(&mut rest).split_at_mut(worth.min(count));
            if round.is_empty() {
                break;
            }
            round.sort_unstable_by_key(|(_, at)| *at);
            lists.iter_mut().for_each(List::rewind);
            for (promise, at) in round {
                if self.best.least() <= *promise {
                    self.look_at(*at, &mut lists, &mut sums)?;
                }
            }
            rest = others;
        }
        Ok(())
    }

    /// Offers the passages of a window that may be among the best.
    fn look_at(&mut self, at: u32, lists: &mut [List<'_>], sums: &mut Window) -> io::Result<()> {
        let start = at * self.window;
        let end = (start + self.window).min(self.passages);
        // The bound of each list here, the smallest first, and where it stands.
        let mut order: Vec<(u32, usize)> = Vec::with_capacity(lists.len());
        for (index, list) in lists.iter_mut().enumerate() {
            let bound = list.bound(at, start, end);
            if 0 < bound {
                order.push((bound, index));
            }
        }
        order.sort_unstable();
        // Those up to here bring in nothing by themselves.
        let mut together = 0;
        let asked = order
            .iter()
            .take_while(|(bound, _)| {
                together += bound;
                together < self.best.least()
            })
            .count();
        for (_, index) in &order[asked..] {
            lists[*index].add_to(sums, start, end)?;
        }
        let asked = &order[..asked];
        let possible: u32 = asked.iter().map(|(bound, _)| bound).sum();
        let mut from = 0;
        'passages: while let Some((at, mut score)) = sums.take(from) {
            from = at;
            let number = start + at;
            let least = self.best.least();
            if score + possible < least || !self.allowed.is_none_or(|some| some.has(number)) {
                continue;
            }
            let mut possible = possible;
            for (bound, index) in asked.iter().rev() {
                if score + possible < least {
                    continue 'passages;
                }
                score += lists[*index].give(number)?;
                possible -= bound;
            }
            self.best.offer(score, number);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use tantivy::{DocSet, TERMINATED, postings::Postings as _};

    use super::super::{IndexWriter, Origin};
    use super::*;
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
        let fields = [index.fields.all, index.fields.question];
        for (field, searched) in fields.into_iter().zip(index.searched(segment).unwrap()) {
            for term in terms {
                let name = TantivyTerm::from_field_text(field, &term.text);
                let option = IndexRecordOption::WithFreqs;
                let Some(mut postings) = searched.inverted.read_postings(&name, option).unwrap()
                else {
                    continue;
                };
                let weight = term.idf * (1.0 + K1) * term.weight * ONE;
                while postings.doc() != TERMINATED {
                    let norm = searched.norm(postings.doc());
                    sums[postings.doc() as usize] += part(weight, postings.term_freq(), norm);
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
        for (number, score) in [(3, 7), (4, 5), (0, 5), (1, 7), (2, 5), (5, 1)] {
            best.offer(score, number);
        }
        assert_eq!(best.into_numbers(), [1, 3, 0]);
        let mut none = Best::new(2);
        none.offer(0, 1);
        assert_eq!(none.into_numbers(), [] as [u32; 0]);
    }
}
