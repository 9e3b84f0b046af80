//! Passages to files.

use std::{
    collections::HashMap,
    ops::Range,
    path::{Path, PathBuf},
};

use tantivy::{Index as TantivyIndex, IndexReader, ReloadPolicy, TantivyDocument};

use super::{
    Index, bounds,
    change::{Change, GATHERED},
    cut::{Cut, Cutter, END, vectors},
    directory::Keeping,
    forward::{ForwardWriter, SENTENCE_END},
    generation::{Current, Patience, Stage},
    ids::IdsWriter,
    lexicon,
    manifest::{Holding, Manifest, Origin},
    part::{PATCH, PartSizes},
    record::{PhrasingTerms, Record, different},
    runs::Run,
    schema::Fields,
    segment::{InOrder, LEAST_ROOM, SegmentWriter},
    similarity::SimilarityWriter,
    stored,
    terms::{self, TermsWriter},
};
use crate::{
    analysis::{Analyzer, Language, interned::Fresh, term_hash},
    calibration::Calibration,
    corpus::Built,
    error::{Error, Result},
    lexicon::{Gathering, Place},
    passage::{Kind, Passage},
    query::synonyms,
    vectors::{Embedder, Table},
};

/// What is held whatever the documents are, in bytes: the program, what two threads remember of words
/// and what they work on, and what the end takes beside what it is made of.
const HELD_BYTES: usize = 96 << 20;

/// Writes an index, which then counts as a whole or not at all.
pub struct IndexWriter {
    stage: Stage,
    /// Where the files of the part lie that is written.
    folder: PathBuf,
    /// What was there before, where it is changed and not made anew.
    change: Option<Change>,
    fields: Fields,
    segment: SegmentWriter,
    forward: ForwardWriter,
    terms: TermsWriter,
    similarity: SimilarityWriter,
    ids: IdsWriter,
    gathering: Gathering,
    /// A list of those that the documents give.
    synonyms: String,
    /// The words of what is added.
    words: Words,
    embedder: Embedder,
    /// What cuts the passages that are taken back, and their words.
    leaving: (Cutter, Words),
    languages: HashMap<Language, usize>,
    entries: usize,
    passages: usize,
    /// How many terms all passages have, and how many their phrasings.
    counts: [u64; 2],
    runs: Vec<Run>,
    /// How many passages the index has so far, those that a change keeps among them.
    added: u32,
    buffer: Buffer,
    /// How many bytes of memory all of it may take.
    memory: u64,
    /// How many bytes the caller holds of what was added.
    beside: usize,
}

/// What one passage becomes; kept between passages to spare the allocations.
#[derive(Default)]
struct Buffer {
    phrasings: Vec<PhrasingTerms>,
    headings: Vec<u32>,
    body: Vec<u32>,
}

impl IndexWriter {
    /// Starts an index in the folder `dir`, taking up to so many bytes of `memory`. What does not fit
    /// goes to the disk in between, which takes longer.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnIndex`], [`Error::IndexLocked`] where another process builds and `patience`
    /// ends, [`Error::Write`].
    pub fn begin(dir: &Path, memory: u64, patience: Patience<'_>) -> Result<IndexWriter> {
        let stage = Stage::begin(dir, patience)?;
        let folder = stage.dir().to_owned();
        IndexWriter::start(stage, folder, memory)
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
    pub fn change(
        dir: &Path,
        base: Index,
        memory: u64,
        patience: Patience<'_>,
    ) -> Result<Option<IndexWriter>> {
        let stage = Stage::begin(dir, patience)?;
        let folder = stage.dir().join(PATCH);
        std::fs::create_dir(&folder)
            .map_err(|source| Error::Write { path: folder.clone(), source })?;
        let mut writer = IndexWriter::start(stage, folder, memory)?;
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

    fn start(stage: Stage, folder: PathBuf, memory: u64) -> Result<IndexWriter> {
        let (schema, fields) = Fields::schema();
        let segment = SegmentWriter::create(&folder, schema, LEAST_ROOM)
            .map_err(|source| write_error(&folder, source))?;
        let io = |source| Error::Write { path: stage.dir().to_owned(), source };
        let forward = ForwardWriter::create(&folder).map_err(io)?;
        let similarity = SimilarityWriter::create(&folder).map_err(io)?;
        let ids = IdsWriter::create(&folder).map_err(io)?;
        Ok(IndexWriter {
            stage,
            folder,
            change: None,
            fields,
            segment,
            forward,
            terms: TermsWriter::new(),
            similarity,
            ids,
            gathering: Gathering::new(),
            synonyms: String::new(),
            words: Words::default(),
            embedder: Embedder::new(Table::built_in()),
            leaving: Default::default(),
            languages: HashMap::new(),
            entries: 0,
            passages: 0,
            counts: [0; 2],
            runs: Vec::new(),
            added: 0,
            buffer: Buffer::default(),
            memory,
            beside: 0,
        })
    }

    /// Adds a passage that was `cut`. Its number is the count of those before it, kept ones too. All
    /// that are added are cut by one [`Cutter`], in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn add(&mut self, passage: &Passage, cut: &Cut) -> Result<()> {
        let (gathering, terms) = (&mut self.gathering, &mut self.terms);
        gathering.passage(&cut.said);
        let mut known = Known { gathering, terms, leaves: false };
        self.buffer.fill(cut, &mut self.words, &mut known);
        for (count, terms) in self.counts.iter_mut().zip(cut.counts()) {
            *count += terms;
        }
        let dir = self.stage.dir();
        let io = |source| Error::Write { path: dir.to_owned(), source };
        let made = match &cut.vectors {
            Some((whole, vectors)) => self.similarity.add(whole, vectors),
            None => {
                let (whole, vectors) = vectors(&mut self.embedder, passage);
                self.similarity.add(&whole, &vectors)
            }
        };
        let rows = made.map_err(io)?;
        let Buffer { phrasings, headings, body } = &self.buffer;
        let record = Record {
            kind: passage.kind,
            holds: cut.holds,
            lines: (passage.line, passage.end_line),
            path: term_hash(&passage.path),
            rows,
            phrasings,
            headings,
            body,
        };
        self.forward.add(&record, &mut |number| self.terms.count(number)).map_err(io)?;
        let language = cut.language;
        let stored = stored::write(passage, &cut.shown, language)
            .map_err(|error| write_error(dir, std::io::Error::from(error)))?;
        let mut document = TantivyDocument::new();
        document.add_text(self.fields.all, &cut.all);
        document.add_text(self.fields.question, &cut.question);
        for tag in &cut.tags {
            document.add_text(self.fields.tag, tag);
        }
        for place in &cut.places {
            document.add_text(self.fields.within, place);
        }
        let bytes = stored.len();
        document.add_text(self.fields.passage, stored);
        let room = self.room()?;
        let dir = self.stage.dir();
        let added = self.segment.add(document, bytes, room);
        added.map_err(|source| write_error(dir, source))?;
        self.ids.add(&passage.id).map_err(io)?;
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

    /// Says how many bytes of memory the caller holds of what was added.
    pub fn holds_beside(&mut self, bytes: usize) {
        self.beside = bytes;
    }

    /// How many bytes of memory are left for the posting lists, which alone need not be held.
    fn room(&self) -> Result<usize> {
        // A table that grows is there twice for a moment.
        let tables = self.terms.bytes() + self.beside;
        let held = HELD_BYTES + self.gathering.bytes() + tables + tables / 2;
        let memory = usize::try_from(self.memory).unwrap_or(usize::MAX);
        let room = memory.checked_sub(held).filter(|room| LEAST_ROOM <= *room);
        let megabytes = self.memory >> 20;
        room.ok_or(Error::TooLittleMemory { megabytes, passages: self.passages })
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
            let (cutter, words) = &mut self.leaving;
            let cut = cutter.cut(&passage, language);
            let (gathering, terms) = (&mut self.gathering, &mut self.terms);
            gathering.take_back(&cut.said);
            self.buffer.fill(&cut, words, &mut Known { gathering, terms, leaves: true });
            for (count, terms) in self.counts.iter_mut().zip(cut.counts()) {
                *count = count.saturating_sub(terms);
            }
            let Buffer { phrasings, headings, body } = &self.buffer;
            let terms = different(phrasings, headings, body);
            terms.into_iter().for_each(|number| self.terms.discount(number));
            change.leaves(&cut.all);
            let (whole, vectors) = vectors(&mut self.embedder, &passage);
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

    /// Whether an index is changed, and not made anew.
    pub fn is_change(&self) -> bool {
        self.change.is_some()
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
        self,
        origin: Origin,
        files: usize,
        skipped: usize,
        calibrate: impl FnOnce(&Index) -> Result<Calibration>,
    ) -> Result<Built> {
        let (dir, folder) = (self.stage.dir(), self.folder.as_path());
        let at = |source| Error::Write { path: folder.to_owned(), source };
        let means = self.counts.map(|terms| (terms as f32 / self.passages.max(1) as f32).max(1.0));
        let (segment, fields) = (self.segment, self.fields);
        // What room pieces were written for does not do for both at once.
        let together = segment.is_in_one_piece();
        let lists = move || segment.finish().and_then(|()| write_bounds(folder, fields, means));
        let lists_failed = |source| write_error(folder, source);
        self.forward.finish().map_err(at)?;
        self.ids.finish(folder).map_err(at)?;
        self.similarity.finish(dir).map_err(at)?;
        let mut languages: Vec<(Language, usize)> =
            self.languages.into_iter().filter(|(_, count)| 0 < *count).collect();
        languages.sort_by_key(|(language, count)| (std::cmp::Reverse(*count), *language));
        let analyzers: Vec<Analyzer> =
            languages.iter().map(|(language, _)| Analyzer::new(*language)).collect();
        let is_change = self.change.is_some();
        let passages = self.passages as u64;
        let (terms, mut gathering, synonyms) = (self.terms, self.gathering, self.synonyms);
        let mut embedder = self.embedder;
        let words = move || -> Result<()> {
            // Every change goes on from what was never changed.
            let counts = (!is_change).then(|| terms.counts());
            let words = gathering.each_word();
            terms.finish(dir, passages, words, &analyzers, &mut embedder).map_err(at)?;
            if let Some(counts) = counts
                && let Some(gathered) = gathering.to_file()
            {
                std::fs::write(dir.join(terms::COUNTS), counts).map_err(at)?;
                std::fs::write(dir.join(GATHERED), gathered).map_err(at)?;
            }
            lexicon::write(dir, &gathering.finish(), &synonyms)
        };
        if together {
            std::thread::scope(|scope| {
                let lists = scope.spawn(lists);
                words()?;
                let ended = lists.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                ended.map_err(lists_failed)
            })?;
        } else {
            lists().map_err(lists_failed)?;
            words()?;
        }
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
    let reader = TantivyIndex::open(InOrder::open(dir)?)?
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

impl Buffer {
    /// Takes the terms of a passage that was cut, and has its words gathered.
    fn fill(&mut self, cut: &Cut, words: &mut Words, known: &mut Known<'_>) {
        let Buffer { phrasings, headings, body } = self;
        phrasings.clear();
        headings.clear();
        body.clear();
        words.learn(cut, known.terms);
        let mut content = Vec::new();
        for (at, text) in cut.words.split_inclusive(|word| *word == END).enumerate() {
            known.gathering.pause();
            let mut terms = Vec::new();
            let is_title = at < cut.titles;
            let is_heading = !is_title && at < cut.titles + cut.headings;
            let into = match (is_title, is_heading) {
                (true, _) => &mut terms,
                (_, true) => &mut *headings,
                _ => &mut *body,
            };
            for number in text.iter().filter(|number| **number != END) {
                let Some((word, told)) = words.get(*number - 1) else { continue };
                known.gathering.word(word, &mut told.place, told.is_stop);
                known.terms.stands(told.term, told.is_stop, known.leaves);
                into.push(told.term);
                if is_title && !told.is_stop {
                    content.push(told.term);
                }
            }
            if is_title {
                content.sort_unstable();
                content.dedup();
                phrasings.push(PhrasingTerms { terms, content: content.len() });
                content.clear();
            } else if !is_heading {
                body.push(SENTENCE_END);
            }
        }
    }
}

/// What is known of the words of all passages, to which those of one are added.
struct Known<'a> {
    gathering: &'a mut Gathering,
    terms: &'a mut TermsWriter,
    /// Whether the passage leaves, so that they are taken away.
    leaves: bool,
}

/// The words that a [`Cutter`] told of, by their numbers.
#[derive(Default)]
struct Words {
    text: String,
    told: Vec<Told>,
}

struct Told {
    /// Where the word ends in the text; it starts where the one before ends.
    end: u32,
    /// The number of its term.
    term: u32,
    is_stop: bool,
    place: Place,
}

impl Words {
    /// Takes the words that have their numbers since `cut`.
    fn learn(&mut self, cut: &Cut, terms: &mut TermsWriter) {
        let (first, fresh) = &cut.fresh;
        if *first == 0 {
            *self = Words::default();
        }
        debug_assert_eq!(*first as usize, self.told.len(), "cut in another order");
        for Fresh { word, term, is_stop } in fresh {
            self.text.push_str(word);
            self.told.push(Told {
                end: self.text.len() as u32,
                term: terms.number(*term),
                is_stop: *is_stop,
                place: Place::default(),
            });
        }
    }

    /// The word with this number, and what is known of it.
    fn get(&mut self, number: u32) -> Option<(&str, &mut Told)> {
        let number = number as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.told[before].end as usize);
        let told = self.told.get_mut(number)?;
        Some((&self.text[start..told.end as usize], told))
    }
}

/// A failure of tantivy's to write, in words: it says little of its own.
fn write_error(dir: &Path, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Write { path: dir.to_owned(), source: std::io::Error::other(source) }
}
