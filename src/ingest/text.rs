//! Reads plain text: what a person sees as headings, entries, lists and code is told by shape
//! alone.
//!
//! In steps, each a module below: lines; what is no content (`furniture`, `contents`); options,
//! commands, versions and the stars of an outline, told by what stands under each other (`terms`,
//! `releases`); what looks like a heading (`heading`) or begins a clause (`clause`); which of these are, how deep they stand and
//! which are entries (`outline`); what stands under them (`body`).
//!
//! What a chat program has written out is told first, and read by its messages alone (`transcript`).
//!
//! One thing has no sign in a text: where a section goes on after its last sub-section. Where the
//! last of several sub-sections made alike has closing paragraphs that none of the others has, the
//! heading of the section is given again, with its lines, over these paragraphs; so it is over a clause
//! whose number says that it is not of the section before.

mod body;
pub(super) mod clause;
mod contents;
mod furniture;
mod heading;
mod lines;
pub(super) mod marker;
mod outline;
mod question;
mod releases;
mod terms;
mod transcript;

use std::collections::HashMap;

use crate::{
    document::{Block, BlockKind, Document, LeftOut, Lines, words},
    settings::MAX_PASSAGE_WORDS,
};

use self::{
    body::{Body, line_numbers, verbatim},
    heading::{Page, Part, Style},
    lines::Line,
    outline::{Entry, Piece},
};

/// Reads `text`, the content of the file `path`. Every line that is not blank is in a block or in
/// [`Document::left_out`]; any text gives a document.
///
/// # Cost
///
/// A fixed number of passes over the text, and one copy of it in the blocks: O(bytes).
///
/// # Examples
///
/// ```
/// use ibid::{document::BlockKind, ingest::text::parse};
///
/// let document = parse("shop.txt", "1. Do you ship abroad?\n\nAnswer: Yes, to 12 countries.\n");
/// assert_eq!(document.blocks[0].plain, "Do you ship abroad?");
/// assert!(matches!(document.blocks[0].kind, BlockKind::Heading { entry: true, .. }));
/// assert_eq!(document.blocks[1].text, "Yes, to 12 countries.");
/// ```
pub fn parse(path: &str, text: &str) -> Document {
    let mut lines = lines::split(text);
    if let Some(conversation) = transcript::read(path, &lines) {
        return conversation;
    }
    furniture::mark(&mut lines);
    contents::mark(&mut lines);
    let chunks = lines::chunks(&lines);
    terms::mark(&mut lines, &chunks);
    releases::mark_stars(&mut lines, &chunks);
    let versions = releases::versions(&lines, &chunks);
    let outline = lines.iter().any(|line| 0 < line.stars);
    let others: Vec<_> =
        chunks.iter().filter(|chunk| !versions.contains(&chunk.start)).cloned().collect();
    let (numbered, asking) = heading::count_dotted(&lines, &others);
    let dotted = 3 <= numbered;
    let asking = dotted && numbered <= 2 * asking;
    let width = lines::wrap_width(&lines);
    let titled = heading::are_titled(&lines, &chunks, width);
    if !asking && versions.is_empty() {
        clause::mark(&mut lines);
    }
    let chunks = lines::clauses(&lines, &chunks);
    let page = Page { lines: &lines, width, dotted, asking, titled, outline, versions };
    let indent = body_indent(&lines, &chunks);
    let parts: Vec<Part> = chunks.into_iter().flat_map(|chunk| page.cut(chunk)).collect();
    let body = Body::new(&lines, indent, width);
    let mut sections = sections(outline::settle(parts, &lines, dotted), &lines, body);
    settle_entries(&mut sections);
    Document {
        path: path.to_owned(),
        blocks: end_sections(sections).into_iter().flat_map(Section::into_blocks).collect(),
        left_out: left_out(&lines),
        ..Document::default()
    }
}

/// A heading and what stands under it, up to the next.
#[derive(Debug, Default)]
struct Section {
    heading: Option<Heading>,
    blocks: Vec<Block>,
    /// Where closing text starts that a rule sets off from the answer above it, as an index into
    /// `blocks`.
    set_off: Option<usize>,
}

#[derive(Debug, Clone)]
struct Heading {
    block: Block,
    level: u8,
    entry: Entry,
    /// Whether its answer starts with a marker, as in `Answer: …`.
    marked: bool,
    /// The number of the chapter or clause that it is the title of; empty where it has none.
    number: Box<[u32]>,
}

impl Section {
    fn level(&self) -> u8 {
        self.heading.as_ref().map_or(0, |heading| heading.level)
    }

    fn is_entry(&self) -> bool {
        self.heading.as_ref().is_some_and(|heading| heading.entry == Entry::Always)
    }

    fn is_marked(&self) -> bool {
        self.heading.as_ref().is_some_and(|heading| heading.marked)
    }

    fn into_blocks(self) -> impl Iterator<Item = Block> {
        let heading = self.heading.map(|heading| {
            let entry = heading.entry == Entry::Always;
            Block { kind: BlockKind::Heading { level: heading.level, entry }, ..heading.block }
        });
        heading.into_iter().chain(self.blocks)
    }
}

/// Gathers what stands under each heading.
fn sections(pieces: Vec<Piece>, lines: &[Line<'_>], mut body: Body<'_, '_>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut set_off = None;
    // The headings over what comes, outermost first.
    let mut open: Vec<Heading> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Body { range, skip } => {
                if let Some(over) = over_clause(&mut open, &lines[range.start]) {
                    close(&mut sections, &mut body, set_off.take());
                    sections.push(Section { heading: Some(over), ..Section::default() });
                }
                let answer = skip != 0;
                if let Some(heading) = sections.last_mut().and_then(|last| last.heading.as_mut()) {
                    heading.marked |= answer && body.blocks.is_empty();
                }
                if !body.blocks.is_empty() && is_under_rule(lines, range.start) {
                    set_off = Some(body.blocks.len());
                }
                body.read(range, skip);
            }
            Piece::Heading { candidate, level, entry } => {
                close(&mut sections, &mut body, set_off.take());
                let mut text = verbatim(lines, candidate.range.clone(), 0);
                if let Some((end, _)) = candidate.answer {
                    // Of its last line the rest is the answer's.
                    let last = lines[candidate.range.end - 1].text;
                    text.truncate(text.len() - (last.len() - end));
                }
                let number = match (&lines[candidate.range.start].clause, &candidate.style) {
                    (Some(number), _) => number.clone(),
                    (None, Style::Numbered(number)) => number.as_slice().into(),
                    _ => Box::default(),
                };
                let plain = if candidate.title == text { String::new() } else { candidate.title };
                let kind = BlockKind::Heading { level, entry: false };
                let block = Block { kind, lines: line_numbers(candidate.range), text, plain };
                let heading = Heading { block, level, entry, marked: false, number };
                open.retain(|over| over.level < level);
                open.push(heading.clone());
                sections.push(Section { heading: Some(heading), ..Section::default() });
            }
        }
    }
    close(&mut sections, &mut body, set_off);
    sections
}

/// The heading over the clause that `line` begins, where it is not the last of those that are `open`;
/// the last then.
fn over_clause(open: &mut Vec<Heading>, line: &Line<'_>) -> Option<Heading> {
    let clause = line.clause.as_ref()?;
    let over = open.iter().rposition(|heading| clause.starts_with(&heading.number))?;
    if over + 1 == open.len() {
        return None;
    }
    open.truncate(over + 1);
    open.last().cloned()
}

/// Gives what was read to the last section.
fn close(sections: &mut [Section], body: &mut Body<'_, '_>, set_off: Option<usize>) {
    if let Some(last) = sections.last_mut() {
        last.blocks = body.take();
        last.set_off = set_off;
    }
}

/// Whether the line `at` has a rule right above it, but for blank lines.
fn is_under_rule(lines: &[Line<'_>], at: usize) -> bool {
    let above = lines[..at].iter().rev().find(|line| !line.text.is_empty());
    above.is_some_and(|line| line.left_out == Some("rule"))
}

/// Decides on the questions that are entries only over a short answer.
fn settle_entries(sections: &mut [Section]) {
    for at in 0..sections.len() {
        let over_deeper =
            sections.get(at + 1).is_some_and(|next| sections[at].level() < next.level());
        let section = &mut sections[at];
        let answer: usize = section.blocks.iter().map(|block| words(block.plain())).sum();
        if let Some(heading) = &mut section.heading
            && heading.entry == Entry::IfShort
        {
            let is_entry = !over_deeper && (1..=MAX_PASSAGE_WORDS).contains(&answer);
            heading.entry = if is_entry { Entry::Always } else { Entry::Never };
        }
    }
}

/// Gives closing paragraphs back to the section they close.
fn end_sections(sections: Vec<Section>) -> Vec<Section> {
    let closings: Vec<usize> = (0..sections.len()).map(|at| closing(&sections, at)).collect();
    // The open headings, outermost first.
    let mut open: Vec<Heading> = Vec::new();
    let mut ended = Vec::with_capacity(sections.len());
    for (mut section, closing) in sections.into_iter().zip(closings) {
        let level = section.level();
        open.retain(|heading| heading.level < level);
        let over = open.iter().rev().find(|heading| heading.entry != Entry::Always).cloned();
        open.extend(section.heading.clone());
        let tail = if over.is_some() { section.blocks.split_off(closing) } else { Vec::new() };
        ended.push(section);
        if !tail.is_empty() {
            ended.push(Section { heading: over, blocks: tail, set_off: None });
        }
    }
    ended
}

/// The index of the first block of the section `at` that does not belong to it but closes the one
/// above it; the number of its blocks where all belong to it.
fn closing(sections: &[Section], at: usize) -> usize {
    let section = &sections[at];
    let all = section.blocks.len();
    if let Some(set_off) = section.set_off.filter(|_| section.is_entry()) {
        return set_off;
    }
    let is_last = sections.get(at + 1).is_none_or(|next| next.level() < section.level());
    if !is_last {
        return all;
    }
    let before = sections[..at].iter().rev().take_while(|one| one.level() == section.level());
    let before: Vec<&Section> = before.collect();
    if before.len() < 2 {
        return all;
    }
    let texts = |section: &Section| section.blocks.iter().filter(|block| !is_item(block)).count();
    let usual = before.iter().map(|other| texts(other)).max().unwrap_or(0);
    // Lists without a word of text; or answers that are marked, each in one paragraph.
    let lists_only = usual == 0 && section.blocks.first().is_some_and(is_item);
    let answers = usual <= 1 && section.is_marked() && before.iter().all(|one| one.is_marked());
    if !lists_only && !answers {
        return all;
    }
    let mut extra = (0..all).filter(|one| !is_item(&section.blocks[*one])).skip(usual);
    extra.next().unwrap_or(all)
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Item { .. })
}

/// The column at which most running text starts: the answers of some FAQs are indented.
fn body_indent(lines: &[Line<'_>], chunks: &[std::ops::Range<usize>]) -> usize {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for chunk in chunks {
        let chunk = &lines[chunk.clone()];
        if body::is_prose(chunk) && marker::bullet(chunk[0].text).is_none() {
            *counts.entry(chunk[0].indent).or_default() += chunk.len();
        }
    }
    counts
        .into_iter()
        .max_by_key(|(indent, count)| (*count, usize::MAX - indent))
        .map_or(0, |most| most.0)
}

/// The lines that are in no block, those next to each other with one reason as one range.
fn left_out(lines: &[Line<'_>]) -> Vec<LeftOut> {
    let mut left_out: Vec<LeftOut> = Vec::new();
    let mut number = 0;
    let mut gap = true;
    for line in lines {
        number += 1;
        let Some(reason) = line.left_out else {
            // Blank lines do not end a range: a table of contents has them.
            gap |= !line.text.is_empty();
            continue;
        };
        match left_out.last_mut() {
            Some(last) if !gap && last.reason == reason => last.lines.last = number,
            _ => left_out
                .push(LeftOut { lines: Lines::new(number, number), reason: reason.to_owned() }),
        }
        gap = false;
    }
    left_out
}

#[cfg(test)]
mod tests;
