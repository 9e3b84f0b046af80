//! In which order the passages of the parts of an index stand.
//!
//! A passage has a number in the index, its place in the corpus, and one in its part. Where an index
//! is one part they are the same. After an update the passages of files that changed or are gone
//! are passed over in the first part, and those of files that changed or came stand between: the
//! numbers in the index are those that it would have, were it made anew.

use serde::{Deserialize, Serialize};

/// Passages that stand side by side in a part and in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Run {
    /// Which part.
    pub(super) part: usize,
    /// The number of the first of them in the part.
    pub(super) first: u32,
    /// How many there are.
    pub(super) count: u32,
}

/// The runs of an index in their order. Those of each part ascend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Runs {
    /// Each run with the number of its first passage in the index.
    runs: Vec<(u32, Run)>,
    /// For each part the places of its runs.
    by_part: Vec<Vec<usize>>,
}

impl Runs {
    /// Puts runs side by side; those that are one are joined, empty ones left out.
    pub(super) fn new(runs: impl IntoIterator<Item = Run>) -> Runs {
        let mut joined: Vec<(u32, Run)> = Vec::new();
        let mut start = 0;
        for run in runs.into_iter().filter(|run| 0 < run.count) {
            match joined.last_mut() {
                Some((_, last))
                    if last.part == run.part && last.first + last.count == run.first =>
                {
                    last.count += run.count;
                }
                _ => joined.push((start, run)),
            }
            start += run.count;
        }
        let parts = joined.iter().map(|(_, run)| run.part + 1).max().unwrap_or(0);
        let mut by_part = vec![Vec::new(); parts];
        for (at, (_, run)) in joined.iter().enumerate() {
            by_part[run.part].push(at);
        }
        Runs { runs: joined, by_part }
    }

    /// The runs, in order.
    pub(super) fn each(&self) -> impl Iterator<Item = Run> + '_ {
        self.runs.iter().map(|(_, run)| *run)
    }

    /// Whether every passage has the same number in the index as in its part.
    pub(super) fn are_one(&self) -> bool {
        matches!(self.runs.as_slice(), [] | [(_, Run { part: 0, first: 0, .. })])
    }

    /// How many passages there are.
    pub(super) fn passages(&self) -> u32 {
        self.runs.last().map_or(0, |(start, run)| start + run.count)
    }

    /// The part of passage `number`, and its number there.
    pub(super) fn place(&self, number: u32) -> Option<(usize, u32)> {
        let at = self.runs.partition_point(|(start, _)| *start <= number).checked_sub(1)?;
        let (start, run) = self.runs[at];
        let within = number - start;
        (within < run.count).then_some((run.part, run.first + within))
    }

    /// The number in the index of passage `local` of a part; `None` for one that is no more.
    pub(super) fn number(&self, part: usize, local: u32) -> Option<u32> {
        let runs = self.by_part.get(part)?;
        let at = runs.partition_point(|at| self.runs[*at].1.first <= local).checked_sub(1)?;
        let (start, run) = self.runs[runs[at]];
        let within = local - run.first;
        (within < run.count).then_some(start + within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(part: usize, first: u32, count: u32) -> Run {
        Run { part, first, count }
    }

    #[test]
    fn one_part_is_as_it_is() {
        let runs = Runs::new([run(0, 0, 3), run(0, 3, 4)]);
        assert_eq!(runs.each().collect::<Vec<_>>(), [run(0, 0, 7)]);
        assert_eq!((runs.place(6), runs.place(7)), (Some((0, 6)), None));
        assert_eq!(
            (runs.number(0, 6), runs.number(0, 7), runs.number(1, 0)),
            (Some(6), None, None)
        );
        assert_eq!(Runs::new([]).place(0), None);
        assert!(runs.are_one() && Runs::new([]).are_one());
        assert!(!Runs::new([run(0, 1, 3)]).are_one() && !Runs::new([run(1, 0, 3)]).are_one());
    }

    #[test]
    fn passages_that_changed_stand_between_those_that_did_not() {
        let runs =
            Runs::new([run(0, 0, 2), run(1, 0, 3), run(0, 5, 1), run(1, 3, 0), run(1, 3, 1)]);
        let places: Vec<_> = (0..8).map(|number| runs.place(number)).collect();
        let places_of = [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (0, 5), (1, 3)].map(Some);
        assert_eq!(places[..7], places_of);
        assert_eq!((places[7], runs.passages()), (None, 7));
        for (number, (part, local)) in (0..).zip(places_of.into_iter().flatten()) {
            assert_eq!(runs.number(part, local), Some(number));
        }
        for gone in [2, 3, 4, 6, 99] {
            assert_eq!(runs.number(0, gone), None);
        }
    }
}
