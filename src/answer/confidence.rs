//! How likely the first passage answers the question.
//!
//! A logistic over what was measured of the first passage and of how it stands out, one for entries
//! with many phrasings and one for all else. The features are those of the ranking; the others are
//! about the question and the field of candidates. How sure that makes a reply differs from corpus to
//! corpus: see [`calibration`](crate::calibration).

use super::exchanged::{has, is_plainly};
use crate::{
    analysis::Analyzer,
    calibration::{Calibration, odds as log_odds_of, probability},
    index::{Holds, Sameness, forward::View},
    passage::Passage,
    query::{Query, QuestionKind, Word, is_number, sought::Sought},
    rank::{Feature, Ranked, features, weights},
};

/// At or above this a reply is sure. Right nine times in ten, on the mean of the labelled corpora.
pub const SURE: f64 = 0.75;

/// Below this a reply is that there is no answer.
pub const REFUSE: f64 = 0.35;

/// A lead larger than this says no more than this does.
const LARGEST_LEAD: f64 = 8.0;

/// Where fewer candidates are compared, mostly since the documents have no more passages, as many others as
/// are missing are taken to be there,
const FEWEST_CANDIDATES: usize = 10;

/// each with this score. Being the best of two says little, and of one nothing. Set by hand, between what is
/// refused and what is covered in corpora of one to eight entries; MEASURED.md, "Retrieval log".
const SCORE_BY_CHANCE: f64 = 1.0;

/// The features of the first passage that count.
pub const FEATURES: [Feature; 10] = [
    Feature::TitleTakes,
    Feature::TitleTaken,
    Feature::AllTakes,
    Feature::SentenceTakes,
    Feature::TitleApart,
    Feature::TitleLike,
    Feature::BodyLike,
    Feature::TitleAgrees,
    Feature::HeadingsTake,
    Feature::MissesUnknown,
];

/// What a logistic makes of the [`signals`].
struct Weights {
    /// The log-odds of nothing measured.
    base: f64,
    /// What each of [`FEATURES`] adds.
    features: [f64; FEATURES.len()],
    /// What else adds, in the order of [`Field`].
    field: [f64; 9],
}

/// Where the first passage is asked for in few ways: nearly always. `examples/fit_weights` prints
/// both. The base of this one is 0.1 more than it says, since [`SOMETHING_ELSE`] is set by hand.
#[rustfmt::skip]
const FEW: Weights = Weights {
    base: -3.462,
    features: [
        -1.976, // question taken by title
        -0.498, // title taken by question
        1.680, // question taken by passage
        0.475, // question taken by a sentence
        1.794, // like the title alone
        -2.247, // like the title
        2.239, // like the passage
        1.312, // title and question agree
        1.370, // question taken by headings
        1.219, // misses an unknown word
    ],
    field: [
        2.830, // share among the candidates
        0.163, // lead over the second
        -0.654, // mass of unknown words
        0.386, // content words
        -0.417, // words
        -0.192, // better covered elsewhere
        -2.145, // misses an unknown word of few
        -1.289, // misses the subject
        -0.917, // has no such figure
    ],
};

/// Where it is an entry that has many phrasings.
#[rustfmt::skip]
const MANY: Weights = Weights {
    base: -5.518,
    features: [
        -0.828, // question taken by title
        0.158, // title taken by question
        0.340, // question taken by passage
        2.322, // question taken by a sentence
        2.178, // like the title alone
        -1.845, // like the title
        5.378, // like the passage
        2.402, // title and question agree
        -0.828, // question taken by headings
        0.347, // misses an unknown word
    ],
    field: [
        3.455, // share among the candidates
        0.143, // lead over the second
        -0.548, // mass of unknown words
        -0.402, // content words
        0.527, // words
        -2.369, // better covered elsewhere
        0.326, // misses an unknown word of few
        0.000, // misses the subject
        -0.134, // has no such figure
    ],
};

/// At most so many content words leave none that a question is not about.
pub(super) const FEW_WORDS: usize = 4;

/// At most so many phrasings do not show that an entry is asked for with ever new words.
pub const FEW_PHRASINGS: usize = 2;

/// Whether the documents give the passage so many phrasings that one more with words of its own is no
/// wonder. What it was taught to answer says nothing of that.
pub fn has_many_phrasings(passage: &Ranked) -> bool {
    FEW_PHRASINGS < passage.candidate.rows.phrasings.len()
}

/// The same, told by the passage itself.
pub(super) fn is_asked_in_many_ways(passage: &Passage) -> bool {
    FEW_PHRASINGS < passage.questions.len()
}

/// What it takes from the log-odds that the question is about something else: enough that few such
/// replies are sure (of all labelled questions 46 of 914, 41 of them right). Set by hand between what
/// it costs where people ask in many words of their own and what it gives in small corpora;
/// MEASURED.md, "Retrieval log".
const SOMETHING_ELSE: f64 = -1.8;

/// What some replies are held down to, so that they are not sure: one to a question without a content word that is
/// not asked in just these words, one with a passage about another thing of the kind that was asked for, and one that
/// two entries fit alike.
pub const LIMIT: f64 = 0.6;

/// What a reply is raised to where a part is asked for by its number and nothing else. Set by hand.
const NUMBERED: f64 = 0.9;

/// What it takes from the log-odds that the passage has nothing of what is asked for by name: no price
/// where one is. Set by hand: what was as good as certain is unsure then, the rest is refused;
/// MEASURED.md, "Retrieval log".
const WITHOUT_SOUGHT: f64 = -3.0;

/// The confidence that a person's word gives, in log-odds, at least: 0.98, and 0.95 where the words
/// are in another order or form.
const SAID: [f64; 2] = [3.892, 2.944];

/// What is shown for the first passage, in log-odds, where people said of all that they do not
/// answer it.
const REFUSED: f64 = -20.0;

/// A passage has nothing like a word where this much of it is missing.
pub(super) const LEAST_MISSING: f32 = 0.6;

/// A word that says less by itself ([`Word::telling`]) is not what a question is about: "instead",
/// "good". On the labelled questions .8 to .95 do the same within a point.
pub(super) const LEAST_TELLING: f32 = 0.85;

/// How far a word may be what a question is about, 0 to 1, by what it says by itself.
fn subject(word: &Word) -> f64 {
    f64::from(((word.telling - 0.7) / 0.3).clamp(0.0, 1.0))
}

/// What is seen of the question and of all candidates.
struct Field {
    /// Name and value of each, in the order of their weights.
    values: [(&'static str, f64); 9],
}

impl Field {
    /// `first` is the first of `ranked`.
    fn new(
        query: &Query,
        first: &Ranked,
        ranked: &[Ranked],
        weights: &[f32; features::COUNT],
    ) -> Field {
        let get = |one: &Ranked, feature: Feature| f64::from(one.features.get(feature));
        let lead = first.score - ranked.get(1).map_or(SCORE_BY_CHANCE, |second| second.score);
        let content: Vec<_> = query.words.iter().filter(|word| !word.stop && !word.light).collect();
        let unknown: f32 =
            content.iter().filter(|word| query.lacks(word)).map(|word| word.mass).sum();
        let best =
            ranked.iter().map(|one| get(one, Feature::AllTakes)).fold(f64::NEG_INFINITY, f64::max);
        let misses = get(first, Feature::MissesUnknown);
        let missing = first.candidate.alignment.iter().flat_map(|alignment| {
            let words = query.words.iter().zip(&alignment.words);
            words
                .filter(|(word, _)| query.lacks(word) && !word.of_asker)
                .map(|(word, taken)| subject(word) * (1.0 - f64::from(*taken)).clamp(0.0, 1.0))
        });
        let missing = missing.fold(0.0, f64::max);
        // Of four content words an unknown one is what the question is about ("salary of a
        // dentist"). An entry with many phrasings is asked for with ever new names, though.
        let names_its_subject = content.len() <= FEW_WORDS && !has_many_phrasings(first);
        let has_no_figure =
            features::figure(query.kind).is_some_and(|asked| !first.candidate.holds.has_any(asked));
        Field {
            values: [
                ("share among the candidates", share(ranked, weights)),
                ("lead over the second", lead.min(LARGEST_LEAD)),
                ("mass of unknown words", f64::from(unknown / query.mass().max(f32::MIN_POSITIVE))),
                ("content words", content.len().min(6) as f64 / 6.0),
                ("words", query.words.len().min(20) as f64 / 20.0),
                ("better covered elsewhere", best - get(first, Feature::AllTakes)),
                ("misses an unknown word of few", misses / content.len().max(1) as f64),
                ("misses the subject", if names_its_subject { missing } else { 0.0 }),
                ("has no such figure", f64::from(u8::from(has_no_figure))),
            ],
        }
    }
}

/// Whether a word that the corpus has never seen carries the question, and the passage has nothing
/// like it: the salary of a dentist, where all is about engineers. The rest of the words says
/// nothing then. An entry with many phrasings is asked for with ever new names and is left aside.
fn is_about_something_else(query: &Query, first: &Ranked) -> bool {
    let Some(alignment) = &first.candidate.alignment else { return false };
    if has_many_phrasings(first) {
        return false;
    }
    // How many content words say at least half as much as this one.
    let weighty = |mass: f32| {
        let content = query.words.iter().filter(|word| !word.stop);
        content.filter(|word| mass <= 2.0 * word.mass).count()
    };
    query.words.iter().zip(&alignment.words).any(|(word, taken)| {
        query.lacks(word)
            && !word.of_asker
            && LEAST_TELLING <= word.telling
            && LEAST_MISSING < 1.0 - taken
            && weighty(word.mass) <= FEW_WORDS
    })
}

/// Whether `query` has no content word that the documents have, as "do I have to" and, where they have no "card",
/// "by card"; or is one word that says little and that `first` has in its text alone: "yes", "-1".
fn says_nothing(query: &Query, first: &Ranked) -> bool {
    let mut content = query.words.iter().filter(|word| !word.stop && !word.light);
    let says_little = |word: &Word| {
        // "5.2" is a clause.
        word.telling < LEAST_TELLING || is_number(&word.text) && !word.text.contains('.')
    };
    if let [word] = &query.words[..]
        && !word.stop
        && !word.light
        && says_little(word)
    {
        let is_its = |term: &usize| {
            let hits = first.candidate.hits.iter();
            hits.filter(|hit| !matches!(hit.view, View::Body(_)))
                .any(|hit| usize::from(hit.term) == *term)
        };
        return !word.readings.iter().flat_map(|reading| &reading.terms).any(is_its);
    }
    content.all(|word| !query.knows(word))
}

/// The first one's share of the softmax of the scores, an exact question left aside. 0 to 1.
fn share(ranked: &[Ranked], weights: &[f32; features::COUNT]) -> f64 {
    share_of_first(&ranked.iter().map(|one| one.features.weighed(weights)).collect::<Vec<_>>())
}

/// The same of `scores`, of which there is one at least.
fn share_of_first(scores: &[f64]) -> f64 {
    let missing = FEWEST_CANDIDATES.saturating_sub(scores.len());
    let others = std::iter::repeat_n(SCORE_BY_CHANCE, missing);
    let all = || scores.iter().copied().chain(others.clone());
    let largest = all().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = all().map(|one| (one - largest).exp()).sum();
    (scores[0] - largest).exp() / total
}

/// What the confidence is made of, by name, in the order of its weights: [`Feature`]s of the first
/// of `ranked` by [their names](Feature::name), then what is seen of the question and of all
/// candidates. `weights` are those that `ranked` was ranked with. Empty where there is no candidate.
pub fn signals(
    query: &Query,
    ranked: &[Ranked],
    weights: &[f32; features::COUNT],
) -> Vec<(&'static str, f64)> {
    let Some(first) = ranked.first() else { return Vec::new() };
    FEATURES
        .iter()
        .map(|feature| (feature.name(), f64::from(first.features.get(*feature))))
        .chain(Field::new(query, first, ranked, weights).values)
        .collect()
}

/// The estimated probability that the first of `ranked` answers `query`, as `calibration` has it
/// for the corpus, and its parts in log-odds; 0 where there is none. `lacked` is what the question asks
/// for by name and that passage has nothing of.
pub fn confidence(
    query: &Query,
    ranked: &[Ranked],
    lacked: Option<Sought>,
    calibration: &Calibration,
) -> (f64, Vec<(String, f64)>) {
    let Some((odds, mut parts)) = log_odds(query, ranked) else { return (0.0, Vec::new()) };
    let mut calibrated = calibration.apply(odds);
    if calibrated != odds {
        parts.push(("calibrated on these documents".to_owned(), calibrated - odds));
    }
    let most = log_odds_of(LIMIT);
    if most < calibrated && says_nothing(query, &ranked[0]) && !ranked[0].features.exact {
        parts.push(("says nothing by itself".to_owned(), most - calibrated));
        calibrated = most;
    }
    // Of two entries with this very question neither stands out, and yet one of them is meant.
    if calibrated < most && 2 <= ranked.iter().filter(|one| one.features.exact).count() {
        parts.push(("is this question".to_owned(), most - calibrated));
        calibrated = most;
    }
    // Of an entry with many phrasings the text is often no more than what is done.
    if let Some(sought) = lacked
        && !has_many_phrasings(&ranked[0])
        && !ranked[0].features.exact
    {
        let part = WITHOUT_SOUGHT.min(most - calibrated);
        parts.push((format!("has no {}", sought.name()), part));
        calibrated += part;
    }
    // What people said does not answer it stands behind all others. It stays their rival: that it
    // fits best and is wrong makes none of them right.
    let taught = ranked[0].candidate.taught;
    if taught.is_refused() {
        return (0.0, vec![("taught".to_owned(), REFUSED)]);
    }
    if let Some(same) = taught.answers {
        let said = SAID[usize::from(same == Sameness::Content)];
        parts.push(("taught".to_owned(), (said - calibrated).max(0.0)));
        calibrated = calibrated.max(said);
    }
    (probability(calibrated), parts)
}

/// How sure a passage is at least that is called by just the thing that is asked for, or has it: it may be the answer.
const BY_NAME: f64 = 0.5;

/// What was [estimated](confidence), held down to [`LIMIT`] for the reason `why`.
pub fn held_down(
    (confidence, mut parts): (f64, Vec<(String, f64)>),
    why: &str,
) -> (f64, Vec<(String, f64)>) {
    if confidence <= LIMIT {
        return (confidence, parts);
    }
    parts.push((why.to_owned(), log_odds_of(LIMIT) - log_odds_of(confidence)));
    (LIMIT, parts)
}

/// What was [estimated](confidence), raised where what is asked for is there by name, so that `passage`, that of `first`,
/// may be the answer:
///
/// - `query` asks what something is, and the passage is called by just that. In the documents of one thing its name says
///   little, and "what is it" is most of what was asked;
/// - a telephone number or an address of mail is all that is asked for, and the passage has one;
/// - the words of a heading over it are all that is asked: "prices".
pub fn raised_by_name(
    (confidence, mut parts): (f64, Vec<(String, f64)>),
    query: &Query,
    first: &Ranked,
    (passage, analyzer): (&Passage, &Analyzer),
) -> (f64, Vec<(String, f64)>) {
    if BY_NAME <= confidence {
        return (confidence, parts);
    }
    let is_given = || {
        let given = query.contact().and_then(Holds::giving);
        given.is_some_and(|given| first.candidate.holds.has(given))
    };
    let why = if query.kind == QuestionKind::Definition && first.features.exact {
        "asks what it is"
    } else if is_given() {
        "has all that is asked for"
    } else if passage.headings.iter().any(|heading| is_called(query, heading, analyzer)) {
        "is under that name"
    } else {
        return (confidence, parts);
    };
    parts.push((why.to_owned(), log_odds_of(BY_NAME) - log_odds_of(confidence)));
    (BY_NAME, parts)
}

/// Whether `query` has the content words of `heading` and no others.
fn is_called(query: &Query, heading: &str, analyzer: &Analyzer) -> bool {
    let tokens = analyzer.tokens(heading);
    let named = || tokens.iter().filter(|token| !token.stop);
    let content = || query.words.iter().filter(|word| !word.stop);
    named().next().is_some()
        && named().all(|token| content().any(|word| is_plainly(query, word, token)))
        && content().all(|word| named().any(|token| is_plainly(query, word, token)))
}

/// What was [estimated](confidence), raised where `query` names nothing but the number of a part, "what does clause 5.2
/// say", and a line of `passage`, the first of `ranked`, begins with it. The number has several parts, and none of the others
/// has it but those that share lines with the first.
pub fn raised_by_number(
    (confidence, mut parts): (f64, Vec<(String, f64)>),
    query: &Query,
    ranked: &[Ranked],
    passage: &Passage,
) -> (f64, Vec<(String, f64)>) {
    let mut content = query.words.iter().filter(|word| !word.stop && !word.light);
    let (Some(word), None) = (content.next(), content.next()) else { return (confidence, parts) };
    let number = word.text.as_str();
    let is_alone = || {
        let Some((first, others)) = ranked.split_first() else { return false };
        others.iter().all(|one| one.is_nested(first) || !has(one, word, false))
    };
    let begins = |line: &str| {
        let rest = line.trim_start_matches(|one: char| !one.is_alphanumeric());
        let behind = rest.strip_prefix(number).map(|behind| behind.trim_start_matches('.'));
        behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    };
    let is_part = is_number(number) && number.contains('.');
    if NUMBERED <= confidence || !is_part || !is_alone() || !passage.text.lines().any(begins) {
        return (confidence, parts);
    }
    let part = log_odds_of(NUMBERED) - log_odds_of(confidence);
    parts.push(("is the part with this number".to_owned(), part));
    (NUMBERED, parts)
}

/// The log-odds that the first of `ranked` answers `query`, before any calibration, and their
/// parts; `None` where there is no candidate.
pub fn log_odds(query: &Query, ranked: &[Ranked]) -> Option<(f64, Vec<(String, f64)>)> {
    let first = ranked.first()?;
    let Weights { base, features, field } = if has_many_phrasings(first) { MANY } else { FEW };
    let mut parts = vec![("base".to_owned(), base)];
    let weights = features.into_iter().chain(field);
    for ((name, value), weight) in signals(query, ranked, &weights::RANK).into_iter().zip(weights) {
        parts.push((name.to_owned(), weight * value));
    }
    if is_about_something_else(query, first) {
        parts.push(("about something else".to_owned(), SOMETHING_ELSE));
    }
    Some((parts.iter().map(|(_, part)| part).sum(), parts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_be_the_best_of_few_says_less() {
        let many: Vec<f64> = std::iter::once(3.0).chain([SCORE_BY_CHANCE; 9]).collect();
        let shares = [&[3.0][..], &[3.0, 1.0], &many, &[3.0, 2.5]].map(share_of_first);
        // What is missing counts as what is there and has nothing to do with the question.
        assert!((shares[0] - shares[2]).abs() < 1e-12 && (shares[1] - shares[2]).abs() < 1e-12);
        assert!(shares[3] < shares[1] && shares[1] < 0.5);
        // Of enough nothing is missing.
        assert!((share_of_first(&[-40.0; FEWEST_CANDIDATES]) - 0.1).abs() < 1e-12);
        assert!(0.999 < share_of_first(&[12.0]));
        assert!(share_of_first(&[-40.0]) < 1e-9);
    }
}
