//! The HTML blocks of a Markdown file as pieces.
//!
//! Not a parser of HTML: tags that break a line end a piece, those of headings, lists and tables
//! say what it is, and all others are as if they were not there.

use std::{ops::Range, sync::Arc};

use super::tags::{TagAt, Token, attribute, decode, heading_level, is_inline, token, unseen};
use crate::ingest::pieces::{ItemAt, Piece, PieceKind, row_text, rows};

/// An HTML block, without the marks of the quotes and lists around it.
#[derive(Default)]
pub(super) struct Source {
    text: String,
    /// Where its lines come from: (byte of `text`, byte of the file), ascending.
    lines: Vec<(usize, usize)>,
}

impl Source {
    /// Adds `line`, which starts at byte `at` of the file.
    pub(super) fn push(&mut self, line: &str, at: usize) {
        self.lines.push((self.text.len(), at));
        self.text.push_str(line);
    }

    fn at(&self, byte: usize) -> usize {
        let before = self.lines.partition_point(|(start, _)| *start <= byte);
        match before.checked_sub(1).and_then(|last| self.lines.get(last)) {
            Some((start, at)) => at + (byte - start),
            None => 0,
        }
    }

    fn range(&self, bytes: &Range<usize>) -> Range<usize> {
        // The end is that of its last byte: the next one may lie on a line far away.
        let end =
            if bytes.start < bytes.end { self.at(bytes.end - 1) + 1 } else { self.at(bytes.end) };
        self.at(bytes.start)..end
    }
}

/// The pieces of `source`, in order. `numbered` counts the lists and items of the file, `details`
/// tells of each open `<details>` whether it has a summary: what is in it are other blocks.
pub(super) fn pieces(source: &Source, numbered: &mut usize, details: &mut Vec<bool>) -> Vec<Piece> {
    let mut reader = Reader {
        source,
        numbered,
        details,
        pieces: Vec::new(),
        open: None,
        lists: Vec::new(),
        item: None,
        header: Arc::default(),
        columns: None,
        asks: false,
        cells: None,
        bold: None,
        link: None,
    };
    let mut at = 0;
    while let Some(token) = token(&source.text, at) {
        at = match token {
            Token::Text(range) => reader.text(range),
            Token::Comment(range) => reader.leave_out(range, "HTML comment"),
            Token::Tag(tag) => reader.tag(&tag),
        };
    }
    reader.flush(source.text.len());
    reader.pieces
}

struct Reader<'s> {
    source: &'s Source,
    numbered: &'s mut usize,
    details: &'s mut Vec<bool>,
    pieces: Vec<Piece>,
    open: Option<Piece>,
    /// The open lists: number and whether ordered.
    lists: Vec<(usize, bool)>,
    item: Option<ItemAt>,
    header: Arc<[String]>,
    /// Where the header of the open table says that questions and answers are.
    columns: Option<rows::Columns>,
    /// Whether the row before, of the open table, was an entry.
    asks: bool,
    /// The cells of the open row, whether any is of a header, and where the row starts.
    cells: Option<(Vec<Piece>, bool, usize)>,
    bold: Option<usize>,
    link: Option<(usize, bool)>,
}

impl Reader<'_> {
    /// Takes a tag, and says where to go on.
    fn tag(&mut self, tag: &TagAt<'_>) -> usize {
        let (start, end) = (tag.range.start, tag.range.end);
        if !tag.closes
            && let Some(reason) = unseen(tag)
        {
            let end = self.closing(tag);
            return self.leave_out(start..end, reason);
        }
        match tag.name.as_str() {
            "b" | "strong" => self.bold(tag.closes),
            "a" => self.link(tag),
            "br" => {
                let after = self.source.at(end);
                if let Some(open) = &mut self.open {
                    open.push_break(after);
                }
            }
            "img" => {
                let alt = attribute(tag.text, "alt").unwrap_or_default();
                let at = self.source.at(start);
                let open = self.opened(start);
                let from = open.plain.len();
                open.push(&alt, at);
                open.images.push(from..open.plain.len());
            }
            "pre" if !tag.closes => return self.code(tag),
            name if is_inline(name) => {}
            _ => self.block(tag),
        }
        end
    }

    /// A tag that ends what stands before it.
    fn block(&mut self, tag: &TagAt<'_>) {
        let (start, end) = (tag.range.start, tag.range.end);
        let titled =
            matches!(tag.name.as_str(), "summary" | "dt") || heading_level(&tag.name).is_some();
        // The tags of a title are its own: a reader is shown the line that they stand on.
        self.flush(if titled && tag.closes { end } else { start });
        match (tag.name.as_str(), tag.closes) {
            ("ul" | "ol", false) => {
                *self.numbered += 1;
                self.lists.push((*self.numbered, tag.name == "ol"));
            }
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.item = None;
            }
            ("li", false) => self.start_item(),
            ("li", true) => self.item = None,
            ("table", _) => {
                self.header = Arc::default();
                self.columns = None;
                self.end_entries(end);
            }
            ("tr", false) => self.cells = Some((Vec::new(), false, start)),
            ("td" | "th", false) => {
                if let Some((_, heads, _)) = &mut self.cells {
                    *heads |= tag.name == "th";
                }
            }
            ("tr", true) => self.end_row(end),
            ("details", false) => self.details.push(false),
            ("details", true) if self.details.pop() == Some(true) => self.resume(false, end),
            ("dl", true) => self.resume(true, end),
            ("summary" | "dt", false) => {
                if let Some(details) = self.details.last_mut() {
                    *details |= tag.name == "summary";
                }
                self.open = Some(Piece::new(PieceKind::Term, self.source.range(&(start..end))));
            }
            (name, false) => {
                if let Some(level) = heading_level(name) {
                    let range = self.source.range(&(start..end));
                    self.open = Some(Piece::new(PieceKind::Heading(level), range));
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, range: Range<usize>) -> usize {
        let text = &self.source.text[range.clone()];
        if self.open.is_none() && text.trim().is_empty() {
            return range.end;
        }
        let mut at = range.start;
        for (number, line) in text.split('\n').enumerate() {
            let inner = line.trim_matches(['\r', ' ', '\t']);
            let source = self.source.at(at);
            if 0 < number
                && let Some(open) = &mut self.open
            {
                open.push_break(source);
            }
            let start = at + (line.len() - line.trim_start_matches(['\r', ' ', '\t']).len());
            at += line.len() + 1;
            let spaced = line.starts_with([' ', '\t']) && number == 0;
            if let (true, Some(open)) = (spaced, &mut self.open) {
                open.push_blank();
            }
            if !inner.is_empty() {
                let mapped = self.source.range(&(start..start + inner.len()));
                let open = self.opened(start);
                // Piecewise, so that what follows a reference is still found in the source.
                let mut from = 0;
                while from < inner.len() {
                    let rest = &inner[from..];
                    let part = match rest.strip_prefix('&') {
                        Some(name) => name.find(['&', ';']).map_or(rest.len(), |end| {
                            end + 1 + usize::from(name[end..].starts_with(';'))
                        }),
                        None => rest.find('&').unwrap_or(rest.len()),
                    };
                    open.push(&decode(&rest[..part]), mapped.start + from);
                    from += part;
                }
                open.range.end = open.range.end.max(mapped.end);
                if line.ends_with([' ', '\t']) {
                    open.push_blank();
                }
            }
        }
        range.end
    }

    fn opened(&mut self, start: usize) -> &mut Piece {
        let at = self.source.at(start);
        let item = self.item;
        self.open.get_or_insert_with(|| {
            let mut piece = Piece::new(PieceKind::Paragraph, at..at);
            piece.item = item;
            piece
        })
    }

    /// Closes the open piece, at byte `end` at the latest.
    fn flush(&mut self, end: usize) {
        self.bold(true);
        self.end_link();
        let Some(mut piece) = self.open.take() else { return };
        if matches!(piece.kind, PieceKind::Term | PieceKind::Heading(_)) {
            piece.range.end =
                self.source.range(&(end.saturating_sub(1)..end)).end.max(piece.range.end);
        }
        match &mut self.cells {
            Some((cells, ..)) => cells.push(piece),
            None => self.pieces.push(piece),
        }
    }

    fn bold(&mut self, closes: bool) {
        let at = self.open.as_ref().map_or(0, |open| open.plain.len());
        if !closes {
            self.bold = Some(at);
        } else if let (Some(start), Some(open)) = (self.bold.take(), &mut self.open) {
            open.bold.push(start.min(at)..at);
        }
    }

    fn link(&mut self, tag: &TagAt<'_>) {
        self.end_link();
        if !tag.closes
            && let Some(target) = attribute(tag.text, "href")
        {
            let at = self.open.as_ref().map_or(0, |open| open.plain.len());
            self.link = Some((at, target.starts_with('#')));
        }
    }

    fn end_link(&mut self) {
        if let (Some((start, inside)), Some(open)) = (self.link.take(), &mut self.open) {
            open.links.push((start.min(open.plain.len())..open.plain.len(), inside));
        }
    }

    fn start_item(&mut self) {
        *self.numbered += 1;
        let own = (*self.numbered, false);
        let (list, _) = self.lists.first().copied().unwrap_or(own);
        let (_, ordered) = self.lists.last().copied().unwrap_or(own);
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        self.item = Some(ItemAt { item: *self.numbered, list, depth, ordered });
    }

    fn end_row(&mut self, end: usize) {
        let Some((cells, heads, start)) = self.cells.take() else { return };
        let range = self.source.range(&(start..end));
        let texts = rows::texts(&cells);
        if heads && self.header.is_empty() {
            self.columns = rows::columns(&texts);
            let names = match self.columns {
                Some(_) => PieceKind::LeftOut(rows::NAMES),
                None => PieceKind::Paragraph,
            };
            let mut head = Piece::new(names, range.clone());
            head.push(&row_text(&texts), range.start);
            self.pieces.push(head);
            self.header = texts.into_iter().map(str::to_owned).collect();
        } else if let Some(columns) = rows::entry(self.columns, &texts) {
            self.asks = true;
            self.pieces.extend(rows::pieces(cells, columns));
        } else if texts.iter().any(|cell| !cell.is_empty()) {
            if !rows::goes_on(self.columns, &texts) {
                self.end_entries(start);
            }
            let mut row = Piece::new(PieceKind::Row(self.header.clone()), range.clone());
            row.push(&row_text(&texts), range.start);
            self.pieces.push(row);
        }
    }

    /// Ends the entries among the rows of the open table, if there are any, at byte `end`.
    fn end_entries(&mut self, end: usize) {
        if std::mem::take(&mut self.asks) {
            self.resume(false, end);
        }
    }

    /// What comes is of the section around the entries that end at byte `end`.
    fn resume(&mut self, of_terms: bool, end: usize) {
        let at = self.source.at(end);
        self.pieces.push(Piece::new(PieceKind::Resume(of_terms), at..at));
    }

    /// What is preformatted, as one piece, and where to go on.
    fn code(&mut self, tag: &TagAt<'_>) -> usize {
        self.flush(tag.range.start);
        let end = self.closing(tag);
        let mut inner = String::new();
        let mut at = tag.range.end;
        while at < end
            && let Some(token) = token(&self.source.text, at)
        {
            let (Token::Text(range) | Token::Comment(range)) = &token else {
                let Token::Tag(tag) = token else { break };
                at = tag.range.end;
                continue;
            };
            at = range.end;
            if let Token::Text(range) = token {
                inner.push_str(&decode(&self.source.text[range]));
            }
        }
        let range = self.source.range(&(tag.range.start..end));
        let mut code = Piece::new(PieceKind::Code, range.clone());
        code.push(inner.trim_matches('\n'), range.start);
        code.item = self.item;
        match &mut self.cells {
            Some((cells, ..)) => cells.push(code),
            None => self.pieces.push(code),
        }
        end
    }

    /// Where the element that `tag` opens ends: after its end tag, or with the block.
    fn closing(&self, tag: &TagAt<'_>) -> usize {
        let text = &self.source.text;
        if tag.text.ends_with("/>") {
            return tag.range.end;
        }
        let (mut at, mut depth) = (tag.range.end, 1);
        while let Some(token) = token(text, at) {
            at = match token {
                Token::Text(range) | Token::Comment(range) => range.end,
                Token::Tag(inner) => {
                    if inner.name == tag.name {
                        depth = if inner.closes { depth - 1 } else { depth + 1 };
                        if depth == 0 {
                            return inner.range.end;
                        }
                    }
                    inner.range.end
                }
            };
        }
        text.len()
    }

    fn leave_out(&mut self, range: Range<usize>, reason: &'static str) -> usize {
        let end = range.end;
        // A comment does not break the text around it.
        if reason != "HTML comment" {
            self.flush(range.start);
        }
        self.pieces.push(Piece::new(PieceKind::LeftOut(reason), self.source.range(&range)));
        end
    }
}
