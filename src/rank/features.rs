//! What is measured of a candidate: how the question's words lie in it.

use crate::{
    index::{Candidate, Hit, Holds, Likeness, Phrasing, Totals, View},
    passage::Kind,
    query::{Query, QuestionKind, STOP_WEIGHT, Word},
};

/// BM25's k1, without a unit: how soon more of a word counts no more.
const K1: f32 = 1.2;

/// BM25's b, 0 to 1: how much a long passage's words count less.
const B: f32 = 0.75;

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

/// Measures every candidate, in their order.
pub fn measure(query: &Query, totals: &Totals, candidates: &[Candidate]) -> Vec<Features> {
    let question = Question::new(query);
    let mut measured: Vec<Features> =
        candidates.iter().map(|candidate| measure_one(&question, totals, candidate)).collect();
    for feature in [Feature::Bm25All, Feature::Bm25Question, Feature::Bm25Phrasing] {
        let best = measured.iter().map(|one| one.get(feature)).fold(0.0, f32::max);
        if 0.0 < best {
            for one in &mut measured {
                one.set(feature, one.get(feature) / best);
            }
        }
    }
    measured
}

/// A question, with what is the same for all candidates.
struct Question<'a> {
    query: &'a Query,
    mass: f32,
    /// Its neighbouring words, as indexes, and what each pair counts.
    pairs: Vec<(usize, usize, f32)>,
    pair_mass: f32,
}

impl<'a> Question<'a> {
    fn new(query: &'a Query) -> Question<'a> {
        let pairs: Vec<(usize, usize, f32)> = (1..query.words.len())
            .filter(|at| !(query.words[at - 1].stop && query.words[*at].stop))
            .map(|at| (at - 1, at, query.words[at - 1].mass.min(query.words[at].mass)))
            .collect();
        Question {
            query,
            mass: query.mass().max(f32::MIN_POSITIVE),
            pair_mass: pairs.iter().map(|pair| pair.2).sum::<f32>().max(f32::MIN_POSITIVE),
            pairs,
        }
    }

    /// How well `word` is there, 0 to its best reading's weight, where `present` tells which terms
    /// are. Of a reading of several terms the share that is there counts.
    fn presence(&self, word: &Word, present: &dyn Fn(usize) -> bool) -> f32 {
        word.readings
            .iter()
            .map(|reading| {
                let there = reading.terms.iter().filter(|term| present(**term)).count();
                reading.weight * there as f32 / reading.terms.len().max(1) as f32
            })
            .fold(0.0, f32::max)
    }

    /// The mass of the words that are there.
    fn covered(&self, present: &dyn Fn(usize) -> bool) -> f32 {
        self.query.words.iter().map(|word| word.mass * self.presence(word, present)).sum()
    }

    /// BM25 with `counts` of each term in a text of `length` terms, of which `mean` are the mean.
    /// Every word gives what its best reading gives.
    fn bm25(&self, counts: &[u32], length: f32, mean: f32) -> f32 {
        let norm = K1 * (1.0 - B + B * length / mean);
        let saturated = |term: usize| {
            let count = counts[term] as f32;
            self.query.terms[term].idf * count * (1.0 + K1) / (count + norm)
        };
        let word = |word: &Word| {
            let own = if word.stop { STOP_WEIGHT } else { 1.0 };
            let best = word
                .readings
                .iter()
                .map(|r| {
                    let sum: f32 = r.terms.iter().map(|term| saturated(*term)).sum();
                    r.weight * sum / r.terms.len().max(1) as f32
                })
                .fold(0.0, f32::max);
            own * best
        };
        self.query.words.iter().map(word).sum()
    }

    /// The share of neighbouring words that are neighbours among `hits` (of one view, in order).
    fn pairs_in(&self, hits: &[Hit]) -> f32 {
        if self.pairs.is_empty() || hits.len() < 2 {
            return 0.0;
        }
        let mut found = vec![false; self.pairs.len()];
        // Few words are neighbours of another of the question's: they are looked for first.
        for two in hits.windows(2).filter(|two| two[0].at + 1 == two[1].at) {
            for ((first, second, _), found) in self.pairs.iter().zip(&mut found) {
                let (first, second) = (&self.query.words[*first], &self.query.words[*second]);
                *found |= has(first, two[0].term) && has(second, two[1].term);
            }
        }
        let masses = self.pairs.iter().zip(&found).filter(|(_, found)| **found);
        masses.map(|((_, _, mass), _)| mass).sum::<f32>() / self.pair_mass
    }
}

fn has(word: &Word, term: u16) -> bool {
    word.readings.iter().any(|reading| reading.terms.contains(&usize::from(term)))
}

/// How often each term stands among `hits`.
fn count(hits: &[Hit], terms: usize) -> Vec<u32> {
    let mut counts = vec![0; terms];
    for hit in hits {
        counts[usize::from(hit.term)] += 1;
    }
    counts
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

fn measure_one(question: &Question<'_>, totals: &Totals, candidate: &Candidate) -> Features {
    let terms = question.query.terms.len();
    let hits = candidate.hits.as_slice();
    let titles = hits.partition_point(|hit| matches!(hit.view, View::Phrasing(_)));
    let headings =
        titles + hits[titles..].partition_point(|hit| matches!(hit.view, View::Headings));
    let (title_hits, heading_hits, body_hits) =
        (&hits[..titles], &hits[titles..headings], &hits[headings..]);

    let all = count(hits, terms);
    let question_counts = count(title_hits, terms);
    let question_length: u32 = candidate.phrasings.iter().map(|one| u32::from(one.terms)).sum();
    let length = question_length + candidate.headings + candidate.body;
    let title = best_title(question, totals, candidate, title_hits);
    let mut over = question_counts.clone();
    for hit in heading_hits {
        over[usize::from(hit.term)] += 1;
    }

    let mut features =
        Features { values: [0.0; COUNT], exact: title.exact, best_phrasing: title.number };
    let share = |mass: f32| (mass / question.mass).min(1.0);
    features.set(Feature::Bm25All, question.bm25(&all, length as f32, totals.mean_terms));
    features.set(
        Feature::Bm25Question,
        question.bm25(&question_counts, question_length as f32, totals.mean_question_terms),
    );
    features.set(Feature::Bm25Phrasing, title.bm25);
    features.set(Feature::TitleCovers, title.covers);
    features.set(Feature::TitleCovered, title.covered);
    features.set(Feature::AllCovers, share(question.covered(&|term| 0 < all[term])));
    features.set(Feature::SentenceCovers, best_sentence(question, body_hits));
    features.set(Feature::HeadingsCover, share(question.covered(&|term| 0 < over[term])));
    features.set(Feature::TitlePairs, title.pairs);
    features.set(Feature::BodyPairs, question.pairs_in(body_hits));
    let likest = |pick: fn(&Likeness) -> f32| {
        candidate.phrasings.iter().map(|one| pick(&one.likeness)).fold(-1.0, f32::max)
    };
    features.set(Feature::TitleLike, likest(|likeness| likeness.plain));
    features.set(Feature::TitleApart, likest(|likeness| likeness.apart));
    features.set(Feature::BodyLike, candidate.likeness.plain);
    features.set(Feature::BodyApart, candidate.likeness.apart);
    if let Some(alignment) = &candidate.alignment {
        let best = alignment.sentences.iter().copied().fold(0.0, f32::max);
        features.set(Feature::TitleTakes, alignment.title_covers);
        features.set(Feature::TitleTaken, alignment.title_covered);
        features.set(Feature::TitleAgrees, alignment.title_covers * alignment.title_covered);
        let (unknown, word) = missing(question, &alignment.words);
        features.set(Feature::MissesUnknown, unknown);
        features.set(Feature::MissesWord, word);
        features.set(Feature::HeadingsTake, alignment.over_covers);
        features.set(Feature::AllTakes, alignment.covers);
        features.set(Feature::SentenceTakes, best);
    }
    features.set(Feature::Defines, defines(question.query, body_hits));
    features.set(Feature::HasFigure, has_figure(question.query.kind, candidate.holds));
    features.set(Feature::HasList, has_list(question.query.kind, candidate.holds));
    features.set(Feature::IsEntry, f32::from(u8::from(candidate.kind == Kind::Qa)));
    features.set(Feature::IsItem, f32::from(u8::from(candidate.kind == Kind::Item)));
    features.set(Feature::Length, (1.0 + candidate.body as f32).ln() / 6.0);
    features
}

/// The phrasing that fits the question best, and BM25's best over all of them.
fn best_title(
    question: &Question<'_>,
    totals: &Totals,
    candidate: &Candidate,
    hits: &[Hit],
) -> Title {
    let terms = question.query.terms.len();
    let phrasings = candidate.phrasings.len().max(1) as f32;
    let mean = (totals.mean_question_terms / phrasings).max(4.0);
    let mut best = Title::default();
    let mut bm25: f32 = 0.0;
    let mut rest = hits;
    while let Some(first) = rest.first() {
        let View::Phrasing(number) = first.view else { break };
        let end = rest.partition_point(|hit| hit.view == first.view);
        let (here, after) = rest.split_at(end);
        rest = after;
        let Some(phrasing) = candidate.phrasings.get(usize::from(number)) else { continue };
        let counts = count(here, terms);
        let present = |term: usize| 0 < counts[term];
        let covered = question.covered(&present);
        let title = Title {
            number,
            covers: (covered / question.mass).min(1.0),
            covered: (covered / phrasing.mass.max(f32::MIN_POSITIVE)).min(1.0),
            pairs: question.pairs_in(here),
            bm25: 0.0,
            exact: is_exact(question, &counts, phrasing),
        };
        bm25 = bm25.max(question.bm25(&counts, f32::from(phrasing.terms), mean));
        let fit = |title: &Title| title.covers + title.covered + f32::from(u8::from(title.exact));
        if fit(&best) < fit(&title) {
            best = title;
        }
    }
    Title { bm25, ..best }
}

/// Whether `phrasing`, which has `counts` of the question's terms, asks the same: the same content
/// words, no more and no fewer; of a question without content words, the same words.
fn is_exact(question: &Question<'_>, counts: &[u32], phrasing: &Phrasing) -> bool {
    let plainly = |word: &&Word| {
        word.readings.iter().any(|r| r.weight == 1.0 && r.terms.iter().all(|t| 0 < counts[*t]))
    };
    let mut content = question.query.words.iter().filter(|word| !word.stop).peekable();
    if content.peek().is_none() {
        let words = &question.query.words;
        let held: u32 = counts.iter().sum();
        return !words.is_empty()
            && words.iter().all(|word| plainly(&word))
            && held == u32::from(phrasing.terms);
    }
    let asked = content.clone().count();
    content.all(|word| plainly(&word)) && asked == usize::from(phrasing.content)
}

/// The largest share of the question's mass in one sentence.
fn best_sentence(question: &Question<'_>, hits: &[Hit]) -> f32 {
    let terms = question.query.terms.len();
    let mut best: f32 = 0.0;
    let mut rest = hits;
    while let Some(first) = rest.first() {
        let end = rest.partition_point(|hit| hit.view == first.view);
        let (here, after) = rest.split_at(end);
        rest = after;
        let counts = count(here, terms);
        best = best.max(question.covered(&|term| 0 < counts[term]));
    }
    (best / question.mass).min(1.0)
}

/// What is missing of the unknown content word, and of any content word, that is least taken.
fn missing(question: &Question<'_>, taken: &[f32]) -> (f32, f32) {
    let (mut unknown, mut any) = (0.0_f32, 0.0_f32);
    for (word, taken) in question.query.words.iter().zip(taken).filter(|(word, _)| !word.stop) {
        let missing = (1.0 - taken).clamp(0.0, 1.0);
        let known = word
            .readings
            .iter()
            .flat_map(|reading| &reading.terms)
            .any(|term| 0 < question.query.terms[*term].frequency);
        if !known {
            unknown = unknown.max(missing);
        }
        any = any.max(missing * word.mass / question.mass);
    }
    (unknown, any)
}

/// 1 where a definition is asked for and a sentence starts with all content words of the question,
/// an article or two aside.
fn defines(query: &Query, body: &[Hit]) -> f32 {
    if query.kind != QuestionKind::Definition {
        return 0.0;
    }
    let content: Vec<&Word> = query.words.iter().filter(|word| !word.stop).collect();
    if content.is_empty() || 4 < content.len() {
        return 0.0;
    }
    let mut rest = body;
    while let Some(first) = rest.first() {
        let (here, after) = rest.split_at(rest.partition_point(|hit| hit.view == first.view));
        rest = after;
        let within = content.len() as u32 + 2;
        let opens =
            |word: &&Word| here.iter().any(|hit| hit.in_sentence < within && has(word, hit.term));
        if content.iter().all(opens) {
            return 1.0;
        }
    }
    0.0
}

/// What a text must hold to have the figure that is asked for; `None` where none is.
pub fn figure(kind: QuestionKind) -> Option<Holds> {
    match kind {
        QuestionKind::HowMuch | QuestionKind::HowMany => Some(Holds::NUMBER),
        QuestionKind::HowLong => Some(Holds::DURATION),
        QuestionKind::When => Some(Holds::DATE),
        _ => None,
    }
}

/// 1 where a figure is asked for and the text has such a one.
fn has_figure(kind: QuestionKind, holds: Holds) -> f32 {
    f32::from(u8::from(figure(kind).is_some_and(|asked| holds.has(asked))))
}

/// 1 where several things or steps are asked for and the text has a list.
fn has_list(kind: QuestionKind, holds: Holds) -> f32 {
    let asked = matches!(kind, QuestionKind::List | QuestionKind::HowTo);
    f32::from(u8::from(asked && holds.has(Holds::LIST)))
}
