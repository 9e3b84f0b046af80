//! Passages to files.

use std::{collections::HashMap, path::Path};

use tantivy::{
    IndexBuilder, IndexSettings, SingleSegmentIndexWriter, TantivyDocument,
    directory::MmapDirectory,
};

use super::{
    forward::{ForwardWriter, PhrasingTerms, Record, SENTENCE_END},
    generation::Stage,
    lexicon,
    manifest::{Manifest, Origin},
    schema::{Fields, SplitAtBlanks, TOKENIZER},
};
use crate::{
    analysis::{Analyzer, Language, sentence::sentences, term_hash},
    corpus::Built,
    error::{Error, Result},
    lexicon::Gathering,
    passage::{Kind, Passage},
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
    stop: Vec<u32>,
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
        let forward = ForwardWriter::create(stage.dir())
            .map_err(|source| Error::Write { path: stage.dir().to_owned(), source })?;
        Ok(IndexWriter {
            stage,
            fields,
            tantivy,
            forward,
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
        self.buffer.fill(passage, analyzer, &mut self.gathering);
        let Buffer { all, question, phrasings, headings, body, stop } = &self.buffer;
        for term in stop {
            self.forward.stop_word(*term);
        }
        let record = Record {
            kind: passage.kind,
            lines: (passage.line, passage.end_line),
            path: term_hash(&passage.path),
            phrasings,
            headings,
            body,
        };
        let dir = self.stage.dir();
        self.forward
            .add(&record)
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.all, all);
        document.add_text(self.fields.question, question);
        let stored = serde_json::to_vec(passage)
            .map_err(|error| write_error(dir, std::io::Error::from(error)))?;
        document.add_bytes(self.fields.passage, &stored);
        self.tantivy.add_document(document).map_err(|source| write_error(dir, source))?;
        *self.languages.entry(language).or_insert(0) += 1;
        self.passages += 1;
        self.entries += usize::from(passage.kind == Kind::Qa);
        Ok(())
    }

    /// How many passages were added.
    pub fn passages(&self) -> usize {
        self.passages
    }

    /// Writes what is left and makes the index the one that counts.
    ///
    /// # Errors
    ///
    /// [`Error::Write`]; what counted before then still does.
    pub fn finish(self, origin: Origin, files: usize, skipped: usize) -> Result<Built> {
        let dir = self.stage.dir();
        self.tantivy.finalize().map_err(|source| write_error(dir, source))?;
        self.forward
            .finish(dir)
            .map_err(|source| Error::Write { path: dir.to_owned(), source })?;
        lexicon::write(dir, &self.gathering.finish())?;
        let mut languages: Vec<(Language, usize)> = self.languages.into_iter().collect();
        languages.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
        let languages = languages.into_iter().map(|(language, _)| language).collect();
        let built = Built { files, passages: self.passages, entries: self.entries, skipped };
        Manifest::write(dir, origin, languages, built)?;
        self.stage.publish()?;
        Ok(built)
    }
}

impl Buffer {
    /// Cuts `passage` into terms, and has its words gathered.
    fn fill(&mut self, passage: &Passage, analyzer: &mut Analyzer, gathering: &mut Gathering) {
        let Buffer { all, question, phrasings, headings, body, stop } = self;
        for text in [&mut *all, question] {
            text.clear();
        }
        for terms in [&mut *headings, body, stop] {
            terms.clear();
        }
        phrasings.clear();
        gathering.passage();
        let titles: Vec<&str> = match passage.questions.as_slice() {
            [] => vec![passage.title.as_str()],
            some => some.iter().map(String::as_str).collect(),
        };
        for title in titles {
            let mut terms = Vec::new();
            let mut content = Vec::new();
            gathering.text(title);
            gathering.pause();
            analyzer.visit(title, &mut |word, term, is_stop| {
                gathering.word(word, is_stop);
                push_word(question, term);
                push_word(all, term);
                let hash = term_hash(term);
                terms.push(hash);
                if is_stop { &mut *stop } else { &mut content }.push(hash);
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
                let hash = term_hash(term);
                into.push(hash);
                if is_stop {
                    stop.push(hash);
                }
            });
        };
        for heading in &passage.headings {
            add(heading, headings);
        }
        let plain = passage.plain();
        for sentence in sentences(plain) {
            add(&plain[sentence], body);
            body.push(SENTENCE_END);
        }
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
