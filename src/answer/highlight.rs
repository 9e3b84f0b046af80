//! Which sentences of a passage answer most directly.

use std::ops::Range;

use crate::{
    analysis::{Analyzer, sentence::{marker_len, sentences}, term_hash},
    query::{Query, QuestionKind, Word},
};

/// What the first sentence of a passage has before the others, beside an overlap of 0 to 1.
const FIRST_BONUS: f32 = 0.05;

/// What a sentence of the form that is asked for has before the others: a figure for "how many", a
/// definition for "what is".
const FORM_BONUS: f32 = 0.25;

/// A passage is not cut into more sentences than this; what follows is not marked.
const MAX_SENTENCES: usize = 400;

/// The byte ranges of `text` that answer `query` most directly: on character boundaries, in order,
/// apart; empty for a blank text.
///
/// A sentence is worth the share of the question's mass that it has, a little for standing first,
/// and more for having the form of what is asked. The best one is marked; of a list that is asked
/// for, all of it.
pub fn highlight(query: &Query, analyzers: &[Analyzer], text: &str) -> Vec<Range<usize>> {
    let mut found = sentences(text);
    found.truncate(MAX_SENTENCES);
    if found.len() <= 1 {
        return found;
    }
    if let Some(list) = whole_list(query.kind, text, &found) {
        return list;
    }
    let mass = query.mass().max(f32::MIN_POSITIVE);
    let mut best: Option<(f32, usize)> = None;
    for (at, range) in found.iter().enumerate() {
        let sentence = &text[range.clone()];
        let mut score = overlap(query, analyzers, sentence) / mass;
        if at == 0 {
            score += FIRST_BONUS;
        }
        if has_form(query, sentence) {
            score += FORM_BONUS;
        }
        // The first of equals: earlier sentences say what later ones spell out.
        if best.is_none_or(|(other, _)| other < score) {
            best = Some((score, at));
        }
    }
    best.map(|(_, at)| vec![found[at].clone()]).unwrap_or_default()
}

/// The mass of the question's words that `sentence` has.
fn overlap(query: &Query, analyzers: &[Analyzer], sentence: &str) -> f32 {
    let mut present = vec![false; query.terms.len()];
    for analyzer in analyzers {
        for token in analyzer.tokens(sentence) {
            let hash = term_hash(&token.term);
            for (at, term) in query.terms.iter().enumerate() {
                present[at] |= term.hash == hash;
            }
        }
    }
    let held = |word: &Word| {
        word.readings
            .iter()
            .map(|reading| {
                let there = reading.terms.iter().filter(|term| present[**term]).count();
                reading.weight * there as f32 / reading.terms.len().max(1) as f32
            })
            .fold(0.0, f32::max)
    };
    query.words.iter().map(|word| word.mass * held(word)).sum()
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
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        0 < marker_len(text[line..].trim_start())
    };
    let items: Vec<Range<usize>> = sentences.iter().filter(is_item).cloned().collect();
    (3 <= items.len() && sentences.len() <= 2 * items.len()).then_some(items)
}

/// Whether `sentence` has the form of what is asked for.
fn has_form(query: &Query, sentence: &str) -> bool {
    match query.kind {
        QuestionKind::HowMuch | QuestionKind::HowMany | QuestionKind::HowLong => {
            sentence.chars().any(|one| one.is_ascii_digit())
        }
        QuestionKind::When => has_year_or_time(sentence),
        QuestionKind::Definition => defines(query, sentence),
        _ => false,
    }
}

/// Whether `sentence` has a number of four digits or a number at all beside a unit of time.
fn has_year_or_time(sentence: &str) -> bool {
    sentence.split(|one: char| !one.is_alphanumeric()).any(|word| {
        word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(
                word.to_lowercase().as_str(),
                "january" | "february" | "march" | "april" | "june" | "july" | "august"
                    | "september" | "october" | "november" | "december" | "monday" | "tuesday"
                    | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" | "century"
            )
    })
}

/// Whether `sentence` starts by saying what the question's content words are: `X is …`.
fn defines(query: &Query, sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let Some(at) = [" is ", " are ", " means ", " refers to ", " stands for "]
        .iter()
        .filter_map(|verb| lower.find(verb))
        .min()
    else {
        return false;
    };
    let subject = &lower[..at];
    let content: Vec<&str> =
        query.words.iter().filter(|word| !word.stop).map(|word| word.text.as_str()).collect();
    !content.is_empty()
        && content.iter().all(|word| subject.contains(word))
        && subject.split_whitespace().count() <= content.len() + 3
}
