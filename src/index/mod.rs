//! The passages on disk, and the first, cheap ranking.
//!
//! The only module, with `analysis`, that knows tantivy: a new tantivy version is a change here.
//!
//! tantivy holds the dictionary and the posting lists, from which the candidates are found
//! (`fitting`), and stores the passages. Beside it lie the passages as sequences of terms
//! ([`forward`]), from which every candidate's hits are read, and a manifest with the corpus and
//! the checksums. All of it stands in one generation, which never changes (`generation`).

pub mod forward;
mod align;
mod bounds;
#[cfg(test)]
mod differential;
mod directory;
mod filter;
mod fitting;
mod generation;
mod holds;
mod ids;
mod kept;
mod lexicon;
mod manifest;
mod record;
mod schema;
mod similarity;
mod stored;
mod terms;
mod verify;
mod writer;

pub use self::{
    align::Alignment,
    filter::Allowed,
    forward::{Candidate, Hit, Holds, Phrasing, Rows, View},
    holds::holds,
    kept::{Beside, KeptPhrasing, Sameness, Taught},
    manifest::Origin,
    similarity::Likeness,
    verify::{Finding, State, Verified, verify},
    writer::IndexWriter,
};

use std::{
    ops::Range,
    path::{Path, PathBuf},
    time::SystemTime,
};

use tantivy::{
    Directory, DocSet, Index as TantivyIndex, IndexReader, ReloadPolicy, Searcher, TERMINATED,
    TantivyDocument, TantivyError, Term as TantivyTerm,
    directory::OwnedBytes,
    query::Bm25StatisticsProvider,
    schema::{Field, IndexRecordOption, Value},
};

use self::{
    align::Aligner,
    bounds::Bounds,
    directory::ReadOnly,
    forward::{Forward, Signature},
    generation::Current,
    ids::Ids,
    lexicon::Lexicon,
    manifest::Manifest,
    record::Room,
    schema::Fields,
    similarity::{Probe, Similarity},
    terms::Terms,
};
use crate::{
    analysis::{Analyzer, term_hash},
    calibration::Calibration,
    corpus::{Built, Corpus, Stamp},
    error::{Error, Result},
    lexicon::{Expansion, Near},
    passage::Passage,
    query::{Query, Term, Vocabulary},
    vectors::Vector,
};

/// Up to this many vectors are all compared with a question's: about 100 µs.
const SCANNED_ROWS: usize = 5_000;

/// How many passages their vectors alone bring in.
const NEAREST: usize = 30;
/// How many passages that have two words are looked at for one where they stand side by side.
const MAX_LOOKED_AT: usize = 100;

/// An open index. It answers from the generation it was opened on, whatever is built beside it.
pub struct Index {
    dir: PathBuf,
    generation: PathBuf,
    manifest: Manifest,
    fields: Fields,
    searcher: Searcher,
    // Keeps the files of the searcher alive; nothing reloads it.
    _reader: IndexReader,
    forward: Forward<OwnedBytes>,
    terms: Terms<OwnedBytes>,
    similarity: Similarity<OwnedBytes>,
    /// Of the field of all terms, and of the question's.
    bounds: [Bounds<OwnedBytes>; 2],
    ids: Ids<OwnedBytes>,
    lexicon: Lexicon<OwnedBytes>,
    analyzers: Vec<Analyzer>,
    totals: Totals,
}

/// Sizes that scores need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Totals {
    /// The number of passages.
    pub passages: u64,
    /// The mean number of terms of a passage, at least 1.
    pub mean_terms: f32,
    /// The mean number of terms of a passage's phrasings together, at least 1.
    pub mean_question_terms: f32,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in the folder `dir`.
    ///
    /// # Errors
    ///
    /// [`Error::IndexMissing`], [`Error::IndexOutdated`], [`Error::IndexNewer`],
    /// [`Error::IndexDamaged`], [`Error::Read`].
    pub fn open(dir: &Path) -> Result<Index> {
        // A generation may be removed between reading its name and opening it, when two rebuilds
        // end in that moment; the name then says another.
        let mut tries = 3;
        loop {
            let current = generation::current(dir)?;
            match Index::open_generation(dir, &current) {
                Err(_) if !current.folder.exists() && 1 < tries => tries -= 1,
                done => return done,
            }
        }
    }

    fn open_generation(dir: &Path, current: &Current) -> Result<Index> {
        let (manifest, held) = Manifest::open(dir, current)?;
        let generation = &current.folder;
        let damaged = |reason: String| Error::IndexDamaged { path: dir.to_owned(), reason };
        let folder =
            ReadOnly::open(generation, held).map_err(|error| damaged(error.to_string()))?;
        let mapped = |name: &str| {
            let slice = folder.open_read(Path::new(name)).map_err(|e| damaged(e.to_string()))?;
            slice.read_bytes().map_err(|source| Error::Read { path: generation.join(name), source })
        };
        let [records, offsets] = Forward::<OwnedBytes>::FILES;
        let forward = Forward::new([mapped(records)?, mapped(offsets)?]);
        let [numbers, masses, words] = Terms::<OwnedBytes>::FILES;
        let terms = Terms::new([mapped(numbers)?, mapped(masses)?, mapped(words)?]);
        let [rows, means] = Similarity::<OwnedBytes>::FILES;
        let similarity = Similarity::new([mapped(rows)?, mapped(means)?])
            .ok_or_else(|| damaged(format!("{means} is cut short")))?;
        let ids = Ids::new(mapped(Ids::<OwnedBytes>::FILE)?);
        let [words, expansions] = lexicon::FILES;
        let lexicon = Lexicon::new([mapped(words)?, mapped(expansions)?]);
        let at = |error: TantivyError| damaged(error.to_string());
        let tantivy = TantivyIndex::open(folder.clone()).map_err(at)?;
        let (schema, fields) = Fields::schema();
        if tantivy.schema() != schema {
            return Err(Error::IndexOutdated { path: dir.to_owned() });
        }
        let reader =
            tantivy.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(at)?;
        let searcher = reader.searcher();
        let passages = searcher.num_docs();
        let mean = |field: Field| mean_terms(&searcher, field).map_err(at);
        let totals = Totals {
            passages,
            mean_terms: mean(fields.all)?,
            mean_question_terms: mean(fields.question)?,
        };
        let [all, question] = bounds::FILES;
        let of = |name| Ok(Bounds::new(mapped(name)?, passages as u32));
        let bounds = [of(all)?, of(question)?];
        let analyzers = manifest.languages.iter().map(|one| Analyzer::new(*one)).collect();
        Ok(Index {
            dir: dir.to_owned(),
            generation: generation.to_owned(),
            manifest,
            fields,
            searcher,
            _reader: reader,
            forward,
            terms,
            similarity,
            bounds,
            ids,
            lexicon,
            analyzers,
            totals,
        })
    }

    /// When the index in the folder `dir` was made, be it usable or not; `None` where there is none.
    pub fn made(dir: &Path) -> Option<SystemTime> {
        generation::published(dir)
    }

    /// The documents that the index in the folder `dir` was made from, even where it cannot be
    /// opened: what to make it anew from. `None` where nothing tells.
    pub fn remembered(dir: &Path) -> Option<Corpus> {
        let current = match generation::current(dir) {
            Ok(current) => current,
            Err(_) => generation::newest(dir)?,
        };
        Manifest::remembered(dir, &current)
    }

    /// The folder of the index.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether another generation counts by now.
    pub fn is_superseded(&self) -> bool {
        generation::current(&self.dir).is_ok_and(|current| current.folder != self.generation)
    }

    /// The documents it was made from.
    pub fn corpus(&self) -> &Corpus {
        &self.manifest.corpus
    }

    /// The folder that the paths of passages are relative to; `None` for built-in documents.
    pub fn root(&self) -> Option<&Path> {
        self.manifest.root.as_deref()
    }

    /// A digest of the built-in documents it was made from; empty for others.
    pub fn built_in(&self) -> &str {
        &self.manifest.built_in
    }

    /// What it holds.
    pub fn built(&self) -> &Built {
        &self.manifest.built
    }

    /// What the log-odds of a reply are worth on it.
    pub fn calibration(&self) -> &Calibration {
        &self.manifest.calibration
    }

    /// The size of its files, in bytes.
    pub fn bytes(&self) -> u64 {
        self.manifest.bytes()
    }

    /// Sizes that scores need.
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The files of the corpus as they were when they were read.
    pub fn stamps(&self) -> Option<Vec<Stamp>> {
        manifest::stamps(&self.generation)
    }

    /// The passages that may answer `query`, by number: the `limit` that its terms fit best and, of
    /// an index of at most `SCANNED_ROWS` rows, those whose vectors are nearest.
    ///
    /// The terms' fit is BM25 over all terms and BM25 over those of the question or title, added,
    /// both with the IDF of all terms: in a FAQ's questions every word is rare, in its answers the
    /// same word is common.
    ///
    /// Where some passages are `allowed`, only those are looked for: there are as many candidates
    /// as without a filter.
    ///
    /// Empty for a query without terms that the index has, in a large index. Passages that have a
    /// phrasing `beside` the index are among them, with it.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`] where a file does not hold what it should.
    pub fn candidates(
        &self,
        query: &Query,
        limit: usize,
        beside: &Beside<'_>,
        allowed: Option<&Allowed>,
    ) -> Result<Vec<Candidate>> {
        let missing = || Error::IndexDamaged {
            path: self.dir.clone(),
            reason: "a passage's terms are missing".to_owned(),
        };
        let probe = query.vector.as_ref().map(|vector| self.probe(vector));
        if query.words.is_empty() {
            // Signs alone are like nothing.
            return Ok(Vec::new());
        }
        let mut numbers = self.fitting(query, limit, allowed)?;
        if let Some(probe) = &probe {
            numbers.extend(self.nearest(probe, allowed));
        }
        let kept = beside.phrasings.keys().copied();
        numbers.extend(kept.filter(|one| allowed.is_none_or(|allowed| allowed.has(*one))));
        numbers.sort_unstable();
        numbers.dedup();
        let signature = Signature::new(&query.terms, &self.terms);
        let mut room = Room::default();
        numbers
            .into_iter()
            .map(|number| {
                let found = self.forward.candidate(number, &signature, &self.terms, &mut room);
                let mut found = found.ok_or_else(missing)?;
                if let Some(probe) = &probe {
                    self.liken(probe, &mut found);
                }
                if let Some(kept) = beside.phrasings.get(&number) {
                    self.add_phrasings(query, probe.as_ref(), kept, &mut found);
                }
                found.taught = beside.taught.get(&number).copied().unwrap_or_default();
                Ok(found)
            })
            .collect()
    }

    /// The `limit` passages that the terms fit best.
    fn fitting(&self, query: &Query, limit: usize, allowed: Option<&Allowed>) -> Result<Vec<u32>> {
        self.best_fitting(&query.terms, limit, allowed).map_err(|error| Error::IndexDamaged {
            path: self.dir.clone(),
            reason: error.to_string(),
        })
    }

    /// The question's `vector`, compared with every row where there are few enough.
    fn probe(&self, vector: &Vector) -> Probe {
        let rows = self.similarity.rows();
        self.similarity.probe(vector, if rows <= SCANNED_ROWS { rows } else { 0 })
    }

    /// The passages with the nearest vectors, of themselves or of a phrasing, where all were
    /// compared.
    fn nearest(&self, probe: &Probe, allowed: Option<&Allowed>) -> Vec<u32> {
        if probe.scanned.is_empty() {
            return Vec::new();
        }
        let mut near: Vec<(f32, u32)> = (0..self.forward.passages())
            .filter(|number| allowed.is_none_or(|allowed| allowed.has(*number)))
            .map(|number| {
                let rows = self.forward.rows(number);
                let own = probe.scanned.get(rows.own);
                let phrasings = probe.scanned.get(rows.phrasings).unwrap_or_default();
                (own.into_iter().chain(phrasings).copied().fold(-1.0, f32::max), number)
            })
            .collect();
        if NEAREST < near.len() {
            near.select_nth_unstable_by(NEAREST, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            near.truncate(NEAREST);
        }
        near.into_iter().map(|(_, number)| number).collect()
    }

    /// The `limit` passages that are most like passage `number`, it left out, and how like they
    /// are, by the cosine with what all passages have in common taken away. Ties by number.
    ///
    /// # Cost
    ///
    /// A look at every vector: about a tenth of a second for a million.
    pub fn similar(&self, number: u32, limit: usize) -> Vec<(u32, Likeness)> {
        let row = self.forward.rows(number).own;
        let Some(vector) = self.similarity.vector(row) else { return Vec::new() };
        let probe = self.similarity.probe(&vector, 0);
        let mut near: Vec<(u32, Likeness)> = (0..self.forward.passages())
            .filter(|other| *other != number)
            .map(|other| (other, self.similarity.passage(&probe, self.forward.rows(other).own)))
            .collect();
        let nearer = |a: &(u32, Likeness), b: &(u32, Likeness)| {
            b.1.apart.total_cmp(&a.1.apart).then(a.0.cmp(&b.0))
        };
        if limit < near.len() {
            near.select_nth_unstable_by(limit, nearer);
            near.truncate(limit);
        }
        near.sort_unstable_by(nearer);
        near
    }

    fn liken(&self, probe: &Probe, candidate: &mut Candidate) {
        candidate.likeness = self.similarity.passage(probe, candidate.rows.own);
        let first = candidate.rows.phrasings.start;
        // What all phrasings have in common is taken away from the likest alone: it is the one that
        // counts.
        let mut likest: Option<(f32, usize)> = None;
        for (index, phrasing) in candidate.phrasings.iter_mut().enumerate() {
            let plain = self.similarity.plain(probe, first + index);
            phrasing.likeness = Likeness { plain, apart: -1.0 };
            if likest.is_none_or(|(best, _)| best < plain) {
                likest = Some((plain, index));
            }
        }
        if let Some((_, index)) = likest {
            candidate.phrasings[index].likeness = self.similarity.phrasing(probe, first + index);
        }
    }

    /// Whether the terms `first` and `second` stand side by side in one of the first passages
    /// that have both.
    fn stand_together(&self, first: &str, second: &str) -> tantivy::Result<bool> {
        // There is one segment, or none for a corpus without passages.
        let Some(segment) = self.searcher.segment_readers().first() else { return Ok(false) };
        let inverted = segment.inverted_index(self.fields.all)?;
        let postings = |text: &str| {
            let term = TantivyTerm::from_field_text(self.fields.all, text);
            inverted.read_postings(&term, IndexRecordOption::Basic)
        };
        let (Some(mut one), Some(mut other)) = (postings(first)?, postings(second)?) else {
            return Ok(false);
        };
        let pair = [first, second].map(|text| Term {
            text: text.to_owned(),
            hash: term_hash(text),
            frequency: 1,
            idf: 1.0,
            weight: 1.0,
        });
        let signature = Signature::new(&pair, &self.terms);
        let mut room = Room::default();
        let mut looked_at = 0;
        let mut number = one.doc();
        while number != TERMINATED && looked_at < MAX_LOOKED_AT {
            let there = if other.doc() < number { other.seek(number) } else { other.doc() };
            if there != number {
                number = if there == TERMINATED { TERMINATED } else { one.seek(there) };
                continue;
            }
            looked_at += 1;
            let together = |hits: &[Hit]| {
                hits.windows(2).any(|two| {
                    two[0].view == two[1].view
                        && two[0].at + 1 == two[1].at
                        && (two[0].term, two[1].term) == (0, 1)
                })
            };
            if self
                .forward
                .candidate(number, &signature, &self.terms, &mut room)
                .is_some_and(|one| together(&one.hits))
            {
                return Ok(true);
            }
            number = one.advance();
        }
        Ok(false)
    }

    /// Looks closely at `candidates`: sets how their words go with the question's.
    ///
    /// # Cost
    ///
    /// For each different word of theirs and each content word of the question the product of two
    /// vectors, about 30 ns; a few hundred microseconds for thirty passages.
    pub fn align<'c>(
        &self,
        query: &Query,
        candidates: impl Iterator<Item = &'c mut Candidate>,
        beside: &Beside<'_>,
    ) {
        let mut aligner = Aligner::new(query, &self.terms);
        let mut room = Room::default();
        for candidate in candidates {
            let kept = beside.phrasings.get(&candidate.number).map_or(&[][..], Vec::as_slice);
            let parts = self.forward.parts(candidate.number, &mut room);
            candidate.alignment = parts.map(|parts| aligner.align(&parts, kept));
        }
    }

    /// Passage `number`.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`] where there is none or it makes no sense.
    pub fn passage(&self, number: u32) -> Result<Passage> {
        Ok(self.passage_and_sentences(number)?.0)
    }

    /// The number of the passage with this id.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`] where a passage makes no sense.
    pub fn number(&self, id: &str) -> Result<Option<u32>> {
        for number in self.ids.numbers(id) {
            if self.passage(number)?.id == id {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    /// Passage `number`, and where in its text the sentences stand that are aligned with questions.
    ///
    /// # Errors
    ///
    /// [`Error::IndexDamaged`] where there is none or it makes no sense.
    pub fn passage_and_sentences(&self, number: u32) -> Result<(Passage, Vec<Range<usize>>)> {
        let damaged = |reason: String| Error::IndexDamaged { path: self.dir.clone(), reason };
        let document: TantivyDocument = self
            .searcher
            .doc(tantivy::DocAddress::new(0, number))
            .map_err(|error| damaged(error.to_string()))?;
        let stored = document
            .get_first(self.fields.passage)
            .and_then(|value| value.as_bytes())
            .ok_or_else(|| damaged(format!("passage {number} is missing")))?;
        stored::read(stored).ok_or_else(|| damaged(format!("passage {number} makes no sense")))
    }
}

/// The mean number of terms of a passage in `field`, at least 1.
fn mean_terms(searcher: &Searcher, field: Field) -> tantivy::Result<f32> {
    let tokens = searcher.total_num_tokens(field)?;
    Ok((tokens as f32 / searcher.num_docs().max(1) as f32).max(1.0))
}

impl Vocabulary for Index {
    fn analyzers(&self) -> &[Analyzer] {
        &self.analyzers
    }

    fn frequency(&self, term: &str) -> u64 {
        // A dictionary that cannot be read knows no word; the search that follows says so.
        self.searcher.doc_freq(&TantivyTerm::from_field_text(self.fields.all, term)).unwrap_or(0)
    }

    fn passages(&self) -> u64 {
        self.totals.passages
    }

    fn near(&self, word: &str, limit: f32) -> Vec<Near> {
        self.lexicon.words.near(word, limit)
    }

    fn expansions(&self, key: &str) -> Vec<Expansion> {
        self.lexicon.expansions.of(key)
    }

    fn adjacent(&self, first: &str, second: &str) -> bool {
        // Postings that cannot be read hold nothing; the search that follows says so.
        self.stand_together(first, second).unwrap_or(false)
    }
}
