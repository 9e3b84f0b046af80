//! JSON of questions and answers: the exports of QnABot, Azure CQA, QnA Maker and Kendra, and any
//! list of records that name their fields as one would.
//!
//! The elements of every list are taken as they stand in the text, so that each has its line, and
//! so that a file which breaks off gives what stands before that.

pub(super) mod scan;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{
    Note,
    fields::{Entry, Role, key, role},
    html::json_ld,
    source::Source,
    tabular::{SYNONYMS, synonyms},
};
use crate::document::{Alike, Block, Document, Lines};

/// How deep a list may stand in the file: `assets`, `qnas`.
const MAX_DEPTH: usize = 3;

/// What is said of a file of another kind.
const NO_FAQ: &str = "JSON of no kind that ibid reads: wants a list of questions and answers \
                      (QnABot, Azure CQA, Kendra, schema.org or `[{\"question\", \"answer\"}]`)";

/// Reads `text`, the content of the file `path`. An element that is no record goes to `notes` and
/// is left out.
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
    if text.contains("schema.org") {
        let mut blocks = Vec::new();
        json_ld::read(text, 1, &mut blocks, notes);
        if !blocks.is_empty() {
            return Ok(document(path, &source, blocks, &[]));
        }
    }
    let mut found = Vec::new();
    lists(text.trim_start(), String::new(), 0, &mut found);
    let whole = serde_json::from_str::<IgnoredAny>(text);
    // Where the file breaks off, so does the element there: what is told of the file is enough.
    let broken = whole.as_ref().err().map_or(u32::MAX, line_of);
    let mut blocks: Vec<Block> = Vec::new();
    let mut left_out: Vec<(Lines, String)> = Vec::new();
    let mut any = false;
    let mut alike: Vec<Alike> = Vec::new();
    for (list, elements) in &found {
        let kind = Kind::of(list, elements);
        any |= kind != Kind::Other;
        for element in elements.iter().filter(|_| kind != Kind::Other) {
            let lines = source.lines(&scan::range(text, element));
            if broken <= lines.last {
                break;
            }
            let taken = match kind {
                Kind::Synonyms => {
                    let words = alterations(element);
                    let words: Vec<&str> = words.iter().map(String::as_str).collect();
                    left_out.push((lines, synonyms(&words)));
                    alike.extend(Alike::of(lines, words.into_iter()));
                    continue;
                }
                _ => record(element, kind).and_then(|found| match found {
                    Found::Entry(entry) => entry.block(lines).map(Some),
                    Found::Else(reason) => {
                        left_out.push((lines, reason));
                        Ok(None)
                    }
                }),
            };
            match taken {
                Ok(block) => blocks.extend(block),
                Err(reason) => {
                    notes(Note::Skipped { line: lines.first, reason: reason.clone() });
                    left_out.push((lines, reason));
                }
            }
        }
    }
    if !alike.is_empty() {
        notes(Note::File(SYNONYMS.to_owned()));
    }
    if let Err(error) = whole {
        let reason = format!("not JSON from here on: {}", what(&error));
        if blocks.is_empty() {
            return Err(format!("not JSON: {}, line {}", what(&error), error.line()));
        }
        let line = line_of(&error);
        notes(Note::Skipped { line, reason: reason.clone() });
        left_out.push((Lines::new(line, source.count()), reason));
    } else if !any {
        return Err(NO_FAQ.to_owned());
    }
    Ok(Document { synonyms: alike, ..document(path, &source, blocks, &left_out) })
}

fn document(
    path: &str,
    source: &Source<'_>,
    blocks: Vec<Block>,
    left_out: &[(Lines, String)],
) -> Document {
    let reasons: Vec<(Lines, &str)> =
        left_out.iter().map(|(lines, reason)| (*lines, reason.as_str())).collect();
    let left_out = source.left_out(&blocks, &reasons, |_| "JSON around the records");
    Document { path: path.to_owned(), blocks, left_out, ..Document::default() }
}

fn line_of(error: &serde_json::Error) -> u32 {
    u32::try_from(error.line()).unwrap_or(u32::MAX).max(1)
}

/// What serde says, without the place, which is known.
fn what(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    whole.rsplit_once(" at line ").map_or(whole.clone(), |(what, _)| what.to_owned())
}

/// What the elements of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Records by the names of their fields.
    Records,
    /// Of QnABot, which has elements of other types.
    QnaBot,
    Synonyms,
    /// Nothing that is read.
    Other,
}

/// Names of lists that hold records, as [`key`] gives them.
const RECORD_LISTS: [&str; 14] = [
    "value",
    "qnas",
    "qnadocuments",
    "qnalist",
    "qnapairs",
    "faqdocuments",
    "faqs",
    "faq",
    "questions",
    "items",
    "entries",
    "records",
    "documents",
    "data",
];

impl Kind {
    fn of(list: &str, elements: &[&str]) -> Kind {
        let list = key(list);
        let first = elements.iter().find_map(|one| fields(one).ok());
        let Some(first) = first else { return Kind::Other };
        let has = |roles: &[Role]| first.keys().any(|name| roles.contains(&role(name)));
        let asks = has(&[Role::Question, Role::Phrasing, Role::Prompt, Role::Title]);
        let is_named = list.is_empty() || RECORD_LISTS.contains(&list.as_str());
        let says = has(&[Role::Question, Role::Answer, Role::Text]);
        if first.keys().any(|name| key(name) == "alterations") {
            Kind::Synonyms
        } else if list == "qna" {
            Kind::QnaBot
        } else if (asks && has(&[Role::Answer])) || (is_named && says) {
            Kind::Records
        } else {
            Kind::Other
        }
    }
}

/// What an element is.
enum Found {
    Entry(Entry),
    /// Nothing that answers, and why.
    Else(String),
}

fn fields(element: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(element) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err("not a JSON object".to_owned()),
        Err(error) => Err(format!("not JSON: {}", what(&error))),
    }
}

fn record(element: &str, kind: Kind) -> Result<Found, String> {
    let fields = fields(element)?;
    if kind == Kind::QnaBot {
        let of_type = fields.get("type").and_then(Value::as_str).unwrap_or("qna");
        match of_type {
            "slottype" => return Ok(Found::Else("a slot type, no answer".to_owned())),
            "quiz" => return Ok(Found::Else("a quiz, no answer".to_owned())),
            _ => {}
        }
        let of_type = of_type == "text" || of_type == "passage";
        let mut entry = Entry::from_fields(fields)?;
        if of_type && entry.questions.is_empty() && entry.title.is_empty() {
            entry.title = entry.id.clone().unwrap_or_default();
        }
        return Ok(Found::Entry(entry));
    }
    Entry::from_fields(fields).map(Found::Entry)
}

/// The words of a group of synonyms.
fn alterations(element: &str) -> Vec<String> {
    let fields = fields(element).unwrap_or_default();
    let words = fields.iter().find(|(name, _)| key(name) == "alterations");
    let words = words.and_then(|(_, words)| words.as_array());
    words.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The lists of `text`, a value that is `depth` deep and called `name`, each with its name and its
/// elements as they stand in the text.
fn lists<'t>(text: &'t str, name: String, depth: usize, found: &mut Vec<(String, Vec<&'t str>)>) {
    match text.as_bytes().first() {
        Some(b'[') => found.push((name, scan::elements(text))),
        Some(b'{') if depth <= MAX_DEPTH => {
            for (name, value) in scan::fields(text) {
                lists(value, name, depth + 1, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
