//! The vectors of the passages, in a file that is read in place, and what they have in common.
//!
//! Two files in a generation, both little-endian:
//!
//! ```text
//! vectors.bin   rows (f32 scale, 128 × i8; `vectors::Vector`): for each passage, in the order of
//!               their numbers, the vector of the whole passage, then one for each phrasing, unless
//!               all phrasings are those of the passage before; then its rows serve both. Where the
//!               rows of a passage are stands in its record (`forward`).
//! means.bin     of the passages' vectors, then of the phrasings': u64 how many there are,
//!               128 × i64 their sum in 2⁻³⁶ths
//! ```
//!
//! The sums are whole numbers, so that they are the same in whatever order vectors are added, and a
//! vector that was added can be taken away. A phrasing counts once for each passage that has it.

use std::{
    fs::File,
    io::{self, Write},
    ops::Range,
    path::Path,
};

use crate::vectors::{DIMENSIONS, Vector, Wide};

use super::{forward::Rows, steps::InSteps};

const ROWS: &str = "vectors.bin";
pub(super) const MEANS: &str = "means.bin";

/// One in the sums: fine enough for any component, and a hundred million vectors fit.
const ONE: f64 = (1_u64 << 36) as f64;

/// The bytes of the count and the sum of one kind of vectors.
const SUM_BYTES: usize = 8 + 8 * DIMENSIONS;

/// Writes the two files.
#[derive(Debug)]
pub(super) struct SimilarityWriter {
    file: InSteps<File>,
    /// How many rows were written.
    rows: usize,
    /// The phrasings of the passage before, and the row of the first of them.
    last: (Vec<Vector>, usize),
    passages: Sum,
    phrasings: Sum,
}

/// The sum of some vectors, from which their mean is made.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sum {
    count: u64,
    sum: [i64; DIMENSIONS],
}

impl Sum {
    fn new() -> Sum {
        Sum { count: 0, sum: [0; DIMENSIONS] }
    }

    fn add(&mut self, vector: &Vector) {
        let unit = (f64::from(vector.scale) * ONE).round() as i64;
        for (to, byte) in self.sum.iter_mut().zip(vector.bytes) {
            *to += i64::from(byte) * unit;
        }
        self.count += 1;
    }

    fn take_back(&mut self, vector: &Vector) {
        let unit = (f64::from(vector.scale) * ONE).round() as i64;
        for (from, byte) in self.sum.iter_mut().zip(vector.bytes) {
            *from -= i64::from(byte) * unit;
        }
        self.count = self.count.saturating_sub(1);
    }

    fn mean(&self) -> [f32; DIMENSIONS] {
        let count = self.count.max(1) as f64 * ONE;
        self.sum.map(|x| (x as f64 / count) as f32)
    }

    fn to_file(&self) -> Vec<u8> {
        let sum = self.sum.iter().flat_map(|x| x.to_le_bytes());
        self.count.to_le_bytes().into_iter().chain(sum).collect()
    }

    fn in_file(bytes: &[u8; SUM_BYTES]) -> Sum {
        let mut numbers = bytes.as_chunks::<8>().0.iter();
        let count = numbers.next().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let mut sum = [0; DIMENSIONS];
        sum.iter_mut().zip(numbers).for_each(|(to, bytes)| *to = i64::from_le_bytes(*bytes));
        Sum { count, sum }
    }
}

impl SimilarityWriter {
    pub(super) fn create(dir: &Path) -> io::Result<SimilarityWriter> {
        let file = InSteps::create(&dir.join(ROWS))?;
        let (passages, phrasings) = (Sum::new(), Sum::new());
        Ok(SimilarityWriter { file, rows: 0, last: (Vec::new(), 0), passages, phrasings })
    }

    /// Goes on with the means of other rows, from their file; `None` where it is cut short.
    pub(super) fn with_means(self, means: &[u8]) -> Option<SimilarityWriter> {
        let [passages, phrasings] = means.as_chunks::<SUM_BYTES>().0 else { return None };
        let (passages, phrasings) = (Sum::in_file(passages), Sum::in_file(phrasings));
        Some(SimilarityWriter { passages, phrasings, ..self })
    }

    /// Takes a passage out of the means.
    pub(super) fn take_back(&mut self, passage: &Vector, phrasings: &[Vector]) {
        self.passages.take_back(passage);
        phrasings.iter().for_each(|phrasing| self.phrasings.take_back(phrasing));
    }

    /// Adds a passage: its own vector and those of its phrasings. Gives the rows they have.
    pub(super) fn add(&mut self, passage: &Vector, phrasings: &[Vector]) -> io::Result<Rows> {
        let own = self.rows;
        self.push(passage)?;
        self.passages.add(passage);
        if self.last.0 != phrasings {
            self.last.0.clear();
            self.last.0.extend_from_slice(phrasings);
            self.last.1 = self.rows;
            phrasings.iter().try_for_each(|phrasing| self.push(phrasing))?;
        }
        phrasings.iter().for_each(|phrasing| self.phrasings.add(phrasing));
        let first = self.last.1;
        Ok(Rows { own, phrasings: first..first + phrasings.len() })
    }

    fn push(&mut self, vector: &Vector) -> io::Result<()> {
        self.rows += 1;
        self.file.write_all(&vector.to_file())
    }

    /// Writes what can only be known at the end.
    pub(super) fn finish(mut self, dir: &Path) -> io::Result<()> {
        self.file.flush()?;
        std::fs::write(
            dir.join(MEANS),
            [self.passages.to_file(), self.phrasings.to_file()].concat(),
        )
    }
}

/// Reads the two files.
pub(super) struct Similarity<B> {
    /// The rows of each part, those of one after those of the other.
    parts: Vec<B>,
    /// How many vectors the means are of: one for each passage and for each of its phrasings.
    vectors: u64,
    passage_mean: [f32; DIMENSIONS],
    phrasing_mean: [f32; DIMENSIONS],
}

/// How like a question two texts are: as they are, and with what all texts of the corpus have in
/// common taken away.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Likeness {
    /// The cosine, -1 to 1.
    pub plain: f32,
    /// The cosine of what is left of both when the corpus's mean is taken away, -1 to 1. In a
    /// corpus about one thing every text is like every question; this tells them apart.
    pub apart: f32,
}

/// A question's vector with what is the same for all rows.
pub(super) struct Probe {
    vector: Wide,
    /// Products of the question with each mean, and the squared length of each.
    passage: (f32, f32),
    phrasing: (f32, f32),
    /// The cosines with the first rows of the file.
    pub(super) scanned: Vec<f32>,
}

impl Probe {
    /// The scanned rows with the `count` largest cosines, ascending, and with them all that are as like as
    /// the last of these.
    pub(super) fn nearest_rows(&self, count: usize) -> Vec<usize> {
        // The largest so far, descending. Few of many come in among them.
        let mut largest: Vec<f32> = Vec::with_capacity(count.min(self.scanned.len()) + 1);
        let mut least = f32::NEG_INFINITY;
        for cosine in &self.scanned {
            if least < *cosine {
                largest.insert(largest.partition_point(|one| *cosine < *one), *cosine);
                largest.truncate(count);
                if largest.len() == count {
                    least = largest.last().copied().unwrap_or(f32::INFINITY);
                }
            }
        }
        let rows = self.scanned.iter().enumerate();
        rows.filter(|(_, cosine)| least <= **cosine).map(|(row, _)| row).collect()
    }
}

impl<B: AsRef<[u8]>> Similarity<B> {
    /// The names of the files, for the opener.
    pub(super) const FILES: [&'static str; 2] = [ROWS, MEANS];

    /// Takes the files with the rows of each part, and that with the means; `None` where the latter
    /// is cut short.
    pub(super) fn new(parts: Vec<B>, means: B) -> Option<Similarity<B>> {
        let [passages, phrasings] = means.as_ref().as_chunks::<SUM_BYTES>().0 else { return None };
        let sums = [passages, phrasings].map(Sum::in_file);
        let vectors = sums.iter().map(|sum| sum.count).sum();
        let [passage_mean, phrasing_mean] = sums.map(|sum| sum.mean());
        Some(Similarity { parts, vectors, passage_mean, phrasing_mean })
    }

    /// How many vectors there are, one that several passages share as many times.
    pub(super) fn vectors(&self) -> u64 {
        self.vectors
    }

    /// How many rows there are, of passages that are no more too.
    pub(super) fn rows(&self) -> usize {
        self.parts.iter().map(rows_in).sum()
    }

    /// Prepares a question's vector, and compares it with the first `scanned` rows.
    pub(super) fn probe(&self, vector: &Vector, scanned: usize) -> Probe {
        let vector = Wide::from(vector);
        let of = |mean: &[f32; DIMENSIONS]| {
            (vector.product(mean), mean.iter().map(|x| x * x).sum::<f32>())
        };
        let (passage, phrasing) = (of(&self.passage_mean), of(&self.phrasing_mean));
        let mut cosines = Vec::with_capacity(scanned);
        for part in &self.parts {
            let rows = part.as_ref().as_chunks().0;
            let rows = &rows[..rows.len().min(scanned - cosines.len())];
            cosines.extend(rows.iter().map(|row| vector.cosine_in_file(row)));
        }
        Probe { vector, passage, phrasing, scanned: cosines }
    }

    fn row(&self, mut row: usize) -> Option<&[u8; Vector::FILE_BYTES]> {
        for part in &self.parts {
            let rows = part.as_ref().as_chunks().0;
            match row.checked_sub(rows.len()) {
                None => return rows.get(row),
                Some(rest) => row = rest,
            }
        }
        None
    }

    /// How like the question the passage is whose vector is this row.
    pub(super) fn passage(&self, probe: &Probe, row: usize) -> Likeness {
        self.likeness(probe, row, &self.passage_mean, probe.passage)
    }

    /// How like the question the phrasing is whose vector is this row.
    pub(super) fn phrasing(&self, probe: &Probe, row: usize) -> Likeness {
        self.likeness(probe, row, &self.phrasing_mean, probe.phrasing)
    }

    /// How like the question a phrasing is that stands in no file.
    pub(super) fn beside(&self, probe: &Probe, phrasing: &Vector) -> Likeness {
        let phrasing = Wide::from(phrasing);
        let with_mean = phrasing.product(&self.phrasing_mean);
        likeness(probe.vector.cosine(&phrasing), with_mean, probe.phrasing)
    }

    /// The vector in a row.
    pub(super) fn vector(&self, row: usize) -> Option<Vector> {
        Vector::from_file(self.row(row)?)
    }

    /// The cosine of the question with a row.
    pub(super) fn plain(&self, probe: &Probe, row: usize) -> f32 {
        match probe.scanned.get(row) {
            Some(known) => *known,
            None => self.row(row).map_or(0.0, |row| probe.vector.cosine_in_file(row)),
        }
    }

    fn likeness(
        &self,
        probe: &Probe,
        row: usize,
        mean: &[f32; DIMENSIONS],
        (with_mean, length): (f32, f32),
    ) -> Likeness {
        let Some(bytes) = self.row(row) else { return Likeness::default() };
        let wide = Wide::in_file(bytes);
        let plain = probe.scanned.get(row).copied();
        let plain = plain.unwrap_or_else(|| probe.vector.cosine(&wide));
        likeness(plain, wide.product(mean), (with_mean, length))
    }
}

/// How many rows are in a file.
pub(super) fn rows_in(file: &impl AsRef<[u8]>) -> usize {
    file.as_ref().len() / Vector::FILE_BYTES
}

/// Where these rows of a part stand in its file, in bytes.
pub(super) fn bytes_of(rows: Range<usize>) -> Range<usize> {
    rows.start * Vector::FILE_BYTES..rows.end * Vector::FILE_BYTES
}

/// `plain` is the cosine of the question with a row, `row_mean` the product of the row with the
/// mean; then the product of the question with it, and its squared length.
fn likeness(plain: f32, row_mean: f32, (with_mean, length): (f32, f32)) -> Likeness {
    let left = (1.0 - 2.0 * with_mean + length).max(1e-6);
    let right = (1.0 - 2.0 * row_mean + length).max(1e-6);
    let apart = (plain - with_mean - row_mean + length) / (left * right).sqrt();
    Likeness { plain, apart: apart.clamp(-1.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::{Embedder, Table};

    fn read(dir: &Path, name: &str) -> Vec<u8> {
        std::fs::read(dir.join(name)).unwrap()
    }

    #[test]
    fn neighbours_share_the_rows_of_what_they_are_both_called() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        let mut vector = |text| embedder.embed([text]);
        let mut writer = SimilarityWriter::create(dir.path()).unwrap();
        let (ships, sails) = (vector("ships"), vector("sails"));
        let mut add = |own, phrasings: &[Vector]| {
            let rows = writer.add(&vector(own), phrasings).unwrap();
            (rows.own, rows.phrasings)
        };
        assert_eq!(add("a boat", &[ships, sails]), (0, 1..3));
        assert_eq!(add("a barge", &[ships, sails]), (3, 1..3));
        assert_eq!(add("a raft", &[ships, sails]), (4, 1..3));
        assert_eq!(add("a tug", &[ships]), (5, 6..7));
        assert_eq!(add("a ferry", &[]), (7, 8..8));
        assert_eq!(add("a gig", &[ships]), (8, 9..10));
        writer.finish(dir.path()).unwrap();
        assert_eq!(read(dir.path(), ROWS).len(), 10 * Vector::FILE_BYTES);
    }

    #[test]
    fn the_means_do_not_depend_on_the_order() {
        let mut embedder = Embedder::new(Table::built_in());
        let vectors = ["a boat", "baking", "", "why", "a cake"].map(|text| embedder.embed([text]));
        let sum = |vectors: &mut dyn Iterator<Item = &Vector>| {
            let mut sum = Sum::new();
            vectors.for_each(|vector| sum.add(vector));
            sum
        };
        let there = sum(&mut vectors.iter());
        assert_eq!(there, sum(&mut vectors.iter().rev()));
        assert_eq!(there, Sum::in_file(&there.to_file().try_into().unwrap()));
        for (at, mean) in there.mean().iter().enumerate() {
            let wanted: f32 = vectors.iter().map(|v| f32::from(v.bytes[at]) * v.scale).sum();
            assert!((wanted / 5.0 - mean).abs() < 1e-6, "{wanted} {mean}");
        }
    }

    #[test]
    fn each_row_has_its_likeness() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        let mut vector = |text| embedder.embed([text]);
        let mut writer = SimilarityWriter::create(dir.path()).unwrap();
        writer.add(&vector("a boat"), &[vector("ships"), vector("sailing")]).unwrap();
        writer.add(&vector("a cake"), &[vector("baking")]).unwrap();
        writer.finish(dir.path()).unwrap();
        let [rows, means] = Similarity::<Vec<u8>>::FILES.map(|name| read(dir.path(), name));
        let similarity = Similarity::new(vec![rows], means).unwrap();
        let question = vector("baking");
        // Rows: a boat, its two phrasings; a cake, its phrasing.
        for scanned in [0, 2, 5] {
            let probe = similarity.probe(&question, scanned);
            assert_eq!(probe.scanned.len(), scanned);
            assert!(similarity.phrasing(&probe, 4).plain > 0.999);
            assert!(similarity.phrasing(&probe, 4).apart > 0.999);
            assert!(similarity.phrasing(&probe, 2).plain < 0.9);
            let (boat, cake) = (similarity.passage(&probe, 0), similarity.passage(&probe, 3));
            assert!(boat.plain < cake.plain && boat.apart < cake.apart);
            assert_eq!(similarity.plain(&probe, 0), boat.plain);
            assert_eq!(similarity.plain(&probe, 3), cake.plain);
            assert_eq!(similarity.passage(&probe, 99), Likeness::default());
        }
    }
}
