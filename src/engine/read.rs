//! The reading half of building an index: files to passages that are cut, in the order of the
//! documents. It runs on a thread of its own where there is one to spare, ahead of the half that
//! writes; what comes of it is the same.

use std::{
    io,
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel},
    },
    thread::{self, Scope, ScopedJoinHandle},
};

use super::build::FileReport;
use crate::{
    analysis::Language,
    chunk::chunk,
    document::{Alike, Document},
    index::{Cut, Cutter},
    ingest::{self, Note, Site, SourceFile},
    passage::Passage,
    vectors::{Embedder, Table},
};

/// How many batches may wait to be written.
const AHEAD: usize = 2;

/// A batch is sent on when it takes about so many bytes: enough that waking the other thread costs
/// nothing beside it.
const BATCH_BYTES: usize = 1 << 19;

/// A parser may go as deep as on the main thread.
const STACK_BYTES: usize = 8 << 20;

/// What comes of reading, in the order it comes.
#[derive(Debug)]
pub(super) enum Came {
    /// A file begins, of so many bytes.
    File(u64),
    /// A document begins: which words it says stand for one another, with the place of each.
    Document(Vec<(Alike, String)>),
    /// A passage of it.
    Passage(Box<(Passage, Cut)>),
    /// It ends: what there is to say of it, but for its passages.
    Report(Box<FileReport>),
    /// Something to tell of the file.
    Note(Note),
    /// The file ends, or why it could not be read.
    End(Result<(), String>),
}

impl Came {
    /// About how many bytes of memory it takes.
    fn bytes(&self) -> usize {
        size_of::<Came>()
            + match self {
                Came::Passage(both) => {
                    let (passage, cut) = &**both;
                    size_of::<Passage>() + passage.text.len() + passage.plain.len() + cut.bytes()
                }
                Came::Report(report) => 64 * (report.headings.len() + report.left_out.len()),
                _ => 0,
            }
    }
}

/// Takes what comes; whether more is wanted.
pub(super) type Sink<'a> = dyn FnMut(Came) -> bool + 'a;

/// Reads files.
#[derive(Debug, Default)]
pub(super) struct Reader {
    cutter: Cutter,
}

impl Reader {
    /// Reads a file, unless nothing is wanted any more; whether more is.
    pub(super) fn file(&mut self, file: &SourceFile, site: &Site, sink: &mut Sink<'_>) -> bool {
        let mut wanted = sink(Came::File(file.bytes));
        // Both closures hand on to the one sink; they are never called at once.
        let shared = std::cell::RefCell::new((&mut wanted, sink));
        let mut add = |mut document: Document| {
            let (wanted, sink) = &mut *shared.borrow_mut();
            site.leave_out(&mut document);
            **wanted = **wanted && self.document(document, sink);
        };
        let mut note = |note| {
            let (wanted, sink) = &mut *shared.borrow_mut();
            **wanted = **wanted && sink(Came::Note(note));
        };
        let read = ingest::read(file, &mut add, &mut note);
        let (wanted, sink) = shared.into_inner();
        *wanted && sink(Came::End(read))
    }

    /// Cuts a document; whether more is wanted.
    pub(super) fn document(&mut self, mut document: Document, sink: &mut Sink<'_>) -> bool {
        let place = |one: &Alike| match document.places.of(one.lines) {
            Some(place) => format!("{}, {place}", document.path),
            None => format!("{}:{}", document.path, one.lines.first),
        };
        let places: Vec<String> = document.synonyms.iter().map(place).collect();
        let synonyms = std::mem::take(&mut document.synonyms);
        if !sink(Came::Document(synonyms.into_iter().zip(places).collect())) {
            return false;
        }
        let language = language(&document);
        let cut = chunk(&document);
        let renamed = cut.repeated.iter();
        let renamed = renamed.map(|(at, id)| renamed_from(&cut.passages[*at], id));
        let report = FileReport {
            notes: renamed.collect(),
            path: document.path,
            places: document.places,
            headings: cut.headings,
            bare: cut.bare,
            left_out: cut.left_out,
            text: cut.passages.iter().map(|passage| passage.text.len() as u64).sum(),
            ..FileReport::default()
        };
        for passage in cut.passages {
            let cut = self.cutter.cut(&passage, language);
            if !sink(Came::Passage(Box::new((passage, cut)))) {
                return false;
            }
        }
        sink(Came::Report(Box::new(report)))
    }
}

/// What is told of a passage that is not called `id`, since another one is.
pub(super) fn renamed_from(passage: &Passage, id: &str) -> String {
    let place = match &passage.place {
        Some(place) => place.to_string(),
        None => format!("line {}", passage.line),
    };
    format!("{place}: the id {id} is taken; it is now {}", passage.id)
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

/// Passages that were written. They are let go of by the thread that made them: glibc's allocator has two
/// threads wait for each other where one frees what the other one allocated, a quarter of the time of
/// indexing.
pub(super) type Done = Vec<Box<(Passage, Cut)>>;

/// A thread that reads, and what comes of it in batches.
pub(super) struct Reading<'scope> {
    pub(super) batches: Receiver<Vec<Came>>,
    /// Takes back the passages that came in them.
    pub(super) give_back: Sender<Done>,
    pub(super) thread: ScopedJoinHandle<'scope, ()>,
}

impl<'scope> Reading<'scope> {
    /// Starts to read `files`, until `stop` is set or nobody takes what comes.
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub(super) fn start<'env>(
        scope: &'scope Scope<'scope, 'env>,
        files: &'env [SourceFile],
        site: &'env Site,
        stop: &'env AtomicBool,
    ) -> io::Result<Reading<'scope>> {
        let (sender, batches) = sync_channel(AHEAD);
        let (give_back, given_back) = channel();
        let read = move || {
            let embedder = Embedder::new(Table::built_in());
            let mut batches = Batches { sender, given_back, batch: Vec::new(), bytes: 0, embedder };
            let mut reader = Reader::default();
            for file in files {
                let wanted = !stop.load(Ordering::Relaxed);
                if !wanted || !reader.file(file, site, &mut |came| batches.push(came)) {
                    return;
                }
            }
            batches.send();
        };
        let thread = thread::Builder::new().name("reading".to_owned()).stack_size(STACK_BYTES);
        let thread = thread.spawn_scoped(scope, read)?;
        Ok(Reading { batches, give_back, thread })
    }
}

/// What waits to be sent.
struct Batches {
    sender: SyncSender<Vec<Came>>,
    /// Gives back what was written.
    given_back: Receiver<Done>,
    batch: Vec<Came>,
    bytes: usize,
    embedder: Embedder,
}

impl Batches {
    /// Sends it with others; whether somebody takes them.
    fn push(&mut self, came: Came) -> bool {
        self.bytes += came.bytes();
        self.batch.push(came);
        self.bytes < BATCH_BYTES || self.send()
    }

    fn send(&mut self) -> bool {
        self.given_back.try_iter().for_each(drop);
        self.bytes = 0;
        let mut batch = match self.sender.try_send(std::mem::take(&mut self.batch)) {
            Ok(()) => return true,
            Err(TrySendError::Disconnected(_)) => return false,
            Err(TrySendError::Full(batch)) => batch,
        };
        // Whoever writes is behind: so there is time to do some of that here.
        for came in &mut batch {
            if let Came::Passage(both) = came {
                let (passage, cut) = &mut **both;
                cut.liken(passage, &mut self.embedder);
            }
        }
        self.sender.send(batch).is_ok()
    }
}
