//! Tables of a page: rows of cells, or a means of putting text side by side.

use std::sync::Arc;

use crate::ingest::pieces::rows::Columns;

/// A table under way.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// The cells of its header.
    pub(super) header: Arc<[String]>,
    /// Where it says that questions and answers are.
    pub(super) columns: Option<Columns>,
    /// Whether the header has been given as text.
    pub(super) header_given: bool,
    pub(super) row: Row,
    /// The open cell.
    pub(super) cell: Option<Cell>,
    /// Whether its cells hold what no row does: headings, lists, other tables. Then it is none.
    pub(super) is_layout: bool,
    pub(super) rows: usize,
    /// Whether the row before was an entry.
    pub(super) asks: bool,
}

/// A row under way.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// Whether all cells are of a header.
    pub(super) heads: usize,
    /// Its first and last line of the source.
    pub(super) lines: Option<(u32, u32)>,
}

#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) is_head: bool,
}

impl Cell {
    /// Adds text with its white space as single blanks.
    pub(super) fn push(&mut self, text: &str) {
        if text.starts_with(|c: char| c.is_ascii_whitespace()) {
            self.push_blank();
        }
        for (at, word) in text.split_ascii_whitespace().enumerate() {
            if 0 < at {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if text.ends_with(|c: char| c.is_ascii_whitespace()) {
            self.push_blank();
        }
    }

    pub(super) fn push_blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}
