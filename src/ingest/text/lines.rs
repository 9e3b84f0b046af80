//! A text as lines, each with what the other steps ask about it.

use std::ops::Range;

use super::marker;

/// Columns between tab stops, as terminals and editors have it.
pub(super) const TAB_COLUMNS: usize = 8;

/// One line of a text.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Its exact characters without the line break.
    pub(super) raw: &'a str,
    /// The same without white space at both ends, no-break spaces and form feeds included.
    pub(super) text: &'a str,
    /// Columns before the first character.
    pub(super) indent: usize,
    /// Why it is in no block, if so.
    pub(super) left_out: Option<&'static str>,
    /// Where the option or the command ends that it starts with, in bytes of its text, if it starts
    /// with one.
    pub(super) term: Option<usize>,
    /// How many stars it starts with as a line of an outline; 0 where it is none.
    pub(super) stars: usize,
    /// The number of the clause that it begins, if it does.
    pub(super) clause: Option<Box<[u32]>>,
}

impl Line<'_> {
    /// Whether it separates what stands around it.
    pub(super) fn is_gap(&self) -> bool {
        self.text.is_empty() || self.left_out.is_some()
    }

    /// Whether a list starts with it, whatever stands before.
    pub(super) fn starts_list(&self) -> bool {
        self.term.is_some() || marker::bullet(self.text).is_some()
    }
}

/// Splits `text` at its line breaks: `\n` and `\r\n`, or `\r` where there is no `\n` at all. So
/// the numbers are those that an editor shows.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let mut lines: Vec<Line<'_>> = text.split(end).map(line).collect();
    // What follows the last line break is no line.
    if lines.last().is_some_and(|last| last.raw.is_empty()) {
        lines.pop();
    }
    lines
}

fn line(raw: &str) -> Line<'_> {
    let raw = raw.strip_suffix('\r').unwrap_or(raw);
    let body = raw.trim_start();
    let mut indent = 0;
    for one in raw[..raw.len() - body.len()].chars() {
        match one {
            '\t' => indent += TAB_COLUMNS - indent % TAB_COLUMNS,
            '\u{c}' | '\u{b}' => {}
            _ => indent += 1,
        }
    }
    Line { raw, text: body.trim_end(), indent, left_out: None, term: None, stars: 0, clause: None }
}

/// The runs of lines without a gap, in order.
pub(super) fn chunks(lines: &[Line<'_>]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = None;
    for (at, line) in lines.iter().enumerate() {
        match (line.is_gap(), start) {
            (true, Some(first)) => {
                chunks.push(first..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    chunks.extend(start.map(|first| first..lines.len()));
    chunks
}

/// The same, cut before each line that begins a clause.
pub(super) fn clauses(lines: &[Line<'_>], chunks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut cut = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let mut start = chunk.start;
        let begins = |at: &usize| lines[*at].clause.is_some();
        for at in (chunk.start + 1..chunk.end).filter(begins) {
            cut.push(start..at);
            start = at;
        }
        cut.push(start..chunk.end);
    }
    cut
}

/// The text of lines as a person reads it: joined by blanks, every run of white space as one.
pub(super) fn joined<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for word in texts.into_iter().flat_map(str::split_whitespace) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// The width at which the text is wrapped, in characters; `None` where it is not.
///
/// That is what nineteen of twenty lines with a line right after them stay within.
pub(super) fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut widths: Vec<usize> = lines
        .windows(2)
        .filter(|pair| !pair[0].is_gap() && !pair[1].is_gap())
        .map(|pair| pair[0].indent + pair[0].text.chars().count())
        .collect();
    widths.sort_unstable();
    let width = *widths.get(widths.len() * 19 / 20)?;
    (40..=120).contains(&width).then_some(width)
}

/// Whether the break after `line` is only there because the first word of `next` did not fit.
pub(super) fn is_wrapped(line: &Line<'_>, next: &Line<'_>, width: Option<usize>) -> bool {
    // Titles are often wrapped a little earlier than the text around them.
    const SLACK: usize = 6;
    let word = next.text.split_whitespace().next().unwrap_or("").chars().count();
    width.is_some_and(|width| line.indent + line.text.chars().count() + 1 + word + SLACK > width)
}
