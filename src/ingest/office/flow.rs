//! A word processor's paragraphs and tables as a text with its pieces, from which the questions
//! and blocks are made as from Markdown.

use std::{ops::Range, sync::Arc};

use super::super::{
    address,
    pieces::{BEHIND, ItemAt, MAX_PIECES, Piece, PieceKind, blocks::blocks, contents, faq},
    question::is_question,
    source::Source,
    tabular,
};
use crate::document::{Document, LeftOut, Lines, Metadata, Places};

/// Stands in a run for the place where a new page begins.
pub(in crate::ingest) const PAGE_BREAK: char = '\u{c}';

/// A line in bold of more words is no heading.
const MAX_HEADING_WORDS: usize = 12;

/// A cell of more words is no name of a column.
const MAX_NAME_WORDS: usize = 6;

/// What a paragraph is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) enum Style {
    #[default]
    Body,
    /// The title of the whole.
    Title,
    /// A heading, 1 being the outermost.
    Heading(u8),
    Item(Item),
    /// Written as it is to be typed; lines are kept.
    Code,
    /// What is no part of the text, and why: a line of a table of contents, a running head.
    LeftOut(&'static str),
    /// What stands before a definition, or opens what is folded.
    Term,
}

/// A paragraph of a list item.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) struct Item {
    /// What tells this item from others; its paragraphs have one.
    pub(in crate::ingest) key: usize,
    /// What tells the outermost list around it from others.
    pub(in crate::ingest) list: usize,
    /// From 0.
    pub(in crate::ingest) depth: u8,
    pub(in crate::ingest) ordered: bool,
    /// What stands before it: `-`, `1.`; empty before its further paragraphs.
    pub(in crate::ingest) marker: String,
}

/// Text of one kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) struct Run {
    pub(in crate::ingest) text: String,
    pub(in crate::ingest) bold: bool,
    /// Whether it is a link, and if so, to a place of the same document.
    pub(in crate::ingest) link: Option<bool>,
    /// Whether it only points at a note: shown, and no part of what the sentence says.
    pub(in crate::ingest) mark: bool,
}

/// A paragraph.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) struct Paragraph {
    pub(in crate::ingest) style: Style,
    pub(in crate::ingest) runs: Vec<Run>,
    /// The notes to it: what each is called, and its text.
    pub(in crate::ingest) notes: Vec<(String, String)>,
}

impl Paragraph {
    /// Adds `run`, to the last one where that is of the same kind.
    pub(in crate::ingest) fn push(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if (last.bold, last.link, last.mark) == (run.bold, run.link, run.mark) => {
                last.text.push_str(&run.text);
            }
            _ if run.text.is_empty() => {}
            _ => self.runs.push(run),
        }
    }

    /// Ends the link to `href`, and tells its address.
    pub(in crate::ingest) fn end_link(&mut self, href: &str) {
        let linked = self.runs.iter().rev().take_while(|run| run.link.is_some());
        let mut parts: Vec<&str> = linked.map(|run| run.text.as_str()).collect();
        parts.reverse();
        if let Some(text) = address::behind(&parts.concat(), href, None) {
            self.push(Run { text, mark: true, ..Run::default() });
        }
    }

    /// Its text on one line, without marks.
    pub(in crate::ingest) fn plain(&self) -> String {
        let text: String =
            self.runs.iter().filter(|run| !run.mark).map(|run| run.text.as_str()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn is_blank(&self) -> bool {
        self.runs.iter().all(|run| run.text.trim().is_empty())
    }
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) struct Table {
    pub(in crate::ingest) rows: Vec<Vec<Vec<Paragraph>>>,
    /// How many of the rows are said to be its head.
    pub(in crate::ingest) head: usize,
}

impl Table {
    /// Its rows as paragraphs of one line each, for a cell that it stands in.
    pub(in crate::ingest) fn flattened(self) -> Vec<Paragraph> {
        let row = |row: Vec<Vec<Paragraph>>| {
            let cells: Vec<String> = row.iter().map(|cell| plain(cell)).collect();
            let text = cells.into_iter().filter(|cell| !cell.is_empty()).collect::<Vec<_>>();
            let run = Run { text: text.join(" | "), ..Run::default() };
            Paragraph { runs: vec![run], ..Paragraph::default() }
        };
        self.rows.into_iter().map(row).collect()
    }
}

fn plain(cell: &[Paragraph]) -> String {
    let parts: Vec<String> = cell.iter().map(Paragraph::plain).collect();
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A document in the making.
#[derive(Debug, Default)]
pub(in crate::ingest) struct Flow {
    text: String,
    pieces: Vec<Piece>,
    /// The number of the line that is being written, from 0.
    line: u32,
    /// The first line of each paragraph and of each page after the first.
    paragraphs: Vec<u32>,
    pages: Vec<u32>,
    is_paged: bool,
    /// Whether there was more than is read.
    is_cut: bool,
    /// What stood last, to tell where a blank line goes.
    last: Last,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Text,
    Item(usize),
    Row,
    LeftOut,
}

impl Flow {
    /// Adds a paragraph with the notes to it, unless it is blank.
    pub(in crate::ingest) fn paragraph(&mut self, paragraph: &Paragraph) {
        if paragraph.is_blank() {
            // A page may begin in it all the same.
            for _ in paragraph.runs.iter().flat_map(|run| run.text.matches(PAGE_BREAK)) {
                self.pages.push(self.line + 2);
            }
            return;
        }
        let kind = match paragraph.style {
            Style::Body | Style::Item(_) => PieceKind::Paragraph,
            Style::Title => PieceKind::Heading(1),
            Style::Heading(level) => PieceKind::Heading(level.clamp(1, 9) + 1),
            Style::Code => PieceKind::Code,
            Style::LeftOut(reason) => PieceKind::LeftOut(reason),
            Style::Term => PieceKind::Term,
        };
        let item = match &paragraph.style {
            Style::Item(item) => Some(item),
            _ => None,
        };
        let (marker, at) = match item {
            Some(item) => {
                let indent = "  ".repeat(usize::from(item.depth));
                let marker = match item.marker.as_str() {
                    "" => format!("{indent}  "),
                    marker => format!("{indent}{marker} "),
                };
                (marker, Some(at_item(item)))
            }
            None => (String::new(), None),
        };
        let last = match &paragraph.style {
            Style::Item(item) => Last::Item(item.list),
            Style::LeftOut(_) => Last::LeftOut,
            _ => Last::Text,
        };
        self.piece(kind, at, &marker, &paragraph.runs, last);
        for (name, text) in &paragraph.notes {
            let run = Run { text: text.clone(), ..Run::default() };
            let marker = format!("[{name}] ");
            self.piece(PieceKind::Paragraph, at, &marker, &[run], Last::Text);
        }
    }

    /// Says that places are pages, though there may be only one.
    pub(in crate::ingest) fn paged(&mut self) {
        self.is_paged = true;
    }

    /// Adds a table: as entries where its columns are questions and answers, as what stands in it
    /// where it only arranges that, and else as rows.
    pub(in crate::ingest) fn table(&mut self, table: Table) {
        let cells: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
        let filled = |row: &Vec<String>| row.iter().filter(|cell| !cell.is_empty()).count();
        if cells.iter().all(|row| filled(row) < 2) {
            table.rows.iter().flatten().flatten().for_each(|one| self.paragraph(one));
            return;
        }
        let has_head = 0 < table.head || looks_like_head(&cells, &table.rows);
        let header: Arc<[String]> = if has_head { cells[0].clone().into() } else { Arc::default() };
        if let Some((question, answer)) = asking_columns(&header, &cells) {
            for row in table.rows.into_iter().skip(usize::from(has_head)) {
                self.entry_row(row, question, answer);
            }
            return;
        }
        for (at, row) in cells.iter().enumerate() {
            if filled(row) == 0 {
                continue;
            }
            let kind = match at {
                0 if has_head && 1 < cells.len() => PieceKind::Paragraph,
                _ => PieceKind::Row(header.clone()),
            };
            let run = Run { text: row.join(" | "), ..Run::default() };
            self.piece(kind, None, "", &[run], Last::Row);
        }
    }

    /// A row whose cell `question` is answered by that at `answer`.
    fn entry_row(&mut self, mut row: Vec<Vec<Paragraph>>, question: usize, answer: usize) {
        let asked = row.get(question).map(|cell| plain(cell)).unwrap_or_default();
        let answers = row.get_mut(answer).map(std::mem::take).unwrap_or_default();
        let others: Vec<Vec<Paragraph>> = row
            .into_iter()
            .enumerate()
            .filter(|(at, _)| *at != question && *at != answer)
            .map(|(_, cell)| cell)
            .collect();
        if !asked.is_empty() {
            let run = Run { text: asked, ..Run::default() };
            self.piece(PieceKind::Entry, None, "", &[run], Last::Text);
        }
        answers.iter().chain(others.iter().flatten()).for_each(|one| self.paragraph(one));
    }

    /// Adds a piece of `runs` with `marker` before it, which is no part of what it says.
    fn piece(
        &mut self,
        kind: PieceKind,
        item: Option<ItemAt>,
        marker: &str,
        runs: &[Run],
        last: Last,
    ) {
        if MAX_PIECES <= self.pieces.len() {
            self.is_cut = true;
            return;
        }
        if !self.text.is_empty() {
            self.new_line();
            if self.last != last || last == Last::Text {
                self.new_line();
            }
        }
        self.last = last;
        self.paragraphs.push(self.line + 1);
        let mut piece = Piece::new(kind, self.text.len()..self.text.len());
        piece.item = item;
        self.text.push_str(marker);
        let indent = " ".repeat(marker.chars().count());
        for run in runs {
            let start = piece.plain.len();
            for part in run.text.split_inclusive(['\n', PAGE_BREAK]) {
                let bare = part.trim_end_matches(['\n', PAGE_BREAK]);
                let bare = if piece.plain.is_empty() { bare.trim_start() } else { bare };
                if !run.mark && !bare.is_empty() {
                    piece.push(bare, self.text.len());
                }
                self.text.push_str(bare);
                if part.ends_with(PAGE_BREAK) {
                    self.pages.push(self.line + if piece.plain.is_empty() { 1 } else { 2 });
                } else if part.ends_with('\n') && !piece.plain.is_empty() {
                    self.new_line();
                    self.text.push_str(&indent);
                    if piece.kind == PieceKind::Code {
                        piece.push("\n", self.text.len());
                    } else {
                        piece.push_break(self.text.len());
                    }
                }
            }
            let span: Range<usize> = start.min(piece.plain.len())..piece.plain.len();
            if run.bold && !span.is_empty() {
                piece.bold.push(span.clone());
            }
            if let Some(inside) = run.link.filter(|_| !span.is_empty()) {
                piece.links.push((span, inside));
            }
        }
        piece.range.end = self.text.len();
        self.pieces.push(piece);
    }

    fn new_line(&mut self) {
        while self.text.ends_with([' ', '\t']) {
            self.text.pop();
        }
        self.text.push('\n');
        self.line = self.line.saturating_add(1);
    }

    /// The document of all that was added, as the file `path`. `title` is what the file says it is
    /// called, for one that has no headings.
    pub(in crate::ingest) fn finish(
        mut self,
        path: &str,
        title: Option<String>,
        metadata: Metadata,
    ) -> Document {
        let is_heading = |piece: &Piece| matches!(piece.kind, PieceKind::Heading(_));
        let title = title.filter(|_| !self.pieces.first().is_some_and(is_heading));
        if !self.pieces.iter().any(|piece| matches!(piece.kind, PieceKind::Heading(2..))) {
            head_by_weight(&mut self.pieces);
        }
        let mut pieces = self.pieces;
        contents::leave_out(&mut pieces);
        let pieces = faq::find_in(path, title.as_deref(), pieces);
        let source = Source::new(&self.text);
        let (blocks, reasons) = blocks(&source, pieces);
        let mut left_out = source.left_out(&blocks, &reasons, |_| "no text");
        if self.is_cut {
            let end = source.count().saturating_add(1);
            left_out.push(LeftOut { lines: Lines::new(end, end), reason: BEHIND.to_owned() });
        }
        let path = path.to_owned();
        let mut document =
            Document { path, title, metadata, blocks, left_out, ..Document::default() };
        document.places = if self.pages.is_empty() && !self.is_paged {
            Places::Paragraphs(self.paragraphs)
        } else {
            self.pages.insert(0, 1);
            Places::Pages(self.pages)
        };
        document
    }
}

fn at_item(item: &Item) -> ItemAt {
    ItemAt { item: item.key, list: item.list, depth: item.depth, ordered: item.ordered }
}

/// Whether the first row names the columns, where the file does not say.
fn looks_like_head(cells: &[Vec<String>], rows: &[Vec<Vec<Paragraph>>]) -> bool {
    let first = &cells[0];
    let is_bold = |cell: &Vec<Paragraph>| {
        cell.iter().flat_map(|one| &one.runs).all(|run| run.bold || run.text.trim().is_empty())
    };
    let is_name = |cell: &String| {
        !cell.is_empty()
            && cell.split_whitespace().count() <= MAX_NAME_WORDS
            && !cell.ends_with(['.', '?', '!'])
            && !cell.contains(|one: char| one.is_ascii_digit())
    };
    1 < cells.len() && first.iter().all(is_name) && (rows[0].iter().all(is_bold) || 2 < cells.len())
}

/// The columns of questions and of answers: by their names, or because the first asks.
fn asking_columns(header: &[String], cells: &[Vec<String>]) -> Option<(usize, usize)> {
    if let Some(columns) = tabular::asking(header) {
        return Some(columns);
    }
    let body = &cells[usize::from(!header.is_empty())..];
    let asked = body.iter().filter(|row| row.len() == 2 && is_question(&row[0])).count();
    (1 < asked && body.len() * 8 <= asked * 10).then_some((0, 1))
}

/// Makes headings of short lines in bold over plain text, in a document that has none.
fn head_by_weight(pieces: &mut [Piece]) {
    let is_text = |piece: &Piece| piece.kind == PieceKind::Paragraph && piece.item.is_none();
    // Below the title, and beside the questions.
    let level =
        if pieces.iter().any(|one| matches!(one.kind, PieceKind::Heading(_))) { 2 } else { 1 };
    let bold: Vec<bool> = pieces.iter().map(Piece::is_bold).collect();
    for at in 0..pieces.len() {
        let piece = &pieces[at];
        let is_short = piece.plain.split_whitespace().count() <= MAX_HEADING_WORDS;
        let ends = piece.plain.trim_end().ends_with(['.', ',', ';', '!']);
        let leads = pieces.get(at + 1).is_some_and(|next| {
            !bold[at + 1] && (next.is_body() || matches!(next.kind, PieceKind::LeftOut(_)))
        });
        let asks = is_question(&piece.plain);
        if is_text(piece) && bold[at] && is_short && !ends && !asks && leads {
            pieces[at].kind = PieceKind::Heading(level);
        }
    }
}
