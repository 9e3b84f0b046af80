//! What a file of headings, paragraphs, lists and code is made of before its questions are looked
//! for: the same for every markup, so that one document in two of them gives the same entries.
//!
//! A reader makes [`Piece`]s. [`contents`] leaves out tables of contents, [`faq`] finds the
//! questions, `clauses` what is numbered among the rest, and [`blocks`] makes blocks of them.

use std::{ops::Range, sync::Arc};

use smallvec::SmallVec;

pub(in crate::ingest) mod blocks;
mod clauses;
pub(in crate::ingest) mod contents;
pub(in crate::ingest) mod faq;
pub(in crate::ingest) mod lines;
pub(in crate::ingest) mod rows;

/// The most paragraphs, items and rows that are read of a file which is not read in parts. Each may
/// take a kilobyte; a book of a thousand pages has some ten thousand.
pub(in crate::ingest) const MAX_PIECES: usize = 400_000;

/// Why what stands behind those is left out.
pub(in crate::ingest) const BEHIND: &str = "behind what is read of so long a file";

/// Most pieces have one or two.
type Marks = SmallVec<[(usize, usize); 2]>;

/// A run of characters that is one thing to a reader, with what is needed to cut it in two.
#[derive(Debug, Clone, Default)]
pub(in crate::ingest) struct Piece {
    pub(in crate::ingest) kind: PieceKind,
    /// Bytes of the source.
    pub(in crate::ingest) range: Range<usize>,
    /// As a person reads it.
    pub(in crate::ingest) plain: String,
    /// Where runs of `plain` come from: (byte of `plain`, byte of the source), ascending.
    marks: Marks,
    /// Bytes of `plain` at which a line of the source starts, ascending.
    pub(in crate::ingest) breaks: Vec<usize>,
    /// Bytes of `plain` that are bold.
    pub(in crate::ingest) bold: Vec<Range<usize>>,
    /// Bytes of `plain` that are a link, and whether it leads to another place of this file.
    pub(in crate::ingest) links: Vec<(Range<usize>, bool)>,
    /// Bytes of `plain` that stand for pictures.
    pub(in crate::ingest) images: Vec<Range<usize>>,
    /// The list item it belongs to.
    pub(in crate::ingest) item: Option<ItemAt>,
    /// Whether it starts or ends inside a line of the source, of which the rest is not its own.
    pub(in crate::ingest) cut: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ingest) enum PieceKind {
    #[default]
    Paragraph,
    Heading(u8),
    /// A heading that is the question of an entry.
    Question(u8),
    /// A question found in running text; its level follows from the headings before it.
    Entry,
    Row(Arc<[String]>),
    Code,
    /// What opens a `<details>` or stands before a definition: a question, or else a paragraph.
    Term,
    LeftOut(&'static str),
    /// Where a list of terms (`true`), a `<details>` or the like ends: what follows is of the
    /// section around it.
    Resume(bool),
}

/// A list item: the numbers tell one from another within a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct ItemAt {
    pub(in crate::ingest) item: usize,
    /// The outermost list around it.
    pub(in crate::ingest) list: usize,
    /// From 0.
    pub(in crate::ingest) depth: u8,
    pub(in crate::ingest) ordered: bool,
}

impl Piece {
    pub(in crate::ingest) fn new(kind: PieceKind, range: Range<usize>) -> Piece {
        Piece { kind, range, ..Piece::default() }
    }

    /// Adds `text`, which comes from byte `source` on.
    pub(in crate::ingest) fn push(&mut self, text: &str, source: usize) {
        if self.plain.is_empty() {
            // What comes is hardly longer than where it comes from.
            self.plain.reserve(self.range.len().max(text.len()));
        }
        self.marks.push((self.plain.len(), source));
        self.plain.push_str(text);
    }

    /// Adds a blank, unless one is there or nothing is.
    pub(in crate::ingest) fn push_blank(&mut self) {
        if !self.plain.is_empty() && !self.plain.ends_with(char::is_whitespace) {
            self.plain.push(' ');
        }
    }

    /// Adds a blank and notes that a new line starts after it, at byte `source` of the source.
    pub(in crate::ingest) fn push_break(&mut self, source: usize) {
        self.push_blank();
        self.marks.push((self.plain.len(), source));
        self.breaks.push(self.plain.len());
    }

    /// The byte of the source that byte `at` of `plain` comes from. Where a line starts it is
    /// that of the line, and not of the text after a mark of emphasis: the first of several.
    fn source_of(&self, at: usize) -> usize {
        let next = self.marks.partition_point(|(plain, _)| *plain < at);
        let exact = self.marks.get(next).filter(|(plain, _)| *plain == at);
        let before = exact.or_else(|| next.checked_sub(1).and_then(|last| self.marks.get(last)));
        match before {
            Some((plain, source)) => {
                (source + (at - plain)).clamp(self.range.start, self.range.end)
            }
            None => self.range.start,
        }
    }

    /// Cuts it at byte `at` of `plain`, which is on a character's border: what stands before, and
    /// the rest. Takes time for the rest only, so that cutting from the end on is linear.
    pub(in crate::ingest) fn split(mut self, at: usize) -> (Piece, Piece) {
        let source = self.source_of(at);
        let at_line = self.breaks.binary_search(&at).is_ok();
        let mut rest = Piece::new(PieceKind::Paragraph, source..self.range.end);
        rest.plain = self.plain.split_off(at);
        rest.marks.push((0, source));
        let marks = self.marks.drain(self.marks.partition_point(|mark| mark.0 <= at)..);
        rest.marks.extend(marks.map(|(plain, source)| (plain - at, source)));
        let breaks = self.breaks.split_off(self.breaks.partition_point(|line| *line <= at));
        rest.breaks = breaks.into_iter().map(|line| line - at).collect();
        rest.bold = split_ranges(&mut self.bold, at);
        rest.images = split_ranges(&mut self.images, at);
        rest.item = self.item;
        rest.cut = self.cut || !at_line;
        self.range.end = source;
        self.cut |= !at_line;
        (self, rest)
    }

    /// Adds `rest`, which stands right behind it.
    pub(in crate::ingest) fn join(&mut self, rest: Piece) {
        self.push_blank();
        let at = self.plain.len();
        let moved = |range: Range<usize>| range.start + at..range.end + at;
        self.plain.push_str(&rest.plain);
        self.marks.extend(rest.marks.into_iter().map(|(plain, source)| (plain + at, source)));
        self.breaks.extend(rest.breaks.into_iter().map(|line| line + at));
        self.bold.extend(rest.bold.into_iter().map(moved));
        self.images.extend(rest.images.into_iter().map(moved));
        self.links.extend(rest.links.into_iter().map(|(range, inside)| (moved(range), inside)));
        self.range.end = rest.range.end;
    }

    /// Whether all letters and digits of `plain` lie in `ranges`, and there are any.
    pub(in crate::ingest) fn is_wholly(&self, ranges: impl Iterator<Item = Range<usize>>) -> bool {
        let mut ranges: Vec<Range<usize>> = ranges.collect();
        if ranges.is_empty() {
            return false;
        }
        ranges.sort_by_key(|range| range.start);
        let mut end = 0;
        let mut any = false;
        for range in ranges {
            let free = self.plain.get(end..range.start.max(end)).unwrap_or_default();
            if free.contains(char::is_alphanumeric) {
                return false;
            }
            any |= self
                .plain
                .get(range.clone())
                .is_some_and(|text| text.contains(char::is_alphanumeric));
            end = end.max(range.end);
        }
        any && !self.plain.get(end..).unwrap_or_default().contains(char::is_alphanumeric)
    }

    pub(in crate::ingest) fn is_bold(&self) -> bool {
        self.is_wholly(self.bold.iter().cloned())
    }

    /// Whether it is nothing but links, to places of this file if `inside`.
    pub(in crate::ingest) fn is_links(&self, inside: bool) -> bool {
        let links = self.links.iter().filter(|(_, leads_inside)| *leads_inside || !inside);
        self.is_wholly(links.map(|(range, _)| range.clone()))
    }

    /// Whether the clauses before it are behind with it: it is a title or asks.
    fn ends_clauses(&self) -> bool {
        matches!(self.kind, PieceKind::Heading(_) | PieceKind::Question(_) | PieceKind::Entry)
    }

    /// Whether it is text that an answer can consist of.
    pub(in crate::ingest) fn is_body(&self) -> bool {
        matches!(self.kind, PieceKind::Paragraph | PieceKind::Row(_) | PieceKind::Code)
    }
}

/// Cuts `ranges` at `at`: keeps what lies before, gives what lies after, counted from there.
fn split_ranges(ranges: &mut Vec<Range<usize>>, at: usize) -> Vec<Range<usize>> {
    let rest = ranges.split_off(ranges.partition_point(|range| range.end <= at));
    if let Some(across) = rest.first().filter(|range| range.start < at) {
        ranges.push(across.start..at);
    }
    rest.into_iter().map(|range| range.start.max(at) - at..range.end - at).collect()
}

/// The cells of a row as one line.
pub(in crate::ingest) fn row_text(cells: &[impl AsRef<str>]) -> String {
    let filled = cells.iter().map(AsRef::as_ref).filter(|cell| !cell.is_empty());
    filled.collect::<Vec<&str>>().join(" | ")
}
