//! What people said of answers, kept in a plain file beside the corpus and used from the next
//! question on.
//!
//! A question with `good` or `means` is another phrasing of that passage; `bad` holds the passage
//! back for that question and those nearly the same. Nothing of it is in the index: the file is
//! read when an index is opened and laid over it when a question is asked ([`Overlay`]), so that an
//! index stays whole or not there, whatever is said meanwhile.

mod line;
mod overlay;

pub use self::{
    line::{Line, Verdict},
    overlay::{Overlay, Said},
};

use std::path::{Path, PathBuf};

use crate::{
    config,
    corpus::Corpus,
    error::{Error, Result},
    journal::{Audience, Journal, Mark},
};

/// The name of the file beside a corpus.
pub const FILE: &str = "ibid.feedback.tsv";

/// A longer question is not kept, in bytes: a phrasing is a sentence.
pub const MAX_QUESTION_BYTES: usize = 1000;

/// A larger file is not read, in bytes: some fifty thousand lines.
const MAX_FILE_BYTES: u64 = 4 << 20;

const HEADER: &str = "\
# What ibid was taught by /good, /bad and /means in a chat: question, passage, verdict, date,
# with tabs between. Of two lines about one question the later counts. To undo, delete a line.
";

/// Where the feedback on a corpus is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Beside the corpus; none for the built-in documents.
    beside: Option<Journal>,
    /// In the user's own folder, for what cannot be written beside it.
    own: Journal,
}

/// Everything that was said, in the order in which it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feedback {
    /// Each line, and where it stands.
    pub lines: Vec<(Line, Place)>,
    /// What could not be used: told, and left as it is.
    pub problems: Vec<Problem>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// A line or a file that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1, where it is about one.
    pub line: Option<usize>,
    /// Why, as a phrase.
    pub reason: String,
}

/// Where a line was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file.
    pub path: PathBuf,
    /// Why it is not the one beside the corpus, where it could have been.
    pub instead: Option<String>,
}

impl Store {
    /// Of the index of `corpus`, whose passages' paths are relative to `root`: the ids of passages
    /// are good for that folder. `data` is the user's own folder.
    pub fn new(corpus: &Corpus, root: Option<&Path>, data: &Path) -> Store {
        let journal =
            |path: PathBuf, audience: Audience| Journal { path, header: HEADER, audience };
        let name = match corpus {
            Corpus::BuiltIn => "builtin".to_owned(),
            Corpus::Paths(paths) => config::digest(paths),
        };
        let own = data.join("feedback").join(format!("{name}.tsv"));
        Store {
            beside: root.map(|root| journal(root.join(FILE), Audience::Everyone)),
            own: journal(own, Audience::Owner),
        }
    }

    fn journals(&self) -> impl Iterator<Item = &Journal> {
        self.beside.iter().chain([&self.own])
    }

    /// The files that there are.
    pub fn paths(&self) -> Vec<&Path> {
        let there = self.journals().filter(|journal| journal.mark().is_some());
        there.map(|journal| journal.path.as_path()).collect()
    }

    /// What tells whether any of it changed.
    ///
    /// # Cost
    ///
    /// A look at each of two files.
    pub fn marks(&self) -> Vec<Option<Mark>> {
        self.journals().map(Journal::mark).collect()
    }

    /// Reads what was said: beside the corpus, then in the user's own folder.
    pub fn read(&self) -> Feedback {
        let mut feedback = Feedback::default();
        for journal in self.journals() {
            match journal.read(MAX_FILE_BYTES) {
                Ok(bytes) => feedback.add(&journal.path, &bytes),
                Err(error) => feedback.problems.push(Problem {
                    path: journal.path.clone(),
                    line: None,
                    reason: format!("not read: {error}"),
                }),
            }
        }
        feedback
    }

    /// Keeps `line`: beside the corpus, or in the user's own folder where that cannot be opened.
    ///
    /// # Errors
    ///
    /// [`Error::Write`] where neither can be written; nothing that was kept is lost.
    pub fn keep(&self, line: &Line) -> Result<Kept> {
        let text = line.to_string();
        let write = |journal: &Journal| {
            let path = journal.path.clone();
            journal.append(&text).map_err(|source| Error::Write { path, source })
        };
        let mut instead = None;
        if let Some(beside) = &self.beside {
            match beside.open() {
                Ok(()) => {
                    write(beside)?;
                    return Ok(Kept { path: beside.path.clone(), instead });
                }
                Err(error) => instead = Some(format!("{}: {error}", beside.path.display())),
            }
        }
        write(&self.own)?;
        Ok(Kept { path: self.own.path.clone(), instead })
    }

    /// Takes out the last line that is `line`; returns whether there was one.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; nothing is lost then.
    pub fn remove(&self, line: &Line) -> Result<bool> {
        let text = line.to_string();
        for journal in [&self.own].into_iter().chain(&self.beside) {
            let removed = journal
                .rewrite(|bytes| without_last(bytes, text.as_bytes()))
                .map_err(|source| Error::Write { path: journal.path.clone(), source })?;
            if removed {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Feedback {
    fn add(&mut self, path: &Path, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let read = match str::from_utf8(text) {
                Ok(text) if text.trim().is_empty() || text.starts_with('#') => continue,
                Ok(text) => text.trim_end_matches('\r').parse::<Line>(),
                Err(_) => Err("it is not UTF-8".to_owned()),
            };
            let path = path.to_owned();
            match read {
                Ok(read) => self.lines.push((read, Place { path, line })),
                Err(reason) => self.problems.push(Problem {
                    path,
                    line: Some(line),
                    reason: format!("{reason}; the line is passed over"),
                }),
            }
        }
    }
}

/// `bytes` without the last line that is `line`.
fn without_last(bytes: &[u8], line: &[u8]) -> Option<Vec<u8>> {
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let at = lines.iter().rposition(|one| one.trim_ascii_end() == line.trim_ascii_end())?;
    Some([&lines[..at], &lines[at + 1..]].concat().concat())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn line(question: &str, verdict: Verdict) -> Line {
        let date = "2026-11-23".to_owned();
        Line { question: question.to_owned(), id: "a.md#b".to_owned(), verdict, date }
    }

    fn store(dir: &tempfile::TempDir) -> Store {
        let root = dir.path().join("docs");
        fs::create_dir_all(&root).unwrap();
        let corpus = Corpus::Paths(vec![root.clone()]);
        Store::new(&corpus, Some(&root), &dir.path().join("data"))
    }

    fn questions(feedback: &Feedback) -> Vec<(&str, usize)> {
        let lines = feedback.lines.iter();
        lines.map(|(line, place)| (line.question.as_str(), place.line)).collect()
    }

    #[test]
    fn what_is_kept_stands_beside_the_corpus_and_is_taken_out_again() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        let before = store.marks();
        assert_eq!(store.read(), Feedback::default());
        let kept = store.keep(&line("one", Verdict::Good)).unwrap();
        assert_eq!(kept, Kept { path: dir.path().join("docs").join(FILE), instead: None });
        assert_ne!(store.marks(), before);
        store.keep(&line("two", Verdict::Bad)).unwrap();
        store.keep(&line("one", Verdict::Good)).unwrap();
        assert_eq!(questions(&store.read()), [("one", 3), ("two", 4), ("one", 5)]);
        assert!(store.remove(&line("one", Verdict::Good)).unwrap());
        assert_eq!(questions(&store.read()), [("one", 3), ("two", 4)], "the last one went");
        assert!(!store.remove(&line("three", Verdict::Good)).unwrap());
    }

    #[test]
    fn where_the_folder_cannot_be_written_the_users_own_is() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        // A folder of that name cannot be opened as a file by anybody, root included.
        fs::create_dir(dir.path().join("docs").join(FILE)).unwrap();
        let kept = store.keep(&line("one", Verdict::Good)).unwrap();
        assert!(kept.path.starts_with(dir.path().join("data/feedback")), "{kept:?}");
        assert!(kept.instead.unwrap().ends_with("it is no regular file"));
        let read = store.read();
        assert_eq!(questions(&read), [("one", 3)]);
        assert_eq!(read.problems.len(), 1, "the folder is told: {:?}", read.problems);
        assert!(store.remove(&line("one", Verdict::Good)).unwrap());
        assert!(store.remove(&line("one", Verdict::Good)).is_err(), "what is there is no file");
    }

    #[test]
    fn bad_lines_are_told_and_stay() {
        let dir = tempfile::tempdir().unwrap();
        let store = store(&dir);
        let path = dir.path().join("docs").join(FILE);
        let file = b"\xef\xbb\xbf# head\r\none\ta.md#b\tgood\t2026-11-23\r\n\xff\n<<<<<<< HEAD\n\ntwo\tx\tbad\t";
        fs::write(&path, file).unwrap();
        let read = store.read();
        assert_eq!(questions(&read), [("one", 2), ("two", 6)]);
        let told: Vec<_> = read.problems.iter().map(|one| (one.line, &one.path)).collect();
        assert_eq!(told, [(Some(3), &path), (Some(4), &path)]);
        store.keep(&line("three", Verdict::Good)).unwrap();
        assert!(store.remove(&line("one", Verdict::Good)).unwrap(), "a carriage return is no part");
        let left = fs::read(&path).unwrap();
        assert!(left.starts_with(b"\xef\xbb\xbf# head\r\n\xff\n<<<<<<< HEAD\n\ntwo\tx\tbad\t\n"));
        assert_eq!(questions(&store.read()), [("two", 5), ("three", 6)]);
    }

    #[test]
    fn the_built_in_documents_are_taught_in_the_users_folder() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::new(&Corpus::BuiltIn, None, dir.path());
        let kept = store.keep(&line("one", Verdict::Good)).unwrap();
        assert_eq!(kept, Kept { path: dir.path().join("feedback/builtin.tsv"), instead: None });
    }
}
