//! Markdown as blocks: headings, paragraphs, items, rows and code, with the questions among them.
//!
//! Three steps: the parser's events become pieces (`events`, `html`), the questions among those are
//! found (`faq`), and the pieces become blocks. Whatever line is in no block after that is left out, with
//! the best reason known.

use super::{
    pieces::{blocks::blocks, contents, faq},
    source::Source,
};
use crate::document::Document;

mod front;
mod entry;
mod events;
mod html;
mod tags;
#[cfg(test)]
mod tests;

/// Reads `text`, the content of the Markdown file `path`: CommonMark with tables, footnotes, task
/// lists, HTML and front matter.
///
/// Blocks come in the order of the file. Every line that is not blank is in the lines of a block
/// or left out; a question and its answer on one line are two blocks with that line.
///
/// # Cost
///
/// Grows with the length of `text` for what people write; see [`read`](super::read) for the rest.
pub fn parse(path: &str, text: &str) -> Document {
    let front = front::read(text);
    let source = Source::new(text);
    if let Some(document) = entry::read(path, &source, &front) {
        return document;
    }
    let mut pieces = events::pieces(text, front.end);
    contents::leave_out(&mut pieces);
    entry::ask_in_title(&mut pieces, &source, &front);
    let pieces = faq::find_in(path, front.title.as_deref(), pieces);

    let (blocks, mut reasons) = blocks(&source, pieces);
    if 0 < front.end {
        reasons.insert(0, (source.lines(&(0..front.end)), "front matter"));
    }
    let left_out = source.left_out(&blocks, &reasons, reason);
    Document {
        path: path.to_owned(),
        title: front.title,
        metadata: front.metadata,
        blocks,
        left_out,
        ..Document::default()
    }
}

/// Why `line`, trimmed, gave no text.
fn reason(line: &str) -> &'static str {
    let bare = line.trim_start_matches(['>', ' ', '\t']);
    let only = |marks: &[char]| bare.chars().all(|c| marks.contains(&c));
    if bare.is_empty() || bare.starts_with("[!") && bare.ends_with(']') && !bare.contains("](") {
        "quote mark"
    } else if bare.starts_with('[') && bare.contains("]:") {
        "link reference"
    } else if bare.starts_with("![") || bare.starts_with("[![") {
        "picture"
    } else if bare.starts_with('<') || bare.ends_with('>') {
        "HTML tag"
    } else if only(&['#', ' ']) {
        "empty heading"
    } else if only(&['|', '-', ':', ' ']) && bare.contains('|') {
        "table header, kept with its rows"
    } else if only(&['-', '*', '+', ' '])
        || bare.trim_end_matches(['.', ')']).bytes().all(|b| b.is_ascii_digit())
    {
        "empty list item"
    } else if only(&['`', '~', ' ']) {
        "empty code block"
    } else {
        "no text"
    }
}
