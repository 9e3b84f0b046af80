//! The text of a page: words to pieces, and their lines.

use std::{borrow::Cow, ops::Range};

use super::{Effect, Flow, Link, Term, breaks};
use crate::ingest::{
    address,
    pieces::{MAX_PIECES, Piece, PieceKind},
    question::is_question,
    superscript,
};

/// So many bytes of a text that is left out are enough to tell which it is.
const MAX_UNSHOWN: usize = 256;

impl Flow {
    /// Takes `text`, which ends on the line `line`.
    pub(super) fn add_text(&mut self, text: &str, line: u32) {
        if 0 < self.skips {
            if let Some(start) = self.unshown.as_mut().filter(|start| start.len() < MAX_UNSHOWN) {
                for word in text.split_whitespace() {
                    let blank = if start.is_empty() { "" } else { " " };
                    start.push_str(blank);
                    start.extend(word.chars().take(MAX_UNSHOWN));
                    if MAX_UNSHOWN <= start.len() {
                        break;
                    }
                }
            }
            return;
        }
        let count = breaks(text);
        if count == 0 && !text.is_empty() {
            return self.line_text(text, line);
        }
        let mut line = line - count.min(line - 1);
        for (at, part) in text.split('\n').enumerate() {
            if 0 < at {
                line += 1;
                self.line_break();
            }
            if !part.is_empty() {
                self.line_text(part, line);
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        if 0 < self.pres && self.titles == 0 {
            if self.open.is_some() && self.text_start < self.page.out.len() {
                self.page.out.push('\n');
            }
        } else {
            self.blank = true;
        }
    }

    pub(super) fn line_text(&mut self, text: &str, line: u32) {
        let read = if 0 < self.raised { self.raised(text) } else { Cow::Borrowed(text) };
        let text = &*read;
        if self.in_cell()
            && let Some(table) = self.tables.last_mut()
            && let Some(cell) = &mut table.cell
        {
            if std::mem::take(&mut self.blank) {
                cell.push_blank();
            }
            cell.push(text);
            if !text.trim().is_empty() {
                let lines = table.row.lines.get_or_insert((line, line));
                lines.1 = line.max(lines.1);
            }
            return;
        }
        if 0 < self.pres && self.titles == 0 {
            if self.open.is_some() || !text.trim().is_empty() {
                self.opened(line);
                self.page.out.push_str(text);
            }
            return;
        }
        let is_blank = |c: char| c.is_ascii_whitespace();
        self.blank |= text.starts_with(is_blank);
        let bare = text.trim_ascii();
        if bare.is_empty() {
            return;
        }
        self.opened(line);
        let out = &mut self.page.out;
        if self.blank && self.text_start < out.len() && !out.ends_with('\n') {
            out.push(' ');
        }
        // Most text has single blanks between its words.
        let is_other = |pair: &[u8]| {
            pair[0].is_ascii_whitespace() && (pair[0] != b' ' || pair[1].is_ascii_whitespace())
        };
        if bare.as_bytes().windows(2).any(is_other) {
            let mut words = bare.split_ascii_whitespace();
            out.extend(words.next());
            words.for_each(|word| {
                out.push(' ');
                out.push_str(word);
            });
        } else {
            out.push_str(bare);
        }
        self.blank = text.ends_with(is_blank);
    }

    /// What raised `text` is read as: what leads to a note is no part of the sentence.
    fn raised<'t>(&self, text: &'t str) -> Cow<'t, str> {
        // A link with other text before it leads to what that says: "10⁶" in a heading that links itself.
        let is_mark = |link: &Link| link.href.contains('#') && link.start == self.length();
        let leads_away = self.link.as_ref().is_some_and(is_mark);
        let inside = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_number = |mark: &str| mark.bytes().all(|byte| byte.is_ascii_digit());
        if leads_away || inside.is_some_and(is_number) {
            return Cow::Borrowed("");
        }
        superscript::raised(text)
    }

    /// What has been written of the open cell, or of the page.
    pub(super) fn written(&mut self) -> &mut String {
        match self.tables.last_mut().and_then(|table| table.cell.as_mut()) {
            Some(cell) => &mut cell.text,
            None => &mut self.page.out,
        }
    }

    /// Ends raised text, `before` which so much was written.
    pub(super) fn end_raised(&mut self, before: usize) {
        self.raised -= 1;
        // The brackets around a link to a note.
        let written = self.written();
        if written.get(before..).is_some_and(|mark| mark.trim() == "[]") {
            written.truncate(before);
        }
    }

    /// Sees that a piece is open for text of the line `line`.
    pub(super) fn opened(&mut self, line: u32) {
        if self.open.is_none() {
            let title = self.stack.iter().rev().find_map(|open| match &open.effect {
                Effect::Title(kind) => Some(kind.clone()),
                Effect::Button => Some(PieceKind::Term),
                Effect::PageTitle => Some(PieceKind::Paragraph),
                _ => None,
            });
            let kind = match title {
                Some(kind) if 0 < self.titles => kind,
                _ if 0 < self.pres => PieceKind::Code,
                _ => PieceKind::Paragraph,
            };
            self.begin(kind, line);
        }
        self.at_line(line);
    }

    pub(super) fn at_line(&mut self, line: u32) {
        if self.page.origin.last().is_none_or(|(_, last)| *last != line) {
            self.page.origin.push((self.page.out.len(), line));
        }
    }

    /// Begins a piece, on a line of `out` of its own.
    pub(super) fn begin(&mut self, kind: PieceKind, line: u32) {
        self.flush();
        let in_title = 0 < self.titles;
        let item = self.items.last_mut().filter(|item| match kind {
            PieceKind::Paragraph | PieceKind::Code => !in_title && item.term != Some(Term::Headed),
            PieceKind::Term | PieceKind::Entry => in_title && item.term == Some(Term::Named),
            _ => false,
        });
        let out = &mut self.page.out;
        let is_listed =
            |piece: &Piece| piece.item.is_some() || matches!(piece.kind, PieceKind::Row(_));
        let listed = item.as_ref().map_or(matches!(kind, PieceKind::Row(_)), |item| {
            // What a term is said to be may be long: the next one stands apart.
            item.term.is_none() || !item.fresh
        });
        if let Some(last) = self.page.pieces.last()
            && !(listed && is_listed(last))
        {
            out.push('\n');
        }
        let start = out.len();
        let mut piece = Piece::new(kind, start..start);
        self.page.origin.push((start, line));
        if let Some(item) = item {
            piece.item = Some(item.at);
            out.push_str(&"  ".repeat(item.indent.min(16)));
            match std::mem::take(&mut item.fresh) {
                true => out.push_str(&item.marker),
                false => out.push_str(&" ".repeat(item.marker.len())),
            }
        }
        self.text_start = out.len();
        self.open = Some(piece);
        self.blank = false;
        self.bold = self.bold.map(|_| 0);
        if let Some(link) = &mut self.link {
            link.start = 0;
        }
    }

    /// How much text the piece under way has, without addresses.
    pub(super) fn length(&self) -> usize {
        let told: usize = self.addresses.iter().map(Range::len).sum();
        if self.open.is_some() { self.page.out.len() - self.text_start - told } else { 0 }
    }

    /// Drops the blanks at the end of the piece under way.
    pub(super) fn trim(&mut self) {
        let text = self.page.out.get(self.text_start..).unwrap_or_default();
        let end = self.text_start + text.trim_end().len();
        self.page.out.truncate(end);
    }

    /// Closes the piece under way.
    pub(super) fn flush(&mut self) {
        self.blank = false;
        let asks = std::mem::take(&mut self.asks);
        let end = self.length();
        let addresses = std::mem::take(&mut self.addresses);
        let Some(mut piece) = self.open.take() else { return };
        piece.bold.extend(self.bold.map(|start| start.min(end)..end));
        self.trim();
        let out = &self.page.out;
        if out.len() <= self.text_start {
            self.page.out.truncate(piece.range.start);
            return;
        }
        if MAX_PIECES <= self.page.pieces.len() {
            self.page.out.truncate(piece.range.start);
            while self.page.origin.pop_if(|(at, _)| piece.range.start <= *at).is_some() {}
            self.page.cut_from.get_or_insert(self.line);
            return;
        }
        piece.range.end = out.len();
        let text = &out[self.text_start..];
        if piece.kind == PieceKind::Code {
            piece.push(text, self.text_start);
        } else {
            let mut at = self.text_start;
            for (number, line) in text.split('\n').enumerate() {
                if 0 < number {
                    piece.push_break(at);
                }
                let mut from = at;
                let end = at + line.len();
                for address in addresses.iter().filter(|one| at <= one.start && one.end <= end) {
                    piece.push(&out[from..address.start], from);
                    from = address.end;
                }
                piece.push(&out[from..end], from);
                at = end + 1;
            }
        }
        let end = piece.plain.len();
        for range in piece.bold.iter_mut().chain(&mut piece.images) {
            *range = range.start.min(end)..range.end.min(end);
        }
        for (range, _) in &mut piece.links {
            *range = range.start.min(end)..range.end.min(end);
        }
        piece.kind = match std::mem::take(&mut piece.kind) {
            PieceKind::Heading(level) if asks => PieceKind::Question(level),
            PieceKind::Term if asks => PieceKind::Entry,
            kind => kind,
        };
        self.page.pieces.push(piece);
        self.page.addresses.extend(addresses);
        self.page.out.push('\n');
    }

    /// Closes a title, which is one piece; a button that asks nothing is left out.
    pub(super) fn take_title(&mut self, effect: Effect) {
        let before = self.page.pieces.len();
        self.flush();
        self.titles -= 1;
        if effect == Effect::Button
            && let Some(piece) = self.page.pieces.get_mut(before)
            && !is_question(&piece.plain)
        {
            piece.kind = PieceKind::LeftOut("button");
        }
    }

    /// The text of the piece under way, which is none then.
    pub(super) fn take_text(&mut self) -> String {
        self.trim();
        let Some(piece) = self.open.take() else { return String::new() };
        self.addresses.clear();
        let text = self.page.out[self.text_start..].to_owned();
        self.page.out.truncate(piece.range.start);
        self.page.origin.retain(|(byte, _)| *byte < piece.range.start);
        self.blank = false;
        text
    }

    pub(super) fn end_link(&mut self) {
        let end = self.length();
        let Some(Link { start, href }) = self.link.take() else { return };
        let Some(open) = &mut self.open else { return };
        let (start, inside) = (start.min(end), href.starts_with('#'));
        // Addresses stand before it: no link is in another.
        let text = &self.page.out[self.page.out.len() - (end - start)..];
        let mark = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_note = href.contains('#') && mark.is_some_and(superscript::is_number);
        if is_note || inside && !text.contains(char::is_alphanumeric) {
            // A note's number between brackets; an anchor beside a heading.
            self.page.out.truncate(self.page.out.len() - (end - start));
            return;
        }
        open.links.push((start..end, inside));
        if 0 < self.titles || 0 < self.pres {
            return;
        }
        let base = self.page.base.as_deref().or(self.page.url.as_deref());
        if let Some(address) = address::behind(text, &href, base) {
            let at = self.page.out.len();
            self.page.out.push_str(&address);
            self.addresses.push(at..at + address.len());
        }
    }
}
