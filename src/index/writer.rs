//! Passages to files.

use std::{collections::HashMap, io, ops::Range, path::Path};

use tantivy::{
    Index as TantivyIndex, IndexBuilder, IndexReader, IndexSettings, ReloadPolicy,
    SingleSegmentIndexWriter, TantivyDocument, directory::MmapDirectory,
};

use super::{
    Index, bounds,
    directory::{Held, ReadOnly},
    filter,
    forward::{ForwardWriter, SENTENCE_END},
    generation::{Current, Stage},
    holds::holds,
    ids::IdsWriter,
    lexicon,
    manifest::{Manifest, Origin},
    mean_terms,
    record::{PhrasingTerms, Record},
    schema::{Fields, SplitAtBlanks, TOKENIZER},
    similarity::SimilarityWriter,
    stored,
    terms::TermsWriter,
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
    query::filter::tags_of,
    vectors::{Embedder, Table, Vector},
};

/// Memory for the posting lists while they grow, in bytes. What tantivy holds beyond it goes to
/// the disk with the segment.
const WRITER_BYTES: usize = 64 << 20;

/// Writes an index, which then counts as a whole or not at all.
pub struct IndexWriter {
    stage: Stage,
    fields: Fields,
    tantivy: SingleSegmentIndexWriter,
    forward: ForwardWriter,
    terms: TermsWriter,
    similarity: SimilarityWriter,
    ids: IdsWriter,
    embedder: Embedder,
    gathering: Gathering,
    analyzers: HashMap<Language, Analyzer>,
    languages: HashMap<Language, usize>,
    entries: usize,
    passages: usize,
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
        let (schema, fields) = Fields::schema();
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..Default::default() };
        let at = |source: tantivy::TantivyError| write_error(stage.dir(), source);
        let directory =
            MmapDirectory::open(stage.dir()).map_err(|source| write_error(stage.dir(), source))?;
        let tokenizers = tantivy::tokenizer::TokenizerManager::default();
        tokenizers.register(TOKENIZER, SplitAtBlanks::default());
        let tantivy = IndexBuilder::new()
            .schema(schema)
            .settings(settings)
            .tokenizers(tokenizers)
            .single_segment_index_writer(directory, WRITER_BYTES)
            .map_err(at)?;
        let io = |source| Error::Write { path: stage.dir().to_owned(), source };
        let forward = ForwardWriter::create(stage.dir()).map_err(io)?;
        let terms = TermsWriter::create(stage.dir()).map_err(io)?;
        let similarity = SimilarityWriter::create(stage.dir()).map_err(io)?;
        Ok(IndexWriter {
            stage,
            fields,
            tantivy,
            forward,
            terms,
            similarity,
            ids: IdsWriter::default(),
            embedder: Embedder::new(Table::built_in()),
            gathering: Gathering::new(),
            analyzers: HashMap::new(),
            languages: HashMap::new(),
            entries: 0,
            passages: 0,
            buffer: Buffer::default(),
        })
    }

    /// Adds a passage in `language`. Its number is the count of those before it.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn add(&mut self, passage: &Passage, language: Language) -> Result<()> {
        let analyzer = self.analyzers.entry(language).or_insert_with(|| Analyzer::new(language));
        let IndexWriter { terms, embedder, .. } = self;
        let mut failed: Option<io::Error> = None;
        let mut number = |term: &str, word: &str, stop: bool| {
            terms.number(term_hash(term), word, stop, embedder).unwrap_or_else(|error| {
                failed.get_or_insert(error);
                SENTENCE_END
            })
        };
        self.buffer.fill(passage, analyzer, &mut self.gathering, &mut number);
        let dir = self.stage.dir();
        if let Some(source) = failed {
            return Err(Error::Write { path: dir.to_owned(), source });
        }
        let Buffer { all, question, phrasings, headings, body, shown } = &self.buffer;
        let titles = titles(passage);
        let vectors: Vec<Vector> =
            titles.iter().map(|title| self.embedder.embed([*title])).collect();
        let over = passage.headings.iter().map(String::as_str);
        let whole = titles.into_iter().chain(over).chain([passage.plain()]);
        let whole = self.embedder.embed(whole);
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
            .add(&record, &mut |number| terms.count(number))
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
        let stored = stored::write(passage, shown)
            .map_err(|error| write_error(dir, std::io::Error::from(error)))?;
        document.add_bytes(self.fields.passage, &stored);
        self.tantivy.add_document(document).map_err(|source| write_error(dir, source))?;
        self.ids.add(&passage.id);
        *self.languages.entry(language).or_insert(0) += 1;
        self.passages += 1;
        self.entries += usize::from(passage.kind == Kind::Qa);
        Ok(())
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
        self,
        origin: Origin,
        files: usize,
        skipped: usize,
        calibrate: impl FnOnce(&Index) -> Result<Calibration>,
    ) -> Result<Built> {
        let dir = self.stage.dir();
        self.tantivy.finalize().map_err(|source| write_error(dir, source))?;
        self.forward.finish(dir).map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        self.terms
            .finish(dir, self.passages as u64)
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        self.similarity
            .finish(dir)
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        self.ids.finish(dir).map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        lexicon::write(dir, &self.gathering.finish())?;
        write_bounds(dir, self.fields).map_err(|source| write_error(dir, source))?;
        let mut languages: Vec<(Language, usize)> = self.languages.into_iter().collect();
        languages.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
        let languages = languages.into_iter().map(|(language, _)| language).collect();
        let built = Built { files, passages: self.passages, entries: self.entries, skipped };
        Manifest::write(dir, origin, languages, built)?;
        let index = Index::open_generation(dir, &Current::unpublished(dir)?)?;
        let calibration = calibrate(&index)?;
        index.manifest.calibrate(dir, calibration)?;
        self.stage.publish()?;
        Ok(built)
    }
}

/// Writes what the search needs to know of the segment that was just finished in `dir`.
fn write_bounds(dir: &Path, fields: Fields) -> tantivy::Result<()> {
    let reader = TantivyIndex::open(ReadOnly::open(dir, Held::new())?)?
        .reader_builder()
        .reload_policy(ReloadPolicy::Manual)
        .try_into()?;
    let reader: IndexReader = reader;
    let searcher = reader.searcher();
    for (name, field) in bounds::FILES.into_iter().zip([fields.all, fields.question]) {
        match searcher.segment_readers().first() {
            Some(segment) => {
                bounds::write(dir, name, segment, field, mean_terms(&searcher, field)?)?;
            }
            // There is none for a corpus without passages.
            None => std::fs::write(dir.join(name), [])?,
        }
    }
    Ok(())
}

impl Buffer {
    /// Cuts `passage` into terms, and has its words gathered.
    fn fill(
        &mut self,
        passage: &Passage,
        analyzer: &mut Analyzer,
        gathering: &mut Gathering,
        number: &mut dyn FnMut(&str, &str, bool) -> u32,
    ) {
        let Buffer { all, question, phrasings, headings, body, shown } = self;
        for text in [&mut *all, question] {
            text.clear();
        }
        for terms in [&mut *headings, body] {
            terms.clear();
        }
        phrasings.clear();
        gathering.passage();
        for title in titles(passage) {
            let mut terms = Vec::new();
            let mut content = Vec::new();
            gathering.text(title);
            gathering.pause();
            analyzer.visit(title, &mut |word, term, is_stop| {
                gathering.word(word, is_stop);
                push_word(question, term);
                push_word(all, term);
                let number = number(term, word, is_stop);
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
                into.push(number(term, word, is_stop));
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
