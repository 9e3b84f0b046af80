//! Which passages are like a question by their vectors.

use super::{
    Candidate, Index, Likeness,
    filter::Allowed,
    fitting::Fit,
    forward::{Holds, Rows},
    similarity::Probe,
};
use crate::{query::Query, vectors::Vector};

/// Up to this many vectors are all compared with a question's: about 50 µs.
const SCANNED_VECTORS: u64 = 5_000;

/// How many passages their vectors alone bring in.
const NEAREST: usize = 12;

impl Index {
    /// The question's `vector`, compared with every row where there are few enough.
    pub(super) fn probe(&self, vector: &Vector) -> Probe {
        let few = self.similarity.vectors() <= SCANNED_VECTORS;
        self.similarity.probe(vector, if few { self.similarity.rows() } else { 0 })
    }

    /// Where the vectors of passage `number` are; nowhere for one that there is not.
    pub(super) fn rows(&self, number: u32) -> Rows {
        self.place(number).map_or_else(Rows::default, |(part, local)| part.rows(local))
    }

    /// Those `limit` of `fits`, which are best first, that fit and are like the question, both in equal
    /// parts.
    pub(super) fn likest(&self, probe: &Probe, fits: &[Fit], limit: usize) -> Vec<u32> {
        let best = fits.first().map_or(1, |fit| fit.score) as f32;
        let value = |fit: &Fit| {
            let rows = self.rows(fit.number);
            let cosines = std::iter::once(rows.own).chain(rows.phrasings);
            let nearest = cosines.map(|row| self.similarity.plain(probe, row)).fold(-1.0, f32::max);
            (fit.score as f32 / best + nearest, fit.number)
        };
        best_of(fits.iter().map(value).collect(), limit)
    }

    /// The passages with the nearest vectors, of themselves or of a phrasing, where all were
    /// compared.
    pub(super) fn nearest(&self, probe: &Probe, allowed: Option<&Allowed>) -> Vec<u32> {
        if probe.scanned.is_empty() {
            return Vec::new();
        }
        let is_allowed = |number: &u32| allowed.is_none_or(|allowed| allowed.has(*number));
        // Enough passages have a row among the nearest, unless many of these are of one passage, or few
        // of them are allowed. Where very many are as near as the last, to look at all is less work.
        let rows = probe.nearest_rows(2 * NEAREST);
        let mut near = Vec::new();
        if rows.len() <= 8 * NEAREST {
            near = self.with_rows(&rows).into_iter().filter(is_allowed).collect();
        }
        if near.len() < NEAREST {
            near = (0..self.runs.passages()).filter(is_allowed).collect();
        }
        self.nearest_of(near, probe)
    }

    /// Where `query` asks for a telephone number or an address of mail and all vectors were compared: the passages that
    /// have such a thing, those with the nearest vectors. "Ring 01632 960 118 if your child is ill" says no word of
    /// "what is the phone number".
    pub(super) fn giving(
        &self,
        query: &Query,
        probe: &Probe,
        allowed: Option<&Allowed>,
    ) -> Vec<u32> {
        let contact = query.sought.filter(|one| one.is_contact());
        let Some(given) = contact.and_then(Holds::giving).filter(|_| !probe.scanned.is_empty())
        else {
            return Vec::new();
        };
        let is_giving = |number: &u32| {
            let held = self.place(*number).and_then(|(part, local)| part.forward.held(local));
            allowed.is_none_or(|allowed| allowed.has(*number))
                && held.is_some_and(|held| held.has(given))
        };
        self.nearest_of((0..self.runs.passages()).filter(is_giving).collect(), probe)
    }

    /// Those of the passages `numbers` with the nearest vectors.
    fn nearest_of(&self, numbers: Vec<u32>, probe: &Probe) -> Vec<u32> {
        let valued = numbers.into_iter().map(|number| {
            let rows = self.rows(number);
            let own = probe.scanned.get(rows.own);
            let phrasings = probe.scanned.get(rows.phrasings).unwrap_or_default();
            (own.into_iter().chain(phrasings).copied().fold(-1.0, f32::max), number)
        });
        best_of(valued.collect(), NEAREST)
    }

    /// The passages that have one of `rows` (ascending) for a vector of theirs, each once, ascending.
    fn with_rows(&self, rows: &[usize]) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            for local in part.with_rows(rows) {
                numbers.extend(self.runs.number(index, local));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    /// The `limit` passages that are most like passage `number`, it left out, and how like they
    /// are, by the cosine with what all passages have in common taken away. Ties by number.
    ///
    /// # Cost
    ///
    /// A look at every vector: about a tenth of a second for a million.
    pub fn similar(&self, number: u32, limit: usize) -> Vec<(u32, Likeness)> {
        let row = self.rows(number).own;
        let Some(vector) = self.similarity.vector(row) else { return Vec::new() };
        let probe = self.similarity.probe(&vector, 0);
        let mut near: Vec<(u32, Likeness)> = (0..self.runs.passages())
            .filter(|other| *other != number)
            .map(|other| (other, self.similarity.passage(&probe, self.rows(other).own)))
            .collect();
        let nearer = |a: &(u32, Likeness), b: &(u32, Likeness)| {
            b.1.apart.total_cmp(&a.1.apart).then(a.0.cmp(&b.0))
        };
        if limit < near.len() {
            near.select_nth_unstable_by(limit, nearer);
            near.truncate(limit);
        }
        near.sort_unstable_by(nearer);
        near
    }

    pub(super) fn liken(&self, probe: &Probe, candidate: &mut Candidate) {
        candidate.likeness = self.similarity.passage(probe, candidate.rows.own);
        let first = candidate.rows.phrasings.start;
        // What all phrasings have in common is taken away from the likest alone: it is the one that
        // counts.
        let mut likest: Option<(f32, usize)> = None;
        for (index, phrasing) in candidate.phrasings.iter_mut().enumerate() {
            let plain = self.similarity.plain(probe, first + index);
            phrasing.likeness = Likeness { plain, apart: -1.0 };
            if likest.is_none_or(|(best, _)| best < plain) {
                likest = Some((plain, index));
            }
        }
        if let Some((_, index)) = likest {
            candidate.phrasings[index].likeness = self.similarity.phrasing(probe, first + index);
        }
    }
}

/// The numbers of the `limit` passages with the largest values, in no order; of equals those with the
/// smaller number.
fn best_of(mut valued: Vec<(f32, u32)>, limit: usize) -> Vec<u32> {
    if limit < valued.len() {
        valued.select_nth_unstable_by(limit, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        valued.truncate(limit);
    }
    valued.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Cutter, IndexWriter, Origin};
    use super::*;
    use crate::{
        analysis::Language,
        corpus::Corpus,
        passage::{Kind, Passage},
        vectors::{Embedder, Table},
    };

    const WORDS: [&str; 8] = ["boat", "sail", "storm", "harbour", "bread", "oven", "tax", "piano"];

    /// A passage about two of the words. Neighbours are asked for in the same words, some in many.
    fn passage(number: usize) -> Passage {
        let word = |at: usize| WORDS[at % WORDS.len()];
        let shared = number / 3;
        let phrasings = if number.is_multiple_of(50) { 30 } else { shared % 4 };
        let question = |at: usize| format!("{} {} {at}", word(shared), word(shared / 8 + at));
        Passage {
            id: number.to_string(),
            kind: Kind::Qa,
            title: question(0),
            headings: Vec::new(),
            questions: (0..phrasings).map(question).collect(),
            text: format!("{} {} {}", word(number), word(number / 5), number % 7),
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

    fn write(dir: &Path, mut writer: IndexWriter, steps: &[(bool, std::ops::Range<usize>)]) {
        let mut cutter = Cutter::default();
        for (kept, numbers) in steps {
            if *kept {
                writer.keep(numbers.start as u32..numbers.end as u32);
                continue;
            }
            for number in numbers.clone() {
                let passage = passage(number);
                let cut = cutter.cut(&passage, Language::English);
                writer.add(&passage, &cut).unwrap();
            }
        }
        let corpus = Corpus::BuiltIn;
        let (root, built_in, stamps, taken) = (None, String::new(), Vec::new(), None);
        let origin = Origin { corpus, root, built_in, stamps, taken };
        writer.finish(origin, 1, 0, |_| Ok(Default::default())).unwrap();
        assert!(Index::open(dir).is_ok());
    }

    /// Of all passages and of those with one of the nearest rows the same come out, also where not all are
    /// allowed.
    fn compare(index: &Index) {
        let mut embedder = Embedder::new(Table::built_in());
        let (mut few, mut asked) = (0, 0);
        for first in WORDS {
            for second in WORDS {
                let probe = index.probe(&embedder.embed([format!("{first} {second}").as_str()]));
                for every in [1, 5, 60] {
                    let all: Vec<u32> = (0..index.runs.passages()).step_by(every).collect();
                    let mut allowed = Allowed::none(u64::from(index.runs.passages()));
                    all.iter().for_each(|number| allowed.insert(*number));
                    let rows = probe.nearest_rows(2 * NEAREST);
                    let with_rows = index.with_rows(&rows);
                    let enough = with_rows.iter().filter(|one| allowed.has(**one)).count();
                    few += usize::from(enough < NEAREST);
                    asked += 1;
                    let mut found = index.nearest(&probe, Some(&allowed).filter(|_| 1 < every));
                    let mut wanted = index.nearest_of(all, &probe);
                    found.sort_unstable();
                    wanted.sort_unstable();
                    assert_eq!(found, wanted, "{first} {second}, one in {every}");
                }
                // Every passage is found by every row that it has.
                for number in (0..index.runs.passages()).step_by(7) {
                    let Rows { own, phrasings } = index.rows(number);
                    for row in std::iter::once(own).chain(phrasings) {
                        assert!(index.with_rows(&[row]).contains(&number), "{number}: {row}");
                    }
                }
            }
        }
        assert!(0 < few && few < asked, "the nearest rows were enough {} times", asked - few);
    }

    #[test]
    fn the_nearest_are_those_with_the_nearest_rows_whoever_shares_them() {
        let dir = tempfile::TempDir::new().unwrap();
        let writer = IndexWriter::begin(dir.path(), u64::MAX, &mut || Ok(false)).unwrap();
        write(dir.path(), writer, &[(false, 0..600)]);
        let index = Index::open(dir.path()).unwrap();
        compare(&index);
        let probe = index.probe(&Embedder::new(Table::built_in()).embed(["boat"]));
        let (rows, next) = (probe.nearest_rows(24), probe.nearest_rows(25));
        assert!(24 <= rows.len() && rows.len() <= next.len());
        assert_eq!(probe.nearest_rows(usize::MAX).len(), probe.scanned.len());

        // After a change: some of the first part are no more, some of the second stand between.
        let base = index.base().unwrap();
        let mut writer =
            IndexWriter::change(dir.path(), base, u64::MAX, &mut || Ok(false)).unwrap().unwrap();
        writer.take_back(150..163).unwrap();
        let steps = [(true, 0..150), (false, 600..640), (true, 163..600)];
        write(dir.path(), writer, &steps);
        let index = Index::open(dir.path()).unwrap();
        assert_eq!((index.parts.len(), index.runs.passages()), (2, 627));
        compare(&index);
    }
}
