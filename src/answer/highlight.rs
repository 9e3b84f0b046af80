//! Which sentences of a passage answer most directly.

use std::ops::Range;

use crate::{
    analysis::sentence::marker_len,
    index::holds,
    query::{Query, QuestionKind},
    rank::features::figure,
};

/// What the first sentence of a passage has before the others, beside a share of 0 to 1.
const FIRST_BONUS: f32 = 0.05;

/// What a sentence of the form that is asked for has before the others: a figure for "how many", a
/// definition for "what is".
const FORM_BONUS: f32 = 0.15;

/// The byte ranges of `text` that answer `query` most directly: on character boundaries, in order,
/// apart; empty for a blank text.
///
/// `sentences` says where the sentences stand, empty ranges for what is not shown, and `shares`
/// how much each takes of what the title leaves open of the question (0 to 1; those without are worth
/// nothing).
///
/// A sentence is worth its share, a little for standing first, and more for having the form of
/// what is asked. The best one is marked, the first of equals; of a list that is asked for, all.
pub fn highlight(
    query: &Query,
    text: &str,
    sentences: &[Range<usize>],
    shares: &[f32],
) -> Vec<Range<usize>> {
    let shown = |range: &&Range<usize>| !range.is_empty() && text.get((*range).clone()).is_some();
    if sentences.iter().filter(shown).count() <= 1 {
        return sentences.iter().filter(shown).cloned().collect();
    }
    if let Some(list) = whole_list(query.kind, text, sentences) {
        return list;
    }
    let mut best: Option<(f32, &Range<usize>)> = None;
    let candidates = sentences.iter().enumerate().filter(|(_, range)| shown(range));
    for (at, range) in candidates.filter(|(_, range)| !is_table_head(text, range)) {
        let mut worth = shares.get(at).copied().unwrap_or(0.0);
        if at == 0 {
            worth += FIRST_BONUS;
        }
        if has_form(query, &text[range.clone()]) {
            worth += FORM_BONUS;
        }
        if best.is_none_or(|(other, _)| other < worth) {
            best = Some((worth, range));
        }
    }
    best.map(|(_, range)| vec![range.clone()]).unwrap_or_default()
}

/// Whether `range` is the row of a table that names its columns: under it is a line of dashes.
fn is_table_head(text: &str, range: &Range<usize>) -> bool {
    let row = &text[range.clone()];
    let under = text[range.end..].trim_start_matches(['|', ' ', '\t', '\r']).strip_prefix('\n');
    let rule = under.and_then(|under| under.lines().next()).unwrap_or_default().trim();
    row.contains('|') && rule.contains("--") && rule.chars().all(|one| "|-: \t".contains(one))
}

/// All items of the passage's list, where a list is asked for and the passage is mostly one.
fn whole_list(
    kind: QuestionKind,
    text: &str,
    sentences: &[Range<usize>],
) -> Option<Vec<Range<usize>>> {
    if !matches!(kind, QuestionKind::List | QuestionKind::HowTo) {
        return None;
    }
    let is_item = |range: &&Range<usize>| {
        let Some(before) = text.get(..range.start) else { return false };
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        !range.is_empty() && 0 < marker_len(text[line..].trim_start())
    };
    let items: Vec<Range<usize>> = sentences.iter().filter(is_item).cloned().collect();
    (3 <= items.len() && sentences.len() <= 2 * items.len()).then_some(items)
}

/// Whether `sentence` has the form of what is asked for.
fn has_form(query: &Query, sentence: &str) -> bool {
    match (query.kind, figure(query.kind)) {
        (QuestionKind::Definition, _) => defines(query, sentence),
        (_, Some(asked)) => holds(sentence).has(asked),
        (_, None) => false,
    }
}

/// Whether `sentence` starts by saying what the question's content words are: `X is …`.
fn defines(query: &Query, sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let verbs = [" is ", " are ", " means ", " refers to ", " stands for "];
    let Some(at) = verbs.iter().filter_map(|verb| lower.find(verb)).min() else { return false };
    let subject = &lower[..at];
    let content: Vec<&str> =
        query.words.iter().filter(|word| !word.stop).map(|word| word.text.as_str()).collect();
    !content.is_empty()
        && content.iter().all(|word| subject.contains(word))
        && subject.split_whitespace().count() <= content.len() + 3
}
