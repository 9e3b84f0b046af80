//! The rows of a sheet as records.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Row, columns::Columns};
use crate::{
    document::{Block, Lines},
    ingest::{
        fields::{Entry, Role, role},
        question::is_question,
    },
};

/// So many rows with too many cells are told one by one; a broken file has a million of them.
const MAX_TOLD: usize = 100;

/// No question has more separators in it.
const MAX_PARTS: usize = 16;

/// Entries in the making: rows of one id and one answer are phrasings of one.
#[derive(Default)]
pub(in crate::ingest) struct Entries {
    entries: Vec<(Entry, Lines)>,
    by_id: HashMap<String, usize>,
    left_out: Vec<(Lines, String)>,
    bad: Vec<(Lines, String)>,
    /// What parts the cells of a row, where it may stand in a cell that nobody put in quotes.
    separator: Option<char>,
    told: Vec<String>,
    untold: usize,
}

/// What the rows of a sheet of entries are.
#[derive(Debug, Default, PartialEq)]
pub(in crate::ingest) struct Found {
    /// In the order of the sheet.
    pub(in crate::ingest) blocks: Vec<Block>,
    /// Rows that went into an entry further up.
    pub(in crate::ingest) left_out: Vec<(Lines, String)>,
    /// Rows that are no record, and why.
    pub(in crate::ingest) bad: Vec<(Lines, String)>,
    /// What is told of rows that were read all the same.
    pub(in crate::ingest) notes: Vec<String>,
}

impl Entries {
    /// None yet, of lines whose cells `separator` parts.
    pub(in crate::ingest) fn parted_by(separator: char) -> Entries {
        Entries { separator: Some(separator), ..Entries::default() }
    }

    /// Adds `row`, below the names of the columns.
    pub(in crate::ingest) fn add(&mut self, columns: &Columns, row: &Row) {
        let filled = row.cells.iter().rposition(|cell| !cell.trim().is_empty());
        let cells = &row.cells[..filled.map_or(0, |last| last + 1)];
        let fitted = self.separator.filter(|_| columns.count() < cells.len()).map(|separator| {
            let fitted = columns.fitted(cells, separator);
            self.tell(row.lines.first, cells.len(), columns.count(), fitted.is_some());
            fitted
        });
        match Entry::from_fields(columns.fields(fitted.flatten().as_ref().unwrap_or(&row.cells))) {
            Ok(entry) => self.merge(entry, row.lines, columns.merges),
            Err(reason) => self.bad.push((row.lines, reason)),
        }
    }

    /// Tells of the row at `line` that it has more cells than there are columns.
    fn tell(&mut self, line: u32, cells: usize, columns: usize, fits: bool) {
        if self.told.len() == MAX_TOLD {
            self.untold += 1;
            return;
        }
        let kept = if fits {
            "what is too many is taken as part of the text"
        } else {
            "what is too many is no part of the answer"
        };
        self.told.push(format!("line {line} has {cells} cells for {columns} columns: {kept}"));
    }

    fn merge(&mut self, mut entry: Entry, lines: Lines, merges: bool) {
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
                } else {
                    let line = place.first;
                    self.left_out
                        .push((lines, format!("another phrasing of the question on line {line}")));
                }
                return;
            }
        }
        self.entries.push((entry, lines));
    }

    /// All that was added.
    pub(in crate::ingest) fn finish(self) -> Found {
        let Entries { entries, left_out, bad, told: mut notes, untold, .. } = self;
        if 0 < untold {
            notes.push(format!("{untold} further rows have more cells than there are columns"));
        }
        let blocks = Vec::with_capacity(entries.len());
        let mut found = Found { blocks, left_out, bad, notes };
        for (entry, lines) in entries {
            match entry.block(lines) {
                Ok(block) => found.blocks.push(block),
                Err(reason) => found.bad.push((lines, reason)),
            }
        }
        found
    }
}

impl Columns {
    /// `cells`, more than there are columns, as one for each column, where it is plain which belong
    /// together: the last column is the answer's, and a separator that nobody put in quotes is a
    /// part of it; or of the question right before it, as in `If it rains, is it open?`.
    fn fitted(&self, cells: &[String], separator: char) -> Option<Vec<String>> {
        let last = self.names.len().checked_sub(1).filter(|last| self.of_text() == *last)?;
        let joined = |cells: &[String]| cells.join(separator.encode_utf8(&mut [0; 4]));
        let asking = last.checked_sub(1).filter(|at| {
            matches!(role(&self.names[*at]), Role::Question | Role::Prompt | Role::Title)
        });
        // A comma within a sentence has a blank behind it, and one between two cells mostly not.
        let goes_on = |at: &usize| cells[*at].starts_with(char::is_whitespace);
        let ends = asking.and_then(|at| {
            let parts = (at + 1..cells.len() - 1).take(MAX_PARTS);
            let last = parts.take_while(goes_on).last().unwrap_or(at);
            (at..=last).find(|end| is_question(&joined(&cells[at..=*end])))
        });
        let mut fitted: Vec<String> = cells[..last].to_vec();
        let rest = match (asking, ends) {
            (Some(at), Some(end)) => {
                fitted[at] = joined(&cells[at..=end]);
                &cells[end + 1..]
            }
            _ => &cells[last..],
        };
        fitted.push(joined(rest));
        Some(fitted)
    }

    /// The cells of a row by the names of their columns; those beyond have a number for a name, as a
    /// column without one has.
    fn fields(&self, cells: &[String]) -> Map<String, Value> {
        let mut fields = Map::new();
        for (at, cell) in cells.iter().enumerate() {
            let name = match self.names.get(at) {
                Some(name) => name.clone(),
                // A cell far to the right makes a row of thousands.
                None if cell.trim().is_empty() => continue,
                None => (at + 1).to_string(),
            };
            if !self.unescapes {
                fields.insert(name, Value::String(cell.clone()));
                continue;
            }
            // Prompts and suggested questions are JSON in a cell; an answer never is, whatever it
            // looks like.
            let is_extra = role(&name) == Role::Other;
            if is_extra && cell == "False" {
                continue;
            }
            let json = match is_extra && cell.trim_start().starts_with(['[', '{']) {
                true => serde_json::from_str(cell).ok(),
                false => None,
            };
            fields.insert(name, json.unwrap_or_else(|| Value::String(unescaped(cell))));
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
