//! Sheets as text: CSV and TSV of questions and answers, of texts, or of anything else.
//!
//! Three steps: the cells of each row with their lines (`rows`); what the columns are (`columns`);
//! and each row as a record or, in a sheet that is no FAQ, as a row of a table.

mod columns;
mod rows;

use std::sync::Arc;

use serde_json::Value;

use self::{
    columns::{Columns, Sheet},
    rows::Row,
};
use super::{
    Note,
    fields::{Entry, Role, role},
    source::Source,
};
use crate::document::{Block, BlockKind, Document, Lines};

pub(super) use self::rows::Separator;

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
    let (rows, mut bad) = rows::split(&source, separator);
    let sheet = Sheet::of(&rows);
    let mut left_out: Vec<(Lines, String)> = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    let body = &rows[rows.len().min(sheet.header_rows())..];
    if let Some(header) = rows.first().filter(|_| 0 < sheet.header_rows()) {
        left_out.push((header.lines, "names of the columns".to_owned()));
    }
    match &sheet {
        Sheet::Entries(columns) => {
            let mut merged = Merged::default();
            for row in body {
                let entry = Entry::from_fields(columns.fields(row));
                match entry.map(|entry| merged.add(entry, row.lines, columns.merges)) {
                    Ok(Some((lines, line))) => left_out
                        .push((lines, format!("another phrasing of the question on line {line}"))),
                    Ok(None) => {}
                    Err(reason) => bad.push((row.lines, reason)),
                }
            }
            for (entry, lines) in merged.entries {
                match entry.block(lines) {
                    Ok(block) => blocks.push(block),
                    Err(reason) => bad.push((lines, reason)),
                }
            }
        }
        Sheet::Synonyms => {
            for row in body {
                left_out.push((row.lines, synonyms(row.cells.iter().map(String::as_str))));
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
    Ok(Document { path, blocks, left_out, ..Document::default() })
}

/// What is told of a file of synonyms.
pub(super) const SYNONYMS: &str = "its synonyms are listed by --report; to use them, put them into \
                                   the file that `synonyms` in ibid.toml names";

/// A group of synonyms as what was left out, in the form of the user's own list.
pub(super) fn synonyms<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let words: Vec<&str> = words.map(str::trim).filter(|word| !word.is_empty()).collect();
    format!("synonyms: {}", words.join(", "))
}

/// Entries in the making: rows of one id and one answer are phrasings of one.
#[derive(Default)]
struct Merged {
    entries: Vec<(Entry, Lines)>,
    by_id: std::collections::HashMap<String, usize>,
}

impl Merged {
    /// Adds `entry`; where it goes into one before that does not end right above, gives the lines
    /// it stands on and the line of that.
    fn add(&mut self, mut entry: Entry, lines: Lines, merges: bool) -> Option<(Lines, u32)> {
        if let Some(id) = entry.id.clone().filter(|_| merges) {
            let at = *self.by_id.entry(id).or_insert(self.entries.len());
            if let Some((first, place)) = self.entries.get_mut(at)
                && first.answer == entry.answer
            {
                first.questions.append(&mut entry.questions);
                for (key, value) in entry.metadata {
                    first.metadata.entry(key).or_insert(value);
                }
                if place.last + 1 == lines.first {
                    place.last = lines.last;
                    return None;
                }
                return Some((lines, place.first));
            }
        }
        self.entries.push((entry, lines));
        None
    }
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

impl Columns {
    /// The cells of `row` by the names of their columns.
    fn fields(&self, row: &Row) -> serde_json::Map<String, Value> {
        let mut fields = serde_json::Map::new();
        for (name, cell) in self.names.iter().zip(&row.cells) {
            if !self.unescapes {
                fields.insert(name.clone(), Value::String(cell.clone()));
                continue;
            }
            // Prompts and suggested questions are JSON in a cell; an answer never is, whatever it
            // looks like.
            let is_extra = role(name) == Role::Other;
            if is_extra && cell == "False" {
                continue;
            }
            let json = match is_extra && cell.trim_start().starts_with(['[', '{']) {
                true => serde_json::from_str(cell).ok(),
                false => None,
            };
            fields.insert(name.clone(), json.unwrap_or_else(|| Value::String(unescaped(cell))));
        }
        fields
    }
}

/// `\n`, `\r` and `\t` as QnA Maker writes them for what they stand for.
fn unescaped(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars().peekable();
    while let Some(one) = chars.next() {
        let escaped = match chars.peek() {
            Some('n') if one == '\\' => "\n",
            Some('r') if one == '\\' => "",
            Some('t') if one == '\\' => "\t",
            _ => {
                out.push(one);
                continue;
            }
        };
        chars.next();
        out.push_str(escaped);
    }
    out
}

#[cfg(test)]
mod tests;
