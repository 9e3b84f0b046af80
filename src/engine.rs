//! The wiring: from a corpus to an index, from a question to a reply.

pub use crate::corpus::{Built, Corpus};

mod browse;
mod outline;
mod pseudo;
mod teach;

pub use self::{
    browse::Around,
    outline::{Child, Outline, Topic},
    teach::Worse,
};

use std::{
    collections::HashSet,
    path::Path,
    sync::Arc,
    time::{Instant, SystemTime},
};

use crate::{
    analysis::{Language, term_hash},
    answer::{
        Answer, ExplainedPassage, ExplainedTerm, Explanation, Found, Status,
        clarify::{clarify, is_undecided},
        confidence::{self, confidence},
        highlight::highlight,
    },
    calibration::Calibration,
    chunk::chunk,
    corpus::Stamp,
    document::{Document, LeftOut, Lines, Places},
    error::{Error, Result},
    feedback::Overlay,
    index::{Allowed, Beside, Index, IndexWriter, Origin},
    ingest::{self, Listing, Note},
    passage::{Kind, Passage},
    query::{Filter, Query, Synonyms, Understanding, Word, filter},
    rank::{self, Feature, Ranked, weights},
};

/// How many passages the search brings in by their words.
const CANDIDATES: usize = 64;

/// How many of them are looked at closely.
const CLOSELY: usize = 24;

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
    /// Bytes of the file, in the report of its first batch; 0 in the others.
    pub bytes: u64,
    /// What the numbers of lines below stand for.
    pub places: Places,
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

/// Builds the index of `corpus` in the folder `dir`, which then answers as a whole or, if anything
/// fails, as it did before.
///
/// # Errors
///
/// A path of the corpus that does not exist, nothing to index in it, a folder that is something
/// else than an index, another process building, a disk that cannot be written.
pub fn build(corpus: &Corpus, dir: &Path, observe: &mut dyn FnMut(Event)) -> Result<Built> {
    match corpus {
        Corpus::BuiltIn => build_built_in(dir, observe),
        Corpus::Paths(paths) => build_paths(corpus, ingest::list(paths)?, dir, observe),
    }
}

fn build_built_in(dir: &Path, observe: &mut dyn FnMut(Event)) -> Result<Built> {
    observe(Event::Listed { files: ingest::BUILTIN.len() });
    let mut building = Building::begin(dir, observe)?;
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

fn build_paths(
    corpus: &Corpus,
    listing: Listing,
    dir: &Path,
    observe: &mut dyn FnMut(Event),
) -> Result<Built> {
    let Listing { root, files, skipped } = listing;
    observe(Event::Listed { files: files.len() });
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
    let mut building = Building::begin(dir, observe)?;
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

fn stamps(files: &[ingest::SourceFile]) -> Vec<Stamp> {
    files
        .iter()
        .map(|file| Stamp { name: file.name.clone(), bytes: file.bytes, modified: file.modified })
        .collect()
}

/// The documents that the index in the folder `dir` was made from, even where it cannot be opened:
/// what to make it anew from. `None` where nothing tells.
pub fn remembered(dir: &Path) -> Option<Corpus> {
    Index::remembered(dir)
}

/// When the index in the folder `dir` was made, be it usable or not; `None` where there is none.
///
/// # Cost
///
/// One look at a file.
pub fn made(dir: &Path) -> Option<SystemTime> {
    Index::made(dir)
}

/// Tells the built-in documents of one program from those of another.
fn built_in_digest() -> String {
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
    observe: &'a mut dyn FnMut(Event),
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
    fn begin(dir: &Path, observe: &'a mut dyn FnMut(Event)) -> Result<Building<'a>> {
        Ok(Building {
            writer: IndexWriter::begin(dir)?,
            observe,
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
    }

    /// Cuts a document and writes its passages.
    fn add(&mut self, document: Document) {
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
            left_out: cut.left_out,
            notes: std::mem::take(&mut self.notes),
            passages: Vec::with_capacity(cut.passages.len()),
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
        (self.observe)(Event::Read(report));
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
        (self.observe)(Event::Skipped(skipped));
    }

    fn check(&mut self) -> Result<()> {
        self.failure.take().map_or(Ok(()), Err)
    }

    fn finish(mut self, origin: Origin) -> Result<Built> {
        self.check()?;
        (self.observe)(Event::Writing);
        self.writer.finish(origin, self.files, self.skipped, pseudo::calibrate)
    }
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

/// How to answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AskOptions {
    /// How many passages to return, 1 to 100.
    pub top: usize,
    /// Below this confidence the reply is [`Status::NoAnswer`]; `None` for the default.
    pub min_confidence: Option<f64>,
    /// Whether to say why.
    pub explain: bool,
    /// Whether to search as typed: no correction, no synonyms.
    pub exact: bool,
    /// Whether to leave the word vectors out.
    pub lexical: bool,
    /// From this confidence on the reply is [`Status::Answered`]; `None` for the default.
    pub sure: Option<f64>,
    /// The user's own synonyms, beside the built-in ones.
    pub synonyms: Option<Arc<Synonyms>>,
    /// Whether what the engine was [taught](Engine::teach) counts.
    pub feedback: bool,
    /// Which passages may answer. What does not exist lets none through; see
    /// [`check`](Engine::check).
    pub filter: Filter,
}

impl AskOptions {
    /// How far a question is read beyond its letters.
    fn understanding(&self) -> Understanding<'_> {
        Understanding {
            exact: self.exact,
            lexical: self.lexical,
            synonyms: self.synonyms.as_deref(),
        }
    }
}

impl Default for AskOptions {
    fn default() -> AskOptions {
        AskOptions {
            top: 3,
            min_confidence: None,
            explain: false,
            exact: false,
            lexical: false,
            sure: None,
            synonyms: None,
            feedback: true,
            filter: Filter::default(),
        }
    }
}

/// An open index that answers questions.
#[derive(Debug, Clone)]
pub struct Engine {
    index: Arc<Index>,
    taught: Overlay,
    was_taught: bool,
}

impl Engine {
    /// Opens the index in the folder `dir`.
    ///
    /// # Errors
    ///
    /// No index there, one of another version, a damaged one, a file that cannot be read.
    pub fn open(dir: &Path) -> Result<Engine> {
        Ok(Engine {
            index: Arc::new(Index::open(dir)?),
            taught: Overlay::default(),
            was_taught: false,
        })
    }

    /// The corpus that the index was made from.
    pub fn corpus(&self) -> &Corpus {
        self.index.corpus()
    }

    /// The folder that the paths of passages are relative to; `None` for the built-in documents.
    pub fn root(&self) -> Option<&Path> {
        self.index.root()
    }

    /// What the log-odds of a reply are worth on these documents.
    pub fn calibration(&self) -> &Calibration {
        self.index.calibration()
    }

    /// What the index holds.
    pub fn built(&self) -> &Built {
        self.index.built()
    }

    /// Every passage of the index, in the order it holds them.
    ///
    /// # Cost
    ///
    /// One read of each passage: seconds for a million.
    pub fn passages(&self) -> impl Iterator<Item = Result<Passage>> + '_ {
        let count = u32::try_from(self.built().passages).unwrap_or(u32::MAX);
        (0..count).map(|number| self.index.passage(number))
    }

    /// Whether a file of the corpus was added, removed or changed since the index was built, told
    /// by sizes and times. A corpus that is gone is not stale: the index is all there is of it.
    ///
    /// # Cost
    ///
    /// One look at every file of the corpus.
    pub fn is_stale(&self) -> bool {
        match self.corpus() {
            Corpus::BuiltIn => self.index.built_in() != built_in_digest(),
            Corpus::Paths(paths) => match (ingest::list(paths), self.index.stamps()) {
                (Ok(listing), Some(then)) => stamps(&listing.files) != then,
                _ => false,
            },
        }
    }

    /// Whether the files and folders of the corpus are there; built-in documents always are.
    pub fn corpus_is_there(&self) -> bool {
        match self.corpus() {
            Corpus::BuiltIn => true,
            Corpus::Paths(paths) => paths.iter().all(|path| path.exists()),
        }
    }

    /// Whether another process has built the index anew since this one opened it.
    pub fn is_superseded(&self) -> bool {
        self.index.is_superseded()
    }

    /// Tells what in `filter` no passage has.
    ///
    /// # Errors
    ///
    /// A tag, a file, folder or heading that does not exist, with the nearest names; a pattern of
    /// paths that is none.
    pub fn check(&self, filter: &Filter) -> Result<()> {
        self.index.check(filter)
    }

    /// Answers `question`, from the passages that `options` and the question's own `tag:` and
    /// `in:` let through.
    ///
    /// # Errors
    ///
    /// Only where the index cannot be read any more; a question is never one.
    pub fn ask(&self, question: &str, options: &AskOptions) -> Result<Answer> {
        self.ask_with(question, options, &self.taught)
    }

    fn ask_with(&self, question: &str, options: &AskOptions, taught: &Overlay) -> Result<Answer> {
        let started = Instant::now();
        let (text, carried) = filter::take(question, &|kind, value| self.index.has(kind, value));
        let allowed = self.index.allowed(&[&options.filter, &carried])?;
        let mut query = Query::new(&text, &*self.index, &options.understanding());
        let beside = match options.feedback {
            true => taught.beside(&query, &self.index),
            false => Beside::default(),
        };
        let ranked =
            rank(&self.index, &query, CLOSELY.max(options.top), &beside, allowed.as_ref())?;
        let (confidence, parts) = confidence(&query, &ranked, self.index.calibration());
        let status = status(confidence, options, ranked.is_empty());
        let taught = ranked.first().is_some_and(|one| one.candidate.taught.answers.is_some());
        query.notes.extend(self.decided(
            &query,
            options,
            (&beside, allowed.as_ref()),
            ranked.first(),
            status,
        )?);
        let ranked = without_nested(ranked, options.top.clamp(1, 100));
        let found: Vec<Found> =
            ranked.iter().map(|one| self.found(&query, one)).collect::<Result<_>>()?;
        let explain = options.explain.then(|| explanation(&query, &ranked, &found, parts));
        let undecided = status == Status::Answered && is_undecided(&found);
        let status = if undecided { Status::Unsure } else { status };
        let (answers, nearest) = match status {
            Status::NoAnswer => (Vec::new(), found),
            Status::Answered | Status::Unsure => (found, Vec::new()),
        };
        let choices = if status == Status::Unsure { clarify(&answers) } else { Vec::new() };
        let mut notes = query.notes;
        if !carried.is_empty() {
            notes.insert(0, format!("only {carried}"));
        }
        Ok(Answer {
            question: question.to_owned(),
            interpreted: query.interpreted,
            status,
            confidence,
            answers,
            nearest,
            clarify: choices,
            unknown: query.unknown,
            notes,
            taught,
            explain,
            took: started.elapsed(),
        })
    }

    /// The question as it is understood and its candidates, ranked: what [`ask`](Engine::ask)
    /// builds its reply from. For measuring and for fitting weights.
    ///
    /// # Errors
    ///
    /// As [`ask`](Engine::ask).
    pub fn ranked(&self, question: &str) -> Result<(Query, Vec<Ranked>)> {
        let query = Query::new(question, &*self.index, &Understanding::default());
        let ranked = rank(&self.index, &query, CLOSELY, &Beside::default(), None)?;
        Ok((query, ranked))
    }

    /// The question as it is understood and all its candidates, ranked by what is cheap to measure:
    /// what the candidates of [`ranked`](Engine::ranked) are chosen from. For fitting weights.
    ///
    /// # Errors
    ///
    /// As [`ask`](Engine::ask).
    pub fn ranked_cheaply(&self, question: &str) -> Result<(Query, Vec<Ranked>)> {
        let query = Query::new(question, &*self.index, &Understanding::default());
        let candidates = self.index.candidates(&query, CANDIDATES, &Beside::default(), None)?;
        let ranked = rank::rank_cheaply(&query, &self.index.totals(), candidates);
        Ok((query, ranked))
    }

    /// The passage with this number.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read or holds no such one.
    pub fn passage(&self, number: u32) -> Result<Passage> {
        self.index.passage(number)
    }

    fn found(&self, query: &Query, ranked: &Ranked) -> Result<Found> {
        let (passage, sentences) = self.index.passage_and_sentences(ranked.candidate.number)?;
        let shares = ranked.candidate.alignment.as_ref().map_or(&[][..], |one| &one.sentences);
        let highlight = highlight(query, &passage.text, &sentences, shares);
        Ok(Found { passage, highlight, score: ranked.score, number: ranked.candidate.number })
    }
}

/// How sure a reply is that begins with `ranked`.
fn status_of(index: &Index, query: &Query, ranked: &[Ranked], options: &AskOptions) -> Status {
    let (confidence, _) = confidence(query, ranked, index.calibration());
    status(confidence, options, ranked.is_empty())
}

/// The candidates of `index` for `query`, ranked; with what is known `beside` it, and only what is
/// `allowed`.
fn rank(
    index: &Index,
    query: &Query,
    closely: usize,
    beside: &Beside<'_>,
    allowed: Option<&Allowed>,
) -> Result<Vec<Ranked>> {
    let totals = index.totals();
    let candidates = index.candidates(query, CANDIDATES, beside, allowed)?;
    let mut best = rank::preselect(query, &totals, candidates, closely);
    index.align(query, best.iter_mut().map(|one| &mut one.candidate), beside);
    Ok(rank::rank(query, best))
}

fn status(confidence: f64, options: &AskOptions, empty: bool) -> Status {
    let refuse = options.min_confidence.unwrap_or(confidence::REFUSE);
    if empty || confidence < refuse {
        Status::NoAnswer
    } else if confidence < options.sure.unwrap_or(confidence::SURE) {
        Status::Unsure
    } else {
        Status::Answered
    }
}

/// The first `top` of `ranked` of which none shares lines with a better one: of an item and the
/// section around it a person wants to read one.
fn without_nested(ranked: Vec<Ranked>, top: usize) -> Vec<Ranked> {
    let mut kept: Vec<Ranked> = Vec::with_capacity(top);
    for one in ranked {
        let (first, last) = one.candidate.lines;
        let nested = kept.iter().any(|other| {
            let (from, to) = other.candidate.lines;
            other.candidate.path == one.candidate.path && first <= to && from <= last
        });
        if !nested {
            kept.push(one);
            if kept.len() == top {
                break;
            }
        }
    }
    kept
}

/// The content words of the question that the passage has in no reading.
fn lacks(query: &Query, ranked: &Ranked) -> Vec<String> {
    let there: HashSet<usize> =
        ranked.candidate.hits.iter().map(|hit| usize::from(hit.term)).collect();
    let has = |word: &Word| {
        word.readings.iter().any(|reading| reading.terms.iter().all(|term| there.contains(term)))
    };
    let content = query.words.iter().filter(|word| !word.stop);
    content.filter(|word| !has(word)).map(|word| word.text.clone()).collect()
}

fn explanation(
    query: &Query,
    ranked: &[Ranked],
    found: &[Found],
    confidence: Vec<(String, f64)>,
) -> Explanation {
    let terms = query
        .words
        .iter()
        .flat_map(|word| word.readings.iter().map(move |reading| (word, reading)))
        .flat_map(|(word, reading)| {
            reading.terms.iter().map(move |term| (word, reading, &query.terms[*term]))
        })
        .map(|(word, reading, term)| ExplainedTerm {
            term: term.text.clone(),
            origin: if reading.origin.is_empty() {
                word.text.clone()
            } else {
                reading.origin.clone()
            },
            weight: f64::from(term.weight * reading.weight),
            passages: term.frequency,
        })
        .collect();
    let passages = ranked
        .iter()
        .zip(found)
        .map(|(ranked, found)| ExplainedPassage {
            id: found.passage.id.clone(),
            lacks: lacks(query, ranked),
            features: Feature::ALL
                .iter()
                .map(|feature| {
                    let value = f64::from(ranked.features.get(*feature));
                    (
                        feature.name().to_owned(),
                        value,
                        f64::from(weights::RANK[*feature as usize]) * value,
                    )
                })
                .collect(),
        })
        .collect();
    Explanation { terms, passages, confidence }
}
