//! The wiring: from a corpus to an index, from a question to a reply.

use std::path::{Path, PathBuf};

use crate::{
    answer::Answer,
    document::{LeftOut, Lines},
    error::Result,
    passage::Kind,
};

/// Where the documents are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corpus {
    /// The documents compiled into the program.
    BuiltIn,
    /// Files and folders. Absolute; never empty.
    Paths(Vec<PathBuf>),
}

/// What happens while an index is built, in the order it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The corpus was listed: how many files there are to read.
    Listed {
        /// The number of files.
        files: usize,
    },
    /// A file, or the next batch of a large one, was read and cut.
    Read(FileReport),
    /// A file or a part of one could not be used.
    Skipped(Skipped),
    /// All is read; the index is being written to the disk.
    Writing,
}

/// What became of one file, or of one batch of its records.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileReport {
    /// The file below the corpus root, or `builtin:NAME`.
    pub path: String,
    /// Bytes of the file that this report covers.
    pub bytes: u64,
    /// The passages, in the order of the file.
    pub passages: Vec<PassageReport>,
    /// The headings, in the order of the file.
    pub headings: Vec<(Lines, String)>,
    /// The lines that are in no passage, in the order of the file.
    pub left_out: Vec<LeftOut>,
    /// Other things to know: a guessed encoding, a repeated id.
    pub notes: Vec<String>,
}

/// One passage in a [`FileReport`].
#[derive(Debug, Clone, PartialEq)]
pub struct PassageReport {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub lines: Lines,
    /// Its title, or the start of its text where it has none.
    pub title: String,
}

/// A file, a line or a record that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file below the corpus root.
    pub path: String,
    /// The line, where it is about one.
    pub line: Option<u32>,
    /// Why, as a phrase for a person.
    pub reason: String,
}

/// What was built.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Built {
    /// How many files gave at least one passage.
    pub files: usize,
    /// How many passages the index holds.
    pub passages: usize,
    /// How many of them are entries.
    pub entries: usize,
    /// How many files, lines and records were skipped.
    pub skipped: usize,
}

/// Builds the index of `corpus` in the folder `dir`, which then answers as a whole or, if anything
/// fails, as it did before.
///
/// # Errors
///
/// A path of the corpus that does not exist, nothing to index in it, a folder that is something
/// else than an index, another process building, a disk that cannot be written.
pub fn build(corpus: &Corpus, dir: &Path, observe: &mut dyn FnMut(Event)) -> Result<Built> {
    let _ = (corpus, dir, observe);
    todo!()
}

/// How to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AskOptions {
    /// How many passages to return, 1 to 100.
    pub top: usize,
    /// Below this confidence the reply is [`NoAnswer`](crate::answer::Status::NoAnswer); `None`
    /// for the default.
    pub min_confidence: Option<f64>,
    /// Whether to say why.
    pub explain: bool,
    /// Whether to search as typed: no correction, no synonyms.
    pub exact: bool,
    /// Whether to leave the word vectors out.
    pub lexical: bool,
}

impl Default for AskOptions {
    fn default() -> AskOptions {
        AskOptions { top: 3, min_confidence: None, explain: false, exact: false, lexical: false }
    }
}

/// An open index that answers questions.
#[derive(Debug)]
pub struct Engine {}

impl Engine {
    /// Opens the index in the folder `dir`.
    ///
    /// # Errors
    ///
    /// No index there, one of another version, a damaged one, a file that cannot be read.
    pub fn open(dir: &Path) -> Result<Engine> {
        let _ = dir;
        todo!()
    }

    /// The corpus that the index was made from.
    pub fn corpus(&self) -> &Corpus {
        todo!()
    }

    /// The folder that the paths of passages are relative to; `None` for the built-in documents.
    pub fn root(&self) -> Option<&Path> {
        todo!()
    }

    /// What the index holds.
    pub fn built(&self) -> &Built {
        todo!()
    }

    /// Whether a file of the corpus was added, removed or changed since the index was built, told
    /// by sizes and times.
    pub fn is_stale(&self) -> bool {
        todo!()
    }

    /// Answers `question`.
    ///
    /// # Errors
    ///
    /// Only where the index cannot be read any more; a question is never one.
    pub fn ask(&self, question: &str, options: &AskOptions) -> Result<Answer> {
        let _ = (question, options);
        todo!()
    }
}
