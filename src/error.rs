//! What can go wrong in the library.
//!
//! A question is never an error: any line of text makes a query, and an index without an answer
//! makes a reply that says so. Errors are only about files and about the index on disk, so each
//! names the path it is about and, where there is one, the command that mends it.

use std::{io, path::PathBuf};

/// The result of every fallible library function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the library.
///
/// Messages start in lower case and have no full stop, so that a caller can put words before them.
/// A message never repeats its [`source`](std::error::Error::source): the command prints the chain.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {path}", path = path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// A file or folder could not be written.
    #[error("cannot write {path}", path = path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// A path of the corpus does not exist.
    #[error("no such file or folder: {path}", path = path.display())]
    Missing {
        /// The path as it was given.
        path: PathBuf,
    },

    /// Nothing in the corpus could be indexed.
    #[error("{path}: {reason}", path = path.display())]
    NothingToIndex {
        /// The corpus.
        path: PathBuf,
        /// What was found there instead, and what to do.
        reason: String,
    },

    /// A file that was named holds something else than what it was named for.
    #[error("{path}: {reason}", path = path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what to do.
        reason: String,
    },

    /// A configuration file says something that is not understood or not allowed.
    #[error("{path}{place}: {reason}", path = path.display(), place = line.map_or(String::new(), |line| format!(":{line}")))]
    Config {
        /// The file.
        path: PathBuf,
        /// The 1-based line, where it is about one.
        line: Option<usize>,
        /// What is wrong and what would be right.
        reason: String,
    },

    /// A filter names a tag that no passage has.
    #[error("no passage is tagged {tag}{near}", near = nearest_of(nearest))]
    NoSuchTag {
        /// The tag as it was typed.
        tag: String,
        /// The tags most like it, the likest first.
        nearest: Vec<String>,
    },

    /// A filter names a file, folder or heading that no passage is within.
    #[error("no passage is in {place}{near}", near = nearest_of(nearest))]
    NoSuchPlace {
        /// The place as it was typed.
        place: String,
        /// The places most like it, the likest first.
        nearest: Vec<String>,
    },

    /// A pattern of paths is none.
    #[error("{pattern} is no pattern of paths: {reason}")]
    Pattern {
        /// The pattern as it was typed.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The home directory is not known, and with it no folder for the index.
    #[error(
        "cannot tell the home directory; set HOME, or XDG_CACHE_HOME and XDG_STATE_HOME, or name a folder with `--index`"
    )]
    NoHome,

    /// There is no index in the folder.
    #[error("no index in {path}; `ibid index` makes one", path = path.display())]
    IndexMissing {
        /// The folder that was opened.
        path: PathBuf,
    },

    /// The folder holds something else than an index, and would be written to.
    #[error("{path} is neither empty nor an index; name another folder with `--index`", path = path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },

    /// The index was built by an older version of this program.
    #[error("the index in {path} is of an older format; `ibid index` makes it anew", path = path.display())]
    IndexOutdated {
        /// The folder that was opened.
        path: PathBuf,
    },

    /// The index was built by a newer version of this program.
    #[error("the index in {path} was made by a newer ibid; use that, or name another folder with `--index`", path = path.display())]
    IndexNewer {
        /// The folder that was opened.
        path: PathBuf,
    },

    /// The index does not hold what its manifest says.
    #[error("the index in {path} is damaged ({reason}); `ibid index` makes it anew", path = path.display())]
    IndexDamaged {
        /// The folder that was opened.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// Somebody stopped the building of an index.
    #[error("stopped at file {file} of {files}; {rest}", file = grouped(*file), files = grouped(*files),
        rest = if *before { "the index before still answers" } else { "there is no index yet" })]
    Stopped {
        /// The file that was being read, from 1.
        file: usize,
        /// How many there are.
        files: usize,
        /// Whether there is an index from before.
        before: bool,
    },

    /// Somebody stopped what was under way and leaves nothing behind.
    #[error("stopped")]
    Interrupted,

    /// The documents take more memory to index than may be taken.
    #[error(
        "{megabytes} MB of memory are too little: they are taken after {passages} passages; allow more with `--memory`"
    )]
    TooLittleMemory {
        /// How much may be taken.
        megabytes: u64,
        /// How many passages were indexed by then.
        passages: usize,
    },

    /// More changed than is read on the way to an answer.
    #[error("too much changed since the index in {path} was made", path = path.display())]
    TooMuchChanged {
        /// The folder of the index.
        path: PathBuf,
    },

    /// Another process is building the index.
    #[error("another ibid is building the index in {path}; try again when it is done", path = path.display())]
    IndexLocked {
        /// The folder that was to be written.
        path: PathBuf,
    },
}

/// A count for a person: 10,000.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The end of a message about a name that does not exist.
fn nearest_of(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; the nearest is {one}"),
        some => format!("; the nearest are {}", some.join(", ")),
    }
}

impl Error {
    /// Whether building the index anew from the corpus mends it.
    pub fn mended_by_rebuilding(&self) -> bool {
        matches!(
            self,
            Error::IndexMissing { .. } | Error::IndexOutdated { .. } | Error::IndexDamaged { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        let stopped = |file, files, before| Error::Stopped { file, files, before }.to_string();
        assert_eq!(stopped(1, 312, false), "stopped at file 1 of 312; there is no index yet");
        assert_eq!(
            stopped(9_999, 1_234_567, true),
            "stopped at file 9,999 of 1,234,567; the index before still answers"
        );
    }
}
