//! Bot Framework `.qna`: questions and answers in a small Markdown of their own.
//!
//! ````text
//! > a comment
//! # ? How do I pay?
//! - another phrasing
//!
//! **Filters:**
//! - area = money
//!
//! ```markdown
//! By card.
//! ```
//!
//! **Prompts:**
//! - [Refunds](#2)
//! ````

use serde_json::Value;

use super::{Note, fields::Entry, source::Source};
use crate::document::{Document, Lines};

/// Reads `text`, the content of the file `path`. An entry without an answer goes to `notes` and is
/// left out.
///
/// # Errors
///
/// Why it is nothing that can be read, as a phrase.
pub(super) fn read(
    path: &str,
    text: &str,
    notes: &mut dyn FnMut(Note),
) -> Result<Document, String> {
    let source = Source::new(text);
    let mut reader = Reader::default();
    for number in 1..=source.count() {
        let line = source.line(number);
        reader.line(number, line.trim_end_matches(['\n', '\r']));
    }
    reader.close();
    let mut blocks = Vec::new();
    for Open { entry, lines, complaint, .. } in reader.entries {
        let taken = match complaint {
            Some(complaint) => Err(complaint.to_owned()),
            None => entry.block(lines),
        };
        match taken {
            Ok(block) => blocks.push(block),
            Err(reason) => {
                notes(Note::Skipped { line: lines.first, reason: reason.clone() });
                reader.left_out.push((lines, reason));
            }
        }
    }
    let reasons: Vec<(Lines, &str)> =
        reader.left_out.iter().map(|(lines, reason)| (*lines, reason.as_str())).collect();
    let left_out = source.left_out(&blocks, &reasons, |_| "outside of an entry");
    Ok(Document { path: path.to_owned(), blocks, left_out, ..Document::default() })
}

/// An entry under construction.
#[derive(Debug)]
struct Open {
    entry: Entry,
    lines: Lines,
    /// What is wrong with it, unless something comes that mends it.
    complaint: Option<&'static str>,
    answered: bool,
}

/// What the items of a list are.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Items {
    #[default]
    Phrasings,
    Filters,
    Prompts,
}

#[derive(Default)]
struct Reader {
    entries: Vec<Open>,
    open: Option<Open>,
    items: Items,
    /// The marks that close the answer, while one is open, and how far it is indented.
    fence: Option<(String, usize)>,
    /// What `<a id>` gives to the next entry.
    id: Option<String>,
    left_out: Vec<(Lines, String)>,
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        let bare = line.trim();
        if let Some((fence, indent)) = self.fence.clone() {
            self.answer(number, line, bare == fence, indent);
            return;
        }
        if let Some(question) = asked(bare) {
            self.close();
            let entry = Entry {
                questions: vec![question.to_owned()],
                id: self.id.take(),
                ..Entry::default()
            };
            let lines = Lines::new(number, number);
            self.open = Some(Open { entry, lines, complaint: None, answered: false });
            self.items = Items::Phrasings;
            return;
        }
        let reason = match () {
            () if bare.starts_with('>') => "comment",
            () if bare.starts_with("<a ") => {
                // It names what comes next, once the entry before it is answered.
                if self.open.as_ref().is_none_or(|open| open.answered) {
                    self.id = id_of(bare);
                }
                "id"
            }
            () if bare.starts_with('[') && bare.contains("](") => "link to another source",
            () => {
                self.inside(number, line, bare);
                return;
            }
        };
        self.left_out.push((Lines::new(number, number), reason.to_owned()));
    }

    /// A line of an entry: a fence, the head of a list or an item.
    fn inside(&mut self, number: u32, line: &str, bare: &str) {
        let Some(open) = &mut self.open else { return };
        let marks: String = bare.chars().take_while(|c| *c == '`').collect();
        if 3 <= marks.len() {
            let indent = line.len() - line.trim_start().len();
            self.fence = Some((marks, indent));
            open.lines.last = number;
            open.complaint = Some("an answer that is not closed");
            if open.answered {
                open.entry.answer.push_str("\n\n");
            }
            return;
        }
        match bare.to_lowercase().as_str() {
            "**filters:**" => self.items = Items::Filters,
            "**prompts:**" => self.items = Items::Prompts,
            _ => {
                let Some(item) = bare.strip_prefix(['-', '*', '+']).map(str::trim) else { return };
                match self.items {
                    Items::Phrasings => open.entry.questions.push(item.to_owned()),
                    Items::Filters => {
                        if let Some((name, value)) = item.split_once('=') {
                            let value = Value::String(value.trim().to_owned());
                            open.entry.metadata.insert(name.trim().to_owned(), value);
                        }
                    }
                    Items::Prompts => {
                        let prompts = open.entry.metadata.entry("prompts".to_owned());
                        let prompts = prompts.or_insert_with(|| Value::Array(Vec::new()));
                        if let Value::Array(all) = prompts {
                            all.push(Value::String(item.to_owned()));
                        }
                    }
                }
            }
        }
        open.lines.last = number;
    }

    /// A line of the answer, or the one that closes it.
    fn answer(&mut self, number: u32, line: &str, closes: bool, indent: usize) {
        let Some(open) = &mut self.open else { return };
        if closes {
            self.fence = None;
            open.complaint = None;
            open.answered = true;
            open.lines.last = number;
            if open.entry.answer.ends_with('\n') {
                open.entry.answer.pop();
            }
            return;
        }
        let own = line.len() - line.trim_start().len();
        open.entry.answer.push_str(line.get(own.min(indent)..).unwrap_or(line));
        open.entry.answer.push('\n');
        open.lines.last = number;
    }

    fn close(&mut self) {
        self.fence = None;
        self.entries.extend(self.open.take());
    }
}

/// The question of a line such as `## ? Why?`.
fn asked(bare: &str) -> Option<&str> {
    let rest = bare.trim_start_matches('#');
    let marked = rest.len() < bare.len();
    let question = rest.trim_start().strip_prefix('?')?.trim();
    (marked && !question.is_empty()).then_some(question)
}

/// The id in `<a id = "2"></a>`.
fn id_of(bare: &str) -> Option<String> {
    let (_, rest) = bare.split_once("id")?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (id, _) = rest[1..].split_once(quote)?;
    (!id.trim().is_empty()).then(|| id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Block, BlockKind};

    fn read_all(text: &str) -> (Vec<Block>, Vec<(Lines, String)>, Vec<Note>) {
        let mut notes = Vec::new();
        let document = read("a.qna", text, &mut |note| notes.push(note)).unwrap();
        let left_out = document.left_out.into_iter().map(|one| (one.lines, one.reason)).collect();
        (document.blocks, left_out, notes)
    }

    #[test]
    fn an_entry_with_all_that_it_may_have() {
        let (blocks, left_out, notes) = read_all(
            "> about this file\n\n<a id = \"7\"></a>\n## ? How do I pay?\n- pay?\n- How to pay\n\n\
             **Filters:**\n- area = money\n\n```markdown\nBy *card*.\n\n- Visa\n```\n\n\
             **Prompts:**\n- [Refunds](#8)\n\n[more](https://example.org/faq)\n\n\
             # ? Where?\n    ```\n    Here.\n      There.\n    ```\n",
        );
        let BlockKind::Record(record) = &blocks[0].kind else { panic!() };
        assert_eq!(record.id.as_deref(), Some("7"));
        assert_eq!(record.questions, ["How do I pay?", "pay?", "How to pay"]);
        assert_eq!(blocks[0].text, "By *card*.\n\n- Visa");
        assert_eq!(blocks[0].lines, Lines::new(4, 18));
        assert_eq!(
            serde_json::to_value(&record.metadata).unwrap(),
            serde_json::json!({"area": "money", "prompts": ["[Refunds](#8)"]})
        );
        assert_eq!(blocks[1].text, "Here.\n  There.");
        let reasons: Vec<(u32, &str)> =
            left_out.iter().map(|(lines, reason)| (lines.first, reason.as_str())).collect();
        assert_eq!(reasons, [(1, "comment"), (3, "id"), (20, "link to another source")]);
        assert!(notes.is_empty(), "{notes:?}");
    }

    #[test]
    fn what_is_not_whole_is_said() {
        let (blocks, left_out, notes) =
            read_all("# ? Why?\n- How come?\n# ? When?\n```\nNow.\n```\n# ? Who?\n```\nMe.\n");
        assert_eq!(blocks.len(), 1);
        assert_eq!(left_out.len(), 2);
        let said = |line, reason: &str| Note::Skipped { line, reason: reason.to_owned() };
        let expected = [said(1, "an empty answer"), said(7, "an answer that is not closed")];
        assert_eq!(notes, expected);
    }
}
