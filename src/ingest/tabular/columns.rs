//! What the columns of a sheet are, told by its header or, without one, by what is in them.

use std::sync::Arc;

use crate::ingest::{
    fields::{Role, key, role},
    question::is_question,
};

/// The longest name of a column.
const MAX_NAME_CHARS: usize = 60;

/// The longest name of a column that is none of the known ones, over questions and answers.
const MAX_HEADER_WORDS: usize = 5;

/// How many of the first rows tell what the columns are.
pub(in crate::ingest) const PROBE_ROWS: usize = 50;

/// The names of the columns stand in one of the first rows: above them may be a title.
const MAX_HEADER_ROW: usize = 10;

/// What a sheet holds.
#[derive(Debug, PartialEq)]
pub(in crate::ingest) enum Sheet {
    /// A question and its answer, or a text, a row.
    Entries(Columns),
    /// Words that stand for one another, a group a row.
    Synonyms,
    /// Anything else, under the names of the columns, if they have any.
    Table(Arc<[String]>),
}

/// The columns of a sheet of entries.
#[derive(Debug, Default, PartialEq)]
pub(in crate::ingest) struct Columns {
    pub(super) names: Vec<String>,
    /// How many rows are above the entries: up to the one that names the columns.
    before: usize,
    /// Whether rows of one id and one answer are one entry.
    pub(super) merges: bool,
    /// Whether `\n` in a cell stands for a line break, as QnA Maker writes it.
    pub(super) unescapes: bool,
}

impl Columns {
    /// How many columns there are.
    pub(in crate::ingest) fn count(&self) -> usize {
        self.names.len()
    }

    /// The column, from 0, of the answers or, where there are none, of the texts.
    pub(in crate::ingest) fn of_text(&self) -> usize {
        let at = |wanted| self.names.iter().position(|name| role(name) == wanted);
        at(Role::Answer).or_else(|| at(Role::Text)).unwrap_or(0)
    }
}

impl Sheet {
    /// What `rows`, the first [`PROBE_ROWS`] that are not blank, are the beginning of.
    pub(in crate::ingest) fn of(rows: &[&[String]]) -> Sheet {
        let Some(first) = rows.first() else { return Sheet::Table(Arc::default()) };
        let is_blank = |cell: &String| cell.trim().is_empty();
        if let [name, rest @ ..] = first
            && ["synonyms", "alterations"].contains(&key(name).as_str())
            && rest.iter().all(is_blank)
        {
            return Sheet::Synonyms;
        }
        for (at, row) in rows.iter().take(MAX_HEADER_ROW).enumerate() {
            // Below the first row two names that are known are wanted, lest a text be one.
            let known = row.iter().filter(|name| role(name) != Role::Other).count();
            if (at == 0 || 1 < known)
                && let Some(columns) = by_names(row)
            {
                return Sheet::Entries(Columns { before: at + 1, ..columns });
            }
        }
        if let Some(columns) = by_look(rows) {
            return Sheet::Entries(columns);
        }
        let named = 1 < rows.len() && is_header(first);
        Sheet::Table(if named { first.to_vec().into() } else { Arc::default() })
    }

    /// How many of the first rows are no content.
    pub(in crate::ingest) fn rows_before(&self) -> usize {
        match self {
            Sheet::Entries(columns) => columns.before,
            Sheet::Synonyms => 1,
            Sheet::Table(header) => usize::from(!header.is_empty()),
        }
    }

    /// Why row `at`, from 0, of those before the content is left out.
    pub(in crate::ingest) fn why_left_out(&self, at: usize) -> &'static str {
        if at + 1 == self.rows_before() { "names of the columns" } else { "above the table" }
    }
}

/// The columns of the questions and of the answers of a table with the names `header`.
pub(in crate::ingest) fn asking(header: &[String]) -> Option<(usize, usize)> {
    let names = by_names(header)?.names;
    let at = |wanted: &[Role]| names.iter().position(|name| wanted.contains(&role(name)));
    let asks = at(&[Role::Question]).or_else(|| at(&[Role::Prompt, Role::Title]))?;
    Some((asks, at(&[Role::Answer])?))
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
        before: 1,
        merges: keys.iter().any(|key| key == "qnaid"),
        unescapes: is_qna_maker,
    })
}

/// Two columns without a header, or three of which the last is an address: a question, or another
/// short text, and a longer one of words.
fn by_look(rows: &[&[String]]) -> Option<Columns> {
    let most = rows.iter().map(|row| row.len()).max()?;
    let cell = |row: &[String], at: usize| row.get(at).map_or("", |cell| cell.trim()).to_owned();
    let is_address = |row: &&[String]| {
        let third = cell(row, 2);
        third.is_empty() || third.contains("://")
    };
    if !(2..=3).contains(&most) || !rows.iter().all(is_address) {
        return None;
    }
    let words = |text: &str| text.split_whitespace().count();
    let asks = rows.iter().filter(|row| is_question(&cell(row, 0))).count();
    let tells = rows
        .iter()
        .filter(|row| {
            let (question, answer) = (cell(row, 0), cell(row, 1));
            question.contains(char::is_alphabetic) && 3 <= words(&answer).max(unspaced(&answer))
        })
        .count();
    // A sheet of names and prices has few words; of one that mostly asks short answers are fine.
    let is_faq = rows.len() <= 2 * asks || rows.len() * 8 <= tells * 10;
    let names = ["question", "answer", "url"].map(str::to_owned).to_vec();
    // `What customers ask, What we say`, over questions alone.
    let is_head = rows.len() == asks + 1 && 2 < asks && is_header(rows[0]) && is_said(rows[0]);
    is_faq.then(|| Columns { names, before: usize::from(is_head), ..Columns::default() })
}

/// Whether a first row may be what somebody calls the columns, and is no short answer: each cell a few
/// words without a figure or a mark at the end.
fn is_said(cells: &[String]) -> bool {
    cells.iter().map(|cell| cell.trim()).all(|cell| {
        cell.split_whitespace().count() <= MAX_HEADER_WORDS
            && !cell.contains(|one: char| one.is_ascii_digit())
            && !cell.ends_with(['.', '!', ':', ';'])
    })
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
