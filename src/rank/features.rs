//! What is measured of a candidate: how the question's words lie in it.

use super::question::{Counts, Question};
use crate::{
    index::{Candidate, Hit, Holds, Likeness, Phrasing, Totals, View},
    passage::Kind,
    query::{Query, QuestionKind, WordSet},
};

macro_rules! features {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal,)*) => {
        /// One thing that is measured of a candidate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Feature { $($(#[doc = $doc])* $variant,)* }

        impl Feature {
            /// All of them, in the order of [`Features`].
            pub const ALL: &[Feature] = &[$(Feature::$variant,)*];

            /// The name in `--explain`.
            pub fn name(self) -> &'static str {
                match self { $(Feature::$variant => $name,)* }
            }
        }
    };
}

features! {
    /// BM25 over the whole passage, as a share of the largest among the candidates. 0 to 1.
    Bm25All "words in the passage",
    /// BM25 over all its phrasings or its title together, as a share of the largest. 0 to 1.
    Bm25Question "words in its questions",
    /// BM25 over its best single phrasing, as a share of the largest. 0 to 1.
    Bm25Phrasing "words in its best question",
    /// The share of the question's mass that the best phrasing has. 0 to 1.
    TitleCovers "question covered by title",
    /// The share of the best phrasing's mass that the question has. 0 to 1.
    TitleCovered "title covered by question",
    /// The share of the question's mass that the whole passage has. 0 to 1.
    AllCovers "question covered by passage",
    /// The largest share of the question's mass that stands in one sentence. 0 to 1.
    SentenceCovers "question covered by a sentence",
    /// The share of the question's mass that the title and the headings have. 0 to 1.
    HeadingsCover "question covered by headings",
    /// The share of the question's neighbouring words that are neighbours in the title. 0 to 1.
    TitlePairs "word pairs in title",
    /// The share of the question's neighbouring words that are neighbours in the text. 0 to 1.
    BodyPairs "word pairs in text",
    /// The cosine of the question with the best phrasing. -1 to 1.
    TitleLike "like the title",
    /// The same with what all titles have in common taken away. -1 to 1.
    TitleApart "like the title alone",
    /// The cosine of the question with the whole passage. -1 to 1.
    BodyLike "like the passage",
    /// The same with what all passages have in common taken away. -1 to 1.
    BodyApart "like the passage alone",
    /// The share of the question's mass that the title takes, like words included. 0 to 1.
    TitleTakes "question taken by title",
    /// The share of the title's mass that the question takes, like words included. 0 to 1.
    TitleTaken "title taken by question",
    /// The product of the two: both say the same.
    TitleAgrees "title and question agree",
    /// The share of the question's mass that the title and the headings take, like words included.
    HeadingsTake "question taken by headings",
    /// The share of the question's mass that the passage takes, like words included. 0 to 1.
    AllTakes "question taken by passage",
    /// The largest share that one sentence takes, like words included. 0 to 1.
    SentenceTakes "question taken by a sentence",
    /// How much is missing of the content word that the corpus does not have and that goes least
    /// with the passage. 0 (nothing, or no such word) to 1.
    MissesUnknown "misses an unknown word",
    /// How much is missing of the content word that goes least with the passage, as a share of the
    /// question's mass. 0 to 1.
    MissesWord "misses a word",
    /// 1 where a sentence starts with the question's content words, and a definition is asked for.
    Defines "defines it",
    /// 1 where the text has a figure, a time or a date, and that is asked for.
    HasFigure "has such a figure",
    /// 1 where the text has a list, and one is asked for.
    HasList "has a list",
    /// 1 for an entry.
    IsEntry "is an entry",
    /// 1 for a list item or row.
    IsItem "is an item",
    /// The natural logarithm of 1 + the number of the body's terms, divided by 6.
    Length "length",
}

/// The number of features.
pub const COUNT: usize = Feature::ALL.len();

/// What was measured of one candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    values: [f32; COUNT],
    /// BM25 as it was measured, in the order of [`SHARES`].
    bm25: [f32; SHARES.len()],
    /// Whether one of its phrasings asks what the question asks: the same content words.
    pub exact: bool,
    /// The number of the phrasing that fits best.
    pub best_phrasing: u16,
}

impl Features {
    /// The value of `feature`.
    pub fn get(&self, feature: Feature) -> f32 {
        self.values[feature as usize]
    }

    /// All values, in the order of [`Feature::ALL`].
    pub fn values(&self) -> &[f32; COUNT] {
        &self.values
    }

    /// The sum of all values, each times its weight.
    pub fn weighed(&self, weights: &[f32; COUNT]) -> f64 {
        let parts = self.values.iter().zip(weights);
        parts.map(|(value, weight)| f64::from(*value) * f64::from(*weight)).sum()
    }

    fn set(&mut self, feature: Feature, value: f32) {
        self.values[feature as usize] = value;
    }
}

/// What is a share of the largest among the candidates.
const SHARES: [Feature; 3] = [Feature::Bm25All, Feature::Bm25Question, Feature::Bm25Phrasing];

/// Measures every candidate, in their order: all that does not take an alignment.
pub fn measure(query: &Query, totals: &Totals, candidates: &[Candidate]) -> Vec<Features> {
    let question = Question::new(query);
    let mut scratch = Scratch::new(&question);
    candidates.iter().map(|one| measure_one(&question, totals, one, &mut scratch)).collect()
}

/// Measures what takes an alignment, where the candidate has one.
pub fn measure_closely(query: &Query, candidate: &Candidate, features: &mut Features) {
    let Some(alignment) = &candidate.alignment else { return };
    let best = alignment.sentences.iter().copied().fold(0.0, f32::max);
    let said_under = said_by_figure(query, candidate.holds, &alignment.over);
    let title_covers = (alignment.title_covers + said_under).min(1.0);
    features.set(Feature::TitleTakes, title_covers);
    features.set(Feature::TitleTaken, alignment.title_covered);
    features.set(Feature::TitleAgrees, title_covers * alignment.title_covered);
    let (unknown, word) = missing(query, &alignment.words);
    features.set(Feature::MissesUnknown, unknown);
    features.set(Feature::MissesWord, word);
    features.set(Feature::HeadingsTake, (alignment.over_covers + said_under).min(1.0));
    let said = said_by_figure(query, candidate.holds, &alignment.words);
    features.set(Feature::AllTakes, (alignment.covers + said).min(1.0));
    features.set(Feature::SentenceTakes, best);
}

/// Gives those features that are shares of the largest their values among these candidates.
pub fn share_out<'f>(features: impl Iterator<Item = &'f mut Features>) {
    let mut all: Vec<&mut Features> = features.collect();
    for (at, feature) in SHARES.into_iter().enumerate() {
        let best = all.iter().map(|one| one.bm25[at]).fold(0.0, f32::max);
        for one in &mut all {
            one.set(feature, if 0.0 < best { one.bm25[at] / best } else { one.bm25[at] });
        }
    }
}

/// Counts that are made once and filled for each candidate.
struct Scratch {
    all: Counts,
    over: Counts,
    here: Counts,
}

impl Scratch {
    fn new(question: &Question<'_>) -> Scratch {
        let counts = || Counts::new(question);
        Scratch { all: counts(), over: counts(), here: counts() }
    }
}

/// What the best phrasing gives.
#[derive(Default)]
struct Title {
    number: u16,
    covers: f32,
    covered: f32,
    pairs: f32,
    bm25: f32,
    exact: bool,
}

fn measure_one(
    question: &Question<'_>,
    totals: &Totals,
    candidate: &Candidate,
    scratch: &mut Scratch,
) -> Features {
    let hits = candidate.hits.as_slice();
    let titles = hits.partition_point(|hit| matches!(hit.view, View::Phrasing(_)));
    let headings =
        titles + hits[titles..].partition_point(|hit| matches!(hit.view, View::Headings));
    let (title_hits, heading_hits, body_hits) =
        (&hits[..titles], &hits[titles..headings], &hits[headings..]);

    let question_length: u32 = candidate.phrasings.iter().map(|one| u32::from(one.terms)).sum();
    let length = question_length + candidate.headings + candidate.body;
    let title = best_title(question, totals, candidate, title_hits, &mut scratch.here);
    let Scratch { all, over, here } = scratch;
    all.set(hits);
    over.set(title_hits);
    let in_questions = question.bm25(over, question_length as f32, totals.mean_question_terms);
    over.add(heading_hits);

    let mut features = Features {
        values: [0.0; COUNT],
        bm25: [question.bm25(all, length as f32, totals.mean_terms), in_questions, title.bm25],
        exact: title.exact,
        best_phrasing: title.number,
    };
    let share = |mass: f32| (mass / question.mass).min(1.0);
    features.set(Feature::TitleCovers, title.covers);
    features.set(Feature::TitleCovered, title.covered);
    features.set(Feature::AllCovers, share(question.covered(all)));
    features.set(Feature::SentenceCovers, share(best_sentence(question, body_hits, here)));
    features.set(Feature::HeadingsCover, share(question.covered(over)));
    features.set(Feature::TitlePairs, title.pairs);
    features.set(Feature::BodyPairs, question.pairs_in(body_hits));
    let likest = |pick: fn(&Likeness) -> f32| {
        candidate.phrasings.iter().map(|one| pick(&one.likeness)).fold(-1.0, f32::max)
    };
    features.set(Feature::TitleLike, likest(|likeness| likeness.plain));
    features.set(Feature::TitleApart, likest(|likeness| likeness.apart));
    features.set(Feature::BodyLike, candidate.likeness.plain);
    features.set(Feature::BodyApart, candidate.likeness.apart);
    features.set(Feature::Defines, defines(question, body_hits));
    features.set(Feature::HasFigure, has_figure(question.query.kind, candidate.holds));
    features.set(Feature::HasList, has_list(question.query.kind, candidate.holds));
    features.set(Feature::IsEntry, f32::from(u8::from(candidate.kind == Kind::Qa)));
    features.set(Feature::IsItem, f32::from(u8::from(candidate.kind == Kind::Item)));
    features.set(Feature::Length, (1.0 + candidate.body as f32).ln() / 6.0);
    features
}

/// `hits` (in order) by the part of the passage that they stand in.
fn by_view(hits: &[Hit]) -> impl Iterator<Item = &[Hit]> {
    hits.chunk_by(|one, next| one.view == next.view)
}

/// The phrasing that fits the question best, and BM25's best over all of them.
fn best_title(
    question: &Question<'_>,
    totals: &Totals,
    candidate: &Candidate,
    hits: &[Hit],
    counts: &mut Counts,
) -> Title {
    let phrasings = candidate.phrasings.len().max(1) as f32;
    let mean = (totals.mean_question_terms / phrasings).max(4.0);
    let mut best = Title::default();
    let mut best_fit = 0.0;
    let mut bm25: f32 = 0.0;
    for here in by_view(hits) {
        let View::Phrasing(number) = here[0].view else { break };
        let Some(phrasing) = candidate.phrasings.get(usize::from(number)) else { continue };
        let length = f32::from(phrasing.terms);
        let shares = |covered: f32| {
            let own = covered / phrasing.mass.max(f32::MIN_POSITIVE);
            ((covered / question.mass).min(1.0), own.min(1.0))
        };
        // Of an entry with many phrasings most cannot be the best, which is soon seen.
        let (covers, covered) = shares(question.covered_at_most(here));
        let may_fit = best_fit < covers + covered || may_be_exact(question, phrasing);
        let may_weigh = bm25 < question.bm25_at_most(here, length, mean);
        if !may_fit && !may_weigh {
            continue;
        }
        counts.set(here);
        bm25 = bm25.max(question.bm25(counts, length, mean));
        if !may_fit {
            continue;
        }
        let (covers, covered) = shares(question.covered(counts));
        let exact = may_be_exact(question, phrasing) && is_exact(question, here, counts, phrasing);
        let fit = covers + covered + f32::from(u8::from(exact));
        if best_fit < fit {
            best_fit = fit;
            let pairs = question.pairs_in(here);
            best = Title { number, covers, covered, pairs, bm25: 0.0, exact };
        }
    }
    Title { bm25, ..best }
}

/// Whether `phrasing` has as many content words as the question, or the question has none.
fn may_be_exact(question: &Question<'_>, phrasing: &Phrasing) -> bool {
    let asked = question.content.iter().count();
    asked == 0 || asked == usize::from(phrasing.content)
}

/// Whether `phrasing`, which has `counts` of the question's terms, asks the same: the same content
/// words, no more and no fewer; of a question without content words, the same words.
fn is_exact(question: &Question<'_>, hits: &[Hit], counts: &Counts, phrasing: &Phrasing) -> bool {
    if question.content.is_empty() {
        let words = question.query.words.len();
        let every = (0..words).fold(WordSet::EMPTY, |mut every, word| {
            every.insert(word);
            every
        });
        return 0 < words
            && question.has_plainly(every, counts)
            && hits.len() == usize::from(phrasing.terms);
    }
    question.has_plainly(question.content, counts)
}

/// The largest mass of the question's words in one sentence.
fn best_sentence(question: &Question<'_>, hits: &[Hit], counts: &mut Counts) -> f32 {
    let mut best: f32 = 0.0;
    for here in by_view(hits) {
        if best < question.covered_at_most(here) {
            counts.set(here);
            best = best.max(question.covered(counts));
        }
    }
    best
}

/// The share of the question's mass that only asks for a figure which a passage has, and of which it takes less by its words,
/// `taken`: "3 €" says what "cost" asks.
fn said_by_figure(query: &Query, holds: Holds, taken: &[f32]) -> f32 {
    // A telephone number may be anybody's.
    let figure = query.sought.filter(|sought| !sought.is_contact()).and_then(Holds::giving);
    if !figure.is_some_and(|figure| holds.has(figure)) {
        return 0.0;
    }
    let asking = query.words.iter().zip(taken).filter(|(word, _)| word.asks);
    let missing: f32 = asking.map(|(word, taken)| word.mass * (1.0 - taken).max(0.0)).sum();
    missing / query.mass().max(f32::MIN_POSITIVE)
}

/// What is missing of the unknown content word, and of any content word, that is least taken.
fn missing(query: &Query, taken: &[f32]) -> (f32, f32) {
    let (mut unknown, mut any) = (0.0_f32, 0.0_f32);
    let mass = query.mass().max(f32::MIN_POSITIVE);
    for (word, taken) in query.words.iter().zip(taken).filter(|(word, _)| !word.stop) {
        let missing = (1.0 - taken).clamp(0.0, 1.0);
        if query.lacks(word) {
            unknown = unknown.max(missing);
        }
        any = any.max(missing * word.mass / mass);
    }
    (unknown, any)
}

/// 1 where a definition is asked for and a sentence starts with all content words of the question,
/// an article or two aside.
fn defines(question: &Question<'_>, body: &[Hit]) -> f32 {
    if question.query.kind != QuestionKind::Definition {
        return 0.0;
    }
    let content = question.content.iter().count() as u32;
    if content == 0 || 4 < content {
        return 0.0;
    }
    let opens = |here: &[Hit]| {
        let first = here.iter().filter(|hit| hit.in_sentence < content + 2);
        first
            .fold(WordSet::EMPTY, |words, hit| words.or(question.words_of(hit)))
            .has_all(question.content)
    };
    f32::from(u8::from(by_view(body).any(opens)))
}

/// What a text must hold any of to have the figure that is asked for; `None` where none is.
pub fn figure(kind: QuestionKind) -> Option<Holds> {
    match kind {
        QuestionKind::HowMuch | QuestionKind::HowMany => Some(Holds::NUMBER),
        QuestionKind::HowLong => Some(Holds::DURATION),
        QuestionKind::When => Some(Holds::DATE.and(Holds::CLOCK)),
        _ => None,
    }
}

/// 1 where a figure is asked for and the text has such a one.
fn has_figure(kind: QuestionKind, holds: Holds) -> f32 {
    f32::from(u8::from(figure(kind).is_some_and(|asked| holds.has_any(asked))))
}

/// 1 where several things or steps are asked for and the text has a list.
fn has_list(kind: QuestionKind, holds: Holds) -> f32 {
    let asked = matches!(kind, QuestionKind::List | QuestionKind::HowTo);
    f32::from(u8::from(asked && holds.has(Holds::LIST)))
}
