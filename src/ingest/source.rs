//! A text with its lines: which line a byte stands on, and which lines are in no block.

use std::{cell::Cell, ops::Range};

use memchr::memchr_iter;

use crate::document::{Block, LeftOut, Lines};

/// So many lines behind the last one are looked at before all are.
const NEAR_LINES: usize = 8;

/// How much of a text is told where its lines do not tell which it is, in characters.
const TOLD_CHARS: usize = 60;

/// A text with its lines.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    /// The byte at which each line starts.
    starts: Vec<usize>,
    /// For a text that was taken out of a file: which line of that what follows a byte is from.
    origins: &'t [(usize, u32)],
    /// The line, from 0, that was asked for last: most are asked for in their order.
    last: Cell<usize>,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Source<'t> {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        Source { text, starts, origins: &[], last: Cell::new(0) }
    }

    /// A text that was taken out of a file; `origins` says from which byte on it is of which line
    /// of the file, ascending.
    pub(super) fn extracted(text: &'t str, origins: &'t [(usize, u32)]) -> Source<'t> {
        Source { origins, ..Source::new(text) }
    }

    /// The lines of the file that `lines` of an extracted text are from.
    pub(super) fn origin(&self, lines: Lines) -> Lines {
        let range = self.trimmed(&(self.range(lines.first).start..self.range(lines.last).end));
        let of = |at: usize| {
            let before = self.origins.partition_point(|(byte, _)| *byte <= at);
            before.checked_sub(1).and_then(|last| self.origins.get(last)).map_or(1, |it| it.1)
        };
        let first = of(range.start);
        // Of a table's row the cells may come in another order than the lines.
        Lines::new(first, of(range.end.saturating_sub(1)).max(first))
    }

    /// The line, from 1, that the byte `at` stands on.
    pub(super) fn number(&self, at: usize) -> u32 {
        let last = self.last.get();
        // 0 where it stands before that one.
        let near = self.starts[last..].iter().take(NEAR_LINES).position(|start| at < *start);
        let number = match near {
            Some(lines @ 1..) => last + lines,
            _ => self.starts.partition_point(|start| *start <= at),
        };
        self.last.set(number.saturating_sub(1));
        u32::try_from(number).unwrap_or(u32::MAX)
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// The lines of `range` without the blanks around it.
    pub(super) fn lines(&self, range: &Range<usize>) -> Lines {
        let range = self.trimmed(range);
        Lines::new(self.number(range.start), self.number(range.end.saturating_sub(1)))
    }

    pub(super) fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        // Where a piece was cut behind what is not read as written (code with a line break in it),
        // the place may be off by some bytes, and so amid a character.
        let border = |at: usize| {
            let mut at = at.min(self.text.len());
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (border(range.start), border(range.end));
        let text = self.text.get(start..end).unwrap_or_default();
        let start = start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    }

    /// The line `number`, from 1, with its line break.
    pub(super) fn line(&self, number: u32) -> &'t str {
        let at = number.saturating_sub(1) as usize;
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        &self.text[start..self.starts.get(at + 1).copied().unwrap_or(self.text.len())]
    }

    /// The bytes of the line `number`, from 1, with its line break.
    pub(super) fn range(&self, number: u32) -> Range<usize> {
        let at = number.saturating_sub(1) as usize;
        let end = self.text.len();
        let start = self.starts.get(at).copied().unwrap_or(end);
        start..self.starts.get(at + 1).copied().unwrap_or(end)
    }

    /// The lines `lines` as they are, without the last line break.
    pub(super) fn whole(&self, lines: Lines) -> &'t str {
        let start = self.starts.get(lines.first.saturating_sub(1) as usize).copied();
        let end = self.starts.get(lines.last as usize).copied().unwrap_or(self.text.len());
        let text = &self.text[start.unwrap_or(end)..end];
        text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text))
    }

    /// The lines that are neither blank nor in `blocks`, each with the first of `reasons` that
    /// names it, else with what `otherwise` says of the trimmed line; those with one reason and no
    /// text between them are one range.
    pub(super) fn left_out(
        &self,
        blocks: &[Block],
        reasons: &[(Lines, &str)],
        otherwise: impl Fn(&str) -> &'static str,
    ) -> Vec<LeftOut> {
        let mut covered = vec![false; self.starts.len() + 1];
        let count = self.starts.len();
        let within = |lines: &Lines| lines.first as usize..=(lines.last as usize).min(count);
        for block in blocks {
            for slot in within(&block.lines) {
                covered[slot] = true;
            }
        }
        // Of two reasons the first holds: front matter over a rule in it.
        let mut known: Vec<Option<&str>> = vec![None; covered.len()];
        for (lines, reason) in reasons {
            for slot in within(lines) {
                known[slot].get_or_insert(reason);
            }
        }
        let mut out: Vec<LeftOut> = Vec::new();
        let mut text_since = true;
        for number in 1..covered.len() {
            let line_number = u32::try_from(number).unwrap_or(u32::MAX);
            if covered[number] {
                text_since = true;
                continue;
            }
            let line = self.line(line_number).trim();
            if line.is_empty() {
                continue;
            }
            let reason = known[number].unwrap_or_else(|| otherwise(line));
            let lines = Lines::new(line_number, line_number);
            match out.last_mut().filter(|last| !text_since && last.reason == reason) {
                Some(last) => last.lines = last.lines.join(lines),
                None => out.push(LeftOut { lines, reason: reason.to_owned() }),
            }
            text_since = false;
        }
        out
    }
}

/// Why `text` is left out, which is `reason`, with the start of it.
pub(super) fn told(reason: &str, text: &str) -> String {
    // As many words are enough, and a text may be long.
    let words: Vec<&str> = text.split_whitespace().take(TOLD_CHARS).collect();
    let text = words.join(" ");
    let start: String = text.chars().take(TOLD_CHARS).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{reason}: {start}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_is_on_its_line_in_whatever_order_is_asked() {
        let text = "a\n\nbc\n".repeat(20);
        let source = Source::new(&text);
        let counted = |at: usize| 1 + text[..at].matches('\n').count() as u32;
        // Forwards, backwards, and by leaps that are longer than what is near.
        let leaps = (0..=text.len()).map(|at| at * 37 % (text.len() + 1));
        for at in (0..=text.len()).chain((0..=text.len()).rev()).chain(leaps) {
            assert_eq!(source.number(at), counted(at), "{at}");
        }
    }
}
