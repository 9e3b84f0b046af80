//! The rows of a sheet as records.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{Row, columns::Columns};
use crate::{
    document::{Block, Lines},
    ingest::fields::{Entry, Role, role},
};

/// Entries in the making: rows of one id and one answer are phrasings of one.
#[derive(Default)]
pub(in crate::ingest) struct Entries {
    entries: Vec<(Entry, Lines)>,
    by_id: HashMap<String, usize>,
    left_out: Vec<(Lines, String)>,
    bad: Vec<(Lines, String)>,
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
}

impl Entries {
    /// Adds `row`, below the names of the columns.
    pub(in crate::ingest) fn add(&mut self, columns: &Columns, row: &Row) {
        match Entry::from_fields(columns.fields(&row.cells)) {
            Ok(entry) => self.merge(entry, row.lines, columns.merges),
            Err(reason) => self.bad.push((row.lines, reason)),
        }
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
        let Entries { entries, left_out, bad, .. } = self;
        let mut found = Found { blocks: Vec::with_capacity(entries.len()), left_out, bad };
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
    /// The cells of a row by the names of their columns.
    fn fields(&self, cells: &[String]) -> Map<String, Value> {
        let mut fields = Map::new();
        for (name, cell) in self.names.iter().zip(cells) {
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
