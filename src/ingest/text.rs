//! Plain text as blocks. (A stand-in: every paragraph is a block.)

use crate::document::{Block, BlockKind, Document, Lines};

/// Reads `text`, the content of the file `path`.
pub fn parse(path: &str, text: &str) -> Document {
    let mut document = Document { path: path.to_owned(), ..Document::default() };
    let mut open: Option<(usize, u32)> = None;
    let (mut at, mut number) = (0, 0);
    for line in text.split_inclusive('\n').chain([""]) {
        number += 1;
        if !line.trim().is_empty() {
            open.get_or_insert((at, number));
        } else if let Some((start, first)) = open.take() {
            document.blocks.push(Block {
                kind: BlockKind::Paragraph,
                lines: Lines::new(first, number - 1),
                text: text[start..at].trim_end_matches(['\n', '\r']).to_owned(),
                plain: String::new(),
            });
        }
        at += line.len();
    }
    document
}
