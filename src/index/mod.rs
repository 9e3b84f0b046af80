//! The passages on disk, and the first, cheap ranking.
//!
//! The only module that knows tantivy: a new tantivy version is a change here.
//!
//! tantivy holds the dictionary and the posting lists, from which the candidates are found
//! (`fitting`), and stores the passages. Beside it lie the passages as sequences of terms
//! ([`forward`]), from which every candidate's hits are read, and a manifest with the corpus and
//! the checksums. All of it stands in one generation, which never changes (`generation`).

pub mod forward;
mod ahead;
mod align;
mod bounds;
mod change;
mod cut;
#[cfg(test)]
mod differential;
mod directory;
mod filter;
mod fitting;
mod generation;
mod gone;
mod holds;
mod ids;
mod kept;
mod lexicon;
mod manifest;
mod nearest;
mod part;
mod record;
mod runs;
mod schema;
mod segment;
mod similarity;
mod telephone;
mod steps;
mod stored;
mod terms;
mod verify;
mod writer;

pub use self::{
    align::{Alignment, Takings},
    cut::{Cut, Cutter},
    directory::Keeping,
    filter::Allowed,
    forward::{Candidate, Hit, Holds, Phrasing, Rows, View},
    generation::Patience,
    holds::{has_bare_figure, holds, says_prices},
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
    DocSet, TERMINATED, Term as TantivyTerm, directory::OwnedBytes, postings::SegmentPostings,
    schema::IndexRecordOption,
};

use self::{
    align::Aligner,
    fitting::Fit,
    forward::Signature,
    generation::Current,
    gone::Gone,
    lexicon::Lexicon,
    manifest::Manifest,
    part::{Files, Part, Unopened},
    record::Room,
    runs::Runs,
    schema::Fields,
    similarity::Similarity,
    stored::Stored,
    terms::Terms,
};
use crate::{
    analysis::{Analyzer, term_hash},
    calibration::Calibration,
    corpus::{Built, Corpus, Stamp, Taken as TakenFiles},
    error::{Error, Result},
    lexicon::{Compound, Expansion, Near},
    passage::Passage,
    query::{Query, Synonyms, Term, Vocabulary},
};

/// For each candidate so many passages are compared with the question by their vectors.
const COMPARED: usize = 4;

/// For each candidate so many are taken where there are no vectors to choose by.
const UNCOMPARED: usize = 2;

/// How many passages that have two words are looked at for one where they stand side by side.
const MAX_LOOKED_AT: usize = 100;

/// An open index. It answers from the generation it was opened on, whatever is built beside it.
pub struct Index {
    dir: PathBuf,
    generation: PathBuf,
    manifest: Manifest,
    fields: Fields,
    /// One, or two after an update.
    parts: Vec<Part>,
    runs: Runs,
    /// What tantivy counts and is no more.
    gone: Option<Gone<OwnedBytes>>,
    terms: Terms<OwnedBytes>,
    similarity: Similarity<OwnedBytes>,
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
    /// Opens the index in the folder `dir`, to stay.
    ///
    /// # Errors
    ///
    /// [`Error::IndexMissing`], [`Error::IndexOutdated`], [`Error::IndexNewer`],
    /// [`Error::IndexDamaged`], [`Error::Read`].
    pub fn open(dir: &Path) -> Result<Index> {
        Index::open_as(dir, Keeping::Held)
    }

    /// Opens the index in the folder `dir`; a small one is kept as `keeping` says.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Index::open).
    pub fn open_as(dir: &Path, keeping: Keeping) -> Result<Index> {
        // A generation may be removed between reading its name and opening it, when two rebuilds
        // end in that moment; the name then says another.
        let mut tries = 3;
        loop {
            let current = generation::current(dir)?;
            match Index::open_generation(dir, &current, keeping) {
                Err(_) if !current.folder.exists() && 1 < tries => tries -= 1,
                done => return done,
            }
        }
    }

    fn open_generation(dir: &Path, current: &Current, keeping: Keeping) -> Result<Index> {
        let (manifest, held) = Manifest::open(dir, current, keeping)?;
        let generation = &current.folder;
        let damaged = |reason: String| Error::IndexDamaged { path: dir.to_owned(), reason };
        let files = Files::open(generation, held).map_err(damaged)?;
        let read = |name: &str| files.read("", name).map_err(damaged);
        manifest.parts.iter().for_each(|sizes| files.expect(&sizes.folder, &bounds::FILES));
        files.expect("", &Terms::<OwnedBytes>::FILES);
        let [numbers, masses, words] = Terms::<OwnedBytes>::FILES;
        let terms = Terms::new([read(numbers)?, read(masses)?, read(words)?]);
        let [rows, means] = Similarity::<OwnedBytes>::FILES;
        let mut vectors = Vec::with_capacity(manifest.parts.len());
        let mut parts = Vec::with_capacity(manifest.parts.len());
        let mut first_row = 0;
        for sizes in &manifest.parts {
            let part = Part::open(generation, &files, sizes, first_row);
            parts.push(part.map_err(|error| match error {
                Unopened::Damaged(reason) => damaged(reason),
                Unopened::Outdated => Error::IndexOutdated { path: dir.to_owned() },
            })?);
            let vectors_of = files.read(&sizes.folder, rows).map_err(damaged)?;
            first_row += similarity::rows_in(&vectors_of.as_slice());
            vectors.push(vectors_of);
        }
        let similarity = Similarity::new(vectors, read(means)?)
            .ok_or_else(|| damaged(format!("{means} is cut short")))?;
        let [words, expansions, synonyms] = lexicon::FILES;
        let lexicon = Lexicon::new([read(words)?, read(expansions)?, read(synonyms)?]);
        let gone = match manifest.is_patched() {
            true => Some(Gone::new(read(Gone::<OwnedBytes>::FILE)?)),
            false => None,
        };
        let runs = Runs::new(manifest.runs.iter().copied());
        let totals = manifest.totals();
        let analyzers = manifest.languages.iter().map(|(one, _)| Analyzer::new(*one)).collect();
        let (_, fields) = Fields::schema();
        Ok(Index {
            dir: dir.to_owned(),
            generation: generation.to_owned(),
            manifest,
            fields,
            parts,
            runs,
            gone,
            terms,
            similarity,
            lexicon,
            analyzers,
            totals,
        })
    }

    /// Whether an index can be made in the folder `dir`: it is not there, empty, or an index, and can be looked into.
    pub fn may_be_made_in(dir: &Path) -> bool {
        generation::may_be_made_in(dir)
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

    /// The index that this one is a change of; itself, opened once more, where it is none.
    ///
    /// # Errors
    ///
    /// As [`open`](Index::open).
    pub fn base(&self) -> Result<Index> {
        Index::open_generation(&self.dir, &self.manifest.base(&self.generation)?, Keeping::Held)
    }

    /// What became of each file of the corpus, in the order of [`stamps`](Index::stamps); `None`
    /// where that is not known, as for an index that is a change of another.
    pub fn taken(&self) -> Option<TakenFiles> {
        self.manifest.taken(&self.generation)
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

    /// The passages that may answer `query`, by number: the `limit` that fit best and, of an index of
    /// few vectors (`nearest`), those whose vectors are nearest.
    ///
    /// The fit of the terms is BM25 over all terms and BM25 over those of the question or title, added,
    /// both with the IDF of all terms: in a FAQ's questions every word is rare, in its answers the
    /// same word is common. Of four times as many as are wanted those are taken whose share of the
    /// best of these fits and whose cosine with the question, or that of a phrasing, are the most
    /// together. Where the question is matched by words alone, twice as many are taken.
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
        let times = if probe.is_some() { COMPARED } else { UNCOMPARED };
        let fits = self.fitting(query, times * limit, allowed)?;
        self.expect(&fits, probe.is_some());
        let mut numbers: Vec<u32> = match &probe {
            Some(probe) => self.likest(probe, &fits, limit),
            None => fits.iter().map(|fit| fit.number).collect(),
        };
        if let Some(probe) = &probe {
            numbers.extend(self.nearest(probe, allowed));
            numbers.extend(self.giving(query, probe, allowed));
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
                let found = self.candidate(number, &signature, &mut room);
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

    /// The part of passage `number`, and its number there.
    fn place(&self, number: u32) -> Option<(&Part, u32)> {
        let (part, local) = self.runs.place(number)?;
        Some((self.parts.get(part)?, local))
    }

    /// Passage `number` with the places of the terms of `signature`.
    fn candidate(&self, number: u32, signature: &Signature, room: &mut Room) -> Option<Candidate> {
        let (part, local) = self.place(number)?;
        let mut found = part.forward.candidate(local, signature, &self.terms, room)?;
        found.number = number;
        found.rows = found.rows.after(part.first_row);
        Some(found)
    }

    /// The `limit` passages that the terms fit best, best first.
    fn fitting(&self, query: &Query, limit: usize, allowed: Option<&Allowed>) -> Result<Vec<Fit>> {
        self.best_fitting(&query.terms, limit, allowed).map_err(|error| Error::IndexDamaged {
            path: self.dir.clone(),
            reason: error.to_string(),
        })
    }

    /// Has what is known of the passages in `fits` brought in, with their vectors or without, where it
    /// is not in memory.
    fn expect(&self, fits: &[Fit], vectors: bool) {
        for (index, part) in self.parts.iter().enumerate() {
            let places = fits.iter().filter_map(|fit| self.runs.place(fit.number));
            let locals = places.filter(|(at, _)| *at == index).map(|(_, local)| local);
            part.expect(locals.clone());
            if vectors {
                part.expect_vectors(locals);
            }
        }
    }

    /// Whether the terms `first` and `second` stand side by side in one of the first passages
    /// that have both.
    fn stand_together(&self, first: &str, second: &str) -> tantivy::Result<bool> {
        let pair = [first, second].map(|text| Term {
            text: text.to_owned(),
            hash: term_hash(text),
            frequency: 1,
            idf: 1.0,
            weight: 1.0,
        });
        let signature = Signature::new(&pair, &self.terms);
        let mut lists = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            lists.push([postings(part, self.fields, first)?, postings(part, self.fields, second)?]);
        }
        let mut room = Room::default();
        let mut looked_at = 0;
        for run in self.runs.each() {
            let (Some([Some(one), Some(other)]), Some(part)) =
                (lists.get_mut(run.part), self.parts.get(run.part))
            else {
                continue;
            };
            let mut local = go_to(one, run.first);
            while local < run.first + run.count {
                let there = go_to(other, local);
                if there != local {
                    local = go_to(one, there);
                    continue;
                }
                if looked_at == MAX_LOOKED_AT {
                    return Ok(false);
                }
                looked_at += 1;
                let together = |hits: &[Hit]| {
                    hits.windows(2).any(|two| {
                        two[0].view == two[1].view
                            && two[0].at + 1 == two[1].at
                            && (two[0].term, two[1].term) == (0, 1)
                    })
                };
                let found = part.forward.candidate(local, &signature, &self.terms, &mut room);
                if found.is_some_and(|one| together(&one.hits)) {
                    return Ok(true);
                }
                local = one.advance();
            }
        }
        Ok(false)
    }

    /// Looks closely at `candidates`: sets how their words go with the question's.
    ///
    /// # Cost
    ///
    /// For each different word of theirs and each content word of the question the product of two
    /// vectors, about 8 ns.
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
            let record = self.place(candidate.number);
            let record = record.and_then(|(part, local)| part.forward.parts(local, &mut room));
            candidate.alignment = record.map(|record| aligner.align(&record, kept));
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
        for (index, part) in self.parts.iter().enumerate() {
            for local in part.ids.numbers(id) {
                if let Some(number) = self.runs.number(index, local)
                    && self.passage(number)?.id == id
                {
                    return Ok(Some(number));
                }
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
        let (passage, sentences, _) = self.stored(number)?;
        Ok((passage, sentences))
    }

    fn stored(&self, number: u32) -> Result<Stored> {
        let damaged = |reason: String| Error::IndexDamaged { path: self.dir.clone(), reason };
        let missing = || damaged(format!("passage {number} is missing"));
        let (part, local) = self.place(number).ok_or_else(missing)?;
        let stored::Text(text) = part
            .searcher
            .doc(tantivy::DocAddress::new(0, local))
            .map_err(|error| damaged(error.to_string()))?;
        stored::read(&text).ok_or_else(|| damaged(format!("passage {number} makes no sense")))
    }
}

/// The passages of `part` in which a term stands; `None` where it stands in none.
fn postings(part: &Part, fields: Fields, term: &str) -> tantivy::Result<Option<SegmentPostings>> {
    let Some(segment) = part.segment() else { return Ok(None) };
    let term = TantivyTerm::from_field_text(fields.all, term);
    Ok(segment.inverted_index(fields.all)?.read_postings(&term, IndexRecordOption::Basic)?)
}

/// Goes to the first passage from `local` on; never back.
fn go_to(postings: &mut SegmentPostings, local: u32) -> u32 {
    match postings.doc() {
        here if here < local && local != TERMINATED => postings.seek(local),
        here if here < local => TERMINATED,
        here => here,
    }
}

impl Vocabulary for Index {
    fn analyzers(&self) -> &[Analyzer] {
        &self.analyzers
    }

    fn frequency(&self, term: &str) -> u64 {
        // A dictionary that cannot be read knows no word; the search that follows says so.
        let name = TantivyTerm::from_field_text(self.fields.all, term);
        let counted: u64 =
            self.parts.iter().map(|part| part.searcher.doc_freq(&name).unwrap_or(0)).sum();
        let gone = self.gone.as_ref().map_or(0, |gone| gone.passages(term));
        counted.saturating_sub(u64::from(gone))
    }

    fn passages(&self) -> u64 {
        self.totals.passages
    }

    fn near(&self, word: &str, limit: f32) -> Vec<Near> {
        self.lexicon.words.near(word, limit)
    }

    fn compounds(&self, part: &str, stem: &str) -> Vec<Compound> {
        self.lexicon.words.compounds(part, stem)
    }

    fn expansions(&self, key: &str) -> Vec<Expansion> {
        self.lexicon.expansions.of(key)
    }

    fn synonyms(&self) -> Option<&Synonyms> {
        self.lexicon.synonyms.as_ref()
    }

    fn adjacent(&self, first: &str, second: &str) -> bool {
        // Postings that cannot be read hold nothing; the search that follows says so.
        self.stand_together(first, second).unwrap_or(false)
    }
}
