//! The wiring: from a corpus to an index, from a question to a reply.

pub use crate::corpus::{Built, Corpus};

mod browse;
mod build;
mod explain;
mod outline;
mod pseudo;
mod read;
mod search;
mod teach;
mod update;

pub use self::{
    browse::Around,
    build::{Event, FileReport, Limits, PassageReport, Reading, Skipped, build, build_until},
    outline::{Child, Outline, Topic},
    teach::Worse,
};

use std::{
    path::Path,
    sync::Arc,
    time::{Instant, SystemTime},
};

use self::{
    build::{are_stamped, built_in_digest},
    explain::explanation,
    search::{CANDIDATES, judged, rank, status, without_nested},
};
use crate::{
    answer::{
        Answer, Found, Status,
        clarify::{clarify, is_undecided},
        clause::clause,
        confidence::held_down,
        highlight::Marker,
    },
    calibration::Calibration,
    error::Result,
    feedback::Overlay,
    index::{Allowed, Beside, Index, Keeping},
    ingest,
    passage::Passage,
    query::{self, Filter, Query, Synonyms, Understanding, Vocabulary, filter},
    rank::{self, Ranked},
    settings::{DEFAULT_TOP, MAX_TOP},
};

/// The documents that the index in the folder `dir` was made from, even where it cannot be opened:
/// what to make it anew from. `None` where nothing tells.
pub fn remembered(dir: &Path) -> Option<Corpus> {
    Index::remembered(dir)
}

/// Whether an index can be made in the folder `dir`: it is not there, empty, or an index, and can be looked into.
pub fn may_be_made_in(dir: &Path) -> bool {
    Index::may_be_made_in(dir)
}

/// When the index in the folder `dir` was made, be it usable or not; `None` where there is none.
///
/// # Cost
///
/// One look at a file.
pub fn made(dir: &Path) -> Option<SystemTime> {
    Index::made(dir)
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

/// A question as it is asked of the index.
struct Asked<'o> {
    query: Query,
    /// The filters that were typed in it.
    carried: Filter,
    /// The passages that may answer; `None` for all.
    allowed: Option<Allowed>,
    beside: Beside<'o>,
}

/// A passage of the reply, with what was measured of it.
struct Shown<'r> {
    ranked: &'r Ranked,
    found: Found,
}

/// What is thought of the first passage.
struct Verdict {
    status: Status,
    confidence: f64,
    /// What the confidence is made of.
    parts: Vec<(String, f64)>,
    /// Whether another passage fits as well.
    undecided: bool,
}

/// Whether a person said that the first of `ranked` answers the question.
fn is_taught(ranked: &[Ranked]) -> bool {
    ranked.first().is_some_and(|one| one.candidate.taught.answers.is_some())
}

impl Default for AskOptions {
    fn default() -> AskOptions {
        AskOptions {
            top: DEFAULT_TOP,
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
    /// Opens the index in the folder `dir`, to stay: a small one is held in memory.
    ///
    /// # Errors
    ///
    /// No index there, one of another version, a damaged one, a file that cannot be read.
    pub fn open(dir: &Path) -> Result<Engine> {
        Engine::open_as(dir, Keeping::Held)
    }

    /// Opens the index in the folder `dir`; a small one is kept as `keeping` says.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Engine::open).
    pub fn open_as(dir: &Path, keeping: Keeping) -> Result<Engine> {
        Ok(Engine {
            index: Arc::new(Index::open_as(dir, keeping)?),
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
                (Ok(listing), Some(then)) => !are_stamped(&listing.files, &then),
                // What it was made from is not known any more: it may be anything.
                (Ok(_), None) => !self.is_superseded(),
                (Err(_), _) => false,
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

    /// The tags, or the files, folders and headings, that begin with `start`, in the order of their
    /// letters, at most `most`. Of paths up to the next folder; headings are those with a `#` before
    /// them.
    ///
    /// # Cost
    ///
    /// A look at each that begins so, up to a bound.
    pub fn names(&self, carried: filter::Carried, start: &str, most: usize) -> Vec<String> {
        self.index.names(carried, start, most)
    }

    /// Answers `question`, from the passages that `options` and the question's own `tag:` and
    /// `in:` let through.
    ///
    /// # Errors
    ///
    /// Where the index cannot be read any more, or a pattern of paths in `options` is none; a
    /// question is never one.
    pub fn ask(&self, question: &str, options: &AskOptions) -> Result<Answer> {
        self.ask_with(question, options, &self.taught)
    }

    fn ask_with(&self, question: &str, options: &AskOptions, overlay: &Overlay) -> Result<Answer> {
        let started = Instant::now();
        let Asked { query, carried, allowed, beside } = self.asked(question, options, overlay)?;
        let top = options.top.clamp(1, MAX_TOP);
        let ranked = rank(&self.index, &query, top, &beside, allowed.as_ref())?;
        let marker = Marker::new(&query, self.index.analyzers());
        // Whether the first stands out is told by the second, be it shown or not.
        let kept = without_nested(&ranked, top.max(2));
        let mut shown: Vec<Shown<'_>> =
            kept.into_iter().map(|one| self.shown(&marker, one)).collect::<Result<_>>()?;
        let Verdict { status, confidence, parts, undecided } =
            self.verdict(&query, &ranked, &shown, options)?;
        if status == Status::Answered {
            self.narrow_to_clause(&marker, &ranked, &mut shown)?;
        }
        let narrowed = (&beside, allowed.as_ref());
        let decided = self.decided(&query, options, narrowed, ranked.first(), status)?;
        shown.truncate(top);
        let explain = options.explain.then(|| explanation(&query, &shown, parts));
        let found: Vec<Found> = shown.into_iter().map(|one| one.found).collect();
        let (answers, nearest) = match status {
            Status::NoAnswer => (Vec::new(), found),
            Status::Answered | Status::Unsure => (found, Vec::new()),
        };
        let clarify = match status {
            Status::Unsure => clarify(&answers, undecided),
            Status::Answered | Status::NoAnswer => Vec::new(),
        };
        let only = (!carried.is_empty()).then(|| format!("only {carried}"));
        Ok(Answer {
            question: question.to_owned(),
            interpreted: query.interpreted,
            status,
            confidence,
            answers,
            nearest,
            clarify,
            unknown: query.unknown,
            notes: only.into_iter().chain(query.notes).chain(decided).collect(),
            taught: is_taught(&ranked),
            explain,
            took: started.elapsed(),
        })
    }

    /// What `question` asks, of which passages, and what people said beside the documents.
    fn asked<'o>(
        &self,
        question: &str,
        options: &AskOptions,
        overlay: &'o Overlay,
    ) -> Result<Asked<'o>> {
        let (text, carried) = self.without_filters(question);
        let allowed = self.index.allowed(&[&options.filter, &carried])?;
        let query = Query::new(&text, &*self.index, &options.understanding());
        let beside = match options.feedback {
            true => overlay.beside(&query, &self.index),
            false => Beside::default(),
        };
        Ok(Asked { query, carried, allowed, beside })
    }

    /// What is looked at of `question`, without the filters in it, and these.
    fn without_filters(&self, question: &str) -> (String, Filter) {
        filter::take(query::looked_at(question), &|kind, value| self.index.has(kind, value))
    }

    fn shown<'r>(&self, marker: &Marker<'_>, ranked: &'r Ranked) -> Result<Shown<'r>> {
        Ok(Shown { ranked, found: self.found(marker, ranked)? })
    }

    /// How sure the first of `shown` is the answer; it is the first of `ranked` too, which shares lines with no better
    /// one.
    fn verdict(
        &self,
        query: &Query,
        ranked: &[Ranked],
        shown: &[Shown<'_>],
        options: &AskOptions,
    ) -> Result<Verdict> {
        let first = shown.first().map(|first| &first.found.passage);
        let judged = judged(&self.index, query, ranked, first)?;
        let next_to_first = |second: &Shown<'_>| {
            let two = (&shown[0].found, &second.found);
            is_undecided(query, two, self.index.analyzers())
        };
        // To choose from what was not asked for is no choice.
        let undecided =
            !is_taught(ranked) && !judged.is_for_another && shown.get(1).is_some_and(next_to_first);
        let status = match status(judged.confidence, options, ranked.is_empty()) {
            Status::Answered if undecided => Status::Unsure,
            status => status,
        };
        let (confidence, parts) = match undecided {
            true => held_down((judged.confidence, judged.parts), "another fits as well"),
            false => (judged.confidence, judged.parts),
        };
        Ok(Verdict { status, confidence, parts, undecided })
    }

    /// Shows the clause that answers in the place of the section around it. What only may be the answer is shown as a
    /// whole: the answer may stand beside.
    fn narrow_to_clause<'r>(
        &self,
        marker: &Marker<'_>,
        ranked: &'r [Ranked],
        shown: &mut [Shown<'r>],
    ) -> Result<()> {
        let Some(first) = shown.first_mut() else { return Ok(()) };
        let read = |number| self.index.passage(number);
        if let Some(inner) = clause(&first.found, first.ranked, ranked, &read)? {
            let score = first.found.score;
            *first = self.shown(marker, inner)?;
            first.found.score = score;
        }
        Ok(())
    }

    /// The question as it is understood, without the filters in it.
    ///
    /// # Cost
    ///
    /// As [`Query::new`].
    pub fn understand(&self, question: &str, options: &AskOptions) -> Query {
        let (text, _) = self.without_filters(question);
        Query::new(&text, &*self.index, &options.understanding())
    }

    /// The question as it is understood and its candidates, ranked: what [`ask`](Engine::ask)
    /// builds its reply from. For measuring and for fitting weights.
    ///
    /// # Errors
    ///
    /// As [`ask`](Engine::ask).
    pub fn ranked(&self, question: &str) -> Result<(Query, Vec<Ranked>)> {
        let query = Query::new(question, &*self.index, &Understanding::default());
        let ranked = rank(&self.index, &query, 0, &Beside::default(), None)?;
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

    fn found(&self, marker: &Marker<'_>, ranked: &Ranked) -> Result<Found> {
        let (passage, sentences) = self.index.passage_and_sentences(ranked.candidate.number)?;
        let alignment = ranked.candidate.alignment.as_ref();
        let highlight = marker.mark(&passage.text, &passage.columns, &sentences, alignment);
        Ok(Found { passage, highlight, score: ranked.score, number: ranked.candidate.number })
    }
}
