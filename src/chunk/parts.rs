//! Blocks joined to passages, and long ones cut to a readable length.

use unicode_segmentation::UnicodeSegmentation;

use crate::{
    document::{Block, BlockKind, Lines, words},
    settings::{MAX_PASSAGE_WORDS, MIN_PASSAGE_WORDS},
};

/// The most words of a sentence that is kept whole; what is longer is no sentence.
const MAX_SENTENCE_WORDS: usize = 4 * MAX_PASSAGE_WORDS;

/// The most bytes of a piece, for text without words: about 16 a word.
const MAX_PIECE_BYTES: usize = 16 * MAX_PASSAGE_WORDS;

/// The text of a passage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) text: String,
    /// Empty where it is the same as `text`.
    pub(super) plain: String,
    pub(super) lines: Lines,
    /// From which of its lines on, from 0, it stands on which lines of the file; as those of a
    /// [`Passage`](crate::passage::Passage), the first with the rest.
    pub(super) runs: Vec<(u32, u32)>,
}

/// The `runs` of a part as a passage keeps them whose first line is `line`.
pub(super) fn runs_from(runs: Vec<(u32, u32)>, line: u32) -> Vec<(u32, u32)> {
    if runs == [(0, line)] { Vec::new() } else { runs }
}

/// Blocks as one part: with the line breaks between them, and one blank line where there are any.
/// `blocks` is not empty.
pub(super) fn whole(blocks: &[Block]) -> Part {
    let pieces: Vec<Piece<'_>> = blocks.iter().map(|block| Piece::of(block, 0)).collect();
    join(&pieces)
}

/// Blocks of so many words each, `counts`, in parts of [`MIN_PASSAGE_WORDS`] to [`MAX_PASSAGE_WORDS`] words, of
/// about equal length, cut between blocks. Only a block that is longer by itself is cut within, at
/// the ends of sentences, or of lines if it is code or a table.
pub(super) fn cut(blocks: &[Block], counts: &[usize]) -> Vec<Part> {
    let count: usize = counts.iter().sum();
    let size: usize = blocks.iter().map(|block| block.text.len()).sum();
    if count <= MAX_PASSAGE_WORDS && size <= 2 * MAX_PIECE_BYTES {
        return if blocks.is_empty() { Vec::new() } else { vec![whole(blocks)] };
    }
    let counted = blocks.iter().zip(counts);
    let pieces: Vec<Piece<'_>> = counted.flat_map(|(block, words)| pieces(block, *words)).collect();
    let target = count.div_ceil(count.div_ceil(MAX_PASSAGE_WORDS).max(1));
    let mut groups: Vec<Vec<Piece<'_>>> = Vec::new();
    let mut group: Vec<Piece<'_>> = Vec::new();
    let mut size = Size::default();
    for piece in pieces {
        if size.is_full(&piece, target) && !group.is_empty() {
            let lead = lead_in(&mut group, &piece);
            groups.push(std::mem::take(&mut group));
            size = Size::default();
            group.extend(lead.inspect(|lead| size.add(lead)));
        }
        size.add(&piece);
        group.push(piece);
    }
    join_short_end(&mut groups, group);
    groups.iter().map(|group| join(group)).collect()
}

/// How much a part holds so far.
#[derive(Debug, Default)]
struct Size {
    words: usize,
    bytes: usize,
}

impl Size {
    fn add(&mut self, piece: &Piece<'_>) {
        self.words += piece.words;
        self.bytes += piece.text.len();
    }

    /// Whether `piece` belongs into the next part.
    fn is_full(&self, piece: &Piece<'_>, target: usize) -> bool {
        let too_much = MAX_PASSAGE_WORDS < self.words + piece.words
            || 2 * MAX_PIECE_BYTES < self.bytes + piece.text.len();
        too_much || (target <= self.words && MIN_PASSAGE_WORDS <= self.words)
    }
}

/// Takes the line that leads into `next` ("These are the steps:") from the end of `group`.
fn lead_in<'a>(group: &mut Vec<Piece<'a>>, next: &Piece<'a>) -> Option<Piece<'a>> {
    let last = group.last()?;
    let leads = 1 < group.len() && next.is_listed && !last.is_listed && last.text.ends_with(':');
    if leads { group.pop() } else { None }
}

/// Adds the last group, to the one before it if it is too short to stand alone.
fn join_short_end<'a>(groups: &mut Vec<Vec<Piece<'a>>>, last: Vec<Piece<'a>>) {
    let count = |group: &[Piece<'_>]| group.iter().map(|piece| piece.words).sum::<usize>();
    match groups.last_mut() {
        Some(before)
            if count(&last) < MIN_PASSAGE_WORDS
                && count(before) + count(&last) < MAX_PASSAGE_WORDS + MIN_PASSAGE_WORDS =>
        {
            before.extend(last);
        }
        _ if last.is_empty() => {}
        _ => groups.push(last),
    }
}

/// A block, or a stretch of one that is too long.
#[derive(Debug, Clone)]
struct Piece<'a> {
    text: &'a str,
    /// `None` for a stretch: then it is the text with its white space as blanks.
    plain: Option<&'a str>,
    lines: Lines,
    words: usize,
    /// Whether it is an item or a row.
    is_listed: bool,
    /// Whether the piece before it is of the same block.
    goes_on: bool,
}

impl<'a> Piece<'a> {
    /// The block as a whole, which has that many `words`.
    fn of(block: &'a Block, words: usize) -> Piece<'a> {
        Piece {
            text: &block.text,
            plain: Some(block.plain()),
            lines: block.lines,
            words,
            is_listed: matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. }),
            goes_on: false,
        }
    }
}

/// A block of `count` words as pieces that each fit into a passage.
fn pieces(block: &Block, count: usize) -> Vec<Piece<'_>> {
    let piece = Piece::of(block, count);
    if piece.words <= MAX_PASSAGE_WORDS && block.text.len() <= 2 * MAX_PIECE_BYTES {
        return vec![piece];
    }
    let by_lines = matches!(block.kind, BlockKind::Code | BlockKind::Row { .. });
    let mut pieces = Vec::new();
    let mut line = block.lines.first;
    for text in stretches(&block.text, by_lines) {
        let breaks = text.bytes().filter(|one| *one == b'\n').count();
        let last = (line + u32::try_from(breaks).unwrap_or(u32::MAX)).min(block.lines.last);
        let end = if text.ends_with('\n') { last.saturating_sub(1) } else { last };
        pieces.push(Piece {
            text,
            plain: None,
            lines: Lines::new(line, end),
            words: words(text),
            goes_on: !pieces.is_empty(),
            ..piece
        });
        line = last;
    }
    pieces
}

/// `text` as runs of whole sentences, or lines, of at most [`MAX_PASSAGE_WORDS`] words, in order
/// and without a gap. A single sentence may be longer, up to [`MAX_SENTENCE_WORDS`].
fn stretches(text: &str, by_lines: bool) -> Vec<&str> {
    let units: Vec<&str> = if by_lines {
        text.split_inclusive('\n').collect()
    } else {
        text.split_sentence_bounds().collect()
    };
    let mut stretches = Vec::new();
    let (mut start, mut end, mut count) = (0, 0, 0);
    for unit in units.into_iter().flat_map(bounded) {
        let words = words(unit);
        let is_long =
            MAX_PASSAGE_WORDS < count + words || 2 * MAX_PIECE_BYTES < end - start + unit.len();
        if is_long && start < end {
            stretches.push(&text[start..end]);
            (start, count) = (end, 0);
        }
        end += unit.len();
        count += words;
    }
    stretches.push(&text[start..end]);
    stretches.retain(|stretch| !stretch.trim().is_empty());
    stretches
}

/// A sentence as it is, or in pieces of [`MAX_PIECE_BYTES`] at most, cut after a blank if there is
/// one, where it is too long to be one.
fn bounded(sentence: &str) -> Vec<&str> {
    if sentence.len() <= 2 * MAX_PIECE_BYTES && words(sentence) <= MAX_SENTENCE_WORDS {
        return vec![sentence];
    }
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while MAX_PIECE_BYTES < rest.len() {
        let most = (0..=MAX_PIECE_BYTES).rev().find(|at| rest.is_char_boundary(*at));
        let most = most.unwrap_or(MAX_PIECE_BYTES);
        let blank = rest[..most].char_indices().rev().find(|(_, one)| one.is_whitespace());
        let end = blank.map_or(most, |(at, one)| at + one.len_utf8());
        let (piece, tail) = rest.split_at(end);
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// Adds to `runs` where the lines of `piece` stand, which has `before` lines of the text before it. What was extracted is
/// not broken as the file is: all that is known is where it begins.
fn add_runs(runs: &mut Vec<(u32, u32)>, before: u32, piece: &Piece<'_>) {
    let stands = piece.lines.first;
    let follows = |(line, start): &(u32, u32)| stands.checked_sub(*start) == Some(before - line);
    if !runs.last().is_some_and(follows) {
        runs.push((before, stands));
    }
}

/// Joins pieces that follow each other. `pieces` is not empty.
fn join(pieces: &[Piece<'_>]) -> Part {
    let of = |length: fn(&Piece<'_>) -> usize| pieces.iter().map(|one| length(one) + 2).sum();
    let mut part = Part {
        text: String::with_capacity(of(|one| one.text.len())),
        plain: String::with_capacity(of(|one| one.plain.unwrap_or(one.text).len())),
        lines: Lines::new(0, 0),
        runs: Vec::new(),
    };
    // How many lines the text has before the piece.
    let mut before = 0;
    for (at, piece) in pieces.iter().enumerate() {
        let gap = match at {
            0 => "",
            _ if piece.goes_on => "",
            _ if piece.lines.first <= part.lines.last + 1 => "\n",
            // Extracted text may bring its blank line along.
            _ if part.text.ends_with('\n') => "\n",
            _ => "\n\n",
        };
        part.lines = if at == 0 { piece.lines } else { part.lines.join(piece.lines) };
        part.text.push_str(gap);
        before += breaks(gap);
        add_runs(&mut part.runs, before, piece);
        part.text.push_str(piece.text);
        before += breaks(piece.text);
        if 0 < at {
            // A blank line, so that no sentence goes over the border of a block.
            part.plain.push_str(if piece.goes_on { " " } else { "\n\n" });
        }
        match piece.plain {
            Some(plain) => part.plain.push_str(plain),
            None => {
                part.plain.push_str(&piece.text.split_whitespace().collect::<Vec<_>>().join(" "))
            }
        }
    }
    let kept = part.text.trim_end().len();
    part.text.truncate(kept);
    if part.plain == part.text {
        part.plain = String::new();
    }
    part
}
