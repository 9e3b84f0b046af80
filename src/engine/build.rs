//! From a corpus to an index: lists the files, cuts what each says, writes it, and tells what happens.

use std::{
    collections::HashSet,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::pseudo;
use crate::{
    analysis::{Language, term_hash},
    chunk::{Bare, chunk},
    corpus::{Built, Corpus, Stamp},
    document::{Document, LeftOut, Lines, Places},
    error::{Error, Result},
    index::{Index, IndexWriter, Origin},
    ingest::{self, Listing, Note},
    passage::Kind,
};

/// What happens while an index is built, in the order it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The corpus was listed: how many files there are to read.
    Listed {
        /// The number of files.
        files: usize,
        /// Their bytes together.
        bytes: u64,
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
    /// Bytes of the file, in the report of its first batch; 0 in the others.
    pub bytes: u64,
    /// Bytes of text in its passages.
    pub text: u64,
    /// What the numbers of lines below stand for.
    pub places: Places,
    /// The passages, in the order of the file.
    pub passages: Vec<PassageReport>,
    /// The headings, in the order of the file.
    pub headings: Vec<(Lines, String)>,
    /// Those with nothing under them, in the order of the file.
    pub bare: Vec<Bare>,
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

/// Builds the index of `corpus` in the folder `dir`, which then answers as a whole or, if anything
/// fails, as it did before.
///
/// # Errors
///
/// A path of the corpus that does not exist, nothing to index in it, a folder that is something
/// else than an index, another process building, a disk that cannot be written.
pub fn build(corpus: &Corpus, dir: &Path, observe: &mut dyn FnMut(Event)) -> Result<Built> {
    build_until(corpus, dir, observe, &AtomicBool::new(false))
}

/// The same, until `stop` is set. It is looked at after every document and before the new index
/// counts.
///
/// # Errors
///
/// As [`build`], and [`Error::Stopped`].
pub fn build_until(
    corpus: &Corpus,
    dir: &Path,
    observe: &mut dyn FnMut(Event),
    stop: &AtomicBool,
) -> Result<Built> {
    let watch = Watch { observe, stop };
    let built = match corpus {
        Corpus::BuiltIn => build_built_in(dir, watch),
        Corpus::Paths(paths) => build_paths(corpus, ingest::list(paths)?, dir, watch),
    };
    built.map_err(|error| match error {
        Error::Stopped { file, files, .. } => {
            Error::Stopped { file, files, before: Index::open(dir).is_ok() }
        }
        other => other,
    })
}

/// Who watches an index being built.
struct Watch<'a> {
    observe: &'a mut dyn FnMut(Event),
    stop: &'a AtomicBool,
}

fn build_built_in(dir: &Path, watch: Watch<'_>) -> Result<Built> {
    let bytes = ingest::BUILTIN.iter().map(|(_, text)| text.len() as u64).sum();
    let mut building = Building::begin(dir, watch, ingest::BUILTIN.len(), bytes)?;
    for (name, text) in ingest::BUILTIN {
        building.start_file(text.len() as u64);
        building.add(ingest::parse(&format!("builtin:{name}"), text));
    }
    building.finish(Origin {
        corpus: Corpus::BuiltIn,
        root: None,
        built_in: built_in_digest(),
        stamps: Vec::new(),
    })
}

fn build_paths(corpus: &Corpus, listing: Listing, dir: &Path, watch: Watch<'_>) -> Result<Built> {
    let Listing { root, files, skipped } = listing;
    if files.is_empty() {
        if let (Corpus::Paths(paths), [(_, reason)]) = (corpus, skipped.as_slice())
            && let [path] = paths.as_slice()
            && path.is_file()
        {
            return Err(Error::NothingToIndex { path: path.clone(), reason: reason.clone() });
        }
        let reason = match skipped.len() {
            0 => format!("the folder is empty; ibid reads {} files", ingest::extensions()),
            some => format!(
                "none of its {some} files is a document that ibid reads ({})",
                ingest::extensions()
            ),
        };
        return Err(Error::NothingToIndex { path: root, reason });
    }
    let bytes = files.iter().map(|file| file.bytes).sum();
    let mut building = Building::begin(dir, watch, files.len(), bytes)?;
    for (path, reason) in skipped {
        building.skip(Skipped { path, line: None, reason });
    }
    let site = ingest::Site::of(&files);
    for file in &files {
        building.start_file(file.bytes);
        // Both closures tell the one building; they are never called at once.
        let shared = std::cell::RefCell::new(&mut building);
        let mut add = |mut document: Document| {
            site.leave_out(&mut document);
            shared.borrow_mut().add(document);
        };
        let read =
            ingest::read(file, &mut add, &mut |note| shared.borrow_mut().note(&file.name, note));
        if let Err(reason) = read {
            building.skip(Skipped { path: file.name.clone(), line: None, reason });
        }
        building.check()?;
    }
    if building.writer.passages() == 0 {
        let (path, reason) = match (corpus, building.last_skipped.take()) {
            (Corpus::Paths(paths), Some(reason)) if files.len() == 1 && paths.len() == 1 => {
                (paths[0].clone(), reason)
            }
            (Corpus::Paths(paths), None) if files.len() == 1 && paths.len() == 1 => {
                (paths[0].clone(), "it holds no text".to_owned())
            }
            _ => (root, "no document in it holds any text".to_owned()),
        };
        return Err(Error::NothingToIndex { path, reason });
    }
    let stamps = stamps(&files);
    building.finish(Origin {
        corpus: corpus.clone(),
        root: Some(root),
        built_in: String::new(),
        stamps,
    })
}

/// What the files looked like, in their order.
fn stamps(files: &[ingest::SourceFile]) -> Vec<Stamp> {
    files
        .iter()
        .map(|file| Stamp { name: file.name.clone(), bytes: file.bytes, modified: file.modified })
        .collect()
}

/// Whether `files` look as they did `then`.
pub(super) fn are_stamped(files: &[ingest::SourceFile], then: &[Stamp]) -> bool {
    files.len() == then.len()
        && files.iter().zip(then).all(|(file, then)| {
            (file.bytes, file.modified) == (then.bytes, then.modified) && file.name == then.name
        })
}

/// Tells the built-in documents of one program from those of another.
pub(super) fn built_in_digest() -> String {
    let mut hasher = crc32fast::Hasher::new();
    for (name, text) in ingest::BUILTIN {
        hasher.update(name.as_bytes());
        hasher.update(text.as_bytes());
    }
    format!("{:08x}-{}", hasher.finalize(), env!("CARGO_PKG_VERSION"))
}

/// An index under construction and who watches it.
struct Building<'a> {
    writer: IndexWriter,
    watch: Watch<'a>,
    /// How many files there are, and how many were begun.
    listed: usize,
    begun: usize,
    /// Hashes of the ids so far.
    ids: HashSet<u64>,
    /// The file under way: its bytes until they are told, and what to note of it.
    bytes: u64,
    notes: Vec<String>,
    gave: bool,
    files: usize,
    skipped: usize,
    /// Why the last file, line or record was skipped.
    last_skipped: Option<String>,
    /// The first failure to write; what comes after it is not written.
    failure: Option<Error>,
}

impl<'a> Building<'a> {
    fn begin(dir: &Path, watch: Watch<'a>, files: usize, bytes: u64) -> Result<Building<'a>> {
        (watch.observe)(Event::Listed { files, bytes });
        Ok(Building {
            writer: IndexWriter::begin(dir)?,
            watch,
            listed: files,
            begun: 0,
            ids: HashSet::new(),
            bytes: 0,
            notes: Vec::new(),
            gave: false,
            files: 0,
            skipped: 0,
            last_skipped: None,
            failure: None,
        })
    }

    fn start_file(&mut self, bytes: u64) {
        self.bytes = bytes;
        self.gave = false;
        self.begun += 1;
    }

    /// Cuts a document and writes its passages.
    fn add(&mut self, document: Document) {
        if let Err(stopped) = self.go_on() {
            self.failure.get_or_insert(stopped);
        }
        if self.failure.is_some() {
            return;
        }
        let language = language(&document);
        let cut = chunk(&document);
        let mut report = FileReport {
            path: document.path,
            places: document.places,
            bytes: std::mem::take(&mut self.bytes),
            headings: cut.headings,
            bare: cut.bare,
            left_out: cut.left_out,
            notes: std::mem::take(&mut self.notes),
            passages: Vec::with_capacity(cut.passages.len()),
            text: cut.passages.iter().map(|passage| passage.text.len() as u64).sum(),
        };
        for mut passage in cut.passages {
            if let Some(id) = self.unused_id(&passage.id) {
                let place = match &passage.place {
                    Some(place) => place.to_string(),
                    None => format!("line {}", passage.line),
                };
                let taken = &passage.id;
                report.notes.push(format!("{place}: the id {taken} is taken; it is now {id}"));
                passage.id = id;
            }
            if let Err(error) = self.writer.add(&passage, language) {
                self.failure = Some(error);
                return;
            }
            report.passages.push(PassageReport {
                title: if passage.title.is_empty() {
                    passage.plain().chars().take(80).collect()
                } else {
                    passage.title
                },
                id: passage.id,
                kind: passage.kind,
                lines: Lines::new(passage.line, passage.end_line),
            });
        }
        if !report.passages.is_empty() && !self.gave {
            self.gave = true;
            self.files += 1;
        }
        (self.watch.observe)(Event::Read(report));
    }

    /// Another id where `id` is taken: the same with `~2`, `~3` and so on.
    fn unused_id(&mut self, id: &str) -> Option<String> {
        if self.ids.insert(id_hash(id)) {
            return None;
        }
        (2_u64..).map(|n| format!("{id}~{n}")).find(|other| self.ids.insert(id_hash(other)))
    }

    fn note(&mut self, path: &str, note: Note) {
        match note {
            Note::File(note) => self.notes.push(note),
            Note::Skipped { line, reason } => {
                self.skip(Skipped { path: path.to_owned(), line: Some(line), reason });
            }
            Note::Inside { name, line, reason } => {
                self.skip(Skipped { path: name, line, reason });
            }
        }
    }

    fn skip(&mut self, skipped: Skipped) {
        self.skipped += 1;
        self.last_skipped = Some(skipped.reason.clone());
        (self.watch.observe)(Event::Skipped(skipped));
    }

    fn check(&mut self) -> Result<()> {
        self.failure.take().map_or(Ok(()), Err)?;
        self.go_on()
    }

    /// Whether nobody has had enough.
    fn go_on(&self) -> Result<()> {
        let stopped = self.watch.stop.load(Ordering::Relaxed);
        if stopped { Err(stopped_at(self.begun, self.listed)) } else { Ok(()) }
    }

    fn finish(mut self, origin: Origin) -> Result<Built> {
        self.check()?;
        (self.watch.observe)(Event::Writing);
        let (stop, begun, listed) = (self.watch.stop, self.begun, self.listed);
        self.writer.finish(origin, self.files, self.skipped, |index| {
            let calibration = pseudo::calibrate(index);
            if stop.load(Ordering::Relaxed) { Err(stopped_at(begun, listed)) } else { calibration }
        })
    }
}

fn stopped_at(file: usize, files: usize) -> Error {
    // Whether there is one from before is told at the end.
    Error::Stopped { file, files, before: false }
}

/// 64 bits of an id: a million of them stand in 16 MB.
fn id_hash(id: &str) -> u64 {
    let reversed: String = id.chars().rev().collect();
    u64::from(term_hash(id)) << 32 | u64::from(term_hash(&reversed))
}

/// The language of a document, told from its first blocks.
fn language(document: &Document) -> Language {
    let mut sample = String::new();
    for block in &document.blocks {
        sample.push_str(block.plain());
        sample.push('\n');
        if 16_384 < sample.len() {
            break;
        }
    }
    Language::detect(&sample)
}
