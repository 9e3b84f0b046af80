//! Sheets of questions and answers, of texts, or of anything else, whatever file they stand in.
//!
//! Three steps: the cells of each row with their lines (`rows`, for CSV and TSV; a spreadsheet gives
//! its own); what the columns are (`columns`); and each row as a record (`entries`) or, in a sheet
//! that is no FAQ, as a row of a table.

mod columns;
mod entries;
mod rows;

use std::sync::Arc;

pub(in crate::ingest) use self::{
    columns::{PROBE_ROWS, Sheet, asking},
    entries::{Entries, Found},
    rows::{Row, Separator},
};
use super::{Note, source::Source};
use crate::document::{Alike, Block, BlockKind, Document, Lines};

/// More rows than this are not read where they have fewer bytes than the next, on average: all
/// rows are held at once, and each takes a kilobyte, however short it is.
const MAX_SHORT_ROWS: usize = 500_000;

const SHORT_ROW_BYTES: usize = 20;

/// Reads `text`, the content of the file `path`. A row that is no record goes to `notes` and is
/// left out.
///
/// # Errors
///
/// Why it is nothing that can be read, as a phrase.
pub(super) fn read(
    path: &str,
    text: &str,
    separator: Separator,
    notes: &mut dyn FnMut(Note),
) -> Result<Document, String> {
    let source = Source::new(text);
    let count = source.count() as usize;
    if MAX_SHORT_ROWS < count && text.len() < SHORT_ROW_BYTES * count {
        return Err(format!(
            "more than {MAX_SHORT_ROWS} rows of hardly a word each; as JSON Lines they would be read"
        ));
    }
    let (rows, mut bad, parts) = rows::split(&source, separator);
    let probe: Vec<&[String]> =
        rows.iter().take(PROBE_ROWS).map(|row| row.cells.as_slice()).collect();
    let sheet = Sheet::of(&probe);
    let mut left_out: Vec<(Lines, String)> = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut alike: Vec<Alike> = Vec::new();
    let (before, body) = rows.split_at(rows.len().min(sheet.rows_before()));
    for (at, row) in before.iter().enumerate() {
        left_out.push((row.lines, sheet.why_left_out(at).to_owned()));
    }
    match &sheet {
        Sheet::Entries(columns) => {
            let mut entries = Entries::parted_by(parts);
            body.iter().for_each(|row| entries.add(columns, row));
            let found = entries.finish();
            blocks = found.blocks;
            left_out.extend(found.left_out);
            bad.extend(found.bad);
            found.notes.into_iter().for_each(|note| notes(Note::File(note)));
        }
        Sheet::Synonyms => {
            for row in body {
                left_out.push((row.lines, synonyms(&words_of(&row.cells))));
                alike.extend(Alike::of(row.lines, words_of(&row.cells).into_iter()));
            }
            notes(Note::File(SYNONYMS.to_owned()));
        }
        Sheet::Table(header) => {
            for row in body {
                blocks.push(table_row(&source, header, row));
            }
        }
    }
    bad.sort();
    for (lines, reason) in bad {
        notes(Note::Skipped { line: lines.first, reason: reason.clone() });
        left_out.push((lines, reason));
    }
    if blocks.is_empty() && left_out.is_empty() && !text.trim().is_empty() {
        return Err("no rows with cells in it".to_owned());
    }
    let reasons: Vec<(Lines, &str)> =
        left_out.iter().map(|(lines, reason)| (*lines, reason.as_str())).collect();
    let left_out = source.left_out(&blocks, &reasons, |_| "no cell with text");
    let path = path.to_owned();
    Ok(Document { path, blocks, left_out, synonyms: alike, ..Document::default() })
}

/// What is told of a file of synonyms.
pub(super) const SYNONYMS: &str = "its synonyms count in every question; --report lists them";

/// A group of synonyms as what was left out, in the form of the user's own list.
pub(super) fn synonyms(words: &[&str]) -> String {
    format!("synonyms: {}", words.join(", "))
}

/// The words in the cells of a row of synonyms: one a cell, or several with commas between and in
/// quotes, as QnA Maker writes them into spreadsheets.
pub(super) fn words_of(cells: &[String]) -> Vec<&str> {
    let words = cells.iter().flat_map(|cell| cell.split(','));
    let words = words.map(|word| word.trim().trim_matches('"').trim());
    words.filter(|word| !word.is_empty()).collect()
}

/// A row of a sheet that is no FAQ.
fn table_row(source: &Source<'_>, header: &Arc<[String]>, row: &Row) -> Block {
    let named = header.iter().map(String::as_str).chain(std::iter::repeat(""));
    let cells = row.cells.iter().zip(named).filter(|(cell, _)| !cell.trim().is_empty());
    let plain: Vec<String> = cells
        .map(|(cell, name)| match name.trim() {
            "" => cell.trim().to_owned(),
            name => format!("{name}: {}", cell.trim()),
        })
        .collect();
    Block {
        kind: BlockKind::Row { header: Arc::clone(header) },
        lines: row.lines,
        text: source.whole(row.lines).to_owned(),
        plain: plain.join("\n"),
    }
}

#[cfg(test)]
mod tests;
