//! Files of more lines than a person writes, read a part at a time.
//!
//! A reader holds many times the length of a line for each line: a file of some million lines of
//! one letter would take gigabytes. So what is longer comes as several documents, as records do, and
//! none of them is larger than what fits in memory with ease. Its lines are those of the file, and
//! the headings over the end of a part stand over the next one, too.

use super::Format;
use crate::document::{Block, BlockKind, Document, Lines};

/// The most lines of a part. A reader takes up to 1.5 KB for each.
const MAX_LINES: usize = 150_000;

/// The most bytes of a part that is Markdown, whose parser takes up to 90 bytes for each.
const MAX_MARKDOWN_BYTES: usize = 4 << 20;

/// What is told of a file that is read in parts.
pub(super) const NOTE: &str =
    "so long that it is read in parts: a list or a block of code between two of them is cut";

/// Whether files of this format are read in parts: where any line may begin something new.
pub(super) fn has_parts(format: Option<Format>) -> bool {
    let known = [Format::Markdown, Format::Text, Format::Rst, Format::Pod, Format::AsciiDoc];
    format.is_none_or(|format| known.contains(&format))
}

/// Hands the documents to `sink` that `read` makes of the parts of `text`, of this format, in order;
/// one of the whole where it is not endless.
///
/// # Errors
///
/// What `read` says.
pub(super) fn read(
    format: Option<Format>,
    text: &str,
    read: &mut dyn FnMut(&str) -> Result<Document, String>,
    sink: &mut dyn FnMut(Document),
) -> Result<(), String> {
    let (mut rest, mut before) = (text, 0);
    let mut over: Vec<Block> = Vec::new();
    let mut of_all = None;
    loop {
        let end = end_of_part(format, rest);
        let (part, behind) = rest.split_at(end);
        let mut document = read(part)?;
        if 0 < before {
            shift(&mut document, before);
        }
        let (title, metadata) =
            of_all.get_or_insert_with(|| (document.title.clone(), document.metadata.clone()));
        (document.title, document.metadata) = (title.clone(), metadata.clone());
        put_over(&mut document, std::mem::take(&mut over));
        if behind.is_empty() {
            sink(document);
            return Ok(());
        }
        over = open_headings(&document);
        sink(document);
        before += u32::try_from(part.matches('\n').count()).unwrap_or(u32::MAX);
        rest = behind;
    }
}

/// Whether `text` is read in parts.
pub(super) fn is_endless(format: Option<Format>, text: &str) -> bool {
    end_of_part(format, text) < text.len()
}

/// Where the first part of `text` ends: behind a blank line if one is near, else behind any.
fn end_of_part(format: Option<Format>, text: &str) -> usize {
    let most = if format == Some(Format::Markdown) { MAX_MARKDOWN_BYTES } else { usize::MAX };
    let (mut at, mut lines, mut blank) = (0, 0, None);
    for line in text.split_inclusive('\n') {
        if lines == MAX_LINES || (0 < at && most < at + line.len()) {
            return blank.filter(|blank| at < blank + at / 8).unwrap_or(at);
        }
        at += line.len();
        lines += 1;
        if line.trim_ascii().is_empty() {
            blank = Some(at);
        }
    }
    text.len()
}

/// Makes the lines of `document` those of a file that has `before` lines above it.
fn shift(document: &mut Document, before: u32) {
    let shifted = |lines: Lines| {
        Lines::new(lines.first.saturating_add(before), lines.last.saturating_add(before))
    };
    document.blocks.iter_mut().for_each(|block| block.lines = shifted(block.lines));
    document.left_out.iter_mut().for_each(|one| one.lines = shifted(one.lines));
}

/// The headings that what follows `document` stands under, outermost first.
fn open_headings(document: &Document) -> Vec<Block> {
    let mut open: Vec<&Block> = Vec::new();
    for block in &document.blocks {
        if let Some(own) = level(block) {
            open.retain(|above| level(above).is_some_and(|level| level < own));
            open.push(block);
        }
    }
    open.into_iter().cloned().collect()
}

/// Puts `over` above what `document` begins with, but for headings that end where it begins.
fn put_over(document: &mut Document, mut over: Vec<Block>) {
    if let Some(first) = document.blocks.first().and_then(level) {
        over.retain(|above| level(above).is_some_and(|level| level < first));
    }
    if !over.is_empty() && !document.blocks.is_empty() {
        document.blocks.splice(0..0, over);
    }
}

fn level(block: &Block) -> Option<u8> {
    match block.kind {
        BlockKind::Heading { level, .. } => Some(level),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Note, read_bytes};

    fn read_all(name: &str, text: String) -> (Vec<Document>, Vec<Note>) {
        let (mut documents, mut notes) = (Vec::new(), Vec::new());
        let read = read_bytes(
            name,
            text.into_bytes(),
            &mut |document| documents.push(document),
            &mut |note| notes.push(note),
        );
        assert_eq!(read, Ok(()));
        (documents, notes)
    }

    #[test]
    fn no_line_of_an_endless_file_is_lost() {
        for (name, unit) in
            [("a.md", "# a\n"), ("a.txt", "a\n\n"), ("a.rst", "* a\n"), ("a.pod", "=head1 a\n\n")]
        {
            let text = unit.repeat(MAX_LINES + 10);
            let (documents, _) = read_all(name, text.clone());
            assert!(1 < documents.len());
            let mut next = 1;
            let all = documents.iter().flat_map(|document| {
                let blocks = document.blocks.iter().map(|block| block.lines);
                blocks.chain(document.left_out.iter().map(|one| one.lines))
            });
            let mut all: Vec<Lines> = all.collect();
            all.sort();
            for lines in all {
                let between =
                    (next..lines.first).all(|line| unit.ends_with("\n\n") && line % 2 == 0);
                assert!(between, "{name}: line {next} is nowhere");
                next = next.max(lines.last + 1);
            }
            assert!(text.lines().count() <= next as usize, "{name}: up to {next}");
        }
    }

    #[test]
    fn a_file_that_somebody_wrote_is_whole() {
        let (documents, notes) = read_all("a.md", "# a\n\nb\n\n".repeat(1000));
        assert_eq!((documents.len(), notes.len()), (1, 0));
    }
}
