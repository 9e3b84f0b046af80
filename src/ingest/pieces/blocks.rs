//! From pieces to blocks.

use super::{Piece, PieceKind};
use crate::{
    document::{Block, BlockKind, Lines},
    ingest::{question, source::Source},
};

/// What is left out of `pieces`, with its reason.
pub(in crate::ingest) fn reasons(
    source: &Source<'_>,
    pieces: &[Piece],
) -> Vec<(Lines, &'static str)> {
    pieces
        .iter()
        .filter_map(|piece| match piece.kind {
            PieceKind::LeftOut(reason) => Some((source.lines(&piece.range), reason)),
            _ => is_picture(piece).then(|| (source.lines(&piece.range), "picture")),
        })
        .collect()
}

/// Makes blocks of `pieces`. What belongs to one item and stands together is one block.
pub(in crate::ingest) fn blocks(source: &Source<'_>, pieces: &[Piece]) -> Vec<Block> {
    let is_text = |piece: &&Piece| {
        let has_text =
            !matches!(piece.kind, PieceKind::LeftOut(_)) && !piece.plain.trim().is_empty();
        has_text && !is_picture(piece)
    };
    let shown: Vec<&Piece> = pieces.iter().filter(is_text).collect();
    let runs: Vec<&[&Piece]> =
        shown.chunk_by(|a, b| b.item.is_some() && a.item == b.item).collect();
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
    let mut plain = run[0].plain.trim().to_owned();
    for piece in &run[1..] {
        plain.push('\n');
        plain.push_str(piece.plain.trim());
    }
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
