//! From the events of the Markdown parser to pieces.

use std::{ops::Range, sync::Arc};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{html, tags};
use crate::ingest::pieces::{ItemAt, Piece, PieceKind, row_text, rows};

/// The pieces of `text` from byte `from` on, in order.
pub(super) fn pieces(text: &str, from: usize) -> Vec<Piece> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST;
    let mut walker = Walker::default();
    for (event, range) in Parser::new_ext(&text[from..], options).into_offset_iter() {
        walker.event(event, range.start + from..range.end + from);
    }
    walker.flush();
    walker.pieces
}

#[derive(Default)]
struct Walker {
    pieces: Vec<Piece>,
    /// The piece that inline events add to.
    open: Option<Piece>,
    lists: Vec<List>,
    items: Vec<Item>,
    /// How many lists and items there have been: their numbers.
    numbered: usize,
    /// Starts of what is bold, linked or a picture within the open piece, innermost last.
    bold: Vec<usize>,
    links: Vec<(usize, bool)>,
    images: Vec<usize>,
    table: Table,
    html: Option<html::Source>,
    /// For each open `<details>`, whether it has a summary.
    details: Vec<bool>,
}

struct List {
    number: usize,
    ordered: bool,
}

struct Item {
    at: ItemAt,
    start: usize,
    /// Whether nothing of it has been taken: then the next piece begins with its marker.
    fresh: bool,
}

#[derive(Default)]
struct Table {
    header: Arc<[String]>,
    /// Where the header says that questions and answers are.
    columns: Option<rows::Columns>,
    cells: Vec<Piece>,
    /// The header row, until a row follows it.
    header_row: Option<Range<usize>>,
    /// Whether the row before was an entry.
    asks: bool,
}

impl Walker {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Code(text) => self.text(&text, range),
            Event::Html(line) => {
                if let Some(html) = &mut self.html {
                    html.push(&line, range.start);
                }
            }
            Event::InlineHtml(tag) => self.inline_html(&tag, range),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(open) = &mut self.open {
                    open.push_break(range.end);
                }
            }
            Event::Rule => {
                self.flush();
                self.pieces.push(Piece::new(PieceKind::LeftOut("thematic break"), range));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Strong => {
                let at = self.open(&range).plain.len();
                self.bold.push(at);
            }
            Tag::Link { dest_url, .. } => {
                let at = self.open(&range).plain.len();
                self.links.push((at, dest_url.starts_with('#')));
            }
            Tag::Image { .. } => {
                let at = self.open(&range).plain.len();
                self.images.push(at);
            }
            Tag::Emphasis | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.open(&range);
            }
            block => {
                self.flush();
                self.start_block(block, range);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(PieceKind::Paragraph, range),
            Tag::Heading { level, .. } => self.begin(PieceKind::Heading(level as u8), range),
            Tag::CodeBlock(_) => self.begin(PieceKind::Code, range),
            Tag::DefinitionListTitle => self.begin(PieceKind::Term, range),
            Tag::HtmlBlock => self.html = Some(html::Source::default()),
            Tag::List(first) => {
                self.numbered += 1;
                self.lists.push(List { number: self.numbered, ordered: first.is_some() });
            }
            Tag::Item => self.start_item(range.start),
            Tag::Table(_) => self.table = Table::default(),
            Tag::TableHead | Tag::TableRow => self.table.cells.clear(),
            Tag::TableCell => self.begin(PieceKind::Paragraph, range),
            _ => {}
        }
    }

    fn start_item(&mut self, start: usize) {
        self.numbered += 1;
        let at = ItemAt {
            item: self.numbered,
            list: self.lists.first().map_or(self.numbered, |list| list.number),
            depth: u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX),
            ordered: self.lists.last().is_some_and(|list| list.ordered),
        };
        self.items.push(Item { at, start, fresh: true });
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Strong => {
                if let (Some(start), Some(open)) = (self.bold.pop(), &mut self.open) {
                    open.bold.push(start..open.plain.len());
                    open.range.end = open.range.end.max(range.end);
                }
            }
            TagEnd::Link => self.end_link(range.end),
            TagEnd::Image => {
                if let (Some(start), Some(open)) = (self.images.pop(), &mut self.open) {
                    open.images.push(start..open.plain.len());
                    open.range.end = open.range.end.max(range.end);
                }
            }
            TagEnd::Emphasis | TagEnd::Strikethrough => self.extend(range.end),
            TagEnd::Superscript | TagEnd::Subscript => self.extend(range.end),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::TableCell => {
                self.table.cells.push(self.open.take().unwrap_or_default());
                self.clear_inline();
            }
            TagEnd::TableHead => self.end_header(range),
            TagEnd::TableRow => self.end_row(range),
            TagEnd::Table => self.end_table(range.end),
            TagEnd::Item => {
                self.flush();
                self.items.pop();
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::DefinitionList => {
                self.flush();
                self.resume(true, range.end);
            }
            _ => self.flush(),
        }
    }

    fn end_link(&mut self, end: usize) {
        let (Some((start, inside)), Some(open)) = (self.links.pop(), &mut self.open) else {
            return;
        };
        open.range.end = open.range.end.max(end);
        // An anchor beside a heading (`[¶](#it)`) is no part of what it says.
        let is_anchor = inside && !open.plain[start..].contains(char::is_alphanumeric);
        if is_anchor {
            open.plain.truncate(start);
        } else {
            open.links.push((start..open.plain.len(), inside));
        }
    }

    fn end_header(&mut self, range: Range<usize>) {
        let cells = std::mem::take(&mut self.table.cells);
        let names = rows::texts(&cells);
        self.table.columns = rows::columns(&names);
        // A FAQ without names of columns has to begin with a question.
        match rows::entry(None, &names).filter(|_| self.table.columns.is_none()) {
            Some(columns) => self.entry(cells, columns),
            None => {
                self.table.header = names.into_iter().map(str::to_owned).collect();
                self.table.header_row = Some(range);
            }
        }
    }

    fn end_row(&mut self, range: Range<usize>) {
        let cells = std::mem::take(&mut self.table.cells);
        let texts = rows::texts(&cells);
        let entry = rows::entry(self.table.columns, &texts);
        if let Some(header) = self.table.header_row.take() {
            // Part of the text as well, with the line of dashes up to this row: without them the
            // rows cannot be read as a table.
            let header = header.start..range.start.saturating_sub(1).max(header.end);
            let names = match self.table.columns {
                Some(_) => PieceKind::LeftOut(rows::NAMES),
                None => PieceKind::Paragraph,
            };
            let mut head = Piece::new(names, header.clone());
            head.push(&row_text(&self.table.header), header.start);
            self.pieces.push(head);
        }
        if let Some(columns) = entry {
            return self.entry(cells, columns);
        }
        if !rows::goes_on(self.table.columns, &texts) {
            self.end_entries(range.start);
        }
        let mut row = Piece::new(PieceKind::Row(self.table.header.clone()), range.clone());
        row.push(&row_text(&texts), range.start);
        self.pieces.push(row);
    }

    fn entry(&mut self, cells: Vec<Piece>, columns: rows::Columns) {
        self.table.asks = true;
        self.pieces.extend(rows::pieces(cells, columns));
    }

    /// A table of a header alone says what that says.
    fn end_table(&mut self, end: usize) {
        if let Some(range) = self.table.header_row.take() {
            let mut row = Piece::new(PieceKind::Row(Arc::default()), range.clone());
            row.push(&row_text(&self.table.header), range.start);
            self.pieces.push(row);
        }
        self.end_entries(end);
    }

    /// Ends the entries among the rows, if there are any, at byte `end`.
    fn end_entries(&mut self, end: usize) {
        if std::mem::take(&mut self.table.asks) {
            self.resume(false, end);
        }
    }

    /// What comes is of the section around the entries that end at byte `end`.
    fn resume(&mut self, of_terms: bool, end: usize) {
        self.pieces.push(Piece::new(PieceKind::Resume(of_terms), end..end));
    }

    fn end_html(&mut self) {
        let Some(source) = self.html.take() else { return };
        let item = self.items.last().map(|item| item.at);
        for mut piece in html::pieces(&source, &mut self.numbered, &mut self.details) {
            if piece.item.is_none() && piece.kind == PieceKind::Paragraph {
                piece.item = item;
            }
            self.pieces.push(piece);
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let open = self.open(&range);
        open.push(text, range.start);
        open.range.end = open.range.end.max(range.end);
    }

    fn inline_html(&mut self, tag: &str, range: Range<usize>) {
        let open = self.open(&range);
        open.range.end = open.range.end.max(range.end);
        let lower = tag.get(..4).unwrap_or(tag).to_ascii_lowercase();
        if lower.starts_with("<br") {
            open.push_break(range.end);
        } else if lower.starts_with("<img") {
            let at = open.plain.len();
            open.push(&tags::attribute(tag, "alt").unwrap_or_default(), range.start);
            open.images.push(at..open.plain.len());
        }
    }

    /// The open piece; text of a tight list item stands in no paragraph and opens its own.
    fn open(&mut self, range: &Range<usize>) -> &mut Piece {
        self.open.get_or_insert_with(|| Piece::new(PieceKind::Paragraph, range.clone()))
    }

    fn extend(&mut self, end: usize) {
        if let Some(open) = &mut self.open {
            open.range.end = open.range.end.max(end);
        }
    }

    fn begin(&mut self, kind: PieceKind, range: Range<usize>) {
        self.open = Some(Piece::new(kind, range));
    }

    /// Closes the open piece.
    fn flush(&mut self) {
        self.clear_inline();
        let Some(mut piece) = self.open.take() else { return };
        if matches!(piece.kind, PieceKind::Paragraph | PieceKind::Code)
            && let Some(item) = self.items.last_mut()
        {
            piece.item = Some(item.at);
            if item.fresh {
                piece.range.start = item.start;
            }
            item.fresh = false;
        }
        self.pieces.push(piece);
    }

    fn clear_inline(&mut self) {
        self.bold.clear();
        self.links.clear();
        self.images.clear();
    }
}
