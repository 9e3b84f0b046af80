//! Which passage has an id, in one file that is read in place.
//!
//! ```text
//! ids.bin   for each passage, by the hash: u32 hash of its id, u32 number; little-endian
//! ```
//!
//! Two ids may have one hash: whoever looks one up reads the passages and compares.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::steps::InSteps;
use crate::fnv;

const FILE: &str = "ids.bin";

/// The bytes of an entry.
const ENTRY_BYTES: usize = 8;

/// Writes the file: first the hashes as they come, so that nothing is held meanwhile.
#[derive(Debug)]
pub(super) struct IdsWriter {
    hashes: InSteps<File>,
}

impl IdsWriter {
    pub(super) fn create(dir: &Path) -> io::Result<IdsWriter> {
        Ok(IdsWriter { hashes: InSteps::create(&dir.join(FILE))? })
    }

    /// Adds the id of the next passage.
    pub(super) fn add(&mut self, id: &str) -> io::Result<()> {
        self.hashes.write_all(&fnv::folded(id.bytes()).to_le_bytes())
    }

    /// Writes the file anew, sorted.
    ///
    /// # Cost
    ///
    /// 12 bytes of memory a passage.
    pub(super) fn finish(mut self, dir: &Path) -> io::Result<()> {
        self.hashes.flush()?;
        drop(self.hashes);
        let hashes = fs::read(dir.join(FILE))?;
        let hashes = hashes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
        let mut entries: Vec<(u32, u32)> = hashes.zip(0..).collect();
        entries.sort_unstable();
        let mut file = InSteps::create(&dir.join(FILE))?;
        for (hash, number) in entries {
            file.write_all(&hash.to_le_bytes())?;
            file.write_all(&number.to_le_bytes())?;
        }
        file.flush()
    }
}

/// Reads the file.
pub(super) struct Ids<B> {
    bytes: B,
}

impl<B: AsRef<[u8]>> Ids<B> {
    /// The name of the file, for the opener.
    pub(super) const FILE: &'static str = FILE;

    /// Takes the file.
    pub(super) fn new(bytes: B) -> Ids<B> {
        Ids { bytes }
    }

    /// The numbers of the passages that may have this id, by halving; mostly one or none.
    pub(super) fn numbers(&self, id: &str) -> impl Iterator<Item = u32> + '_ {
        let (entries, _) = self.bytes.as_ref().as_chunks::<ENTRY_BYTES>();
        let wanted = fnv::folded(id.bytes());
        let from = entries.partition_point(|entry| entry_of(entry).0 < wanted);
        entries[from..].iter().map(entry_of).take_while(move |one| one.0 == wanted).map(|one| one.1)
    }
}

fn entry_of(entry: &[u8; ENTRY_BYTES]) -> (u32, u32) {
    let [a, b, c, d, number @ ..] = *entry;
    (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_to_its_number() {
        let dir = tempfile::TempDir::new().unwrap();
        let mut writer = IdsWriter::create(dir.path()).unwrap();
        let ids = ["guide.md#install", "guide.md#use", "7", "", "guide.md#install~2"];
        ids.iter().for_each(|id| writer.add(id).unwrap());
        writer.finish(dir.path()).unwrap();
        let file = std::fs::read(dir.path().join(FILE)).unwrap();
        let read = Ids::new(file.as_slice());
        for (number, id) in ids.iter().enumerate() {
            assert_eq!(read.numbers(id).collect::<Vec<_>>(), [number as u32], "{id}");
        }
        assert_eq!(read.numbers("guide.md").count(), 0);
        assert_eq!(Ids::new(&file[..5]).numbers("7").count(), 0, "a file cut short has none");
    }
}
