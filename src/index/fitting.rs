//! The passages that a question's terms fit best, found without looking at every posting.
//!
//! Scores are BM25 over all terms of a passage and over those of its question or title, added. They
//! are whole numbers: sums come out the same in whatever order the lists are read, so that passing
//! over postings changes nothing.
//!
//! The passages are looked at in windows of neighbours. Of each window it is known what every list
//! can add there at most ([`bounds`]); passages that stand together are about the
//! same things, so that many windows cannot hold one of the best and are passed over. The most
//! promising windows come first, and set what the others must reach. In a window the lists are added
//! up, the one with the largest bound first, until what is left cannot lift any passage to where it
//! must be. Long lists that bring in nothing by themselves are only asked about the passages that are
//! still left then.
//!
//! Adding a list up takes fewer instructions than asking it about each passage that another brought in:
//! 12.9 million for a question to a million passages, and not 15.8, before a window could end early.
//!
//! Sources: H. Turtle, J. Flood, "Query evaluation: strategies and optimizations", 1995 (MaxScore);
//! C. Dimopoulos, S. Nepomnyachiy, T. Suel, "Optimizing top-k document retrieval strategies for
//! block-max indexes", WSDM 2013 (bounds of ranges of documents).

mod list;
#[cfg(test)]
mod tests;

use std::{collections::BinaryHeap, io};

use tantivy::{SegmentReader, Term as TantivyTerm, directory::OwnedBytes};

use self::list::{List, Searched};
use super::{Index, bounds, filter::Allowed, part::Part, runs::Runs};
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
pub(super) struct Fit {
    pub(super) score: u32,
    pub(super) number: u32,
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
        if score < self.least() {
            return;
        }
        let fit = Fit { score, number };
        if self.kept.len() < self.limit {
            self.kept.push(fit);
        } else if let Some(mut worst) = self.kept.peek_mut()
            && fit < *worst
        {
            *worst = fit;
        }
    }

    /// The passages, best first; of equals those that stand first.
    pub(super) fn into_sorted(self) -> Vec<Fit> {
        self.kept.into_sorted_vec()
    }
}

/// So many sums have their largest beside them.
const GROUP: usize = 64;

/// So many sums of a group are compared at once with what is needed.
const AT_ONCE: usize = 16;

const _: () = assert!((bounds::SMALLEST_WINDOW as usize).is_multiple_of(GROUP));

/// The sums of the passages of a window, as far as lists were added up.
struct Window {
    sums: Vec<u32>,
    /// The largest of each group of sums.
    most: Vec<u32>,
    /// The bounds of the lists and where they stand, the largest bound first.
    bounds: Vec<(u32, usize)>,
}

impl Window {
    fn new(passages: u32) -> Window {
        let passages = passages as usize;
        Window { sums: vec![0; passages], most: vec![0; passages / GROUP], bounds: Vec::new() }
    }

    #[inline]
    fn add(&mut self, at: u32, part: u32) {
        let sum = &mut self.sums[at as usize];
        *sum += part;
        let most = &mut self.most[at as usize / GROUP];
        *most = (*most).max(*sum);
    }

    /// Whether a sum is `needed` or more.
    fn reaches(&self, needed: u32) -> bool {
        self.most.iter().any(|most| needed <= *most)
    }

    fn clear(&mut self) {
        self.most.fill(0);
        self.sums.fill(0);
    }
}

impl Index {
    /// The `limit` passages that the [telling](Index::telling) ones of `terms` fit best, best first,
    /// ties by their number; of those that are `allowed`.
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
    ) -> tantivy::Result<Vec<Fit>> {
        let mut best = Best::new(limit);
        for (index, part) in self.parts.iter().enumerate() {
            let Some(segment) = part.segment().filter(|_| 0 < limit) else { continue };
            let fields = self.searched(segment)?;
            let lists = self.lists(part, &fields, terms)?;
            let search = Search {
                window: part.bounds[0].window(),
                passages: segment.max_doc(),
                runs: (!self.runs.are_one()).then_some((&self.runs, index)),
                allowed,
                best: &mut best,
            };
            search.run(lists)?;
        }
        Ok(best.into_sorted())
    }

    fn searched(&self, segment: &SegmentReader) -> tantivy::Result<[Searched; 2]> {
        let of = |field, mean| -> tantivy::Result<Searched> {
            let lengths = segment.fieldnorms_readers().get_inner_file().open_read(field);
            let lengths = lengths.map_or(Ok(OwnedBytes::empty()), |file| file.read_bytes())?;
            Ok(Searched::new(segment.inverted_index(field)?, lengths, mean))
        };
        let (fields, totals) = (self.fields, self.totals);
        Ok([of(fields.all, totals.mean_terms)?, of(fields.question, totals.mean_question_terms)?])
    }

    /// Those of `terms` that are searched for: that stand in a passage and are no stop words, unless
    /// there are no others.
    ///
    /// In a large index the lists of stop words are the longest by far, and what they add decides
    /// between passages that fit nearly as well; those are ranked by all words afterwards. (On the
    /// labelled sets the mean of the right first answers is the same to the third digit.)
    pub(super) fn telling<'t>(&self, terms: &'t [Term]) -> Vec<&'t Term> {
        let is_stop = |term: &&Term| {
            self.terms.number(term.hash).is_some_and(|number| self.terms.is_stop(number))
        };
        let standing = || terms.iter().filter(|term| 0 < term.frequency);
        let telling: Vec<&Term> = standing().filter(|term| !is_stop(term)).collect();
        if telling.is_empty() { standing().collect() } else { telling }
    }

    /// A list for each term and field that has it in `part`.
    fn lists<'a>(
        &self,
        part: &'a Part,
        searched: &'a [Searched; 2],
        terms: &[Term],
    ) -> tantivy::Result<Vec<List<'a>>> {
        let mut lists = Vec::with_capacity(2 * terms.len());
        let totals = self.totals;
        let fields = [
            (self.fields.all, totals.mean_terms),
            (self.fields.question, totals.mean_question_terms),
        ];
        for (index, (field, mean)) in fields.into_iter().enumerate() {
            let slack = bounds::slack(part.sizes.means[index], mean);
            for term in self.telling(terms) {
                let name = TantivyTerm::from_field_text(field, &term.text);
                let Some(found) = searched[index].inverted.get_term_info(&name)? else { continue };
                let weight = term.idf * (1.0 + K1) * term.weight * ONE;
                let row = part.bounds[index].of(term.hash);
                lists.push(List::open(&searched[index], found, weight, row, slack)?);
            }
        }
        Ok(lists)
    }
}

/// One search.
struct Search<'a> {
    /// The number of passages in a window.
    window: u32,
    /// The number of all passages of the part.
    passages: u32,
    /// What number a passage has in the index, and which part this is; `None` where it has the same.
    runs: Option<(&'a Runs, usize)>,
    allowed: Option<&'a Allowed>,
    best: &'a mut Best,
}

impl Search<'_> {
    fn run(mut self, mut lists: Vec<List<'_>>) -> io::Result<()> {
        let mut promises = vec![0; self.passages.div_ceil(self.window) as usize];
        lists.iter().for_each(|list| list.promise(&mut promises, self.window));
        let mut window = Window::new(self.window);
        let mut order: Vec<(u32, u32)> = promises.iter().copied().zip(0..).collect();
        let mut rest = order.as_mut_slice();
        // The most promising windows come first, then the others; each round is read from the front to
        // the back, as lists can only be.
        for count in ROUNDS {
            let count = count.min(rest.len());
            if 0 < count {
                rest.select_nth_unstable_by(count - 1, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
            }
            let (round, others) = std::mem::take(&mut rest).split_at_mut(count);
            round.sort_unstable_by_key(|(_, at)| *at);
            lists.iter_mut().for_each(List::rewind);
            for (promise, at) in round {
                promises[*at as usize] = 0;
                if self.best.least() <= *promise {
                    self.look_at(*at, &mut lists, &mut window)?;
                }
            }
            rest = others;
        }
        lists.iter_mut().for_each(List::rewind);
        for (promise, at) in promises.into_iter().zip(0..) {
            if self.best.least() <= promise {
                self.look_at(at, &mut lists, &mut window)?;
            }
        }
        Ok(())
    }

    /// The number in the index of a passage that is let through.
    #[inline]
    fn number(&self, local: u32) -> Option<u32> {
        let number = match self.runs {
            None => local,
            Some((runs, part)) => runs.number(part, local)?,
        };
        self.allowed.is_none_or(|some| some.has(number)).then_some(number)
    }

    /// Offers the passages of a window that may be among the best.
    fn look_at(&mut self, at: u32, lists: &mut [List<'_>], window: &mut Window) -> io::Result<()> {
        let start = at * self.window;
        let end = (start + self.window).min(self.passages);
        window.bounds.clear();
        for (index, list) in lists.iter_mut().enumerate() {
            let bound = list.bound(at, start, end);
            if 0 < bound {
                window.bounds.push((bound, index));
            }
        }
        window.bounds.sort_unstable_by(|a, b| b.cmp(a));
        // What the lists not added yet may add.
        let mut possible: u32 = window.bounds.iter().map(|(bound, _)| bound).sum();
        let mut asked = Vec::new();
        for place in 0..window.bounds.len() {
            let (bound, index) = window.bounds[place];
            let least = self.best.least();
            // From here on lists bring in nothing by themselves.
            if possible < least && !window.reaches(least - possible) {
                window.clear();
                return Ok(());
            }
            if possible < least && lists[index].is_dense(self.passages) {
                asked.push((bound, index));
                continue;
            }
            lists[index].add_to(window, start, end)?;
            possible -= bound;
        }
        let mut needed = self.best.least() - possible;
        for (group, sums) in window.sums.chunks(GROUP).enumerate() {
            if window.most[group] < needed {
                continue;
            }
            let first = start + (group * GROUP) as u32;
            for (few, sums) in sums.chunks(AT_ONCE).enumerate() {
                // Hardly any does; without a branch they are compared side by side.
                if !sums.iter().fold(false, |any, sum| any | (needed <= *sum)) {
                    continue;
                }
                for (local, sum) in (first + (few * AT_ONCE) as u32..).zip(sums) {
                    if needed <= *sum {
                        self.weigh(local, *sum, &asked, possible, lists)?;
                        needed = self.best.least() - possible;
                    }
                }
            }
        }
        window.clear();
        Ok(())
    }

    /// Offers a passage with this `score`, to which the lists that are `asked` may add `possible` at
    /// most.
    fn weigh(
        &mut self,
        local: u32,
        mut score: u32,
        asked: &[(u32, usize)],
        mut possible: u32,
        lists: &mut [List<'_>],
    ) -> io::Result<()> {
        let least = self.best.least();
        let Some(number) = self.number(local) else { return Ok(()) };
        for (bound, index) in asked {
            if score + possible < least {
                return Ok(());
            }
            score += lists[*index].give(local)?;
            possible -= bound;
        }
        self.best.offer(score, number);
        Ok(())
    }
}
