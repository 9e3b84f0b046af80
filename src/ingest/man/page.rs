//! A page in the making: paragraphs, items and code, as the macros of either package part them.

use crate::{
    document::Lines,
    ingest::pieces::{ItemAt, Piece, PieceKind},
};

/// The deepest item.
const MAX_ITEM_DEPTH: u8 = 8;

/// The most words of a term that is told by what is indented under it.
const TERM_WORDS: usize = 30;

#[derive(Default)]
pub(super) struct Page {
    pub(super) out: String,
    /// From which byte of `out` on it is of which line of the file.
    pub(super) origin: Vec<(usize, u32)>,
    pub(super) pieces: Vec<Piece>,
    pub(super) left_out: Vec<(Lines, &'static str)>,
    pub(super) title: Option<String>,
    open: Option<(Piece, usize)>,
    /// The first piece of the open paragraph, where lines of that were broken on purpose.
    broken: Option<usize>,
    /// What the next line of text begins.
    next: Option<PieceKind>,
    /// Whether the next line of text is the tag of an item.
    tag: bool,
    item: Option<ItemAt>,
    /// What is indented, outermost first.
    levels: Vec<Level>,
    /// The item of which nothing but tags was said so far.
    tagged: Option<usize>,
    numbered: usize,
    /// The last item that has begun.
    begun: usize,
    /// Whether what comes next stands right behind what was said last.
    glued: bool,
    pub(super) is_code: bool,
}

/// Something indented, or a list.
#[derive(Debug, Clone, Copy)]
struct Level {
    /// The item that it is in.
    within: Option<ItemAt>,
    /// The item that goes on behind it.
    behind: Option<ItemAt>,
}

impl Page {
    /// Begins a heading, whose text comes next.
    pub(super) fn heading(&mut self, level: u8) {
        self.flush();
        self.levels.clear();
        (self.item, self.tag, self.tagged, self.is_code) = (None, false, None, false);
        self.next = Some(PieceKind::Heading(level));
    }

    /// Ends a paragraph, and an item unless what comes is indented below it.
    pub(super) fn paragraph(&mut self) {
        self.flush();
        self.item = self.levels.last().and_then(|level| level.within);
    }

    /// Begins an item.
    pub(super) fn start_item(&mut self) {
        self.flush();
        self.numbered += 1;
        let outer = self.levels.last().and_then(|level| level.within);
        let depth = outer.map_or(0, |item| item.depth.saturating_add(1)).min(MAX_ITEM_DEPTH);
        self.item = Some(ItemAt { item: self.numbered, list: 1, depth, ordered: false });
    }

    /// Whether of the item nothing was said but tags.
    pub(super) fn is_tagged(&self) -> bool {
        self.item.is_some_and(|item| self.tagged == Some(item.item))
    }

    /// Takes the next line of text for a tag of the item.
    pub(super) fn expect_tag(&mut self) {
        self.flush();
        self.tag = true;
    }

    /// Says a tag of the item.
    pub(super) fn tag(&mut self, text: &str, lines: Lines) {
        self.expect_tag();
        self.text(text, lines);
        self.tag = false;
    }

    /// Ends what was said since [`Page::start_item`] as a tag of it.
    pub(super) fn end_tag(&mut self) {
        self.flush();
        self.tagged = self.item.map(|item| item.item);
    }

    /// Indents what follows. A short paragraph right above it that ends no sentence is a term, and
    /// what is indented the text of it, where `may_be_term`.
    pub(super) fn indent(&mut self, may_be_term: bool) {
        let outer = self.levels.last().and_then(|level| level.within);
        let begin = self.broken.unwrap_or(self.pieces.len());
        let is_open = self.open.is_some();
        self.flush();
        let lines = self.pieces.get(begin..).unwrap_or_default();
        let is_term = may_be_term
            && is_open
            && lines.iter().all(|line| {
                line.kind == PieceKind::Paragraph && line.item == outer && is_term(&line.plain)
            });
        let behind = if is_term { outer } else { self.item };
        if is_term {
            self.make_term(begin);
        }
        self.levels.push(Level { within: self.item, behind });
    }

    /// Ends what is indented.
    pub(super) fn outdent(&mut self) {
        self.flush();
        self.item = self.levels.pop().and_then(|level| level.behind);
    }

    /// Makes tags of an item of the pieces from `begin` on, which are the last.
    fn make_term(&mut self, begin: usize) {
        let tags = self.pieces.split_off(begin);
        let Some(start) = tags.first().map(|tag| tag.range.start) else { return };
        let origin = self.origin.split_off(self.origin.partition_point(|one| one.0 < start));
        self.out.truncate(start);
        self.start_item();
        for tag in tags {
            let [from, to] =
                [tag.range.start, tag.range.end].map(|at| origin.partition_point(|one| one.0 < at));
            let lines = origin[from..to.max(from)].iter().map(|one| one.1);
            let lines = lines.map(|line| Lines::new(line, line)).reduce(Lines::join);
            self.tag(&tag.plain, lines.unwrap_or(Lines::new(1, 1)));
        }
        self.end_tag();
    }

    /// Writes what stands before the text of `piece`.
    fn begin(&mut self, piece: &Piece) {
        let Some(item) = piece.item else { return };
        self.out.push_str(&"  ".repeat(usize::from(item.depth)));
        self.out.push_str(if self.begun < item.item { "- " } else { "  " });
        self.begun = self.begun.max(item.item);
    }

    /// Says that what comes next stands right behind what was said last.
    pub(super) fn glue(&mut self) {
        self.glued = true;
    }

    /// Takes whether what comes next stands right behind what was said last.
    pub(super) fn take_glue(&mut self) -> bool {
        std::mem::take(&mut self.glued)
    }

    /// Takes a line of text, which came from `lines`.
    pub(super) fn text(&mut self, text: &str, lines: Lines) {
        let text = if self.is_code { text } else { text.trim() };
        if text.trim().is_empty() {
            return;
        }
        let glued = self.take_glue();
        self.tagged = None;
        if self.open.is_none() {
            let kind = self.next.take().unwrap_or(match self.is_code {
                true => PieceKind::Code,
                false => PieceKind::Paragraph,
            });
            let start = self.out.len();
            let mut piece = Piece::new(kind, start..start);
            if matches!(piece.kind, PieceKind::Paragraph | PieceKind::Code) {
                piece.item = self.item;
            }
            self.begin(&piece);
            let text_start = self.out.len();
            self.origin.push((start, lines.first));
            self.open = Some((piece, text_start));
        } else if !glued {
            self.out.push(if self.is_code { '\n' } else { ' ' });
        }
        self.origin.push((self.out.len(), lines.first));
        self.out.push_str(text);
        if lines.first < lines.last {
            let last = text.chars().next_back().map_or(0, char::len_utf8);
            self.origin.push((self.out.len() - last, lines.last));
        }
    }

    /// Ends a line of the file, and the tag or the heading that stood on it.
    pub(super) fn end_line(&mut self) {
        let Some((piece, _)) = self.open.as_ref().filter(|_| !self.glued) else { return };
        if self.tag {
            self.tag = false;
            self.end_tag();
        } else if matches!(piece.kind, PieceKind::Heading(_)) {
            self.flush();
        }
    }

    /// Takes a line without text.
    pub(super) fn blank(&mut self) {
        if !self.is_code {
            self.flush();
        }
    }

    pub(super) fn line_break(&mut self) {
        if self.open.is_some() && !self.tag && !self.is_code {
            let begin = self.broken.unwrap_or(self.pieces.len());
            self.flush();
            self.broken = Some(begin);
        }
    }

    pub(super) fn flush(&mut self) {
        self.glued = false;
        self.broken = None;
        let Some((mut piece, text_start)) = self.open.take() else { return };
        piece.range.end = self.out.len();
        let text = self.out.get(text_start..).unwrap_or_default();
        piece.push(text, text_start);
        self.pieces.push(piece);
        self.out.push_str("\n\n");
    }
}

/// Whether `text` may be what is explained below it: it does not lead into that, and is no sentence.
fn is_term(text: &str) -> bool {
    let is_sentence = text.ends_with('.') && !text.ends_with("..");
    !text.ends_with([':', ';', '?', '!'])
        && !is_sentence
        && text.len() < 400
        && text.split_whitespace().count() <= TERM_WORDS
}
