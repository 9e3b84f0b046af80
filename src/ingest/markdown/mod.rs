//! Markdown as blocks: headings, paragraphs, items, rows and code, with the questions among them.
//!
//! Three steps: the parser's events become pieces (`events`, `html`), the questions among those are
//! found (`faq`), and the pieces become blocks. Whatever line is in no block after that is left out, with
//! the best reason known.

use std::ops::Range;

use crate::{
    document::{Block, BlockKind, Document, LeftOut, Lines},
    ingest::question,
};

use self::piece::{Piece, PieceKind};

mod piece;
mod front;
mod events;
mod html;
mod tags;
mod contents;
mod faq;
#[cfg(test)]
mod tests;

/// Reads `text`, the content of the Markdown file `path`: CommonMark with tables, footnotes, task
/// lists, HTML and front matter.
///
/// Blocks come in the order of the file. Every line that is not blank is in the lines of a block
/// or left out; a question and its answer on one line are two blocks with that line.
///
/// # Cost
///
/// Grows with the length of `text` for what people write; see [`read`](super::read) for the rest.
pub fn parse(path: &str, text: &str) -> Document {
    let front = front::read(text);
    let mut pieces = events::pieces(text, front.end);
    contents::leave_out(&mut pieces);
    let first = pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Heading(_)));
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_faq = faq::is_faq(file)
        || front.title.as_deref().is_some_and(faq::is_faq)
        || first.is_some_and(|heading| faq::is_faq(&heading.plain));
    let pieces = faq::find(pieces, is_faq);

    let source = Source::new(text);
    let blocks = blocks(&source, &pieces);
    let mut reasons: Vec<(Lines, &str)> = pieces
        .iter()
        .filter_map(|piece| match piece.kind {
            PieceKind::LeftOut(reason) => Some((source.lines(&piece.range), reason)),
            _ => is_picture(piece).then(|| (source.lines(&piece.range), "picture")),
        })
        .collect();
    if 0 < front.end {
        reasons.insert(0, (source.lines(&(0..front.end)), "front matter"));
    }
    let left_out = left_out(&source, &blocks, &reasons);
    Document {
        path: path.to_owned(),
        title: front.title,
        metadata: front.metadata,
        blocks,
        left_out,
    }
}

/// A text with its lines.
struct Source<'t> {
    text: &'t str,
    /// The byte at which each line starts.
    starts: Vec<usize>,
}

impl<'t> Source<'t> {
    fn new(text: &'t str) -> Source<'t> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Source { text, starts: std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect() }
    }

    /// The lines of `range` without the blanks around it.
    fn lines(&self, range: &Range<usize>) -> Lines {
        let range = self.trimmed(range);
        let number = |at: usize| {
            u32::try_from(self.starts.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
        };
        Lines::new(number(range.start), number(range.end.saturating_sub(1)))
    }

    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        // Where a piece was cut behind what is not read as written (code with a line break in it),
        // the place may be off by some bytes, and so amid a character.
        let border = |mut at: usize| {
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
    fn line(&self, number: u32) -> &'t str {
        let at = number.saturating_sub(1) as usize;
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        &self.text[start..self.starts.get(at + 1).copied().unwrap_or(self.text.len())]
    }

    /// The lines `lines` as they are, without the last line break.
    fn whole(&self, lines: Lines) -> &'t str {
        let start = self.starts.get(lines.first.saturating_sub(1) as usize).copied();
        let end = self.starts.get(lines.last as usize).copied().unwrap_or(self.text.len());
        let text = &self.text[start.unwrap_or(end)..end];
        text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text))
    }
}

/// Makes blocks of `pieces`. What belongs to one item and stands together is one block.
fn blocks(source: &Source<'_>, pieces: &[Piece]) -> Vec<Block> {
    let mut runs: Vec<Vec<&Piece>> = Vec::new();
    for piece in pieces {
        let is_text =
            !matches!(piece.kind, PieceKind::LeftOut(_)) && !piece.plain.trim().is_empty();
        if !is_text || is_picture(piece) {
            continue;
        }
        match runs.last_mut().filter(|run| piece.item.is_some() && run[0].item == piece.item) {
            Some(run) => run.push(piece),
            None => runs.push(vec![piece]),
        }
    }
    let spans: Vec<Lines> = runs
        .iter()
        .map(|run| run.iter().map(|one| source.lines(&one.range)).reduce(Lines::join))
        .map(|lines| lines.unwrap_or(Lines::new(1, 1)))
        .collect();
    let mut level = 0;
    let mut blocks = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let lines = spans[at];
        let shares = |other: Option<&Lines>| {
            other.is_some_and(|other| other.first <= lines.last && lines.first <= other.last)
        };
        let before = at.checked_sub(1).and_then(|before| spans.get(before));
        let cut = run.iter().any(|piece| piece.cut) || shares(before) || shares(spans.get(at + 1));
        let text = if cut {
            let start = run.first().map_or(0, |piece| piece.range.start);
            let end = run.last().map_or(start, |piece| piece.range.end);
            &source.text[source.trimmed(&(start..end))]
        } else {
            source.whole(lines)
        };
        blocks.push(block(run, &mut level, lines, text));
    }
    blocks
}

/// One block of `run`, which is not empty. `level` is that of the last heading of the file.
fn block(run: &[&Piece], level: &mut u8, lines: Lines, text: &str) -> Block {
    let joined: Vec<&str> = run.iter().map(|piece| piece.plain.trim()).collect();
    let mut plain = joined.join("\n");
    let kind = match &run[0].kind {
        PieceKind::Heading(own) | PieceKind::Question(own) => {
            *level = *own;
            plain = question::title(&plain);
            BlockKind::Heading { level: *own, entry: matches!(run[0].kind, PieceKind::Question(_)) }
        }
        PieceKind::Entry => {
            plain = question::title(&plain);
            BlockKind::Heading { level: level.saturating_add(1), entry: true }
        }
        PieceKind::Row(header) => BlockKind::Row { header: header.clone() },
        _ if run[0].item.is_some() => {
            BlockKind::Item { depth: run[0].item.map_or(0, |item| item.depth) }
        }
        PieceKind::Code => BlockKind::Code,
        _ => BlockKind::Paragraph,
    };
    if plain == text {
        plain.clear();
    }
    Block { kind, lines, text: text.to_owned(), plain }
}

/// Whether `piece` is nothing but pictures, whose words are for those who cannot see them.
fn is_picture(piece: &Piece) -> bool {
    piece.kind == PieceKind::Paragraph && piece.is_wholly(piece.images.iter().cloned())
}

/// The lines that are neither blank nor in `blocks`; those with one reason and
/// no text between them are one range.
fn left_out(source: &Source<'_>, blocks: &[Block], reasons: &[(Lines, &str)]) -> Vec<LeftOut> {
    let mut covered = vec![false; source.starts.len() + 1];
    for block in blocks {
        covered[block.lines.first as usize..=block.lines.last as usize].fill(true);
    }
    // Of two reasons the first holds: front matter over a rule in it.
    let mut known: Vec<Option<&str>> = vec![None; covered.len()];
    for (lines, reason) in reasons {
        for slot in &mut known[lines.first as usize..=lines.last as usize] {
            slot.get_or_insert(reason);
        }
    }
    let mut out: Vec<LeftOut> = Vec::new();
    let mut text_since = true;
    for number in 1..covered.len() {
        let line_number = u32::try_from(number).unwrap_or(u32::MAX);
        let line = source.line(line_number).trim();
        text_since |= covered[number];
        if line.is_empty() || covered[number] {
            continue;
        }
        let reason = known[number].unwrap_or_else(|| reason(line));
        let lines = Lines::new(line_number, line_number);
        match out.last_mut().filter(|last| !text_since && last.reason == reason) {
            Some(last) => last.lines = last.lines.join(lines),
            None => out.push(LeftOut { lines, reason: reason.to_owned() }),
        }
        text_since = false;
    }
    out
}

/// Why `line`, trimmed, gave no text.
fn reason(line: &str) -> &'static str {
    let bare = line.trim_start_matches(['>', ' ', '\t']);
    let only = |marks: &[char]| bare.chars().all(|c| marks.contains(&c));
    if bare.is_empty() || bare.starts_with("[!") && bare.ends_with(']') && !bare.contains("](") {
        "quote mark"
    } else if bare.starts_with('[') && bare.contains("]:") {
        "link reference"
    } else if bare.starts_with("![") || bare.starts_with("[![") {
        "picture"
    } else if bare.starts_with('<') || bare.ends_with('>') {
        "HTML tag"
    } else if only(&['#', ' ']) {
        "empty heading"
    } else if only(&['|', '-', ':', ' ']) && bare.contains('|') {
        "table header, kept with its rows"
    } else if only(&['-', '*', '+', ' '])
        || bare.trim_end_matches(['.', ')']).bytes().all(|b| b.is_ascii_digit())
    {
        "empty list item"
    } else if only(&['`', '~', ' ']) {
        "empty code block"
    } else {
        "no text"
    }
}
