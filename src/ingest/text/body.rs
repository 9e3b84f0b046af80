//! What stands under a heading: paragraphs, list items, code.

use std::ops::Range;

use super::{
    lines::{Line, is_wrapped, joined},
    marker::{self, Bullet},
};
use crate::document::{Block, BlockKind, Lines};

/// The columns of `-x, ` before the long name of an option.
const SHORT_NAME_COLUMNS: usize = 4;

/// Reads the chunks of one section, in order, into blocks.
#[derive(Debug)]
pub(super) struct Body<'a, 'b> {
    lines: &'b [Line<'a>],
    /// The column at which running text usually starts; what stands deeper may be code.
    indent: usize,
    /// The width at which lines are wrapped, if they are.
    width: Option<usize>,
    /// The open list items, outermost first: the column of the marker, and its number if it is one.
    open: Vec<(usize, Option<u32>)>,
    /// The open clauses, outermost first: how many parts the number has, and the column of it.
    clauses: Vec<(usize, usize)>,
    /// The blocks read so far.
    pub(super) blocks: Vec<Block>,
}

impl<'a, 'b> Body<'a, 'b> {
    /// Nothing read yet.
    pub(super) fn new(lines: &'b [Line<'a>], indent: usize, width: Option<usize>) -> Body<'a, 'b> {
        Body { lines, indent, width, open: Vec::new(), clauses: Vec::new(), blocks: Vec::new() }
    }

    /// The blocks read so far; a new section starts with none.
    pub(super) fn take(&mut self) -> Vec<Block> {
        self.open.clear();
        self.clauses.clear();
        std::mem::take(&mut self.blocks)
    }

    /// Reads one chunk, of whose first line `skip` bytes (an answer's marker) are dropped.
    pub(super) fn read(&mut self, chunk: Range<usize>, skip: usize) {
        let mut start = chunk.start;
        let mut in_item = self.open_clause(start);
        let mut in_list = in_item;
        for at in chunk.clone().skip(usize::from(in_item)) {
            let bullet = self.bullet(at).filter(|bullet| {
                (chunk.start < at || skip == 0) && self.starts_item(&chunk, at, *bullet, in_list)
            });
            let ends = bullet.is_none() && in_item && start < at && self.ends_item(at, start);
            if bullet.is_none() && !ends {
                continue;
            }
            if start < at {
                self.push(start..at, in_item, if start == chunk.start { skip } else { 0 });
            }
            match bullet {
                Some(bullet) => self.open_item(at, bullet),
                None => {
                    let indent = self.lines[at].indent;
                    self.open.retain(|(column, _)| *column < indent);
                }
            }
            (start, in_item) = (at, bullet.is_some());
            in_list |= in_item;
        }
        self.push(start..chunk.end, in_item, if start == chunk.start { skip } else { 0 });
    }

    /// What the item starts with that may start on the line `at`.
    fn bullet(&self, at: usize) -> Option<Bullet> {
        let line = &self.lines[at];
        if line.term.is_some() {
            return Some(Bullet::Term);
        }
        if 0 < line.stars {
            return Some(Bullet::Sure('*'));
        }
        marker::bullet(line.text).map(|(bullet, _)| bullet)
    }

    /// Whether the line `at` is not of the item that starts on the line `start`: it stands further
    /// left, and not for want of care with the rest of a sentence.
    fn ends_item(&self, at: usize, start: usize) -> bool {
        let (line, item) = (&self.lines[at], &self.lines[start]);
        if item.term.is_some() {
            return line.indent <= item.indent;
        }
        line.indent < item.indent && !is_wrapped(&self.lines[at - 1], line, self.width)
    }

    /// Whether the line `at` starts an item, rather than being prose that happens to start so.
    fn starts_item(&self, chunk: &Range<usize>, at: usize, bullet: Bullet, in_list: bool) -> bool {
        if at == chunk.start {
            return true;
        }
        let above = self.lines[at - 1].text;
        // Changelogs name in brackets who did what is listed.
        let announced = above.ends_with(':') || (above.starts_with('[') && above.ends_with(']'));
        let again = || {
            let is_same = |other: usize| match marker::bullet(self.lines[other].text) {
                Some((Bullet::Number(number), _)) => {
                    bullet == Bullet::Number(number - number.min(1))
                }
                Some((other, _)) => other == bullet,
                None => false,
            };
            chunk.clone().filter(|other| at < *other).take(40).any(is_same)
        };
        match bullet {
            Bullet::Sure(_) | Bullet::Term => true,
            Bullet::Perhaps(_) => in_list || announced || again(),
            Bullet::Letter(_) => in_list || announced || bullet == Bullet::Letter('a'),
            Bullet::Number(1) => announced || again(),
            Bullet::Number(number) => {
                let before = Some(number - number.min(1));
                in_list
                    && self.open.iter().any(|(column, last)| {
                        *last == before && column.abs_diff(self.lines[at].indent) <= 1
                    })
            }
        }
    }

    /// Opens the item of the line `at`, closing those that do not hold it.
    fn open_item(&mut self, at: usize, bullet: Bullet) {
        let Line { indent, stars, .. } = self.lines[at];
        // The stars of an outline say how deep it stands.
        let indent = if 0 < stars { 2 * (stars - 1) } else { indent };
        // An option without a short name often stands where its name would, below others.
        let slack = if bullet == Bullet::Term { SHORT_NAME_COLUMNS } else { 1 };
        while self.open.last().is_some_and(|(column, _)| indent <= *column + slack) {
            self.open.pop();
        }
        let number = if let Bullet::Number(number) = bullet { Some(number) } else { None };
        self.open.push((indent, number));
    }

    /// Opens the clause of the line `at`, closing those that do not hold it; whether there is one.
    fn open_clause(&mut self, at: usize) -> bool {
        let Some(number) = &self.lines[at].clause else { return false };
        self.open.clear();
        while self.clauses.pop_if(|(parts, _)| number.len() <= *parts).is_some() {}
        self.clauses.push((number.len(), self.lines[at].indent));
        true
    }

    fn push(&mut self, range: Range<usize>, is_item: bool, skip: usize) {
        if is_item {
            let around = self.clauses.len() + self.open.len();
            let depth = u8::try_from(around.saturating_sub(1)).unwrap_or(u8::MAX);
            self.blocks.push(self.block(BlockKind::Item { depth }, range, skip));
            return;
        }
        let item = self.open.last().map(|(column, _)| *column);
        let is_item = |last: &Block| matches!(last.kind, BlockKind::Item { .. });
        let clause = self.clauses.last().map(|(_, column)| *column);
        let clause = clause.filter(|_| self.blocks.last().is_some_and(is_item));
        if item.or(clause).is_some_and(|column| column + 1 < self.lines[range.start].indent) {
            return self.continue_item(range);
        }
        self.open.clear();
        let kind = if self.is_code(&range) { BlockKind::Code } else { BlockKind::Paragraph };
        self.blocks.push(self.block(kind, range, skip));
    }

    /// Adds a chunk that is indented below its item to it.
    fn continue_item(&mut self, range: Range<usize>) {
        let more = self.block(BlockKind::Paragraph, range, 0);
        let Some(item) = self.blocks.last_mut() else { return self.blocks.push(more) };
        let mut plain = std::mem::take(&mut item.plain);
        if plain.is_empty() {
            plain.clone_from(&item.text);
        }
        plain.push('\n');
        plain.push_str(more.plain());
        item.text.push_str(if item.lines.last + 1 == more.lines.first { "\n" } else { "\n\n" });
        item.text.push_str(&more.text);
        item.plain = if plain == item.text { String::new() } else { plain };
        item.lines = item.lines.join(more.lines);
    }

    fn block(&self, kind: BlockKind, range: Range<usize>, skip: usize) -> Block {
        let text = verbatim(self.lines, range.clone(), skip);
        let plain = match kind {
            BlockKind::Code => text.clone(),
            BlockKind::Item { .. } => self.item(range.clone(), &text),
            _ => joined([text.as_str()]),
        };
        let plain = if plain == text { String::new() } else { plain };
        Block { kind, lines: line_numbers(range), text, plain }
    }

    /// An item as a person reads it: without its marker, and a term apart from what it means.
    fn item(&self, range: Range<usize>, text: &str) -> String {
        let first = &self.lines[range.start];
        if let Some(end) = first.term {
            let (term, rest) = first.text.split_at(end);
            let below = self.lines[range.start + 1..range.end].iter().map(|line| line.text);
            let meant = joined(std::iter::once(rest).chain(below));
            let term = joined([term]);
            return if meant.is_empty() { term } else { format!("{term}\n{meant}") };
        }
        let words = joined([text]);
        if 0 < first.stars {
            return words.trim_start_matches(['*', ' ']).to_owned();
        }
        marker::bullet(&words).map_or(words.as_str(), |(_, rest)| rest).to_owned()
    }

    /// Whether a chunk is code: deeper than the running text, and not a sentence.
    fn is_code(&self, range: &Range<usize>) -> bool {
        let lines = &self.lines[range.clone()];
        lines.iter().all(|line| self.indent < line.indent) && !is_prose(lines)
    }
}

/// Whether a chunk reads as sentences: starts with a letter, ends like a sentence, has its words.
pub(super) fn is_prose(lines: &[Line<'_>]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    let words: usize = lines.iter().map(|line| line.text.split_whitespace().count()).sum();
    first.text.starts_with(|one: char| one.is_alphabetic() || "\"'“‘(".contains(one))
        && last.text.ends_with(['.', '!', '?', ':', ')', '”', '"', '。', '！', '？'])
        && 5 <= words
}

/// The exact characters of the lines in `range`, without `skip` bytes of the first one's text, and
/// without blank ends.
pub(super) fn verbatim(lines: &[Line<'_>], range: Range<usize>, skip: usize) -> String {
    let mut text = String::new();
    for (at, line) in lines[range].iter().enumerate() {
        if 0 < at {
            text.push('\n');
        }
        text.push_str(if at == 0 && 0 < skip { &line.text[skip..] } else { line.raw });
    }
    // An answer's marker may have stood alone on its line.
    let blank = if 0 < skip { text.len() - text.trim_start_matches('\n').len() } else { 0 };
    text.trim_end()[blank..].to_owned()
}

/// The 1-based numbers of the lines with the indexes `range`, which is not empty.
pub(super) fn line_numbers(range: Range<usize>) -> Lines {
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Lines::new(number(range.start + 1), number(range.end))
}
