//! In how many passages each term stood that are no more: tantivy still counts them.
//!
//! ```text
//! gone.bin   for each term, by the hash: u64 hash, u32 passages; little-endian
//! ```

use std::{collections::HashMap, io, path::Path};

use crate::fnv;

const FILE: &str = "gone.bin";

/// The bytes of an entry.
const ENTRY_BYTES: usize = 12;

/// Writes the file.
pub(super) fn write(dir: &Path, counts: &HashMap<String, u32>) -> io::Result<()> {
    let mut entries: Vec<(u64, u32)> =
        counts.iter().map(|(term, passages)| (fnv::hash(term.bytes()), *passages)).collect();
    entries.sort_unstable();
    let bytes = entries
        .iter()
        .flat_map(|(hash, passages)| hash.to_le_bytes().into_iter().chain(passages.to_le_bytes()));
    std::fs::write(dir.join(FILE), bytes.collect::<Vec<u8>>())
}

/// Reads the file.
pub(super) struct Gone<B> {
    bytes: B,
}

impl<B: AsRef<[u8]>> Gone<B> {
    /// The name of the file, for the opener.
    pub(super) const FILE: &'static str = FILE;

    /// Takes the file.
    pub(super) fn new(bytes: B) -> Gone<B> {
        Gone { bytes }
    }

    /// In how many passages `term` stood that are no more, by halving.
    pub(super) fn passages(&self, term: &str) -> u32 {
        let (entries, _) = self.bytes.as_ref().as_chunks::<ENTRY_BYTES>();
        let entry = |[a, b, c, d, e, f, g, h, passages @ ..]: &[u8; ENTRY_BYTES]| {
            (u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]), u32::from_le_bytes(*passages))
        };
        let at = entries.binary_search_by_key(&fnv::hash(term.bytes()), |bytes| entry(bytes).0);
        at.map_or(0, |at| entry(&entries[at]).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_gone_is_known() {
        let dir = tempfile::TempDir::new().unwrap();
        let counts = [("boat", 3), ("the", 40), ("é", 1)].map(|(a, b)| (a.to_owned(), b));
        write(dir.path(), &counts.into()).unwrap();
        let gone = Gone::new(std::fs::read(dir.path().join(FILE)).unwrap());
        assert_eq!(["boat", "the", "é", "ship"].map(|term| gone.passages(term)), [3, 40, 1, 0]);
        assert_eq!(Gone::new(&[1, 2, 3][..]).passages("boat"), 0);
    }
}
