//! Files of one entry each: the question in the front matter, the answer below it.

use serde_json::Value;

use super::front::Front;
use crate::{
    document::{BlockKind, Document, Lines},
    ingest::{
        fields::{Entry, Role, role},
        pieces::{Piece, PieceKind},
        question::is_question,
        source::Source,
    },
};

/// The most words of an answer whose own headings are part of it.
const MAX_ANSWER_WORDS: usize = 600;

/// The file as one record, if its front matter names a question (`question: …`, `questions: […]`)
/// and what stands below, or an `answer: …`, answers it.
pub(super) fn read(path: &str, source: &Source<'_>, front: &Front) -> Option<Document> {
    let asks = |name: &str| matches!(role(name), Role::Question | Role::Phrasing);
    if !front.metadata.keys().any(|name| role(name) == Role::Question) {
        return None;
    }
    let mut fields: serde_json::Map<String, Value> =
        front.metadata.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    let body = source.trimmed(&(front.end..source.text.len()));
    if !body.is_empty() {
        fields.retain(|name, _| role(name) != Role::Answer);
        fields.insert("answer".to_owned(), Value::String(source.text[body.clone()].to_owned()));
    }
    if let Some(title) = &front.title {
        fields.insert("title".to_owned(), Value::String(title.clone()));
    }
    let mut entry = Entry::from_fields(fields).ok()?;
    // The title is that of the entry's page; the question says it better.
    entry.metadata.retain(|name, _| !asks(name));
    let lines = if body.is_empty() { 0..front.end } else { body };
    let block = entry.block(source.lines(&lines)).ok()?;
    let BlockKind::Record(record) = &block.kind else { return None };
    if record.questions.is_empty() {
        return None;
    }
    let reasons = [(Lines::new(1, source.lines(&(0..front.end)).last), "front matter")];
    let blocks = vec![block];
    let left_out = source.left_out(&blocks, &reasons, |_| "no text");
    Some(Document { path: path.to_owned(), blocks, left_out, ..Document::default() })
}

/// Makes the title of the front matter a question over the text, if it asks and nothing in the text
/// does: the file is one entry then.
pub(super) fn ask_in_title(pieces: &mut Vec<Piece>, source: &Source<'_>, front: &Front) {
    let Some(title) = front.title.as_deref().filter(|title| is_question(title)) else { return };
    let is_heading = |piece: &&Piece| matches!(piece.kind, PieceKind::Heading(_));
    if pieces.iter().filter(is_heading).any(|heading| is_question(&heading.plain)) {
        return;
    }
    let named = |line: &str| line.trim_start().to_lowercase().starts_with("title");
    let last = source.number(front.end.saturating_sub(1));
    let Some(number) = (1..=last).find(|number| named(source.line(*number))) else { return };
    let words: usize = pieces.iter().map(|piece| piece.plain.split_whitespace().count()).sum();
    if words <= MAX_ANSWER_WORDS {
        for piece in pieces.iter_mut() {
            if matches!(piece.kind, PieceKind::Heading(_)) {
                piece.kind = PieceKind::Paragraph;
            }
        }
    }
    let range = source.range(number);
    let mut question = Piece::new(PieceKind::Question(1), range.clone());
    question.push(title, range.start);
    pieces.insert(0, question);
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::document::{Block, BlockKind, Lines};

    #[test]
    fn a_question_in_the_front_matter_is_answered_by_the_file() {
        let text = "---\nquestion: How do I pay?\nquestions: [pay?, How to pay]\ntags: [money]\n---\n\n\
            By *card*.\n\n## Cards\n\nAny.\n";
        let document = parse("faq/pay.md", text);
        let BlockKind::Record(record) = &document.blocks[0].kind else { panic!("{document:?}") };
        assert_eq!(record.questions, ["How do I pay?", "pay?", "How to pay"]);
        assert_eq!(record.metadata["tags"], serde_json::json!(["money"]));
        assert_eq!(document.blocks[0].text, "By *card*.\n\n## Cards\n\nAny.");
        assert_eq!(document.blocks[0].lines, Lines::new(7, 11));
        assert_eq!(document.left_out[0].reason, "front matter");
        let document = parse("a.md", "---\nquestion: Why?\nanswer: So.\n---\n");
        assert_eq!(document.blocks[0].text, "So.");
    }

    #[test]
    fn a_title_that_asks_is_the_question_of_the_file() {
        let text = "---\ntitle: \"How do I pay?\"\n---\nBy card.\n\n## Cards\n\nAny.\n";
        let document = parse("faq/pay.md", text);
        let heads: Vec<(&str, Lines)> = document
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Heading { entry: true, .. }))
            .map(|block| (block.plain(), block.lines))
            .collect();
        assert_eq!(heads, [("How do I pay?", Lines::new(2, 2))]);
        let all: Vec<&str> = document.blocks.iter().map(Block::plain).collect();
        assert_eq!(all, ["How do I pay?", "By card.", "Cards", "Any."]);
    }
}
