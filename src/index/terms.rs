//! The terms of the corpus by number: how rare each is, and the vector of its word.
//!
//! Terms are numbered from 1 in the order they first stand in the corpus; 0 is none of them. Three
//! files in a generation, all little-endian:
//!
//! ```text
//! terms.bin         (u32 hash, u32 number) of each term, by hash (`analysis::term_hash`)
//! masses.bin        f32 for each number from 0: the IDF of the term; of a stop word half of it,
//!                   below zero
//! words.vec         the vector (`vectors::Vector`) of the first word of each term from number 1,
//!                   up to the 100,000th: those that come first are those that come often
//! ```

use std::{
    collections::HashMap,
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use crate::{
    query::{STOP_WEIGHT, idf},
    vectors::{Embedder, Vector},
};

const NUMBERS: &str = "terms.bin";
const MASSES: &str = "masses.bin";
const VECTORS: &str = "words.vec";

/// Terms with a number above have no vector: they are matched as they are. 13 MB.
const MAX_VECTORS: u32 = 100_000;

/// Marks a stop word among the frequencies.
const STOP_BIT: u32 = 1 << 31;

/// Numbers the terms as they come.
#[derive(Debug)]
pub(super) struct TermsWriter {
    /// Four bytes of hash, four of number: about 20 MB for a million different terms.
    numbers: HashMap<u32, u32>,
    frequencies: Vec<u32>,
    vectors: BufWriter<File>,
}

impl TermsWriter {
    pub(super) fn create(dir: &Path) -> io::Result<TermsWriter> {
        let vectors = BufWriter::new(File::create(dir.join(VECTORS))?);
        Ok(TermsWriter { numbers: HashMap::new(), frequencies: vec![0], vectors })
    }

    /// The number of the term with `hash`, of which `word` is a form.
    pub(super) fn number(
        &mut self,
        hash: u32,
        word: &str,
        stop: bool,
        embedder: &mut Embedder,
    ) -> io::Result<u32> {
        if let Some(number) = self.numbers.get(&hash) {
            return Ok(*number);
        }
        let number = self.frequencies.len() as u32;
        self.numbers.insert(hash, number);
        self.frequencies.push(if stop { STOP_BIT } else { 0 });
        if number <= MAX_VECTORS {
            self.vectors.write_all(&embedder.embed([word]).to_file())?;
        }
        Ok(number)
    }

    /// Counts a passage in which the term with this number stands.
    pub(super) fn count(&mut self, number: u32) {
        if let Some(frequency) = self.frequencies.get_mut(number as usize) {
            *frequency += 1;
        }
    }

    /// Writes what can only be known at the end, when there are `passages` passages.
    pub(super) fn finish(mut self, dir: &Path, passages: u64) -> io::Result<()> {
        self.vectors.flush()?;
        let mut sorted: Vec<(u32, u32)> = self.numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = BufWriter::new(File::create(dir.join(NUMBERS))?);
        for (hash, number) in sorted {
            numbers.write_all(&hash.to_le_bytes())?;
            numbers.write_all(&number.to_le_bytes())?;
        }
        numbers.flush()?;
        let mut masses = BufWriter::new(File::create(dir.join(MASSES))?);
        for frequency in self.frequencies {
            let rarity = idf(u64::from(frequency & !STOP_BIT), passages);
            let mass = if frequency & STOP_BIT == 0 { rarity } else { -STOP_WEIGHT * rarity };
            masses.write_all(&mass.to_le_bytes())?;
        }
        masses.flush()
    }
}

/// Reads the three files in place.
pub(super) struct Terms<B> {
    numbers: B,
    masses: B,
    vectors: B,
}

impl<B: AsRef<[u8]>> Terms<B> {
    /// The names of the files, for the opener.
    pub(super) const FILES: [&'static str; 3] = [NUMBERS, MASSES, VECTORS];

    /// Takes the three files in the order of [`FILES`](Terms::FILES).
    pub(super) fn new([numbers, masses, vectors]: [B; 3]) -> Terms<B> {
        Terms { numbers, masses, vectors }
    }

    /// The number of the term with `hash`, by halving.
    pub(super) fn number(&self, hash: u32) -> Option<u32> {
        let (pairs, _) = self.numbers.as_ref().as_chunks::<8>();
        let read = |half: &[u8]| u32::from_le_bytes([half[0], half[1], half[2], half[3]]);
        let at = pairs.binary_search_by_key(&hash, |pair| read(&pair[..4])).ok()?;
        Some(read(&pairs[at][4..]))
    }

    fn entry(&self, number: u32) -> f32 {
        let (entries, _) = self.masses.as_ref().as_chunks::<4>();
        entries.get(number as usize).map_or(0.0, |entry| f32::from_le_bytes(*entry))
    }

    /// Whether the term is a stop word.
    pub(super) fn is_stop(&self, number: u32) -> bool {
        self.entry(number) < 0.0
    }

    /// The IDF of the term, at half weight for a stop word.
    pub(super) fn mass(&self, number: u32) -> f32 {
        self.entry(number).abs()
    }

    /// The vector of the term's word as it stands in the file; `None` for one without.
    pub(super) fn vector(&self, number: u32) -> Option<&[u8]> {
        let at = (number as usize).checked_sub(1)? * Vector::FILE_BYTES;
        self.vectors.as_ref().get(at..at + Vector::FILE_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::term_hash, vectors::Table};

    #[test]
    fn terms_are_numbered_counted_and_likened() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut embedder = Embedder::new(Table::built_in());
        let mut writer = TermsWriter::create(dir.path()).unwrap();
        let mut number =
            |word: &str, stop| writer.number(term_hash(word), word, stop, &mut embedder).unwrap();
        assert_eq!([number("boat", false), number("the", true), number("boat", false)], [1, 2, 1]);
        writer.count(1);
        writer.finish(dir.path(), 2).unwrap();
        let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
        let terms = Terms::new(Terms::<Vec<u8>>::FILES.map(read));
        assert_eq!(terms.number(term_hash("the")), Some(2));
        assert_eq!(terms.number(term_hash("ship")), None);
        assert_eq!((terms.is_stop(1), terms.is_stop(2)), (false, true));
        assert_eq!(terms.mass(1), idf(1, 2));
        assert_eq!(terms.mass(2), idf(0, 2) * STOP_WEIGHT);
        let ship = embedder.embed(["ship"]);
        assert!(0.3 < ship.cosine_in_file(terms.vector(1).unwrap()));
        assert_eq!(terms.vector(3), None);
    }
}
