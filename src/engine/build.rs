//! From a corpus to an index: lists the files, cuts what each says, writes it, and tells what happens.

use std::{
    num::NonZero,
    ops::Range,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use hashbrown::{HashMap, HashSet};

use super::{
    pseudo,
    read::{self, Came, Reader, Sink},
    update,
};
use crate::{
    analysis::term_hash,
    chunk::Bare,
    corpus::{Built, Corpus, Stamp, Taken},
    document::{Alike, LeftOut, Lines, Places},
    error::{Error, Result},
    index::{Cut, Index, IndexWriter, Origin},
    ingest::{self, Listing, Note, Site, SourceFile},
    passage::{Kind, Passage},
    settings::DEFAULT_MEMORY_MB,
};

/// What happens while an index is built, in the order it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Another process builds the index; this one waits for it. Comes before [`Listed`](Event::Listed); the files were
    /// looked for before, so that what is added meanwhile is read the next time.
    Waiting,
    /// The corpus was listed: how many files there are to read. Comes again where it turns out that
    /// all must be read.
    Listed {
        /// The number of files.
        files: usize,
        /// Their bytes together.
        bytes: u64,
        /// How many more there are that did not change, and are not read.
        kept: usize,
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

/// Which documents are read to bring an index up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// All.
    All,
    /// Those that changed since it was made, where that comes to the same: few of them did, and there
    /// is an index of the same corpus with at least so many passages.
    Changes {
        /// The number of passages.
        least: usize,
    },
    /// Those that changed, if they are so few and short that it takes less than a second; else none,
    /// which is [`Error::TooMuchChanged`].
    Little,
}

impl Default for Reading {
    /// Changes, where it is much faster than reading all.
    fn default() -> Reading {
        Reading::Changes { least: 1_000 }
    }
}

/// What building may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// On how many threads, as many as the machine runs at once where that is not said: with two, one
    /// reads and cuts ahead of the one that writes. The index is the same.
    pub threads: Option<usize>,
    /// How many bytes of memory.
    pub memory: u64,
    /// How long to wait for another process that builds the same index.
    pub patience: Duration,
}

impl Default for Limits {
    /// As many threads as the machine runs at once, and no waiting.
    fn default() -> Limits {
        Limits { threads: None, memory: DEFAULT_MEMORY_MB << 20, patience: Duration::ZERO }
    }
}

impl Limits {
    /// Whether there is more than one thread. To ask the machine takes twenty calls of the system.
    fn allow_a_thread_more(&self) -> bool {
        let machine = || thread::available_parallelism().map_or(1, NonZero::get);
        1 < self.threads.unwrap_or_else(machine)
    }
}

/// How long to wait before it is looked again whether another process still builds. Short, since what
/// holds up a build is mostly many that are brief: between two of them is little time.
const PATIENCE_STEP: Duration = Duration::from_millis(10);

/// Fewer bytes are read by the thread that writes them.
const WORTH_A_THREAD: u64 = 1 << 20;

/// Builds the index of `corpus` in the folder `dir`, which then answers as a whole or, if anything
/// fails, as it did before.
///
/// # Errors
///
/// A path of the corpus that does not exist, nothing to index in it, a folder that is something
/// else than an index, another process building, a disk that cannot be written.
pub fn build(corpus: &Corpus, dir: &Path, observe: &mut dyn FnMut(Event)) -> Result<Built> {
    let limits = Limits::default();
    build_until(corpus, dir, Reading::default(), limits, observe, &AtomicBool::new(false))
}

/// The same from what is to be read, until `stop` is set. It is looked at after every document and
/// before the new index counts.
///
/// # Errors
///
/// As [`build`], [`Error::Stopped`], [`Error::Interrupted`] while it waits for another process, and
/// [`Error::TooMuchChanged`].
pub fn build_until(
    corpus: &Corpus,
    dir: &Path,
    reading: Reading,
    limits: Limits,
    observe: &mut dyn FnMut(Event),
    stop: &AtomicBool,
) -> Result<Built> {
    let watch = Watch { observe, stop, limits };
    let built = match corpus {
        Corpus::BuiltIn => build_built_in(dir, watch),
        Corpus::Paths(paths) => {
            let listing = ingest::list(paths)?;
            build_paths(corpus, listing, dir, reading, watch)
        }
    };
    built.map_err(|error| match error {
        Error::Stopped { file, files, .. } => {
            Error::Stopped { file, files, before: Index::open(dir).is_ok() }
        }
        other => other,
    })
}

/// The most groups of synonyms that documents give an index.
const MAX_SYNONYMS: usize = 10_000;

/// Who watches an index being built.
pub(super) struct Watch<'a> {
    pub(super) observe: &'a mut dyn FnMut(Event),
    stop: &'a AtomicBool,
    pub(super) limits: Limits,
}

impl Watch<'_> {
    /// The same watch, for a while.
    pub(super) fn lent(&mut self) -> Watch<'_> {
        Watch { observe: self.observe, stop: self.stop, limits: self.limits }
    }

    /// Waits for another process that builds, as long as that may take and nobody stops it.
    pub(super) fn patience(&mut self) -> impl FnMut() -> Result<bool> {
        let mut since = None;
        move || {
            if self.limits.patience.is_zero() {
                return Ok(false);
            }
            if self.stop.load(Ordering::Relaxed) {
                return Err(Error::Interrupted);
            }
            let since = *since.get_or_insert_with(|| {
                (self.observe)(Event::Waiting);
                Instant::now()
            });
            thread::sleep(PATIENCE_STEP);
            Ok(since.elapsed() < self.limits.patience)
        }
    }
}

fn build_built_in(dir: &Path, mut watch: Watch<'_>) -> Result<Built> {
    let bytes = ingest::BUILTIN.iter().map(|(_, text)| text.len() as u64).sum();
    let writer = IndexWriter::begin(dir, watch.limits.memory, &mut watch.patience())?;
    let mut building = Building::begin(writer, watch, ingest::BUILTIN.len(), bytes, 0);
    for (name, text) in ingest::BUILTIN {
        building.read_text(&format!("builtin:{name}"), text)?;
    }
    building.finish(Origin {
        corpus: Corpus::BuiltIn,
        root: None,
        built_in: built_in_digest(),
        stamps: Vec::new(),
        taken: None,
    })
}

fn build_paths(
    corpus: &Corpus,
    listing: Listing,
    dir: &Path,
    reading: Reading,
    mut watch: Watch<'_>,
) -> Result<Built> {
    let site = ingest::Site::of(&listing.files);
    if reading != Reading::All
        && let Some(before) = update::Before::of(dir, corpus, &listing, &site, reading)
        && let Some(built) = before.update(corpus, &listing, &site, dir, watch.lent())?
    {
        return Ok(built);
    }
    if reading == Reading::Little {
        return Err(Error::TooMuchChanged { path: dir.to_owned() });
    }
    let Listing { root, files, skipped } = listing;
    if files.is_empty() {
        return Err(no_documents(corpus, root, &skipped));
    }
    let bytes = files.iter().map(|file| file.bytes).sum();
    let writer = IndexWriter::begin(dir, watch.limits.memory, &mut watch.patience())?;
    let mut building = Building::begin(writer, watch, files.len(), bytes, 0);
    for (path, reason) in skipped {
        building.skip(Skipped { path, line: None, reason });
    }
    building.read_all(&files, &site)?;
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
    let taken = Taken { files: std::mem::take(&mut building.taken), site: site.digest() };
    building.finish(Origin {
        corpus: corpus.clone(),
        root: Some(root),
        built_in: String::new(),
        stamps,
        taken: Some(taken),
    })
}

/// What is told of a corpus in the folder `root` that has no document, only what was `skipped`.
fn no_documents(corpus: &Corpus, root: PathBuf, skipped: &[(String, String)]) -> Error {
    if let (Corpus::Paths(paths), [(name, reason)]) = (corpus, skipped)
        && let [path] = paths.as_slice()
        && (!path.is_dir() || name == ".")
    {
        return Error::NothingToIndex { path: path.clone(), reason: reason.clone() };
    }
    let reads = ingest::extensions();
    let unread = skipped.iter().find(|(_, reason)| reason.starts_with(ingest::UNREADABLE));
    let reason = match (skipped.len(), unread) {
        (0, _) => format!("the folder is empty; ibid reads {reads} files"),
        (some, None) => format!("none of its {some} files is a document that ibid reads ({reads})"),
        // There may be documents in it.
        (_, Some((name, reason))) => format!("no document that can be read; {name} {reason}"),
    };
    Error::NothingToIndex { path: root, reason }
}

/// What the files looked like, in their order.
pub(super) fn stamps(files: &[ingest::SourceFile]) -> Vec<Stamp> {
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
pub(super) struct Building<'a> {
    pub(super) writer: IndexWriter,
    watch: Watch<'a>,
    /// How many files there are, and how many were begun.
    listed: usize,
    begun: usize,
    /// Hashes of the ids so far; of an index that is changed, with the file each is from.
    ids: HashSet<u64>,
    files_of: HashMap<u64, usize>,
    /// The last number that each id was given that several passages wanted.
    numbered: HashMap<u64, u64>,
    /// Of an index that is changed: the passages that are no more, and whether an id stands in two
    /// files, so that it depends on all of them what each is called.
    gone: Vec<Range<u32>>,
    clash: bool,
    reader: Reader,
    /// The file under way: its name, its bytes until they are told, and what to note of it; how much
    /// there was before it.
    path: String,
    bytes: u64,
    notes: Vec<String>,
    gave: bool,
    before: (usize, usize),
    /// The passages of the document under way.
    passages: Vec<PassageReport>,
    /// Passages that were written, to be given back to whoever read them.
    done: read::Done,
    pub(super) files: usize,
    pub(super) skipped: usize,
    /// For each file that was read the passages it gave and what was skipped of it.
    taken: Vec<(u32, u32)>,
    /// How many groups of synonyms the documents gave.
    synonyms: usize,
    /// Why the last file, line or record was skipped.
    last_skipped: Option<String>,
}

impl<'a> Building<'a> {
    pub(super) fn begin(
        writer: IndexWriter,
        watch: Watch<'a>,
        files: usize,
        bytes: u64,
        kept: usize,
    ) -> Building<'a> {
        (watch.observe)(Event::Listed { files, bytes, kept });
        Building {
            writer,
            watch,
            listed: files,
            begun: 0,
            ids: HashSet::new(),
            files_of: HashMap::new(),
            numbered: HashMap::new(),
            gone: Vec::new(),
            clash: false,
            reader: Reader::default(),
            path: String::new(),
            bytes: 0,
            notes: Vec::new(),
            gave: false,
            before: (0, 0),
            passages: Vec::new(),
            done: Vec::new(),
            files: 0,
            skipped: 0,
            taken: Vec::new(),
            synonyms: 0,
            last_skipped: None,
        }
    }

    /// Reads a file, cuts what it says and writes it.
    pub(super) fn read(&mut self, file: &SourceFile, site: &Site) -> Result<()> {
        self.path.clone_from(&file.name);
        self.with_reader(|reader, sink| reader.file(file, site, sink))
    }

    /// The same with a text that lies nowhere.
    fn read_text(&mut self, path: &str, text: &str) -> Result<()> {
        self.take_in(Came::File(text.len() as u64))?;
        self.with_reader(|reader, sink| reader.document(ingest::parse(path, text), sink))?;
        self.take_in(Came::End(Ok(())))
    }

    fn with_reader(&mut self, read: impl FnOnce(&mut Reader, &mut Sink<'_>) -> bool) -> Result<()> {
        let mut reader = std::mem::take(&mut self.reader);
        let mut taken = Ok(());
        read(&mut reader, &mut |came| {
            taken = self.take_in(came);
            self.done.clear();
            taken.is_ok()
        });
        self.reader = reader;
        taken.and_then(|()| self.go_on())
    }

    /// Reads files, on a thread of its own if there is one and it pays.
    fn read_all(&mut self, files: &[SourceFile], site: &Site) -> Result<()> {
        let bytes: u64 = files.iter().map(|file| file.bytes).sum();
        let stop = self.watch.stop;
        let is_worth = WORTH_A_THREAD <= bytes && self.watch.limits.allow_a_thread_more();
        thread::scope(|scope| {
            let begun = is_worth.then(|| read::Reading::start(scope, files, site, stop));
            let Some(Ok(reading)) = begun else {
                return files.iter().try_for_each(|file| self.read(file, site));
            };
            let mut names = files.iter().map(|file| &file.name);
            let mut taken = Ok(());
            for batch in &reading.batches {
                taken = batch.into_iter().try_for_each(|came| {
                    if matches!(came, Came::File(_))
                        && let Some(name) = names.next()
                    {
                        self.path.clone_from(name);
                    }
                    self.take_in(came)
                });
                if taken.is_err() {
                    break;
                }
                // Where the other one has ended they are dropped here.
                let _ = reading.give_back.send(std::mem::take(&mut self.done));
            }
            // The other one ends where nobody takes what it sends.
            drop(reading.batches);
            if let Err(panic) = reading.thread.join() {
                std::panic::resume_unwind(panic);
            }
            taken.and_then(|()| self.go_on())
        })
    }

    /// Writes what came of reading.
    fn take_in(&mut self, came: Came) -> Result<()> {
        match came {
            Came::File(bytes) => {
                self.bytes = bytes;
                self.gave = false;
                self.begun += 1;
                self.before = (self.writer.passages(), self.skipped);
            }
            Came::Document(synonyms) => {
                self.go_on()?;
                self.add_synonyms(synonyms);
            }
            Came::Passage(mut both) => {
                let (passage, cut) = &mut *both;
                self.add(passage, cut)?;
                self.done.push(both);
            }
            Came::Report(report) => {
                let bytes = std::mem::take(&mut self.bytes);
                let mut notes = std::mem::take(&mut self.notes);
                notes.extend(report.notes);
                let passages = std::mem::take(&mut self.passages);
                if !passages.is_empty() && !self.gave {
                    self.gave = true;
                    self.files += 1;
                }
                let report = FileReport { bytes, notes, passages, ..*report };
                (self.watch.observe)(Event::Read(report));
            }
            Came::Note(note) => self.note(note),
            Came::End(read) => {
                if let Err(reason) = read {
                    self.skip(Skipped { path: self.path.clone(), line: None, reason });
                }
                let count = |now: usize, before: usize| {
                    u32::try_from(now.saturating_sub(before)).unwrap_or(u32::MAX)
                };
                let (passages, skipped) = self.before;
                let passages = count(self.writer.passages(), passages);
                self.taken.push((passages, count(self.skipped, skipped)));
            }
        }
        Ok(())
    }

    /// Takes the passages with these numbers in what is changed back.
    pub(super) fn take_back(&mut self, gone: Vec<Range<u32>>) -> Result<()> {
        self.gone = gone;
        for passages in self.gone.clone() {
            for id in self.writer.take_back(passages)? {
                self.clash |= self.is_shared(&id)?;
            }
            self.go_on()?;
        }
        Ok(())
    }

    /// Whether a passage of another file is called as the one that is gone, but for the number that
    /// tells them apart.
    fn is_shared(&self, id: &str) -> Result<bool> {
        let plain = match id.rsplit_once('~') {
            Some((plain, n)) if n.bytes().all(|byte| byte.is_ascii_digit()) => plain,
            _ => id,
        };
        for n in 1_u64.. {
            let name = if n == 1 { plain.to_owned() } else { format!("{plain}~{n}") };
            match self.writer.before(&name)? {
                Some(number) if self.is_gone(number) => {}
                Some(_) => return Ok(true),
                None => break,
            }
        }
        Ok(false)
    }

    fn is_gone(&self, number: u32) -> bool {
        let after = self.gone.partition_point(|gone| gone.end <= number);
        self.gone.get(after).is_some_and(|gone| gone.contains(&number))
    }

    /// Whether what comes of a change is what would come of reading all.
    pub(super) fn is_exact(&self) -> bool {
        !self.clash && self.writer.is_exact()
    }

    /// Writes a passage.
    fn add(&mut self, passage: &mut Passage, cut: &Cut) -> Result<()> {
        if let Some(id) = self.unused_id(&passage.id) {
            let taken = std::mem::replace(&mut passage.id, id);
            self.notes.push(read::renamed_from(passage, &taken));
        }
        // Of eight slots seven are filled at most; each has a byte beside the hash.
        let slots = self.ids.capacity() + 2 * self.numbered.capacity();
        self.writer.holds_beside(slots * 9 * 8 / 7);
        self.writer.add(passage, cut)?;
        self.passages.push(PassageReport {
            title: if passage.title.is_empty() {
                passage.plain().chars().take(80).collect()
            } else {
                passage.title.clone()
            },
            id: passage.id.clone(),
            kind: passage.kind,
            lines: Lines::new(passage.line, passage.end_line),
        });
        Ok(())
    }

    /// Writes the synonyms that a document gives, up to a number that a question is still compared
    /// with in no time.
    fn add_synonyms(&mut self, synonyms: Vec<(Alike, String)>) {
        let left = MAX_SYNONYMS.saturating_sub(self.synonyms);
        for (alike, place) in synonyms.iter().take(left) {
            self.writer.add_synonyms(&alike.words, place);
        }
        self.synonyms += synonyms.len().min(left);
        if left < synonyms.len() {
            let note = format!("only the first {MAX_SYNONYMS} groups of synonyms count");
            self.notes.push(note);
        }
    }

    /// Another id where `id` is taken: the same with `~2`, `~3` and so on.
    fn unused_id(&mut self, id: &str) -> Option<String> {
        if self.take(id) {
            return None;
        }
        // All lower numbers are taken still.
        let hash = id_hash(id);
        let mut number = self.numbered.get(&hash).copied().unwrap_or(1);
        let unused = loop {
            number += 1;
            let other = format!("{id}~{number}");
            if self.take(&other) {
                break other;
            }
        };
        self.numbered.insert(hash, number);
        Some(unused)
    }

    /// Whether nobody has `id` yet; now somebody does.
    fn take(&mut self, id: &str) -> bool {
        // What cannot be read is found out when all is read.
        let before = self.writer.before(id).unwrap_or(Some(u32::MAX));
        self.clash |= before.is_some_and(|number| !self.is_gone(number));
        let hash = id_hash(id);
        if self.writer.is_change() {
            self.clash |= *self.files_of.entry(hash).or_insert(self.begun) != self.begun;
        }
        self.ids.insert(hash)
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::File(note) => self.notes.push(note),
            Note::Skipped { line, reason } => {
                let path = self.path.clone();
                self.skip(Skipped { path, line: Some(line), reason });
            }
            Note::Inside { name, line, reason } => {
                self.skip(Skipped { path: name, line, reason });
            }
        }
    }

    pub(super) fn skip(&mut self, skipped: Skipped) {
        self.skipped += 1;
        self.last_skipped = Some(skipped.reason.clone());
        (self.watch.observe)(Event::Skipped(skipped));
    }

    /// Whether nobody has had enough.
    fn go_on(&self) -> Result<()> {
        let stopped = self.watch.stop.load(Ordering::Relaxed);
        if stopped { Err(stopped_at(self.begun, self.listed)) } else { Ok(()) }
    }

    pub(super) fn finish(mut self, origin: Origin) -> Result<Built> {
        self.go_on()?;
        // What is not needed any more makes room for what the end takes.
        self.ids = HashSet::new();
        self.reader = Reader::default();
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
