//! The vectors of the passages, in one file that is read in place.
//!
//! ```text
//! vectors.bin   for each passage, in the order of their numbers: the vector of the whole passage,
//!               then one for each phrasing (f32 scale, 128 × i8; `vectors::Vector`): a row each;
//!               for each row, f32: its product with the mean of its kind;
//!               last 2 × 128 × f32: the mean of the passages' vectors, the mean of the phrasings'
//! ```

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use crate::vectors::{DIMENSIONS, Vector, Wide};

const FILE: &str = "vectors.bin";

/// Means take no more vectors than these into account: more change nothing.
const MEAN_OF: u32 = 100_000;

/// Writes the file.
#[derive(Debug)]
pub(super) struct SimilarityWriter {
    path: PathBuf,
    file: BufWriter<File>,
    /// How many phrasings each passage has.
    counts: Vec<u32>,
    passages: Mean,
    phrasings: Mean,
}

/// A running sum of vectors.
#[derive(Debug)]
struct Mean {
    sum: [f32; DIMENSIONS],
    count: u32,
}

impl Mean {
    fn new() -> Mean {
        Mean { sum: [0.0; DIMENSIONS], count: 0 }
    }

    fn add(&mut self, vector: &Vector) {
        if self.count < MEAN_OF {
            for (to, byte) in self.sum.iter_mut().zip(vector.bytes) {
                *to += f32::from(byte) * vector.scale;
            }
            self.count += 1;
        }
    }

    fn mean(&self) -> [f32; DIMENSIONS] {
        self.sum.map(|x| x / self.count.max(1) as f32)
    }
}

impl SimilarityWriter {
    pub(super) fn create(dir: &Path) -> io::Result<SimilarityWriter> {
        let path = dir.join(FILE);
        let file = BufWriter::with_capacity(1 << 18, File::create(&path)?);
        let (passages, phrasings) = (Mean::new(), Mean::new());
        Ok(SimilarityWriter { path, file, counts: Vec::new(), passages, phrasings })
    }

    /// Adds a passage: its own vector and those of its phrasings.
    pub(super) fn add(&mut self, passage: &Vector, phrasings: &[Vector]) -> io::Result<()> {
        self.passages.add(passage);
        self.file.write_all(&passage.to_file())?;
        for phrasing in phrasings {
            self.phrasings.add(phrasing);
            self.file.write_all(&phrasing.to_file())?;
        }
        self.counts.push(phrasings.len() as u32);
        Ok(())
    }

    /// Writes what can only be known at the end: reads the rows once more.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.file.flush()?;
        let (passages, phrasings) = (self.passages.mean(), self.phrasings.mean());
        let mut rows = BufReader::with_capacity(1 << 18, File::open(&self.path)?);
        let mut row = [0; Vector::FILE_BYTES];
        for count in self.counts {
            for at in 0..=count {
                rows.read_exact(&mut row)?;
                let mean = if at == 0 { &passages } else { &phrasings };
                self.file.write_all(&Wide::in_file(&row).product(mean).to_le_bytes())?;
            }
        }
        for x in passages.into_iter().chain(phrasings) {
            self.file.write_all(&x.to_le_bytes())?;
        }
        self.file.flush()
    }
}

/// Reads the file.
pub(super) struct Similarity<B> {
    bytes: B,
    rows: usize,
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

impl<B: AsRef<[u8]>> Similarity<B> {
    /// The name of the file, for the opener.
    pub(super) const FILE: &'static str = FILE;

    /// Takes the file; `None` where it is cut short.
    pub(super) fn new(bytes: B) -> Option<Similarity<B>> {
        let mean_bytes = DIMENSIONS * 4;
        let file = bytes.as_ref();
        let at = file.len().checked_sub(2 * mean_bytes)?;
        let mean = |at: usize| {
            let mut mean = [0.0; DIMENSIONS];
            for (to, from) in mean.iter_mut().zip(file[at..].as_chunks::<4>().0) {
                *to = f32::from_le_bytes(*from);
            }
            mean
        };
        let (passage_mean, phrasing_mean) = (mean(at), mean(at + mean_bytes));
        let rows = at / (Vector::FILE_BYTES + 4);
        Some(Similarity { bytes, rows, passage_mean, phrasing_mean })
    }

    /// Prepares a question's vector, and compares it with the first `scanned` rows.
    pub(super) fn probe(&self, vector: &Vector, scanned: usize) -> Probe {
        let vector = Wide::from(vector);
        let of = |mean: &[f32; DIMENSIONS]| {
            (vector.product(mean), mean.iter().map(|x| x * x).sum::<f32>())
        };
        let (passage, phrasing) = (of(&self.passage_mean), of(&self.phrasing_mean));
        let rows = self.bytes.as_ref().as_chunks::<{ Vector::FILE_BYTES }>().0.iter();
        let scanned = rows
            .take(scanned.min(self.rows))
            .map(|row| vector.cosine(&Wide::in_file(row)))
            .collect();
        Probe { vector, passage, phrasing, scanned }
    }

    fn row(&self, row: usize) -> Option<Wide> {
        let at = row * Vector::FILE_BYTES;
        let here = (row < self.rows).then(|| self.bytes.as_ref().get(at..at + Vector::FILE_BYTES));
        here.flatten().map(Wide::in_file)
    }

    /// The product of a row with the mean of its kind.
    fn with_mean(&self, row: usize) -> f32 {
        let at = self.rows * Vector::FILE_BYTES + 4 * row;
        let bytes = self.bytes.as_ref().get(at..).and_then(<[u8]>::first_chunk::<4>);
        bytes.map_or(0.0, |bytes| f32::from_le_bytes(*bytes))
    }

    /// How like the question the passage is whose vector is this row.
    pub(super) fn passage(&self, probe: &Probe, row: usize) -> Likeness {
        self.likeness(probe, row, probe.passage)
    }

    /// How like the question the phrasing is whose vector is this row.
    pub(super) fn phrasing(&self, probe: &Probe, row: usize) -> Likeness {
        self.likeness(probe, row, probe.phrasing)
    }

    /// How like the question a phrasing is that stands in no file.
    pub(super) fn beside(&self, probe: &Probe, phrasing: &Vector) -> Likeness {
        let phrasing = Wide::from(phrasing);
        let with_mean = phrasing.product(&self.phrasing_mean);
        likeness(probe.vector.cosine(&phrasing), with_mean, probe.phrasing)
    }

    /// The vector in a row.
    pub(super) fn vector(&self, row: usize) -> Option<Vector> {
        let at = row * Vector::FILE_BYTES;
        let here = (row < self.rows).then(|| self.bytes.as_ref().get(at..at + Vector::FILE_BYTES));
        Vector::from_file(here.flatten()?)
    }

    /// The cosine of the question with a row.
    pub(super) fn plain(&self, probe: &Probe, row: usize) -> f32 {
        match probe.scanned.get(row) {
            Some(known) => *known,
            None => self.row(row).map_or(0.0, |row| probe.vector.cosine(&row)),
        }
    }

    fn likeness(&self, probe: &Probe, row: usize, (with_mean, length): (f32, f32)) -> Likeness {
        if self.rows <= row {
            return Likeness::default();
        }
        likeness(self.plain(probe, row), self.with_mean(row), (with_mean, length))
    }
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

    #[test]
    fn each_row_has_its_likeness() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        let mut vector = |text| embedder.embed([text]);
        let mut writer = SimilarityWriter::create(dir.path()).unwrap();
        writer.add(&vector("a boat"), &[vector("ships"), vector("sailing")]).unwrap();
        writer.add(&vector("a cake"), &[vector("baking")]).unwrap();
        writer.finish().unwrap();
        let file = std::fs::read(dir.path().join(FILE)).unwrap();
        let similarity = Similarity::new(file).unwrap();
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
