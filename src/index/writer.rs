//! Passages to files.

use std::{
    collections::HashMap,
    ops::Range,
    path::{Path, PathBuf},
};

use tantivy::{
    Index as TantivyIndex, IndexBuilder, IndexReader, IndexSettings, ReloadPolicy,
    SingleSegmentIndexWriter, TantivyDocument, directory::MmapDirectory,
};

use super::{
    Index, bounds,
    change::{Change, GATHERED},
    directory::{Held, Keeping, ReadOnly},
    filter,
    forward::{ForwardWriter, SENTENCE_END},
    generation::{Current, Stage},
    holds::holds,
    ids::IdsWriter,
    lexicon,
    manifest::{Holding, Manifest, Origin},
    part::{PATCH, PartSizes},
    record::{PhrasingTerms, Record, different},
    runs::Run,
    schema::{Fields, SplitAtBlanks, TOKENIZER},
    similarity::SimilarityWriter,
    stored,
    terms::{self, TermsWriter},
};
use crate::{
    analysis::{
        Analyzer, Language,
        sentence::{self, sentences},
        term_hash,
    },
    calibration::Calibration,
    corpus::Built,
    error::{Error, Result},
    lexicon::Gathering,
    passage::{Kind, Passage},
    query::{filter::tags_of, synonyms},
    vectors::{Embedder, Table, Vector},
};

/// Memory for the posting lists while they grow, in bytes. What tantivy holds beyond it goes to
/// the disk with the segment.
const WRITER_BYTES: usize = 64 << 20;

/// Writes an index, which then counts as a whole or not at all.
pub struct IndexWriter {
    stage: Stage,
    /// Where the files of the part lie that is written.
    folder: PathBuf,
    /// What was there before, where it is changed and not made anew.
    change: Option<Change>,
    fields: Fields,
    tantivy: SingleSegmentIndexWriter,
    forward: ForwardWriter,
    terms: TermsWriter,
    similarity: SimilarityWriter,
    ids: IdsWriter,
    embedder: Embedder,
    gathering: Gathering,
    /// A list of those that the documents give.
    synonyms: String,
    analyzers: HashMap<Language, Analyzer>,
    languages: HashMap<Language, usize>,
    entries: usize,
    passages: usize,
    /// How many terms all passages have, and how many their phrasings.
    counts: [u64; 2],
    runs: Vec<Run>,
    /// How many passages were added.
    added: u32,
    buffer: Buffer,
}

/// What one passage becomes; kept between passages to spare the allocations.
#[derive(Default)]
struct Buffer {
    all: String,
    question: String,
    phrasings: Vec<PhrasingTerms>,
    headings: Vec<u32>,
    body: Vec<u32>,
    /// Where each sentence of the body stands in the text that is shown.
    shown: Vec<Range<usize>>,
}

impl IndexWriter {
    /// Starts an index in the folder `dir`.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnIndex`], [`Error::IndexLocked`], [`Error::Write`].
    pub fn begin(dir: &Path) -> Result<IndexWriter> {
        let stage = Stage::begin(dir)?;
        let folder = stage.dir().to_owned();
        IndexWriter::start(stage, folder)
    }

    /// Starts to change what is in the folder `dir`: what is [kept](IndexWriter::keep) of it and what
    /// is [added](IndexWriter::add) makes up the new index, in that order, which is the same as if
    /// all of it were added. `None` where `base` does not hold what that takes.
    ///
    /// `base` is an index in that folder that was never changed ([`Index::base`]).
    ///
    /// # Errors
    ///
    /// As [`begin`](IndexWriter::begin), and [`Error::Read`].
    pub fn change(dir: &Path, base: Index) -> Result<Option<IndexWriter>> {
        let stage = Stage::begin(dir)?;
        let folder = stage.dir().join(PATCH);
        std::fs::create_dir(&folder)
            .map_err(|source| Error::Write { path: folder.clone(), source })?;
        let mut writer = IndexWriter::start(stage, folder)?;
        let Some((change, known)) = Change::of(base) else { return Ok(None) };
        let Some(similarity) = writer.similarity.with_means(&known.means) else { return Ok(None) };
        writer.similarity = similarity;
        (writer.gathering, writer.terms) = (known.gathering, known.terms);
        let manifest = change.manifest();
        writer.counts = manifest.terms;
        writer.languages = manifest.languages.iter().copied().collect();
        (writer.entries, writer.passages) = (manifest.built.entries, manifest.built.passages);
        writer.change = Some(change);
        Ok(Some(writer))
    }

    fn start(stage: Stage, folder: PathBuf) -> Result<IndexWriter> {
        let (schema, fields) = Fields::schema();
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..Default::default() };
        let at = |source: tantivy::TantivyError| write_error(stage.dir(), source);
        let directory =
            MmapDirectory::open(&folder).map_err(|source| write_error(&folder, source))?;
        let tokenizers = tantivy::tokenizer::TokenizerManager::default();
        tokenizers.register(TOKENIZER, SplitAtBlanks::default());
        let tantivy = IndexBuilder::new()
            .schema(schema)
            .settings(settings)
            .tokenizers(tokenizers)
            .single_segment_index_writer(directory, WRITER_BYTES)
            .map_err(at)?;
        let io = |source| Error::Write { path: stage.dir().to_owned(), source };
        let forward = ForwardWriter::create(&folder).map_err(io)?;
        let similarity = SimilarityWriter::create(&folder).map_err(io)?;
        Ok(IndexWriter {
            stage,
            folder,
            change: None,
            fields,
            tantivy,
            forward,
            terms: TermsWriter::new(),
            similarity,
            ids: IdsWriter::default(),
            embedder: Embedder::new(Table::built_in()),
            gathering: Gathering::new(),
            synonyms: String::new(),
            analyzers: HashMap::new(),
            languages: HashMap::new(),
            entries: 0,
            passages: 0,
            counts: [0; 2],
            runs: Vec::new(),
            added: 0,
            buffer: Buffer::default(),
        })
    }

    /// Adds a passage in `language`. Its number is the count of those before it, kept ones too.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn add(&mut self, passage: &Passage, language: Language) -> Result<()> {
        let analyzer = self.analyzers.entry(language).or_insert_with(|| Analyzer::new(language));
        let terms = &mut self.terms;
        let mut number = |term: &str, stop: bool| terms.number(term_hash(term), stop);
        self.gathering.passage(passage.plain());
        self.buffer.fill(passage, analyzer, &mut self.gathering, &mut number);
        for (count, terms) in self.counts.iter_mut().zip(self.buffer.counts()) {
            *count += terms;
        }
        let dir = self.stage.dir();
        let Buffer { all, question, phrasings, headings, body, shown } = &self.buffer;
        let (whole, vectors) = vectors(passage, &mut self.embedder);
        let rows = self
            .similarity
            .add(&whole, &vectors)
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        let record = Record {
            kind: passage.kind,
            holds: holds(passage.plain()),
            lines: (passage.line, passage.end_line),
            path: term_hash(&passage.path),
            rows,
            phrasings,
            headings,
            body,
        };
        self.forward
            .add(&record, &mut |number| self.terms.count(number))
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.all, all);
        document.add_text(self.fields.question, question);
        for tag in tags_of(&passage.metadata) {
            document.add_text(self.fields.tag, tag);
        }
        for place in filter::places_of(passage) {
            document.add_text(self.fields.within, place);
        }
        let stored = stored::write(passage, shown, language)
            .map_err(|error| write_error(dir, std::io::Error::from(error)))?;
        document.add_bytes(self.fields.passage, &stored);
        self.tantivy.add_document(document).map_err(|source| write_error(dir, source))?;
        self.ids.add(&passage.id);
        *self.languages.entry(language).or_insert(0) += 1;
        self.passages += 1;
        self.entries += usize::from(passage.kind == Kind::Qa);
        self.run(Run { part: usize::from(self.change.is_some()), first: self.added, count: 1 });
        self.added += 1;
        Ok(())
    }

    /// The next passages are these, by their numbers in what is changed.
    pub fn keep(&mut self, passages: Range<u32>) {
        self.run(Run { part: 0, first: passages.start, count: passages.end - passages.start });
    }

    fn run(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if last.part == run.part && last.first + last.count == run.first => {
                last.count += run.count;
            }
            _ => self.runs.push(run),
        }
    }

    /// Takes back the passages with these numbers in what is changed. Gives their ids.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`].
    pub fn take_back(&mut self, passages: Range<u32>) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        let Some(change) = &mut self.change else { return Ok(ids) };
        self.gathering.forget(passages.clone());
        for number in passages {
            let (passage, language) = change.passage(number)?;
            let analyzer =
                self.analyzers.entry(language).or_insert_with(|| Analyzer::new(language));
            let terms = &mut self.terms;
            let mut leaving =
                |term: &str, stop: bool| terms.number_of_leaving(term_hash(term), stop);
            self.gathering.take_back(passage.plain());
            self.buffer.fill(&passage, analyzer, &mut self.gathering, &mut leaving);
            for (count, terms) in self.counts.iter_mut().zip(self.buffer.counts()) {
                *count = count.saturating_sub(terms);
            }
            let Buffer { all, phrasings, headings, body, .. } = &self.buffer;
            let terms = different(phrasings, headings, body);
            terms.into_iter().for_each(|number| self.terms.discount(number));
            change.leaves(all);
            let (whole, vectors) = vectors(&passage, &mut self.embedder);
            self.similarity.take_back(&whole, &vectors);
            if let Some(count) = self.languages.get_mut(&language) {
                *count = count.saturating_sub(1);
            }
            self.passages = self.passages.saturating_sub(1);
            self.entries = self.entries.saturating_sub(usize::from(passage.kind == Kind::Qa));
            ids.push(passage.id);
        }
        Ok(ids)
    }

    /// The number of the passage with this id in what is changed, taken back or not.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`].
    pub fn before(&self, id: &str) -> Result<Option<u32>> {
        self.change.as_ref().map_or(Ok(None), |change| change.base().number(id))
    }

    /// Whether what comes of a change is the same as if all were made anew: not where there is less
    /// known of the words than could be, for want of room, nor where what came gives synonyms, which
    /// have an order.
    pub fn is_exact(&self) -> bool {
        self.gathering.is_whole() && self.synonyms.is_empty()
    }

    /// Adds words that stand for one another in every question; `place` says where they are from.
    pub fn add_synonyms(&mut self, words: &[String], place: &str) {
        self.synonyms.push_str(&synonyms::line(words, place));
    }

    /// How many passages were added.
    pub fn passages(&self) -> usize {
        self.passages
    }

    /// Writes what is left, has `calibrate` look at the whole index, and makes it the one that
    /// counts.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; what counted before then still does.
    pub fn finish(
        mut self,
        origin: Origin,
        files: usize,
        skipped: usize,
        calibrate: impl FnOnce(&Index) -> Result<Calibration>,
    ) -> Result<Built> {
        let (dir, folder) = (self.stage.dir(), self.folder.as_path());
        let at = |source| Error::Write { path: folder.to_owned(), source };
        self.tantivy.finalize().map_err(|source| write_error(folder, source))?;
        self.forward.finish(folder).map_err(at)?;
        self.ids.finish(folder).map_err(at)?;
        self.similarity.finish(dir).map_err(at)?;
        let mut languages: Vec<(Language, usize)> =
            self.languages.into_iter().filter(|(_, count)| 0 < *count).collect();
        languages.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
        let analyzers: Vec<Analyzer> =
            languages.iter().map(|(language, _)| Analyzer::new(*language)).collect();
        let (words, passages) = (self.gathering.each_word(), self.passages as u64);
        // Every change goes on from what was never changed.
        let counts = self.change.is_none().then(|| self.terms.counts());
        self.terms.finish(dir, passages, words, &analyzers, &mut self.embedder).map_err(at)?;
        if let Some(counts) = counts
            && let Some(gathered) = self.gathering.to_file()
        {
            std::fs::write(dir.join(terms::COUNTS), counts).map_err(at)?;
            std::fs::write(dir.join(GATHERED), gathered).map_err(at)?;
        }
        lexicon::write(dir, &self.gathering.finish(), &self.synonyms)?;
        let means = self.counts.map(|terms| (terms as f32 / self.passages.max(1) as f32).max(1.0));
        write_bounds(folder, self.fields, means).map_err(|source| write_error(folder, source))?;
        let own = PartSizes { folder: String::new(), passages: self.added, means };
        let (parts, linked) = match &self.change {
            Some(change) => (change.parts(own), change.link(dir)?),
            None => (vec![own], Vec::new()),
        };
        let built = Built { files, passages: self.passages, entries: self.entries, skipped };
        let (terms, runs) = (self.counts, self.runs);
        let holding = Holding { languages, built, terms, parts, runs };
        Manifest::write(dir, origin, holding, linked)?;
        let index = Index::open_generation(dir, &Current::unpublished(dir)?, Keeping::Mapped)?;
        let calibration = calibrate(&index)?;
        index.manifest.calibrate(dir, calibration)?;
        self.stage.publish()?;
        Ok(built)
    }
}

/// Writes what the search needs to know of the segment that was just finished in `dir`, of an index
/// whose passages have so many terms in the mean, and so many in their phrasings.
fn write_bounds(dir: &Path, fields: Fields, means: [f32; 2]) -> tantivy::Result<()> {
    let reader = TantivyIndex::open(ReadOnly::open(dir, Held::new())?)?
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let reader: IndexReader = reader;
    let searcher = reader.searcher();
    let fields = [fields.all, fields.question];
    for ((name, field), mean) in bounds::FILES.into_iter().zip(fields).zip(means) {
        match searcher.segment_readers().first() {
            Some(segment) => bounds::write(dir, name, segment, field, mean)?,
            // There is none for a part without passages.
            None => std::fs::write(dir.join(name), [])?,
        }
    }
    Ok(())
}

/// The vector of a passage as a whole, and those of what it is asked for by.
fn vectors(passage: &Passage, embedder: &mut Embedder) -> (Vector, Vec<Vector>) {
    let titles = titles(passage);
    let vectors = titles.iter().map(|title| embedder.embed([*title])).collect();
    let over = passage.headings.iter().map(String::as_str);
    let whole = titles.into_iter().chain(over).chain([passage.plain()]);
    (embedder.embed(whole), vectors)
}

impl Buffer {
    /// How many terms there are, and how many of them in phrasings.
    fn counts(&self) -> [u64; 2] {
        [&self.all, &self.question].map(|terms| match terms.is_empty() {
            true => 0,
            false => 1 + terms.bytes().filter(|byte| *byte == b' ').count() as u64,
        })
    }

    /// Cuts `passage` into terms, and has its words gathered.
    fn fill(
        &mut self,
        passage: &Passage,
        analyzer: &mut Analyzer,
        gathering: &mut Gathering,
        number: &mut dyn FnMut(&str, bool) -> u32,
    ) {
        let Buffer { all, question, phrasings, headings, body, shown } = self;
        for text in [&mut *all, question] {
            text.clear();
        }
        for terms in [&mut *headings, body] {
            terms.clear();
        }
        phrasings.clear();
        for title in titles(passage) {
            let mut terms = Vec::new();
            let mut content = Vec::new();
            gathering.text(title);
            gathering.pause();
            analyzer.visit(title, &mut |word, term, is_stop| {
                gathering.word(word, is_stop);
                push_word(question, term);
                push_word(all, term);
                let number = number(term, is_stop);
                terms.push(number);
                if !is_stop {
                    content.push(number);
                }
            });
            content.sort_unstable();
            content.dedup();
            phrasings.push(PhrasingTerms { terms, content: content.len() });
        }
        gathering.text(passage.plain());
        let mut add = |text: &str, into: &mut Vec<u32>| {
            gathering.pause();
            analyzer.visit(text, &mut |word, term, is_stop| {
                gathering.word(word, is_stop);
                push_word(all, term);
                into.push(number(term, is_stop));
            });
        };
        for heading in &passage.headings {
            add(heading, headings);
        }
        let plain = passage.plain();
        let cut = sentences(plain);
        for sentence in &cut {
            add(&plain[sentence.clone()], body);
            body.push(SENTENCE_END);
        }
        *shown = sentence::located(&cut, plain, &passage.text);
    }
}

/// What a passage is asked for by: its questions, else its title.
fn titles(passage: &Passage) -> Vec<&str> {
    match passage.questions.as_slice() {
        [] => vec![passage.title.as_str()],
        some => some.iter().take(usize::from(u16::MAX)).map(String::as_str).collect(),
    }
}

fn push_word(text: &mut String, word: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(word);
}

/// A failure of tantivy's to write, in words: it says little of its own.
fn write_error(dir: &Path, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Write { path: dir.to_owned(), source: std::io::Error::other(source) }
}
