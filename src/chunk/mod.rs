//! Cuts a [`Document`] into [`Passage`]s.
//!
//! Pure: values in, values out. What stands under one heading becomes a passage, whole for an
//! entry, in parts of a readable length (`parts`) for a section; each list item and table row of a
//! section comes once more on its own (`items`), and each record of a structured file as it is
//! (`record`). A passage carries the titles over it, so that "How do I reset it?" under "Router"
//! is found by "reset the router".
//!
//! Ids (`names`) are `path#slug`, where the slug is that of the title alone, so that an id lives
//! on when a section moves; of an item `path#slug-of-its-section/slug-of-its-label`, or its
//! number in the section where it has no label. A repeated one gets `~2`, `~3` in the order of the
//! document.

mod items;
mod names;
mod parts;
mod record;

use crate::{
    document::{Block, BlockKind, Document, LeftOut, Lines, words},
    passage::{Kind, Passage},
    settings::MAX_PASSAGE_WORDS,
};

use self::{
    names::{Names, slug},
    parts::{Part, cut, runs_from, whole},
};

/// The most words of an answer that is returned whole. A longer one is no answer that anybody
/// reads, and could be the whole of a large file: it is cut like a section.
const MAX_ANSWER_WORDS: usize = 20 * MAX_PASSAGE_WORDS;

/// What a title that asks ends in.
const ASKING: [char; 3] = ['?', '？', '؟'];

/// What a document gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chunked {
    /// The passages in the order of the document; a section before its items.
    pub passages: Vec<Passage>,
    /// Every heading, with or without a passage, in the order of the document.
    pub headings: Vec<(Lines, String)>,
    /// The headings with nothing under them, in the order of the document.
    pub bare: Vec<Bare>,
    /// The lines that are in no passage.
    pub left_out: Vec<LeftOut>,
    /// The records whose own id another one had before: the place in `passages`, and that id.
    pub repeated: Vec<(usize, String)>,
}

/// A heading with nothing under it: no text, no deeper heading, and nothing that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// Its lines.
    pub lines: Lines,
    /// Its text.
    pub title: String,
    /// Whether it is a question.
    pub asks: bool,
}

/// Cuts `document`.
///
/// An entry makes one `qa` passage of what stands before the next heading; where a deeper heading
/// follows at once, of all that stands under it, if that is short. A heading with nothing under it
/// makes no passage, but stays a title over the deeper ones. A heading that asks but is no entry
/// lends its question to its parts.
///
/// # Cost
///
/// One pass over the text, which is copied into a section, and what is in an item into that and each around it.
///
/// # Examples
///
/// ```
/// use ibid::{chunk::chunk, ingest::text::parse, passage::Kind};
///
/// let document = parse("shop.txt", "Q: Do you ship abroad?\nA: Yes, to 12 countries.\n");
/// let passages = chunk(&document).passages;
/// assert_eq!(passages[0].kind, Kind::Qa);
/// assert_eq!(passages[0].id, "shop.txt#do-you-ship-abroad");
/// assert_eq!(passages[0].text, "Yes, to 12 countries.");
/// ```
pub fn chunk(document: &Document) -> Chunked {
    let sections = sections(document);
    let mut cutter =
        Cutter { document, names: Names::default(), passages: Vec::new(), repeated: Vec::new() };
    for at in 0..sections.len() {
        cutter.section(&sections, at);
    }
    let mut headings: Vec<(Lines, String)> = Vec::new();
    for heading in sections.iter().filter_map(|section| section.heading) {
        // A heading that is given again over what closes its section is one in the file.
        if headings.last().is_none_or(|(lines, _)| *lines < heading.lines) {
            headings.push((heading.lines, heading.plain().to_owned()));
        }
    }
    let bare = bare(&sections, document);
    Chunked {
        passages: cutter.passages,
        headings,
        bare,
        left_out: document.left_out.clone(),
        repeated: cutter.repeated,
    }
}

/// The headings of `sections` with nothing under them.
fn bare(sections: &[Section<'_>], document: &Document) -> Vec<Bare> {
    let mut bare = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let Some(heading) = section.heading.filter(|_| section.blocks.is_empty()) else { continue };
        let next = sections.get(at + 1);
        let end = next.and_then(|next| next.heading).map_or(u32::MAX, |next| next.lines.first);
        let is_over = next.is_some_and(|next| section.level < next.level);
        // A picture, or what a site has on each of its pages, is no passage and yet something.
        let left_out = &document.left_out;
        let behind = left_out.partition_point(|one| one.lines.last <= heading.lines.last);
        let is_left = left_out.get(behind).is_some_and(|one| one.lines.first < end);
        if !is_over && !is_left && heading.lines.last < end {
            let (lines, title) = (heading.lines, heading.plain().to_owned());
            let asks = section.entry || title.ends_with(ASKING);
            bare.push(Bare { lines, title, asks });
        }
    }
    bare
}

/// A heading and the blocks under it, up to the next heading.
#[derive(Debug)]
struct Section<'a> {
    /// `None` for what stands before the first.
    heading: Option<&'a Block>,
    /// 0 without a heading.
    level: u8,
    entry: bool,
    /// The titles over it, outermost first, without its own.
    over: Vec<String>,
    /// The question of an entry above it that has no answer of its own.
    asked: Option<String>,
    blocks: &'a [Block],
}

impl Section<'_> {
    fn title(&self) -> &str {
        self.heading.map_or("", Block::plain)
    }

    /// The titles over what stands under it: those over it and its own.
    fn path(&self) -> Vec<String> {
        let mut path = self.over.clone();
        if !self.title().is_empty() && path.last().is_none_or(|last| last != self.title()) {
            path.push(self.title().to_owned());
        }
        path
    }

    fn questions(&self) -> Vec<String> {
        let asks = self.entry || self.title().ends_with(ASKING);
        let own = Some(self.title().to_owned()).filter(|title| asks && !title.is_empty());
        own.or_else(|| self.asked.clone()).into_iter().collect()
    }
}

/// The sections of a document in order.
fn sections(document: &Document) -> Vec<Section<'_>> {
    let blocks = &document.blocks;
    let mut starts: Vec<usize> =
        (0..blocks.len()).filter(|at| heading(&blocks[*at]).is_some()).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let title = outermost_title(document);
    // The open headings: level, title, and the question that what stands below it answers.
    let mut open: Vec<(u8, String, Option<String>)> = Vec::new();
    let mut sections = Vec::with_capacity(starts.len());
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).copied().unwrap_or(blocks.len());
        let own = &blocks[*start..end];
        let (found, under) = match own.split_first().map(|(first, rest)| (heading(first), rest)) {
            Some((Some(found), under)) => (Some(found), under),
            _ => (None, own),
        };
        let (level, entry) = found.unwrap_or((0, false));
        open.retain(|(other, ..)| *other < level);
        let section = Section {
            heading: found.map(|_| &own[0]),
            level,
            entry,
            over: path(title, &open),
            asked: open.iter().rev().find_map(|(.., asked)| asked.clone()),
            blocks: under,
        };
        if section.heading.is_some() {
            let asks = entry && under.is_empty();
            let asked = Some(section.title().to_owned()).filter(|_| asks);
            open.push((level, section.title().to_owned(), asked));
        }
        sections.push(section);
    }
    sections
}

fn heading(block: &Block) -> Option<(u8, bool)> {
    match block.kind {
        BlockKind::Heading { level, entry } => Some((level, entry)),
        _ => None,
    }
}

/// The document's title, where no heading says it.
fn outermost_title(document: &Document) -> Option<&str> {
    let title = document.title.as_deref().filter(|title| !title.is_empty())?;
    let is_said = |block: &Block| heading(block).is_some() && block.plain() == title;
    (!document.blocks.iter().any(is_said)).then_some(title)
}

/// The open titles, none said twice in a row.
fn path(title: Option<&str>, open: &[(u8, String, Option<String>)]) -> Vec<String> {
    let titles = title.into_iter().chain(open.iter().map(|(_, title, _)| title.as_str()));
    let mut path: Vec<String> = titles.filter(|one| !one.is_empty()).map(str::to_owned).collect();
    path.dedup();
    path
}

/// What all steps of one document share.
#[derive(Debug)]
struct Cutter<'a> {
    document: &'a Document,
    names: Names,
    passages: Vec<Passage>,
    repeated: Vec<(usize, String)>,
}

impl Cutter<'_> {
    /// Adds the passages of the section `at`.
    fn section(&mut self, sections: &[Section<'_>], at: usize) {
        let section = &sections[at];
        let is_record = |block: &Block| matches!(block.kind, BlockKind::Record(_));
        for run in section.blocks.chunk_by(|a, b| is_record(a) == is_record(b)) {
            if is_record(&run[0]) {
                run.iter().for_each(|block| self.record(section, block));
            } else {
                self.texts(section, run);
            }
        }
        if section.entry && section.blocks.is_empty() {
            self.entry_over_sections(sections, at);
        }
    }

    /// Adds what stands under one heading: an entry whole, anything else in parts and items.
    fn texts(&mut self, section: &Section<'_>, blocks: &[Block]) {
        // A word has a byte at least: those of a short answer need no counting.
        let bytes = || blocks.iter().map(|block| block.plain().len()).sum::<usize>();
        let count = || blocks.iter().map(|block| words(block.plain())).sum::<usize>();
        if section.entry && (bytes() <= MAX_ANSWER_WORDS || count() <= MAX_ANSWER_WORDS) {
            return self.push(Kind::Qa, section, whole(blocks));
        }
        let counts: Vec<usize> = blocks.iter().map(|block| words(block.plain())).collect();
        let parts = cut(blocks, &counts);
        // Some rows of a long table are no more than each of them.
        let is_row =
            |block: &Block| matches!(&block.kind, BlockKind::Row { header } if !header.is_empty());
        if parts.len() < 2 || !blocks.iter().all(is_row) {
            parts.into_iter().for_each(|part| self.push(Kind::Section, section, part));
        }
        items::add(self, section, blocks, &counts);
    }

    /// Adds the entry `at`, whose answer is only in the sections under it, if it is short.
    fn entry_over_sections(&mut self, sections: &[Section<'_>], at: usize) {
        let under = sections[at + 1..].iter().take_while(|one| sections[at].level < one.level);
        let mut blocks: Vec<Block> = Vec::new();
        let mut count = 0;
        for section in under {
            let all = section.heading.into_iter().chain(section.blocks);
            for block in all {
                count += words(block.plain());
                if MAX_PASSAGE_WORDS < count {
                    return;
                }
                blocks.push(block.clone());
            }
        }
        if !blocks.is_empty() {
            self.push(Kind::Qa, &sections[at], whole(&blocks));
        }
    }

    fn push(&mut self, kind: Kind, section: &Section<'_>, part: Part) {
        let lines = match section.heading {
            Some(heading) if self.is_right_above(heading.lines, part.lines) => {
                heading.lines.join(part.lines)
            }
            _ => part.lines,
        };
        let id = self.names.unique(format!("{}#{}", self.document.path, slug(section.title())));
        self.passages.push(Passage {
            id,
            kind,
            title: section.title().to_owned(),
            headings: section.over.clone(),
            questions: section.questions(),
            text: part.text,
            plain: part.plain,
            path: self.document.path.clone(),
            line: lines.first,
            end_line: lines.last,
            place: self.document.places.of(lines),
            runs: runs_from(part.runs, lines.first),
            columns: Vec::new(),
            metadata: self.document.metadata.clone(),
        });
    }

    /// Whether only blank lines are between a heading and the first line of a passage.
    fn is_right_above(&self, heading: Lines, passage: Lines) -> bool {
        let after = |from: u32| {
            let blocks = &self.document.blocks;
            let at = blocks.partition_point(|block| block.lines.first <= from);
            blocks.get(at).is_none_or(|block| passage.first <= block.lines.first)
        };
        let left_out = &self.document.left_out;
        // What shares a line with the heading is not between them.
        let at = left_out.partition_point(|one| one.lines.first <= heading.last);
        let clear = left_out.get(at).is_none_or(|one| passage.first < one.lines.first);
        heading.last < passage.first && clear && after(heading.last)
    }
}

#[cfg(test)]
mod tests;
