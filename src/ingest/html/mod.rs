//! HTML as blocks: what a person reads of a page, with the questions among it.
//!
//! The tags and texts of a page (`tokens`: entities and broken markup by the standard) flow into
//! pieces (`flow`) without a tree in between, so that time and memory grow with the length of a page and not with
//! how deep it is nested. What belongs to the page and not to its text (`names`) is left out. The
//! questions among the pieces are found as in Markdown; those that a page declares for search
//! engines (`json_ld`) are added where the page does not show them.

mod flow;
pub(super) mod json_ld;
pub(super) mod names;
mod tables;
pub(super) mod tokens;

use std::{collections::HashSet, ops::Range};

use self::flow::{Extract, extract};
use super::{
    Note,
    pieces::{BEHIND, MAX_PIECES, Piece, PieceKind, blocks::blocks, contents, faq},
    source::{Source, told},
};
use crate::document::{Block, BlockKind, Document, LeftOut, Lines, OWN_REPORT, Standing, words};

/// A larger page is refused.
const MAX_BYTES: usize = 256 << 20;

/// A report of ours says so within its first bytes.
const MAX_MARK_BYTES: usize = 1024;

/// The least share of the pairs of letters of a declared answer, in tenths, that the one on the page
/// has if they are the same.
const SAME_TENTHS: usize = 9;

/// Reads `text`, the content of the file `path`. [`Block::text`] is the text that the page shows,
/// [`Block::lines`] the lines of its source.
///
/// # Errors
///
/// Why it is nothing that can be read, as a phrase.
///
/// # Cost
///
/// Time and memory grow with the length of `text`, however deep it is nested.
pub(super) fn read(
    path: &str,
    text: &str,
    notes: &mut dyn FnMut(Note),
) -> Result<Document, String> {
    if MAX_BYTES < text.len() {
        return Err(format!("above {} MB", MAX_BYTES >> 20));
    }
    let head = &text.as_bytes()[..text.len().min(MAX_MARK_BYTES)];
    if head.windows(OWN_REPORT.len()).any(|one| one == OWN_REPORT.as_bytes()) {
        return Err("a report of ibid's own, no document".to_owned());
    }
    let source = Source::new(text);
    let mut page = extract(text, flow::Keep::Content);
    let is_left_out = |piece: &Piece| matches!(piece.kind, PieceKind::LeftOut(_));
    if page.pieces.iter().all(is_left_out) {
        // A page whose whole text stands where other pages have their navigation.
        page = extract(text, flow::Keep::All);
    }
    let Extract {
        out,
        origin,
        mut pieces,
        cut_from,
        mut left_out,
        scripts,
        title,
        url,
        mut mains,
        mut unshown,
        ..
    } = page;
    mains.retain(|main| !main.is_empty());
    if let Some(line) = cut_from {
        notes(Note::File(format!(
            "cut off: only its first {MAX_PIECES} paragraphs, items and rows are read"
        )));
        left_out.push((Lines::new(line, source.count()), BEHIND));
    }
    contents::leave_out(&mut pieces);
    let first = pieces.iter().find(|piece| matches!(piece.kind, PieceKind::Heading(_)));
    let own = own_title(&title, first);
    let extracted = Source::extracted(&out, &origin);
    let linked = linked(&pieces, &extracted);
    let pieces = faq::find_in(path, Some(&title), pieces);
    let title = own;

    unshown.extend(pieces.iter().filter_map(|piece| match piece.kind {
        PieceKind::LeftOut(reason) => {
            let lines = extracted.origin(extracted.lines(&piece.range));
            Some((lines, reason, piece.plain.clone()))
        }
        _ => None,
    }));
    let (mut shown, more) = blocks(&extracted, pieces);
    part_paragraphs(&mut shown, &extracted);
    let standing = shown.iter().map(|block| standing(block, &extracted, &linked, &mains));
    let mut standing: Vec<Standing> = standing.collect();
    left_out.extend(more.into_iter().map(|(lines, reason)| (extracted.origin(lines), reason)));
    for block in &mut shown {
        block.lines = extracted.origin(block.lines);
    }

    let mut declared = Vec::new();
    for script in scripts {
        let line = source.number(script.start);
        json_ld::read(text.get(script).unwrap_or_default(), line, &mut declared, notes);
    }
    let asked = if declared.is_empty() { Default::default() } else { answers(&shown) };
    declared.retain(|block| {
        let is_shown = is_shown(block, &asked);
        if is_shown {
            left_out.insert(0, (block.lines, "declared for search engines, as shown on the page"));
        }
        !is_shown
    });
    standing.splice(0..0, vec![Standing::Unknown; declared.len()]);
    declared.extend(shown);
    let mut left_out = source.left_out(&declared, &left_out, |_| "HTML without text");
    tell_unshown(unshown, &declared, &mut left_out);
    let mut document = Document {
        path: path.to_owned(),
        title,
        blocks: declared,
        standing,
        left_out,
        ..Document::default()
    };
    if let Some(url) = url {
        document.metadata.insert("url".to_owned(), serde_json::Value::String(url));
    }
    Ok(document)
}

/// What a person reads of `html`, a piece of a page: paragraphs with a blank line between.
pub(super) fn to_text(html: &str) -> String {
    to_texts(html).0
}

/// The same, and what of it is matched: without the addresses of links; empty where there are none.
pub(super) fn to_texts(html: &str) -> (String, String) {
    let Extract { out, addresses, .. } = extract(html, flow::Keep::All);
    let mut plain = String::new();
    if !addresses.is_empty() {
        let mut from = 0;
        for address in addresses {
            plain.push_str(&out[from..address.start]);
            from = address.end;
        }
        plain.push_str(&out[from..]);
    }
    (out.trim().to_owned(), plain.trim().to_owned())
}

/// Adds to `left_out` what is left out of lines that have text of a block, too.
fn tell_unshown(
    unshown: Vec<(Lines, &'static str, String)>,
    blocks: &[Block],
    left_out: &mut Vec<LeftOut>,
) {
    let taken = blocks.iter().map(|block| block.lines);
    let taken: HashSet<u32> = taken.flat_map(|lines| lines.first..=lines.last).collect();
    let is_taken = |lines: &Lines| (lines.first..=lines.last).all(|line| taken.contains(&line));
    let is_text = |text: &str| text.contains(char::is_alphanumeric);
    let amid = unshown.into_iter().filter(|(lines, _, text)| is_taken(lines) && is_text(text));
    left_out
        .extend(amid.map(|(lines, reason, text)| LeftOut { lines, reason: told(reason, &text) }));
    left_out.sort_by_key(|one| one.lines);
}

/// The title of the page, where it says more than its first heading.
fn own_title(title: &str, first: Option<&Piece>) -> Option<String> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let says_less = |heading: &Piece| {
        let heading = heading.plain.trim().to_lowercase();
        1 < words(&heading) && title.to_lowercase().contains(&heading)
    };
    (!title.is_empty() && !first.is_some_and(says_less)).then_some(title)
}

/// The lines of the extracted text that are nothing but links.
fn linked(pieces: &[Piece], extracted: &Source<'_>) -> HashSet<u32> {
    let linked = pieces.iter().filter(|piece| piece.is_links(false));
    let lines = linked.map(|piece| extracted.lines(&piece.range));
    lines.flat_map(|lines| lines.first..=lines.last).collect()
}

/// How `block`, whose lines are those of the extracted text, stands on the page.
fn standing(
    block: &Block,
    extracted: &Source<'_>,
    linked: &HashSet<u32>,
    mains: &[Range<usize>],
) -> Standing {
    let Lines { first, last } = block.lines;
    let start = extracted.range(first).start;
    let main = mains.partition_point(|main| main.start <= start).checked_sub(1);
    if (first..=last).all(|line| linked.contains(&line)) {
        Standing::Links
    } else if main.is_some_and(|at| start < mains[at].end) {
        Standing::Text
    } else if mains.is_empty() {
        Standing::Unknown
    } else {
        Standing::Beside
    }
}

/// Ends each block of text with a blank line where the page has a paragraph's space below it, as
/// the lines of its source do not tell.
fn part_paragraphs(blocks: &mut [Block], extracted: &Source<'_>) {
    let is_listed =
        |block: &Block| matches!(block.kind, BlockKind::Item { .. } | BlockKind::Row { .. });
    for at in 1..blocks.len() {
        let (before, block) = (&blocks[at - 1], &blocks[at]);
        let is_heading = matches!(before.kind, BlockKind::Heading { .. });
        // Terms stand apart from each other.
        let is_apart = extracted.line(block.lines.first.saturating_sub(1)).trim().is_empty();
        let in_list = is_listed(before) && is_listed(block) && !is_apart;
        if !is_heading && !in_list {
            let before = &mut blocks[at - 1];
            if before.plain.is_empty() {
                before.plain.clone_from(&before.text);
            }
            before.text.push('\n');
        }
    }
}

/// The questions of a page, lower case and without marks, with the words of their answers.
fn answers(blocks: &[Block]) -> std::collections::HashMap<String, String> {
    let mut answers = std::collections::HashMap::new();
    let mut asked: Option<String> = None;
    for block in blocks {
        match block.kind {
            BlockKind::Heading { entry: true, .. } => asked = Some(bare(block.plain())),
            BlockKind::Heading { .. } => asked = None,
            _ => {
                if let Some(question) = &asked {
                    let answer: &mut String = answers.entry(question.clone()).or_default();
                    answer.push_str(&bare(block.plain()));
                    answer.push(' ');
                }
            }
        }
    }
    answers
}

/// Whether the page shows the entry `block`: the same question and most of the answer.
fn is_shown(block: &Block, asked: &std::collections::HashMap<String, String>) -> bool {
    let BlockKind::Record(record) = &block.kind else { return false };
    let Some(shown) = record.questions.first().and_then(|asks| asked.get(&bare(asks))) else {
        return false;
    };
    let declared = bare(block.plain());
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    if shown.contains(&declared) {
        return true;
    }
    // Pairs of letters, as not every script parts its words.
    let pairs =
        |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let has: std::collections::HashSet<(char, char)> = pairs(&shown).into_iter().collect();
    let all = pairs(&declared);
    let same = all.iter().filter(|pair| has.contains(pair)).count();
    all.len() * SAME_TENTHS <= same * 10 && !all.is_empty()
}

/// `text` in lower case, its letters and digits as words.
fn bare(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
