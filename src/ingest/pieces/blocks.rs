//! From pieces to blocks.

use super::{Piece, PieceKind};
use crate::{
    document::{Block, BlockKind, Lines},
    ingest::{question, source::Source},
};

/// The blocks of `pieces`, and what of these is left out, with its reason. What belongs to one item
/// and stands together is one block.
pub(in crate::ingest) fn blocks(
    source: &Source<'_>,
    mut pieces: Vec<Piece>,
) -> (Vec<Block>, Vec<(Lines, &'static str)>) {
    let mut shown: Vec<usize> = Vec::with_capacity(pieces.len());
    let mut reasons = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if let PieceKind::LeftOut(reason) = piece.kind {
            reasons.push((source.lines(&piece.range), reason));
        } else if is_picture(piece) {
            reasons.push((source.lines(&piece.range), "picture"));
        } else if !piece.plain.trim().is_empty() {
            shown.push(at);
        }
    }
    let item = |at: &usize| pieces[*at].item;
    let runs: Vec<&[usize]> =
        shown.chunk_by(|a, b| item(b).is_some() && item(a) == item(b)).collect();
    let lines = |at: &usize| source.lines(&pieces[*at].range);
    let spans: Vec<Lines> = runs
        .iter()
        .map(|run| run.iter().map(lines).reduce(Lines::join).unwrap_or(Lines::new(1, 1)))
        .collect();
    let mut level = 0;
    let mut blocks = Vec::with_capacity(runs.len());
    for (at, run) in runs.iter().enumerate() {
        let lines = spans[at];
        let shares = |other: Option<&Lines>| {
            other.is_some_and(|other| other.first <= lines.last && lines.first <= other.last)
        };
        let before = at.checked_sub(1).and_then(|before| spans.get(before));
        let cut =
            run.iter().any(|at| pieces[*at].cut) || shares(before) || shares(spans.get(at + 1));
        let text = if cut {
            let start = run.first().map_or(0, |at| pieces[*at].range.start);
            let end = run.last().map_or(start, |at| pieces[*at].range.end);
            &source.text[source.trimmed(&(start..end))]
        } else {
            source.whole(lines)
        };
        blocks.push(block(&mut pieces, run, &mut level, lines, text));
    }
    (blocks, reasons)
}

/// One block of those of `pieces` that `run`, which is not empty, names; takes what they say. `level`
/// is that of the last heading of the file.
fn block(pieces: &mut [Piece], run: &[usize], level: &mut u8, lines: Lines, text: &str) -> Block {
    let mut plain = std::mem::take(&mut pieces[run[0]].plain);
    if plain.trim().len() < plain.len() {
        plain = plain.trim().to_owned();
    }
    for at in &run[1..] {
        plain.push('\n');
        plain.push_str(pieces[*at].plain.trim());
    }
    let first = &pieces[run[0]];
    let kind = match &first.kind {
        PieceKind::Heading(own) | PieceKind::Question(own) => {
            *level = *own;
            plain = question::title(&plain);
            BlockKind::Heading { level: *own, entry: matches!(first.kind, PieceKind::Question(_)) }
        }
        PieceKind::Entry => {
            plain = question::title(&plain);
            BlockKind::Heading { level: level.saturating_add(1), entry: true }
        }
        PieceKind::Row(header) => BlockKind::Row { header: header.clone() },
        _ if first.item.is_some() => {
            BlockKind::Item { depth: first.item.map_or(0, |item| item.depth) }
        }
        PieceKind::Code => BlockKind::Code,
        _ => BlockKind::Paragraph,
    };
    if plain == text {
        plain = String::new();
    }
    Block { kind, lines, text: text.to_owned(), plain }
}

/// Whether `piece` is nothing but pictures, whose words are for those who cannot see them.
fn is_picture(piece: &Piece) -> bool {
    piece.kind == PieceKind::Paragraph && piece.is_wholly(piece.images.iter().cloned())
}
