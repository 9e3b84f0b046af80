//! The vectors of the passages, in one file that is read in place.
//!
//! ```text
//! vectors.bin   for each passage, in the order of their numbers: the vector of the whole passage,
//!               then one for each phrasing (f32 scale, 128 × i8; `vectors::Vector`);
//!               last 2 × 128 × f32: the mean of the passages' vectors, the mean of the phrasings'
//! ```

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::vectors::{DIMENSIONS, Vector};

const FILE: &str = "vectors.bin";

/// Means take no more vectors than these into account: more change nothing.
const MEAN_OF: u32 = 100_000;

/// Writes the file.
#[derive(Debug)]
pub(super) struct SimilarityWriter {
    file: BufWriter<File>,
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
}

impl SimilarityWriter {
    pub(super) fn create(dir: &Path) -> io::Result<SimilarityWriter> {
        let file = BufWriter::with_capacity(1 << 18, File::create(dir.join(FILE))?);
        Ok(SimilarityWriter { file, passages: Mean::new(), phrasings: Mean::new() })
    }

    /// Adds a passage: its own vector and those of its phrasings.
    pub(super) fn add(&mut self, passage: &Vector, phrasings: &[Vector]) -> io::Result<()> {
        self.passages.add(passage);
        self.file.write_all(&passage.to_file())?;
        for phrasing in phrasings {
            self.phrasings.add(phrasing);
            self.file.write_all(&phrasing.to_file())?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        for mean in [&self.passages, &self.phrasings] {
            for x in mean.sum {
                self.file.write_all(&(x / mean.count.max(1) as f32).to_le_bytes())?;
            }
        }
        self.file.flush()
    }
}

/// Reads the file.
pub(super) struct Similarity<B> {
    bytes: B,
    passage_mean: Mean,
    phrasing_mean: Mean,
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
pub(super) struct Probe<'a> {
    vector: &'a Vector,
    /// Products of the question with each mean, and the squared length of each.
    passage: (f32, f32),
    phrasing: (f32, f32),
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
            let mut mean = Mean { sum: [0.0; DIMENSIONS], count: 1 };
            for (to, from) in mean.sum.iter_mut().zip(file[at..at + mean_bytes].chunks_exact(4)) {
                *to = f32::from_le_bytes([from[0], from[1], from[2], from[3]]);
            }
            mean
        };
        let (passage_mean, phrasing_mean) = (mean(at), mean(at + mean_bytes));
        Some(Similarity { bytes, passage_mean, phrasing_mean })
    }

    /// Prepares a question's vector.
    pub(super) fn probe<'a>(&self, vector: &'a Vector) -> Probe<'a> {
        let of = |mean: &Mean| (product(vector, &mean.sum), mean.sum.iter().map(|x| x * x).sum());
        Probe { vector, passage: of(&self.passage_mean), phrasing: of(&self.phrasing_mean) }
    }

    fn row(&self, row: usize) -> Option<&[u8]> {
        self.bytes.as_ref().get(row * Vector::FILE_BYTES..(row + 1) * Vector::FILE_BYTES)
    }

    /// How like the question the whole passage with number `passage` is, whose first phrasing has
    /// the number `first_phrasing`.
    pub(super) fn passage(&self, probe: &Probe<'_>, passage: u32, first_phrasing: u32) -> Likeness {
        let row = self.row(passage as usize + first_phrasing as usize);
        row.map_or_else(Likeness::default, |row| {
            likeness(probe.vector, row, &self.passage_mean, probe.passage)
        })
    }

    /// How like the question phrasing `phrasing` of that passage is.
    pub(super) fn phrasing(
        &self,
        probe: &Probe<'_>,
        passage: u32,
        first_phrasing: u32,
        phrasing: usize,
    ) -> Likeness {
        let row = self.row(passage as usize + first_phrasing as usize + 1 + phrasing);
        row.map_or_else(Likeness::default, |row| {
            likeness(probe.vector, row, &self.phrasing_mean, probe.phrasing)
        })
    }

    /// How like the question a phrasing is that stands in no file.
    pub(super) fn beside(&self, probe: &Probe<'_>, phrasing: &Vector) -> Likeness {
        likeness(probe.vector, &phrasing.to_file(), &self.phrasing_mean, probe.phrasing)
    }

    /// The cosine of the question with a row, by its place in the file alone.
    pub(super) fn plain(&self, probe: &Probe<'_>, row: usize) -> f32 {
        self.row(row).map_or(0.0, |row| probe.vector.cosine_in_file(row))
    }
}

fn product(vector: &Vector, other: &[f32; DIMENSIONS]) -> f32 {
    vector.bytes.iter().zip(other).map(|(a, b)| f32::from(*a) * b).sum::<f32>() * vector.scale
}

fn likeness(vector: &Vector, row: &[u8], mean: &Mean, (with_mean, length): (f32, f32)) -> Likeness {
    let plain = vector.cosine_in_file(row);
    let Some((scale, bytes)) = row.split_first_chunk::<4>() else { return Likeness::default() };
    let row_mean = bytes.iter().zip(&mean.sum).map(|(a, b)| f32::from(*a as i8) * b).sum::<f32>()
        * f32::from_le_bytes(*scale);
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
    fn each_row_is_found_by_its_numbers() {
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
        let probe = similarity.probe(&question);
        assert!(similarity.phrasing(&probe, 1, 2, 0).plain > 0.999);
        assert!(similarity.phrasing(&probe, 1, 2, 0).apart > 0.999);
        assert!(similarity.phrasing(&probe, 0, 0, 1).plain < 0.9);
        let (cake, boat) = (similarity.passage(&probe, 1, 2), similarity.passage(&probe, 0, 0));
        assert!(boat.plain < cake.plain && boat.apart < cake.apart);
        assert_eq!(similarity.passage(&probe, 9, 9), Likeness::default());
    }
}
