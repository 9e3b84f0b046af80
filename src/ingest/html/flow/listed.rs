//! The lists and tables of a page.

use std::sync::Arc;

use super::{Flow, Item, List, Term};
use crate::{
    document::Lines,
    ingest::pieces::{
        ItemAt, Piece, PieceKind, row_text,
        rows::{columns, entry, goes_on},
    },
};

impl Flow {
    pub(super) fn start_item(&mut self) {
        self.numbered += 1;
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let first = self.lists.first().map_or(self.numbered, |list| list.number);
        let marker = match self.lists.last_mut() {
            Some(list) if list.ordered => {
                list.next = list.next.saturating_add(1);
                format!("{}. ", list.next - 1)
            }
            Some(list) if list.of_terms => String::new(),
            _ => "- ".to_owned(),
        };
        let ordered = self.lists.last().is_some_and(|list| list.ordered);
        let at = ItemAt { item: self.numbered, list: first, depth, ordered };
        let indented = self.lists.iter().filter(|list| !list.of_terms).count();
        let indent = if marker.is_empty() { indented } else { indented.saturating_sub(1) };
        self.items.push(Item { at, indent, marker, fresh: true, term: None });
    }

    /// Begins a list of terms, each of which is an item with what it is said to be.
    pub(super) fn start_terms(&mut self) {
        self.numbered += 1;
        self.lists.push(List { number: self.numbered, ordered: false, next: 1, of_terms: true });
        self.start_item();
        if let Some(item) = self.items.last_mut() {
            item.term = Some(Term::Defined);
        }
    }

    /// Begins a term, which is one more name of what comes where the one before has no text.
    pub(super) fn start_term(&mut self) {
        let Some(item) = self.items.last_mut().filter(|item| item.term.is_some()) else { return };
        if item.term != Some(Term::Named) {
            self.numbered += 1;
            item.at.item = self.numbered;
            item.fresh = true;
        }
        item.term = Some(Term::Named);
    }

    /// Begins what a term is said to be.
    pub(super) fn define_term(&mut self) {
        if let Some(Item { term: Some(term @ Term::Named), .. }) = self.items.last_mut() {
            *term = Term::Defined;
        }
    }

    /// Notes that a heading stands in the text of the term under way.
    pub(super) fn head_term(&mut self) {
        if let Some(Item { term: Some(term), .. }) = self.items.last_mut() {
            *term = Term::Headed;
        }
    }

    pub(super) fn end_terms(&mut self) {
        self.items.pop();
        self.lists.pop();
    }

    /// Ends what may hold answers, `before` which so many pieces came: a list of terms or another.
    pub(super) fn end_answers(&mut self, before: usize, of_terms: bool) {
        self.flush();
        let asks = |piece: &Piece| matches!(piece.kind, PieceKind::Term | PieceKind::Entry);
        if self.page.pieces.iter().skip(before).any(asks) {
            self.resume(of_terms);
        }
    }

    pub(super) fn in_cell(&self) -> bool {
        self.tables.last().is_some_and(|table| table.cell.is_some() && !table.is_layout)
    }

    pub(super) fn cell_blank(&mut self) {
        if let Some(cell) = self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            cell.push_blank();
        }
    }

    pub(super) fn end_cell(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        match table.cell.take() {
            Some(cell) if !table.is_layout => {
                table.row.heads += usize::from(cell.is_head);
                table.row.cells.push(cell.text.trim().to_owned());
            }
            _ => self.flush(),
        }
        self.blank = false;
    }

    /// Makes the table under way one that only puts text side by side: its cells so far as text.
    pub(super) fn make_layout(&mut self) {
        let Some(table) = self.tables.last_mut() else { return };
        table.is_layout = true;
        let row = std::mem::take(&mut table.row);
        let cell = table.cell.take().map(|cell| cell.text);
        let header = std::mem::take(&mut table.header);
        let (first, last) = row.lines.unwrap_or((self.line, self.line));
        for text in header.iter().chain(&row.cells).chain(&cell) {
            if !text.trim().is_empty() {
                self.piece(PieceKind::Paragraph, text.trim(), first, last);
            }
        }
    }

    pub(super) fn end_row(&mut self) {
        self.flush();
        let Some(table) = self.tables.last_mut().filter(|table| !table.is_layout) else { return };
        let row = std::mem::take(&mut table.row);
        if row.cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        table.rows += 1;
        let (first, last) = row.lines.unwrap_or((self.line, self.line));
        if table.rows == 1 && row.heads == row.cells.len() && 1 < row.cells.len() {
            table.columns = columns(&row.cells);
            table.header = row.cells.into();
            table.row.lines = None;
            return self
                .page
                .left_out
                .push((Lines::new(first, last), "table header, kept with its rows"));
        }
        let header = table.header.clone();
        if let Some((question, answer)) = entry(table.columns, &row.cells) {
            table.asks = true;
            self.piece(PieceKind::Entry, &row.cells[question], first, last);
            let mut rest = vec![row.cells[answer].clone()];
            let others = row.cells.iter().enumerate();
            rest.extend(
                others
                    .filter(|(at, _)| *at != question && *at != answer)
                    .map(|(_, cell)| cell.clone()),
            );
            return self.piece(PieceKind::Paragraph, &row_text(&rest), first, last);
        }
        let ends = table.asks && !goes_on(table.columns, &row.cells);
        table.asks &= !ends;
        let gives_header = !std::mem::replace(&mut table.header_given, true) && !header.is_empty();
        if ends {
            self.resume(false);
        }
        if gives_header {
            self.piece(PieceKind::Paragraph, &row_text(&header), first, first);
        }
        let kind = if row.cells.len() == 1 { PieceKind::Paragraph } else { PieceKind::Row(header) };
        self.piece(kind, &row_text(&row.cells), first, last);
    }

    pub(super) fn end_table(&mut self) {
        self.flush();
        let Some(table) = self.tables.pop() else { return };
        if table.asks {
            self.resume(false);
        }
        if table.rows == 1 && !table.header.is_empty() {
            self.piece(
                PieceKind::Row(Arc::default()),
                &row_text(&table.header),
                self.line,
                self.line,
            );
        }
    }

    /// Begins what the page marks as its text.
    pub(super) fn begin_main(&mut self) {
        if self.mains == 0 {
            let start = self.page.out.len();
            self.page.mains.push(start..start);
        }
        self.mains += 1;
    }

    pub(super) fn end_main(&mut self) {
        self.flush();
        self.mains -= 1;
        if let Some(last) = self.page.mains.last_mut().filter(|_| self.mains == 0) {
            last.end = self.page.out.len();
        }
    }

    /// What comes is of the section around what was asked and answered.
    pub(super) fn resume(&mut self, of_terms: bool) {
        let end = self.page.out.len();
        self.page.pieces.push(Piece::new(PieceKind::Resume(of_terms), end..end));
    }

    /// Adds a piece of its own, of the lines `first` to `last`.
    pub(super) fn piece(&mut self, kind: PieceKind, text: &str, first: u32, last: u32) {
        self.begin(kind, first);
        self.page.out.push_str(text);
        if first < last {
            let end = self.page.out.char_indices().next_back().map_or(0, |(at, _)| at);
            self.page.origin.push((end, last));
        }
        self.flush();
    }
}
