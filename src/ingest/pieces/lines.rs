//! Pieces of markup that is told line by line, and the document they make.

use std::ops::Range;

use super::{ItemAt, Piece, PieceKind, blocks, contents, faq};
use crate::{
    document::{Document, Lines},
    ingest::source::Source,
};

/// Pieces under construction, of a text read line by line. Lines are counted from 1.
pub(in crate::ingest) struct Pieces<'s, 't> {
    pub(in crate::ingest) source: &'s Source<'t>,
    pub(in crate::ingest) pieces: Vec<Piece>,
    numbered: usize,
    /// The number of the list under way, while one is.
    list: Option<usize>,
    item: Option<ItemAt>,
}

impl<'s, 't> Pieces<'s, 't> {
    pub(in crate::ingest) fn new(source: &'s Source<'t>) -> Pieces<'s, 't> {
        Pieces { source, pieces: Vec::new(), numbered: 0, list: None, item: None }
    }

    /// Adds a piece of `lines`, whose plain text `clean` makes of its trimmed lines. Where markup
    /// goes over the end of a line, `clean` gets all lines as one.
    pub(in crate::ingest) fn add(
        &mut self,
        kind: PieceKind,
        lines: Lines,
        clean: &dyn Fn(&str) -> String,
    ) {
        let range = self.source.range(lines.first).start..self.source.range(lines.last).end;
        let mut piece = Piece::new(kind, range.clone());
        if piece.kind == PieceKind::Code {
            piece.push(self.source.text[range.clone()].trim_end(), range.start);
        } else {
            let trimmed = |number: u32| self.source.line(number).trim();
            let open = (lines.first..lines.last).any(|number| {
                let line = trimmed(number);
                line.matches('`').count() % 2 == 1
                    || line.matches('<').count() != line.matches('>').count()
            });
            if open {
                let all: Vec<&str> = (lines.first..=lines.last).map(trimmed).collect();
                piece.push(&clean(&all.join(" ")), range.start);
            } else {
                for number in lines.first..=lines.last {
                    let start = self.source.range(number).start;
                    if lines.first < number {
                        piece.push_break(start);
                    }
                    piece.push(&clean(trimmed(number)), start);
                }
            }
        }
        if matches!(piece.kind, PieceKind::Paragraph | PieceKind::Code) {
            piece.item = self.item;
        }
        self.pieces.push(piece);
    }

    pub(in crate::ingest) fn leave_out(&mut self, lines: Lines, reason: &'static str) {
        let range = self.source.range(lines.first).start..self.source.range(lines.last).end;
        self.pieces.push(Piece::new(PieceKind::LeftOut(reason), range));
    }

    /// Begins an item; what is added up to [`Pieces::set_item`] or the next belongs to it.
    pub(in crate::ingest) fn start_item(&mut self, depth: usize, ordered: bool) {
        self.numbered += 2;
        let list = *self.list.get_or_insert(self.numbered);
        let depth = u8::try_from(depth).unwrap_or(u8::MAX);
        self.item = Some(ItemAt { item: self.numbered + 1, list, depth, ordered });
    }

    /// Goes back to an item that is open around the last one.
    pub(in crate::ingest) fn item(&self) -> Option<ItemAt> {
        self.item
    }

    pub(in crate::ingest) fn set_item(&mut self, item: Option<ItemAt>) {
        self.item = item;
        if item.is_none() {
            self.list = None;
        }
    }

    /// The document of the file `path`. `otherwise` says why a line is in no piece.
    pub(in crate::ingest) fn document(
        self,
        path: &str,
        title: Option<String>,
        otherwise: impl Fn(&str) -> &'static str,
    ) -> Document {
        let Pieces { source, mut pieces, .. } = self;
        contents::leave_out(&mut pieces);
        let pieces = faq::find_in(path, title.as_deref(), pieces);
        let (made, reasons) = blocks::blocks(source, pieces);
        let left_out = source.left_out(&made, &reasons, otherwise);
        Document { path: path.to_owned(), title, blocks: made, left_out, ..Document::default() }
    }
}

/// The white space that `line` starts with, in columns.
pub(in crate::ingest) fn indent(line: &str) -> usize {
    let mut columns = 0;
    for one in line.chars() {
        match one {
            ' ' => columns += 1,
            '\t' => columns = (columns / 8 + 1) * 8,
            _ => break,
        }
    }
    columns
}

/// The length of the marker of a list item that `line` starts with (`- `, `3. `, `(a) `), and
/// whether it is a number.
pub(in crate::ingest) fn marker(line: &str, bullets: &[char]) -> Option<(usize, bool)> {
    let after = |length: usize| line[length..].starts_with(' ').then_some(length + 1);
    if let Some(one) = line.chars().next().filter(|one| bullets.contains(one)) {
        return Some((after(one.len_utf8())?, false));
    }
    let open = usize::from(line.starts_with('('));
    let rest = &line[open..];
    let count = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = &rest[..count];
    let is_number = (1..=3).contains(&count) && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_hash = rest.starts_with("#.");
    let is_letter = count == 1 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let count = if is_hash { 1 } else { count };
    let closes = rest[count..].starts_with(if open == 1 { &[')'][..] } else { &['.', ')'][..] });
    if closes && (is_number || is_hash || (is_letter && open == 1)) {
        return Some((after(open + count + 1)?, true));
    }
    None
}

/// The byte ranges of `lines` as one.
pub(in crate::ingest) fn span(lines: &Range<u32>) -> Lines {
    Lines::new(lines.start, lines.end.saturating_sub(1))
}
