//! Tables that a directive holds: a list of rows which are lists of cells, or CSV.

use std::{ops::Range, sync::Arc};

use super::{Reader, field, plain};
use crate::{
    document::Lines,
    ingest::{
        pieces::{Piece, PieceKind, lines::indent, row_text, rows},
        source::Source,
    },
};

/// A row of such a table.
#[derive(Default)]
pub(super) struct Row {
    /// Bytes of the source.
    pub(super) range: Range<usize>,
    pub(super) cells: Vec<Piece>,
}

impl Reader<'_, '_> {
    /// Reads the table of the directive `name`, whose `options` were passed over and whose rows stand
    /// deeper than `column`.
    pub(super) fn directive_table(&mut self, name: &str, options: Range<u32>, column: usize) {
        let option = |wanted: &str| {
            options.clone().find_map(|number| {
                let (name, value) = field(self.line(number).trim())?;
                (name == wanted).then(|| (number, value.trim_start()))
            })
        };
        let separator = match option("delim").map(|(_, value)| value) {
            Some("tab") => b'\t',
            Some("space") => b' ',
            Some(mark) => mark.bytes().next().filter(u8::is_ascii).unwrap_or(b','),
            None => b',',
        };
        let heads = option("header-rows").and_then(|(_, count)| count.trim().parse().ok());
        let named = option("header").map(|(number, value)| {
            let start = self.source.range(number).start + self.line(number).len() - value.len();
            separated(self.source, start..start + value.len(), separator)
        });
        if !options.is_empty() {
            let lines = Lines::new(options.start, options.end - 1);
            self.pieces.leave_out(lines, "directive");
        }
        let first = self.at;
        let body = self.block(column);
        // The rows may stand in another file.
        let found = match self.at == first {
            true => Vec::new(),
            false if name == "list-table" => listed(self.source, body),
            false => {
                let start = self.source.range(body.first).start;
                separated(self.source, start..self.source.range(body.last).end, separator)
            }
        };
        let named = named.into_iter().flatten().next();
        let heads = usize::from(named.is_some()).saturating_add(heads.unwrap_or(0));
        self.rows(named.into_iter().chain(found), heads);
    }

    /// Adds `rows`, of which the first `heads` say what the columns are.
    pub(super) fn rows(&mut self, rows: impl Iterator<Item = Row>, heads: usize) {
        let mut header: Arc<[String]> = Arc::default();
        let mut columns = None;
        // Whether the row before was an entry.
        let mut asks = false;
        let mut end = 0;
        for (at, Row { range, cells }) in rows.enumerate() {
            let texts: Vec<String> = rows::texts(&cells).into_iter().map(str::to_owned).collect();
            end = range.end;
            let kind = if at < heads {
                if at == 0 {
                    columns = rows::columns(&texts);
                    header = texts.clone().into();
                }
                columns.map_or(PieceKind::Paragraph, |_| PieceKind::LeftOut(rows::NAMES))
            } else if let Some(found) = rows::entry(columns, &texts) {
                asks = true;
                self.pieces.pieces.extend(rows::pieces(cells, found));
                continue;
            } else {
                if asks && !rows::goes_on(columns, &texts) {
                    asks = false;
                    self.resume(range.start);
                }
                PieceKind::Row(header.clone())
            };
            let mut row = Piece::new(kind, range.clone());
            row.push(&row_text(&texts), range.start);
            self.pieces.pieces.push(row);
        }
        if asks {
            self.resume(end);
        }
    }

    /// What comes is of the section around the entries that end at byte `at`.
    fn resume(&mut self, at: usize) {
        self.pieces.pieces.push(Piece::new(PieceKind::Resume(false), at..at));
    }
}

/// The rows in `lines`: items of one column whose items are the cells.
fn listed(source: &Source<'_>, lines: Lines) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let (mut outer, mut inner) = (None, 0);
    for number in lines.first..=lines.last {
        let (line, all) = (source.line(number).trim_end(), source.range(number));
        let mut rest = line.trim_start();
        if rest.is_empty() {
            continue;
        }
        let mut column = indent(line);
        if let Some(item) = item(rest)
            && *outer.get_or_insert(column) == column
        {
            rows.push(Row { range: all.clone(), cells: Vec::new() });
            column += rest.len() - item.len();
            (inner, rest) = (column, item);
        }
        let Some(row) = rows.last_mut() else { continue };
        row.range.end = all.end;
        let cell = item(rest).filter(|_| column == inner);
        rest = cell.unwrap_or(rest);
        let at = all.start + line.len() - rest.len();
        if cell.is_some() {
            row.cells.push(Piece::new(PieceKind::Paragraph, at..at));
        }
        if let Some(cell) = row.cells.last_mut() {
            cell.push_blank();
            cell.push(&plain(rest), at);
            cell.range.end = at + rest.len();
        }
    }
    rows
}

/// What stands behind the bullet that `text` starts with.
fn item(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(['-', '*', '+', '•'])?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
}

/// The rows of `range`, which is CSV: blanks before a cell are no part of it, and one in quotes may
/// have line breaks.
fn separated(source: &Source<'_>, range: Range<usize>, separator: u8) -> Vec<Row> {
    let bytes = &source.text.as_bytes()[..range.end];
    let find = |from: usize, ends: &dyn Fn(u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len())
    };
    let is_end = |byte: u8| byte == separator || byte == b'\n';
    let is_text = |byte: u8| byte == separator || !matches!(byte, b' ' | b'\t' | b'\r');
    let mut rows: Vec<Row> = Vec::new();
    let mut row = Row { range: range.start..range.start, cells: Vec::new() };
    let mut at = range.start;
    while at < range.end {
        let start = find(at, &is_text);
        let (cell, end) = if bytes.get(start) == Some(&b'"') {
            let mut close = find(start + 1, &|byte| byte == b'"');
            while bytes.get(close + 1) == Some(&b'"') {
                close = find(close + 2, &|byte| byte == b'"');
            }
            let end = find(close, &is_end);
            // What stands behind a quoted part belongs to the cell, too.
            let goes_on =
                bytes.get(close + 1..end).is_some_and(|rest| !rest.trim_ascii().is_empty());
            (if goes_on { start..end } else { start + 1..close }, end)
        } else {
            let end = find(start, &is_end);
            (start..end, end)
        };
        let text = source.text[cell.clone()].replace("\"\"", "\"");
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut piece = Piece::new(PieceKind::Paragraph, cell.clone());
        piece.push(&plain(&words.join(" ")), cell.start);
        row.cells.push(piece);
        at = end + 1;
        if bytes.get(end) != Some(&separator) {
            row.range.end = end;
            rows.push(std::mem::take(&mut row));
            row.range = at..at;
        }
    }
    if !row.cells.is_empty() {
        row.range.end = range.end;
        rows.push(row);
    }
    rows.retain(|row| row.cells.iter().any(|cell| !cell.plain.trim().is_empty()));
    rows
}
