//! Files that are ZIP archives of parts, opened with care: what a few bytes unpack to is bounded.

use std::{
    cell::Cell,
    io::{Cursor, Read, Seek},
};

use zip::{ZipArchive, result::ZipError};

/// The most bytes that one part may unpack to.
const MAX_PART_BYTES: u64 = 256 << 20;

/// The most bytes that all that is read of one file may unpack to, however deep it is packed.
pub(in crate::ingest) const MAX_TOTAL_BYTES: u64 = 1 << 30;

/// A part above [`FREE_BYTES`] may be this many times as long as its compressed form. Text and
/// tables stay below; a bomb is at about a thousand.
const MAX_RATIO: u64 = 250;

/// Up to here the ratio is nobody's harm.
const FREE_BYTES: u64 = 8 << 20;

/// The most parts of one archive.
const MAX_PARTS: usize = 100_000;

/// What a package can be read from.
pub(in crate::ingest) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// An open archive.
pub(in crate::ingest) struct Package<'a> {
    archive: ZipArchive<Box<dyn Source + 'a>>,
    /// How many bytes may still be unpacked, here and wherever else the same file has packed parts.
    left: &'a Cell<u64>,
}

impl<'a> Package<'a> {
    /// Opens the archive in `source`; `left` bytes of it may be unpacked, and are taken from there.
    ///
    /// # Errors
    ///
    /// Why it is none, as a phrase.
    pub(in crate::ingest) fn open(
        source: impl Source + 'a,
        left: &'a Cell<u64>,
    ) -> Result<Package<'a>, String> {
        let source: Box<dyn Source + 'a> = Box::new(source);
        let archive = ZipArchive::new(source).map_err(|error| broken(&error))?;
        if MAX_PARTS < archive.len() {
            return Err(format!("an archive of more than {MAX_PARTS} files"));
        }
        Ok(Package { archive, left })
    }

    /// Opens the archive in `bytes`, as [`open`](Package::open).
    pub(in crate::ingest) fn of(
        bytes: &'a [u8],
        left: &'a Cell<u64>,
    ) -> Result<Package<'a>, String> {
        Package::open(Cursor::new(bytes), left)
    }

    /// The names of its files with their numbers, in the order of their bytes. A name that is no
    /// text, or of a folder, is not among them.
    pub(in crate::ingest) fn names(&self) -> Vec<(String, usize)> {
        let name = |number| self.archive.name_for_index(number)?.ok();
        let mut names: Vec<(String, usize)> = (0..self.archive.len())
            .filter_map(|number| Some((name(number)?.into_owned(), number)))
            .filter(|(name, _)| !name.ends_with('/'))
            .collect();
        names.sort();
        names
    }

    /// The content of the part `name`; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Why it cannot be unpacked, as a phrase.
    pub(in crate::ingest) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, String> {
        match self.archive.index_for_name(name) {
            Some(number) => self.part_at(number).map(Some),
            None => Ok(None),
        }
    }

    /// The content of the file with this number.
    ///
    /// # Errors
    ///
    /// Why it cannot be unpacked, as a phrase.
    pub(in crate::ingest) fn part_at(&mut self, number: usize) -> Result<Vec<u8>, String> {
        let part = self.archive.by_index(number).map_err(|error| broken(&error))?;
        let packed = part.compressed_size();
        let most = MAX_PART_BYTES.min(FREE_BYTES.max(packed.saturating_mul(MAX_RATIO)));
        let mut bytes = Vec::new();
        // What the archive says of the size of a part is only what it says.
        let left = self.left.get();
        let unpacked = part.take(most.min(left) + 1).read_to_end(&mut bytes);
        // What is not kept took its time, too.
        let read = bytes.len() as u64;
        self.left.set(left.saturating_sub(read));
        unpacked.map_err(|error| crate::ingest::damaged(&error))?;
        if most < read {
            return Err(if most == MAX_PART_BYTES {
                format!("unpacks to more than {} MB", MAX_PART_BYTES >> 20)
            } else {
                format!("unpacks to more than {MAX_RATIO} times its size, as no text does")
            });
        }
        if left < read {
            return Err(too_much());
        }
        Ok(bytes)
    }

    /// Checks that every part could be unpacked, for a reader that does so by itself.
    ///
    /// # Errors
    ///
    /// As [`part_at`](Package::part_at).
    pub(in crate::ingest) fn check_all(&mut self) -> Result<(), String> {
        for (_, number) in self.names() {
            self.part_at(number)?;
        }
        Ok(())
    }

    /// The text of the part `name`; empty where there is none.
    ///
    /// # Errors
    ///
    /// As [`part`](Package::part); what is no text.
    pub(super) fn text(&mut self, name: &str) -> Result<String, String> {
        match self.part(name)? {
            Some(bytes) => Ok(super::super::decode::decode(bytes)?.text),
            None => Ok(String::new()),
        }
    }
}

/// That nothing more of a file is unpacked, as a phrase.
pub(in crate::ingest) fn too_much() -> String {
    format!("unpacks to more than {} MB in all", MAX_TOTAL_BYTES >> 20)
}

fn broken(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(why) if why.to_lowercase().contains("password") => {
            "locked with a password".to_owned()
        }
        ZipError::UnsupportedArchive(why) => format!("cannot be unpacked: {why}"),
        _ => "damaged: it is no whole ZIP archive".to_owned(),
    }
}
