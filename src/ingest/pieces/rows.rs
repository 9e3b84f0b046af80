//! Rows of a table that are entries: a question in one cell, its answer in another.

use super::{Piece, PieceKind};
use crate::ingest::{
    fields::{Role, role},
    question::is_question,
};

/// The columns, from 0, of the questions and of the answers.
pub(in crate::ingest) type Columns = (usize, usize);

/// Why the header of such a table is left out.
pub(in crate::ingest) const NAMES: &str = "names of the columns";

/// What each of `cells` says.
pub(in crate::ingest) fn texts(cells: &[Piece]) -> Vec<&str> {
    cells.iter().map(|cell| cell.plain.trim()).collect()
}

/// The columns of the questions and answers of a table with this `header`, if it names both.
pub(in crate::ingest) fn columns(header: &[impl AsRef<str>]) -> Option<Columns> {
    let at = |wanted: Role| header.iter().position(|name| role(name.as_ref()) == wanted);
    Some((at(Role::Question)?, at(Role::Answer)?))
}

/// Where the question and the answer of a row with `cells` are, if it is an entry; `columns` are
/// those that the header names. Without them a row of two cells is one whose first asks.
pub(in crate::ingest) fn entry(
    columns: Option<Columns>,
    cells: &[impl AsRef<str>],
) -> Option<Columns> {
    let found = match columns {
        Some(columns) => columns,
        None if cells.len() == 2 && is_question(cells[0].as_ref()) => (0, 1),
        None => return None,
    };
    let has = |at: usize| cells.get(at).is_some_and(|cell| !cell.as_ref().trim().is_empty());
    (has(found.0) && has(found.1)).then_some(found)
}

/// Whether a row with `cells`, behind one that is an entry, goes on with its answer: nothing stands
/// where the question would.
pub(in crate::ingest) fn goes_on(columns: Option<Columns>, cells: &[impl AsRef<str>]) -> bool {
    let asked = columns.map_or(0, |(question, _)| question);
    1 < cells.len() && cells.get(asked).is_some_and(|cell| cell.as_ref().trim().is_empty())
}

/// The entry in the row with `cells`: its question, its answer, and what stands in other cells.
pub(in crate::ingest) fn pieces(
    mut cells: Vec<Piece>,
    (question, answer): Columns,
) -> impl Iterator<Item = Piece> {
    let mut take = |at: usize, kind| {
        let cell = cells.get_mut(at).map(std::mem::take).unwrap_or_default();
        // It is a part of its line.
        Piece { kind, cut: true, item: None, ..cell }
    };
    let entry = [take(question, PieceKind::Entry), take(answer, PieceKind::Paragraph)];
    let others = cells.into_iter().filter(|cell| !cell.plain.trim().is_empty());
    entry.into_iter().chain(others.map(|cell| Piece { cut: true, item: None, ..cell }))
}
