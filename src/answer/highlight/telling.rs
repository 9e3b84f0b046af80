//! How much each sentence of a passage takes of the words of a question that tell its sentences apart.

use super::lines::Line;
use crate::{
    analysis::{Analyzer, Language},
    index::Alignment,
    query::{MAX_WORDS, Query, Word, says_little_in},
};

/// A word that is taken so far is there itself, and not one like it.
pub(super) const WHOLE: f32 = 0.99;

/// How much a word that is like one of the question counts where that one itself stands in the passage: in a
/// passage about Leeds and Sheffield the one is not said of the other.
const BESIDE_ITSELF: f32 = 0.3;

/// How much a stop word counts at most, and one that only asks or says little, beside the mean of the content words. In a
/// small corpus all are in as many passages.
const STOP_SHARE: f32 = 0.1;

/// A title that has so much of the content words of a question asks the same.
const NEARLY_ALL: f32 = 0.9;

/// For each of `lines`, 0 to 1: how much it takes of what tells them apart of a query in this language.
///
/// A word counts by its mass as far as the title and the headings do not have it, and by the square of the
/// share of the sentences that do not have it: what all have tells nothing.
pub(super) fn telling(
    (query, language): (&Query, Language),
    alignment: Option<&Alignment>,
    lines: &[&Line<'_>],
) -> Vec<f32> {
    let mut worth = vec![0.0; lines.len()];
    let Some(alignment) = alignment else { return worth };
    let words = query.words.len().min(MAX_WORDS);
    let masses = masses(query, words, language);
    let over = |word: usize| alignment.over.get(word).copied().unwrap_or_default().min(1.0);
    // The largest share of each word, and the sum of its shares.
    let mut largest: Vec<f32> = (0..words).map(over).collect();
    let shares =
        |line: &Line<'_>| alignment.taken.of(line.at).filter(move |(word, _)| *word < words);
    for (word, share) in lines.iter().flat_map(|line| shares(line)) {
        largest[word] = largest[word].max(share);
    }
    let counted = |word: usize, share: f32| match share < WHOLE && WHOLE <= largest[word] {
        true => share * BESIDE_ITSELF,
        false => share.min(1.0),
    };
    let mut sums = vec![0.0; words];
    for (word, share) in lines.iter().flat_map(|line| shares(line)) {
        sums[word] += counted(word, share);
    }
    let others = (lines.len() as f32 - 1.0).max(1.0);
    let open: Vec<f32> = (0..words).map(|word| masses[word] * (1.0 - over(word))).collect();
    // Of the whole question: where the title says nearly all of it, what is left tells little.
    let mass = masses.iter().fold(0.0, |sum, mass| sum + mass).max(f32::MIN_POSITIVE);
    for (worth, line) in worth.iter_mut().zip(lines) {
        for (word, share) in shares(line) {
            let apart = ((lines.len() as f32 - sums[word]) / others).clamp(0.0, 1.0);
            *worth += open[word] * apart * apart * counted(word, share) / mass;
        }
    }
    worth
}

/// Whether the title and the headings say what `query` says, or nearly.
pub(super) fn is_said_above(query: &Query, alignment: Option<&Alignment>) -> bool {
    let over = |at: usize| alignment.and_then(|one| one.over.get(at)).copied().unwrap_or_default();
    let (mut said, mut mass) = (0.0, 0.0);
    for (at, word) in query.words.iter().enumerate().filter(|(_, word)| !word.stop) {
        said += word.mass * over(at);
        mass += word.mass;
    }
    0.0 < mass && NEARLY_ALL * mass <= said
}

/// What the first `words` words of `query`, in `language`, weigh.
fn masses(query: &Query, words: usize, language: Language) -> Vec<f32> {
    let words = &query.words[..words];
    let content = || words.iter().filter(|word| !word.stop && !word.light).map(|word| word.mass);
    let count = content().count();
    let mean = content().fold(0.0, |sum, mass| sum + mass) / count.max(1) as f32;
    let most = if count == 0 { f32::MAX } else { STOP_SHARE * mean };
    let own = |word: &Word| match word.stop || word.asks || says_little_in(language, &word.text) {
        // It only asks, or says nothing: what is like it tells nothing, either.
        _ if word.light => 0.0,
        true => word.mass.min(most),
        false => word.mass,
    };
    words.iter().map(own).collect()
}

/// Whether two words (lower-case) are the same or forms of one.
pub(super) fn alike(one: &str, other: &str, analyzers: &[Analyzer]) -> bool {
    one == other
        || may_be_forms(one, other)
            && analyzers.iter().any(|analyzer| analyzer.analyze(one).0 == analyzer.analyze(other).0)
}

/// Whether two words begin alike, as forms of one do: seen without stemming them.
pub(super) fn may_be_forms(one: &str, other: &str) -> bool {
    one.chars().zip(other.chars()).take(2).filter(|(one, other)| one == other).count() == 2
}
