//! What was said, laid over an index: which of it concerns a question, and how.

use std::{collections::BTreeMap, sync::Arc};

use super::{Feedback, Line, Place};
use crate::{
    error::Result,
    index::{Beside, Index, KeptPhrasing, Sameness, Taught},
    query::Query,
    vectors::{Embedder, Table},
};

/// At most so many kept phrasings are laid beside a question: the nearest.
const MAX_PHRASINGS: usize = 64;

/// A kept phrasing concerns a question from this agreement on,
const AGREES: f32 = 0.35;

/// or from this cosine on. MEASURED.md, "Retrieval log", has what less of either costs.
const LIKE: f32 = 0.65;

/// The vectors of so many lines are made, of the last ones: a few milliseconds. Those before are
/// compared by their words.
const MAX_VECTORS: usize = 2_000;

/// From this agreement on two questions are nearly the same.
const NEARLY_SAME: f32 = 0.6;

/// Everything that was said of the passages of one index.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    said: Vec<Said>,
    lost: Vec<(Line, Place)>,
}

/// One thing that was said, of a passage that is there.
#[derive(Debug, Clone)]
pub struct Said {
    /// What was said.
    pub line: Line,
    /// The number of the passage.
    pub passage: u32,
    phrasing: Arc<KeptPhrasing>,
}

impl Overlay {
    /// Lays `feedback` over `index`. Of several lines with the same words about one passage the
    /// last counts.
    ///
    /// # Errors
    ///
    /// The index cannot be read.
    ///
    /// # Cost
    ///
    /// A few microseconds a line, and one read of each passage.
    pub fn new(feedback: &Feedback, index: &Index) -> Result<Overlay> {
        let mut overlay = Overlay::default();
        let mut embedder = Embedder::new(Table::built_in());
        let mut numbers: BTreeMap<&str, Option<u32>> = BTreeMap::new();
        let first = feedback.lines.len().saturating_sub(MAX_VECTORS);
        for (at, (line, place)) in feedback.lines.iter().enumerate() {
            let number = match numbers.get(line.id.as_str()) {
                Some(known) => *known,
                None => *numbers.entry(&line.id).or_insert(index.number(&line.id)?),
            };
            let Some(passage) = number else {
                overlay.lost.push((line.clone(), place.clone()));
                continue;
            };
            let embedder = (first <= at).then_some(&mut embedder);
            let phrasing = Arc::new(index.phrasing(&line.question, embedder));
            overlay.said.push(Said { line: line.clone(), passage, phrasing });
        }
        overlay.forget_superseded();
        Ok(overlay)
    }

    /// With one more line, about `passage`.
    #[must_use]
    pub fn with(&self, line: &Line, passage: u32, index: &Index) -> Overlay {
        let mut more = self.clone();
        let mut embedder = Embedder::new(Table::built_in());
        let phrasing = Arc::new(index.phrasing(&line.question, Some(&mut embedder)));
        more.said.push(Said { line: line.clone(), passage, phrasing });
        more.forget_superseded();
        more
    }

    fn forget_superseded(&mut self) {
        let mut last: BTreeMap<(Vec<&str>, u32), usize> = BTreeMap::new();
        for (at, said) in self.said.iter().enumerate() {
            last.insert((said.phrasing.words(), said.passage), at);
        }
        let mut kept: Vec<usize> = last.into_values().collect();
        if kept.len() < self.said.len() {
            kept.sort_unstable();
            self.said = kept.into_iter().map(|at| self.said[at].clone()).collect();
        }
    }

    /// What counts, in the order in which it was said.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// Whether `line`, whose question is `phrasing`, says nothing new: the same passage has the same
    /// verdict for the same words, and no other passage was named for them since.
    pub fn counts(&self, phrasing: &KeptPhrasing, line: &Line) -> bool {
        let about = |said: &&Said| said.phrasing.same_words(phrasing);
        let same = |said: &Said| {
            said.line.id == line.id && said.line.verdict.answers() == line.verdict.answers()
        };
        match line.verdict.answers() {
            true => {
                let answers = |said: &&Said| said.line.verdict.answers();
                self.said.iter().filter(about).rfind(answers).is_some_and(same)
            }
            false => self.said.iter().filter(about).any(same),
        }
    }

    /// Lines about passages that the index does not have.
    pub fn lost(&self) -> &[(Line, Place)] {
        &self.lost
    }

    /// What of it concerns `query`.
    ///
    /// A question that has the same words as a kept one, or the same content words, is that
    /// question; of what was said of one passage the same words count before the same content
    /// words, and then the later before the earlier.
    pub fn beside(&self, query: &Query, index: &Index) -> Beside<'_> {
        if self.said.is_empty() || query.words.is_empty() {
            return Beside::default();
        }
        let asked = index.phrasing(&query.asked, None);
        let same: Vec<Option<Sameness>> =
            self.said.iter().map(|said| said.sameness(&asked)).collect();
        let words = |at: &usize| same[*at] == Some(Sameness::Words);
        let answer = (0..self.said.len())
            .rev()
            .find(|at| words(at) && self.said[*at].line.verdict.answers());
        Beside {
            phrasings: self.phrasings(query, &same),
            taught: self.taught(query, &same, answer),
        }
    }

    fn phrasings(
        &self,
        query: &Query,
        same: &[Option<Sameness>],
    ) -> BTreeMap<u32, Vec<&KeptPhrasing>> {
        let mut near: Vec<(f32, usize)> = Vec::new();
        for (at, said) in self.said.iter().enumerate() {
            if !said.line.verdict.answers() {
                continue;
            }
            let like = said.phrasing.like(query.vector.as_ref());
            let agrees = said.phrasing.agrees(query);
            if same[at].is_some() {
                near.push((f32::INFINITY, at));
            } else if LIKE <= like || (AGREES <= agrees && said.phrasing.touches(query)) {
                near.push((agrees + like, at));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        near.truncate(MAX_PHRASINGS);
        let mut phrasings: BTreeMap<u32, Vec<&KeptPhrasing>> = BTreeMap::new();
        for (_, at) in near {
            let said = &self.said[at];
            phrasings.entry(said.passage).or_default().push(&said.phrasing);
        }
        phrasings
    }

    /// `answer` is the line that answers the question in the same words.
    fn taught(
        &self,
        query: &Query,
        same: &[Option<Sameness>],
        answer: Option<usize>,
    ) -> BTreeMap<u32, Taught> {
        // Of each passage the line that counts most.
        let mut counts: BTreeMap<u32, (Sameness, usize)> = BTreeMap::new();
        for (at, said) in self.said.iter().enumerate() {
            if let Some(same) = same[at] {
                let one = counts.entry(said.passage).or_insert((same, at));
                *one = (*one).max((same, at));
            }
        }
        let mut taught: BTreeMap<u32, Taught> = BTreeMap::new();
        for (passage, (_, at)) in counts {
            let one = taught.entry(passage).or_default();
            if self.said[at].line.verdict.answers() {
                let last = answer == Some(at);
                one.answers = Some(if last { Sameness::Words } else { Sameness::Content });
            } else {
                one.wrong = 1.0;
            }
        }
        for (at, said) in self.said.iter().enumerate() {
            if said.line.verdict.answers() || same[at].is_some() {
                continue;
            }
            let near = said.phrasing.agrees(query);
            let one = taught.get(&said.passage).copied().unwrap_or_default();
            if NEARLY_SAME <= near && one.answers.is_none() && one.wrong < near {
                // Less than 1: that is said of this very question alone.
                taught.insert(said.passage, Taught { wrong: near.min(0.99), ..one });
            }
        }
        taught
    }
}

impl Said {
    fn sameness(&self, asked: &KeptPhrasing) -> Option<Sameness> {
        if self.phrasing.same_words(asked) {
            Some(Sameness::Words)
        } else if self.phrasing.same_content(asked) {
            Some(Sameness::Content)
        } else {
            None
        }
    }

    /// Whether both are about a question with the same words.
    pub fn is_about(&self, other: &Said) -> bool {
        self.phrasing.same_words(&other.phrasing)
    }

    /// How near both questions are: by their vectors, and 1 more where they share a content word.
    /// -1 to 2.
    pub fn nearness(&self, other: &Said) -> f32 {
        let shared = if self.phrasing.shares_content(&other.phrasing) { 1.0 } else { 0.0 };
        shared + self.phrasing.like(other.phrasing.vector())
    }
}
