//! Tables that are drawn: between rules of `=`, or in boxes of `+`, `-` and `|`.

use std::ops::Range;

use super::{plain, tables::Row};
use crate::{
    document::Lines,
    ingest::{
        pieces::{Piece, PieceKind, rows},
        source::Source,
    },
};

/// The rows of the table that is drawn in `lines`, and how many of them say what the columns are; `None` where it has
/// cells that go over several columns or rows, or questions whose answers stand beside each other.
pub(super) fn drawn(source: &Source<'_>, lines: Lines) -> Option<(Vec<Row>, usize)> {
    let first = source.line(lines.first).trim_end();
    let (found, heads) = match first.trim_start().starts_with('+') {
        true => boxed(source, lines)?,
        false => ruled(source, lines)?,
    };
    let is_long = |row: &Row| source.text[row.range.clone()].trim_end().contains('\n');
    // An answer on several lines could not be given as it stands: the other cells stand between them.
    let is_asking = |row: &Row| {
        let texts = rows::texts(&row.cells);
        rows::columns(&texts).is_some() || rows::entry(None, &texts).is_some()
    };
    let cannot_be = found.iter().any(is_long) && found.first().is_some_and(is_asking);
    (!cannot_be && !found.is_empty()).then_some((found, heads))
}

/// Where the columns of a line that is a rule are, in characters.
fn columns(rule: &str, is_gap: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut columns: Vec<Range<usize>> = Vec::new();
    let mut open = false;
    for (at, one) in rule.chars().enumerate() {
        match (is_gap(one), columns.last_mut()) {
            (true, _) => open = false,
            (false, Some(column)) if open => column.end = at + 1,
            (false, _) => {
                columns.push(at..at + 1);
                open = true;
            }
        }
    }
    columns
}

/// The part of `line` that stands in the characters `column`, and where it begins; blanks around it are none of it.
fn part(line: &str, column: Range<usize>) -> (usize, &str) {
    let byte = |at: usize| line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte);
    let (start, end) = (byte(column.start), byte(column.end));
    let whole = &line[start..end];
    (start + whole.len() - whole.trim_start().len(), whole.trim())
}

/// Adds what stands in the `columns` of line `number` to the cells of `row`.
fn add(source: &Source<'_>, number: u32, columns: &[Range<usize>], row: &mut Row) {
    let (line, all) = (source.line(number), source.range(number));
    row.range.end = all.end;
    for (at, column) in columns.iter().enumerate() {
        let (start, text) = part(line, column.clone());
        let (start, end) = (all.start + start, all.start + start + text.len());
        if row.cells.len() == at {
            row.cells.push(Piece::new(PieceKind::Paragraph, start..start));
        }
        let cell = &mut row.cells[at];
        if !text.is_empty() {
            cell.push_blank();
            cell.push(&plain(text), start);
            cell.range.end = end;
        }
    }
}

fn begun(source: &Source<'_>, number: u32) -> Row {
    Row { range: source.range(number), cells: Vec::new() }
}

/// A table between rules of `=`; what stands above the second of three is the head. A row without a first cell
/// goes on with the one above.
fn ruled(source: &Source<'_>, lines: Lines) -> Option<(Vec<Row>, usize)> {
    let mut columns = columns(source.line(lines.first).trim_end(), |one| one == ' ');
    let last = columns.last_mut()?;
    // The last column is as wide as what stands in it.
    last.end = usize::MAX;
    let is_rule = |line: &str| line.chars().all(|one| matches!(one, '=' | ' '));
    let (mut rows, mut heads, mut rules): (Vec<Row>, usize, usize) = (Vec::new(), 0, 1);
    for number in lines.first + 1..=lines.last {
        let line = source.line(number).trim_end();
        if line.is_empty() {
            continue;
        }
        if is_rule(line) {
            rules += 1;
            if rules == 2 {
                heads = rows.len();
            }
            continue;
        }
        let crosses = |pair: &[Range<usize>]| {
            let gap = pair[0].end..pair[1].start;
            !part(line, gap).1.is_empty()
        };
        let spans = line.trim_start().chars().all(|one| matches!(one, '-' | ' '));
        if spans || columns.windows(2).any(crosses) {
            return None;
        }
        let goes_on = part(line, columns[0].clone()).1.is_empty();
        match rows.last_mut().filter(|_| goes_on) {
            Some(row) => add(source, number, &columns, row),
            None => {
                let mut row = begun(source, number);
                add(source, number, &columns, &mut row);
                rows.push(row);
            }
        }
    }
    // With two rules there is no head.
    (2 <= rules).then_some((rows, if rules == 2 { 0 } else { heads }))
}

/// A table of boxes; what stands above a rule of `=` is the head.
fn boxed(source: &Source<'_>, lines: Lines) -> Option<(Vec<Row>, usize)> {
    let rule = source.line(lines.first).trim_end();
    let columns = columns(rule, |one| matches!(one, '+' | ' '));
    let (mut rows, mut heads, mut open): (Vec<Row>, usize, Option<Row>) = (Vec::new(), 0, None);
    for number in lines.first + 1..=lines.last {
        let line = source.line(number).trim_end();
        if line.trim_start().starts_with('+') {
            let same = |(one, other): (char, char)| (one == '+') == (other == '+');
            if line.chars().count() != rule.chars().count()
                || !line.chars().zip(rule.chars()).all(same)
            {
                return None;
            }
            rows.extend(open.take());
            if line.contains('=') {
                heads = rows.len();
            }
            continue;
        }
        let is_edge = |at: usize| line.chars().nth(at) == Some('|');
        let starts = columns.iter().map(|column| column.start.wrapping_sub(1));
        if !starts.chain(columns.last().map(|column| column.end)).all(is_edge) {
            return None;
        }
        add(source, number, &columns, open.get_or_insert_with(|| begun(source, number)));
    }
    open.is_none().then_some((rows, heads))
}
