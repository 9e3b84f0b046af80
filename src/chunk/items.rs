//! List items and table rows as passages of their own, with all titles over them.

use super::{
    Cutter, Section,
    names::slug,
    parts::{Part, cut, runs_from, whole},
};
use crate::{
    document::{Block, BlockKind, cells, words},
    passage::{Kind, Passage},
    settings::MAX_PASSAGE_WORDS,
};

/// The most words of a label before a colon.
const MAX_LABEL_WORDS: usize = 8;

/// The most words of an item without a label that names what is nested in it.
const MAX_PARENT_WORDS: usize = 12;

/// An item is not given with what is nested in it where that is longer: few words, and blanks.
const MAX_NESTED_BYTES: usize = 16 << 10;

/// Adds the items and rows of a section, unless the section is one of them and nothing else.
///
/// An item spans those nested in it where all are short; else, and if it is more than a label, it
/// stands alone. An item too long for a passage is cut like a section. `counts` are the words of each block.
pub(super) fn add(
    cutter: &mut Cutter<'_>,
    section: &Section<'_>,
    blocks: &[Block],
    counts: &[usize],
) {
    if blocks.len() < 2 {
        return;
    }
    let over = section.path();
    let begin = format!("{}#{}/", cutter.document.path, slug(section.title()));
    // The open items: depth and what names it.
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut number = 0;
    for (at, block) in blocks.iter().enumerate() {
        let depth = match &block.kind {
            BlockKind::Item { depth } => *depth,
            BlockKind::Row { .. } => 0,
            _ => {
                open.clear();
                continue;
            }
        };
        open.retain(|(other, _)| *other < depth);
        let mut headings = over.clone();
        headings.extend(open.iter().map(|(_, name)| name.clone()).filter(|name| !name.is_empty()));
        number += 1;
        let label = label(block).unwrap_or_default();
        let nested = nested(&blocks[at..], depth);
        if nested.len() == blocks.len() {
            // It would be the section again.
        } else if let Some(spanned) = spanned(nested, &counts[at..], &label) {
            for part in spanned {
                let key = if label.is_empty() { number.to_string() } else { slug(&label) };
                let columns = unnamed_columns(nested).unwrap_or_default();
                push(cutter, format!("{begin}{key}"), (&label, &headings, columns), part);
            }
        }
        open.push((depth, name(block, label)));
    }
}

/// The item that `blocks` starts with, and the items nested in it.
fn nested(blocks: &[Block], depth: u8) -> &[Block] {
    let is_nested =
        |block: &Block| matches!(block.kind, BlockKind::Item { depth: other } if depth < other);
    let count = blocks.iter().skip(1).take_while(|block| is_nested(block)).count();
    &blocks[..=count]
}

/// The text of an item: with what is nested in it if that is short; nothing for a label over much.
fn spanned(blocks: &[Block], counts: &[usize], label: &str) -> Option<Vec<Part>> {
    let count: usize = counts.iter().take(blocks.len()).sum();
    let bytes: usize = blocks.iter().skip(1).map(|block| block.text.len()).sum();
    if count <= MAX_PASSAGE_WORDS && bytes <= MAX_NESTED_BYTES {
        return Some(vec![row_or(blocks)]);
    }
    let own = counts[0];
    let only_label = 1 < blocks.len() && own <= words(label);
    (!only_label).then(|| cut(&blocks[..1], &counts[..1]))
}

/// A row names its cells for matching; anything else is as it stands.
fn row_or(blocks: &[Block]) -> Part {
    let mut part = whole(blocks);
    if let [Block { kind: BlockKind::Row { header }, .. }] = blocks
        && let Some(plain) = named_cells(header, &blocks[0])
    {
        part.plain = plain;
    }
    part
}

/// What stands over the cells of `blocks`, if these are a row whose text does not name them.
fn unnamed_columns(blocks: &[Block]) -> Option<&[String]> {
    let [block] = blocks else { return None };
    let BlockKind::Row { header } = &block.kind else { return None };
    let names = |name: &String| !name.is_empty() && block.text.starts_with(&format!("{name}: "));
    (!header.iter().any(names)).then_some(header)
}

/// `header: cell` for every cell that has both; `None` where the block's `plain` says it already
/// or the row cannot be told into cells.
fn named_cells(header: &[String], row: &Block) -> Option<String> {
    let first = header.iter().find(|name| !name.is_empty())?;
    if row.plain().contains(&format!("{first}: ")) {
        return None;
    }
    // Where no bars part them in the source, they do in what a person reads, but for empty ones.
    let cells = [row.text.as_str(), row.plain()].map(read_cells);
    let cells = cells.into_iter().find(|cells| cells.len() == header.len())?;
    let named = header.iter().zip(&cells).filter(|(_, cell)| !cell.is_empty());
    let named: Vec<String> = named
        .map(|(name, cell)| if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") })
        .collect();
    (!named.is_empty()).then(|| named.join("\n"))
}

/// The cells of a row between its bars, as a person reads them.
fn read_cells(row: &str) -> Vec<String> {
    cells(row).into_iter().map(|cell| row[cell].replace("\\|", "|")).collect()
}

fn push(
    cutter: &mut Cutter<'_>,
    id: String,
    (label, headings, columns): (&str, &[String], &[String]),
    part: Part,
) {
    let path = &cutter.document.path;
    let id = cutter.names.unique(id);
    cutter.passages.push(Passage {
        id,
        kind: Kind::Item,
        title: label.to_owned(),
        headings: headings.to_vec(),
        questions: Vec::new(),
        text: part.text,
        plain: part.plain,
        path: path.clone(),
        line: part.lines.first,
        end_line: part.lines.last,
        place: cutter.document.places.of(part.lines),
        runs: runs_from(part.runs, part.lines.first),
        columns: columns.to_vec(),
        metadata: cutter.document.metadata.clone(),
    });
}

/// What an item is called as a title over those nested in it; empty where it is a long text.
fn name(block: &Block, label: String) -> String {
    if !label.is_empty() {
        return label;
    }
    let text = without_marker(block.plain());
    let is_short = text.len() < 200 && text.split_whitespace().count() <= MAX_PARENT_WORDS;
    if is_short { text.trim_end_matches([':', ' ']).to_owned() } else { String::new() }
}

/// The short label that an item starts with, bold or before a colon; what stands in the first cell of a row.
fn label(block: &Block) -> Option<String> {
    let is_short = |label: &str| {
        !label.is_empty()
            && label.split_whitespace().count() <= MAX_LABEL_WORDS
            && label.contains(char::is_alphanumeric)
    };
    if let BlockKind::Row { header } = &block.kind {
        // What a row is about is a word, and its figures are what it says of that.
        let is_name = |cell: &String| is_short(cell) && cell.starts_with(char::is_alphabetic);
        return first_cell(header, block).filter(is_name);
    }
    if !matches!(block.kind, BlockKind::Item { .. }) {
        return None;
    }
    let source = without_marker(&block.text);
    let bold = source.strip_prefix("**").and_then(|rest| rest.split_once("**"));
    if let Some((label, _)) = bold
        && label.len() < 200
    {
        let label = label.trim_end_matches([':', '.', ' ']);
        // The bold number of a clause names nothing.
        return (is_short(label) && label.contains(char::is_alphabetic)).then(|| label.to_owned());
    }
    let text = without_marker(block.plain());
    let colon = text.char_indices().take(120).find(|(_, one)| matches!(one, ':' | '：'))?;
    let (label, rest) = (text[..colon.0].trim_end(), &text[colon.0 + colon.1.len_utf8()..]);
    let ends = colon.1 == '：' || rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_sentence = label.contains(". ") || label.contains(['?', '!', '\n']);
    // "They go on for three days (before: one)."
    let is_open = label.matches('(').count() != label.matches(')').count();
    (ends && !is_sentence && !is_open && is_short(label)).then(|| label.to_owned())
}

/// The first cell of a row under a `header`, if others stand behind it; with the second, where the first is a code
/// ("E5", "ENV304"), which says nothing to whoever does not know it.
fn first_cell(header: &[String], row: &Block) -> Option<String> {
    let name = header.first()?;
    // Some formats name the cells, a line each.
    if let Some(named) = row.plain().strip_prefix(&format!("{name}: ")) {
        let (cell, rest) = named.split_once('\n')?;
        let next = header.get(1).and_then(|name| rest.strip_prefix(&format!("{name}: ")));
        let second = next.and_then(|next| next.lines().next());
        return Some(with_name(cell, second));
    }
    let [first, rest @ ..] = &read_cells(row.plain())[..] else { return None };
    let has_more = rest.iter().any(|cell| !cell.is_empty());
    has_more.then(|| with_name(first, rest.first().map(String::as_str)))
}

/// `first` and, if that is a code and `second` a name, `second`.
fn with_name(first: &str, second: Option<&str>) -> String {
    let is_code = first.contains(|one: char| one.is_ascii_digit())
        && first.starts_with(char::is_alphabetic)
        && !first.contains(|one: char| one.is_lowercase() || one.is_whitespace());
    let is_name = |cell: &&str| {
        cell.starts_with(char::is_alphabetic) && cell.split_whitespace().count() < MAX_LABEL_WORDS
    };
    match second.filter(is_name) {
        Some(second) if is_code => format!("{first}: {second}"),
        _ => first.to_owned(),
    }
}

/// An item's text without its marker, which some formats keep in `plain`.
fn without_marker(text: &str) -> &str {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match text.chars().next() {
        Some(one) if "-*+•◦▪‣–".contains(one) => one.len_utf8(),
        Some(_) if 0 < digits && text[digits..].starts_with(['.', ')']) => digits + 1,
        _ => return text,
    };
    let rest = &text[marker..];
    if rest.starts_with(char::is_whitespace) { rest.trim_start() } else { text }
}
