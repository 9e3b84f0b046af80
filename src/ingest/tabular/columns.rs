//! What the columns of a sheet are, told by its header or, without one, by what is in them.

use std::sync::Arc;

use super::Row;
use crate::ingest::{
    fields::{Role, key, role},
    question::is_question,
};

/// The longest name of a column.
const MAX_NAME_CHARS: usize = 60;

/// How many rows are looked at where there is no header.
const PROBE_ROWS: usize = 50;

/// What a sheet holds.
#[derive(Debug, PartialEq)]
pub(super) enum Sheet {
    /// A question and its answer, or a text, a row.
    Entries(Columns),
    /// Words that stand for one another, a group a row.
    Synonyms,
    /// Anything else, under the names of the columns, if they have any.
    Table(Arc<[String]>),
}

/// The columns of a sheet of entries.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) names: Vec<String>,
    /// Whether the first row names them.
    has_header: bool,
    /// Whether rows of one id and one answer are one entry.
    pub(super) merges: bool,
    /// Whether `\n` in a cell stands for a line break, as QnA Maker writes it.
    pub(super) unescapes: bool,
}

impl Sheet {
    pub(super) fn of(rows: &[Row]) -> Sheet {
        let Some(first) = rows.first() else { return Sheet::Table(Arc::default()) };
        if key(&first.cells[0]) == "synonyms" && first.cells[1..].iter().all(|c| c.is_empty()) {
            return Sheet::Synonyms;
        }
        if let Some(columns) = by_names(&first.cells) {
            return Sheet::Entries(columns);
        }
        if let Some(columns) = by_look(rows) {
            return Sheet::Entries(columns);
        }
        let named = 1 < rows.len() && is_header(&first.cells);
        Sheet::Table(if named { first.cells.clone().into() } else { Arc::default() })
    }

    /// How many of the first rows are no content.
    pub(super) fn header_rows(&self) -> usize {
        usize::from(match self {
            Sheet::Entries(columns) => columns.has_header,
            Sheet::Synonyms => true,
            Sheet::Table(header) => !header.is_empty(),
        })
    }
}

/// The columns by their names: a question or title and an answer, or a text.
fn by_names(header: &[String]) -> Option<Columns> {
    if header.iter().any(|name| MAX_NAME_CHARS < name.chars().count()) {
        return None;
    }
    let roles: Vec<Role> = header.iter().map(|name| role(name)).collect();
    let has = |wanted: &[Role]| roles.iter().any(|role| wanted.contains(role));
    let asks = has(&[Role::Question, Role::Phrasing, Role::Prompt, Role::Title]);
    let answers = has(&[Role::Answer]);
    let mut names = header.to_vec();
    if answers && !asks && header.len() == 2 {
        // `Scenario, Response`: what is not the answer is what it answers.
        let at = roles.iter().position(|role| *role != Role::Answer)?;
        names[at] = "question".to_owned();
    } else {
        let is_entry = answers && asks;
        if !is_entry && !has(&[Role::Text]) {
            return None;
        }
    }
    let keys: Vec<String> = header.iter().map(|name| key(name)).collect();
    let is_qna_maker = keys.iter().any(|key| key == "qnaid")
        || (keys.iter().any(|key| key == "source") && keys.iter().any(|key| key == "metadata"));
    Some(Columns {
        names: numbered(names),
        has_header: true,
        merges: keys.iter().any(|key| key == "qnaid"),
        unescapes: is_qna_maker,
    })
}

/// Two columns without a header, or three of which the last is an address: a question, or another
/// short text, and a longer one of words.
fn by_look(rows: &[Row]) -> Option<Columns> {
    let probe = &rows[..rows.len().min(PROBE_ROWS)];
    let most = probe.iter().map(|row| row.cells.len()).max()?;
    let is_address = |row: &Row| {
        row.cells.get(2).is_none_or(|cell| cell.trim().is_empty() || cell.contains("://"))
    };
    if !(2..=3).contains(&most) || !probe.iter().all(is_address) {
        return None;
    }
    let cell = |row: &Row, at: usize| row.cells.get(at).map_or("", |cell| cell.trim()).to_owned();
    let words = |text: &str| text.split_whitespace().count();
    let asks = probe.iter().filter(|row| is_question(&cell(row, 0))).count();
    let tells = probe
        .iter()
        .filter(|row| {
            let (question, answer) = (cell(row, 0), cell(row, 1));
            question.contains(char::is_alphabetic) && 3 <= words(&answer).max(unspaced(&answer))
        })
        .count();
    // A sheet of names and prices has few words; of one that mostly asks short answers are fine.
    let is_faq = probe.len() <= 2 * asks || probe.len() * 8 <= tells * 10;
    let names = ["question", "answer", "url"].map(str::to_owned).to_vec();
    is_faq.then(|| Columns { names, ..Columns::default() })
}

/// About how many words a text without blanks has.
fn unspaced(text: &str) -> usize {
    crate::document::words(text)
}

/// Names that stand twice get a number, so that none is lost.
fn numbered(mut names: Vec<String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for (at, name) in names.iter_mut().enumerate() {
        if name.trim().is_empty() || seen.contains(&key(name)) {
            *name = format!("{}{}", name.trim(), at + 1);
        }
        seen.push(key(name));
    }
    names
}

/// Whether a first row names columns: short, distinct texts without figures.
fn is_header(cells: &[String]) -> bool {
    let is_name = |cell: &String| {
        cell.chars().count() <= MAX_NAME_CHARS
            && cell.contains(char::is_alphabetic)
            && !is_question(cell)
    };
    let filled: Vec<&String> = cells.iter().filter(|cell| !cell.trim().is_empty()).collect();
    let distinct = filled.iter().enumerate().all(|(at, cell)| !filled[..at].contains(cell));
    !filled.is_empty() && distinct && filled.iter().all(|cell| is_name(cell))
}
