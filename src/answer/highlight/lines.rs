//! What each sentence of a passage is beside a sentence: an item, a row under a head, a term before its
//! text.

use std::ops::Range;

use super::telling::{WHOLE, alike};
use crate::{
    analysis::{Analyzer, sentence::marker_len},
    index::Alignment,
    query::{Query, written::words},
};

/// So many words, at most, are a label.
const LABEL_WORDS: usize = 5;

/// So many words, at most, are a term or a heading, and no sentence.
const TERM_WORDS: usize = 8;

/// A sentence of a passage as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line<'t> {
    /// Its number among the sentences of the passage.
    pub(super) at: usize,
    /// Where it stands in the text.
    pub(super) range: Range<usize>,
    pub(super) text: &'t str,
    /// Whether it stands behind the marker of a list.
    pub(super) is_item: bool,
    /// Whether it is a row of a table, be it the head.
    pub(super) is_row: bool,
    /// Whether it names the columns of a table, and says nothing itself.
    pub(super) is_head: bool,
    /// Of another row, what names its columns.
    pub(super) head: Option<&'t str>,
}

/// The sentences of `text` that are shown, which are in order, with what they are.
pub(super) fn lines<'t>(text: &'t str, sentences: &[Range<usize>]) -> Vec<Line<'t>> {
    let mut found: Vec<Line<'t>> = Vec::with_capacity(sentences.len());
    let mut head: Option<&str> = None;
    let has_rows = text.contains('|');
    // Where the line of the text begins that the last sentence stands on.
    let (mut start, mut seen) = (0, 0);
    for (at, range) in sentences.iter().enumerate() {
        let Some(sentence) = text.get(range.clone()).filter(|sentence| !sentence.is_empty()) else {
            continue;
        };
        let from = seen.min(range.start);
        start = text[from..range.start].rfind('\n').map_or(start, |at| from + at + 1);
        seen = range.start;
        let is_item = 0 < marker_len(text[start..].trim_start());
        let is_row = has_rows && is_row(text, range);
        let is_head = is_row && names_columns(text, range);
        if is_head || !is_row {
            head = None;
        }
        found.push(Line {
            at,
            range: range.clone(),
            text: sentence,
            is_item,
            is_row,
            is_head,
            head,
        });
        if is_head {
            head = Some(sentence);
        }
    }
    found
}

/// Whether what stands at `range` is a whole row of a table.
fn is_row(text: &str, range: &Range<usize>) -> bool {
    let is_edge = |one: char| matches!(one, '|' | ' ' | '\t' | '\r');
    let before = text[..range.start].trim_end_matches(is_edge);
    let behind = text[range.end..].trim_start_matches(is_edge);
    let row = &text[range.clone()];
    (row.contains('|')
        || before.len() < range.start && text[before.len()..range.start].contains('|'))
        && !row.contains('\n')
        && (before.is_empty() || before.ends_with('\n'))
        && (behind.is_empty() || behind.starts_with('\n'))
}

/// Whether the row at `range` names the columns of a table: under it is a line of dashes or, where a table
/// was made of what had none, a blank one and then rows.
fn names_columns(text: &str, range: &Range<usize>) -> bool {
    let behind = text[range.end..].trim_start_matches(['|', ' ', '\t', '\r']);
    let mut under = behind.strip_prefix('\n').unwrap_or_default().lines();
    let next = under.next().unwrap_or_default().trim();
    let is_rule = next.contains("--") && next.chars().all(|one| "|-: \t".contains(one));
    let row = &text[range.clone()];
    row.contains('|')
        && (is_rule || next.is_empty() && under.next().is_some_and(|row| row.contains(" | ")))
}

impl<'t> Line<'t> {
    /// What an item has before its colon or a row in its first cell.
    pub(super) fn label(&self) -> Option<&'t str> {
        let end = match (self.is_row, self.is_item) {
            (true, _) => '|',
            (false, true) => ':',
            (false, false) => return None,
        };
        let (label, rest) = self.text.split_once(end)?;
        (!rest.trim().is_empty() && label.split_whitespace().nth(LABEL_WORDS).is_none())
            .then_some(label)
    }

    /// Whether its label says something of what the question says, beside what is said above, and nothing else.
    pub(super) fn is_labelled_as_asked(
        &self,
        query: &Query,
        alignment: Option<&Alignment>,
        analyzers: &[Analyzer],
    ) -> bool {
        let Some(label) = self.label() else { return false };
        let above = |at: usize| {
            alignment.and_then(|one| one.over.get(at)).is_some_and(|over| WHOLE <= *over)
        };
        let mut says = false;
        for label in words(label) {
            let asked = query.words.iter().position(|word| alike(&word.text, &label, analyzers));
            match asked {
                Some(at) => says |= !query.words[at].stop && !above(at),
                None if analyzers.iter().any(|one| one.is_stop(&label)) => {}
                None => return false,
            }
        }
        says
    }

    /// Whether it is a term, or a heading, of which `next` is the text: a short paragraph without an end.
    pub(super) fn is_term_of(&self, next: &Line<'_>) -> bool {
        let is_end = |one: char| one.is_alphanumeric() || ":`*_)]>\"'".contains(one);
        // What blanks part are the cells of a row.
        let has_columns = self.text.contains("  ") || self.text.contains('\t');
        !(self.is_row || self.is_item || next.is_row || next.is_item || has_columns)
            && self.text.ends_with(is_end)
            && self.text.split_whitespace().nth(TERM_WORDS).is_none()
    }

    /// Whether it is a question in prose, and `next` what is said to it: "Switching to another provider? Tell them alone."
    pub(super) fn asks_before(&self, next: &Line<'_>) -> bool {
        self.is_prose_before(next) && self.asks() && !next.asks()
    }

    /// Whether it is one word in prose, which says little without `next`: "Yes.", "Save."
    pub(super) fn is_word_before(&self, next: &Line<'_>) -> bool {
        self.is_prose_before(next)
            && self.text.ends_with(['.', '!', ','])
            && self.text.split_whitespace().nth(1).is_none()
    }

    fn is_prose_before(&self, next: &Line<'_>) -> bool {
        !(self.is_row || self.is_item || next.is_row || next.is_item)
    }

    fn asks(&self) -> bool {
        let said = self.text.trim_end_matches(|one: char| !one.is_alphanumeric() && one != '?');
        said.ends_with('?')
    }
}
