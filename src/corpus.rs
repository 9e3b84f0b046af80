//! Which documents an index is made of.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the documents are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corpus {
    /// The documents compiled into the program.
    BuiltIn,
    /// Files and folders. Absolute; never empty.
    Paths(Vec<PathBuf>),
}

/// What an index holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Built {
    /// How many files gave at least one passage.
    pub files: usize,
    /// How many passages there are.
    pub passages: usize,
    /// How many of them are entries.
    pub entries: usize,
    /// How many files, lines and records were skipped.
    pub skipped: usize,
}

/// A file of a corpus as it was when it was read: what tells whether it changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Where it lies below the root.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// When it was last changed: seconds and nanoseconds since 1970; (0, 0) where the system does
    /// not say.
    pub modified: (i64, u32),
}

/// What became of the files of a corpus when they were read: what tells what must be read again when
/// some of them change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// For each file how many passages it gave, and how many lines and records were skipped, itself
    /// counting as one.
    pub files: Vec<(u32, u32)>,
    /// Tells one way in which files are read depending on others from any other way.
    pub site: u64,
}
