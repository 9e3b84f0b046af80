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

/// So many elements of a list tell whether they are groups: the first may be empty.
const PROBE_ELEMENTS: usize = 8;

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
    lists(text.trim_start(), 0, &List::default(), &mut found);
    let whole = serde_json::from_str::<IgnoredAny>(text);
    // Where the file breaks off, so does the element there: what is told of the file is enough.
    let broken = whole.as_ref().err().map_or(u32::MAX, line_of);
    let mut blocks: Vec<Block> = Vec::new();
    let mut left_out: Vec<(Lines, String)> = Vec::new();
    let mut any = false;
    let mut alike: Vec<Alike> = Vec::new();
    for List { name, groups, elements } in &found {
        let kind = Kind::of(name, elements);
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
                    Found::Entry(mut entry) => {
                        entry.headings.splice(0..0, groups.iter().cloned());
                        entry.block(lines).map(Some)
                    }
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
    // What stands among groups comes behind them.
    blocks.sort_by_key(|block| block.lines);
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

/// A list of the file.
#[derive(Debug, Default)]
struct List<'t> {
    name: String,
    /// The names of the groups that it stands in, the outermost first.
    groups: Vec<String>,
    /// As they stand in the text.
    elements: Vec<&'t str>,
}

/// The lists of `text`, a value that is `depth` deep and otherwise as `list`, which has no elements
/// yet.
fn lists<'t>(text: &'t str, depth: usize, list: &List<'t>, found: &mut Vec<List<'t>>) {
    let List { name, groups, .. } = list;
    match text.as_bytes().first() {
        Some(b'[') => {
            let elements = scan::elements(text);
            let is_group = |one: &&str| fields(one).is_ok_and(|fields| is_group(&fields));
            let has_groups =
                depth <= MAX_DEPTH && elements.iter().take(PROBE_ELEMENTS).any(is_group);
            let (inner, elements): (Vec<&str>, Vec<&str>) =
                elements.into_iter().partition(|one| has_groups && is_group(one));
            for group in inner {
                let fields = scan::fields(group);
                let mut groups = groups.clone();
                groups.extend(fields.iter().find_map(|(name, value)| group_name(name, value)));
                let list = |name| List { name, groups: groups.clone(), ..List::default() };
                for (name, value) in fields.into_iter().filter(|(_, value)| value.starts_with('['))
                {
                    lists(value, depth + 1, &list(name), found);
                }
            }
            found.push(List { name: name.clone(), groups: groups.clone(), elements });
        }
        Some(b'{') if depth <= MAX_DEPTH => {
            for (name, value) in scan::fields(text) {
                lists(value, depth + 1, &List { name, ..List::default() }, found);
            }
        }
        _ => {}
    }
}

/// Whether `fields` are of a group: it answers nothing itself, and has a list of what does, or of
/// further groups.
fn is_group(fields: &Map<String, Value>) -> bool {
    let has = |fields: &Map<String, Value>, roles: &[Role]| {
        fields.keys().any(|name| roles.contains(&role(name)))
    };
    let asking = [Role::Question, Role::Phrasing, Role::Prompt, Role::Title];
    let mut lists = fields.values().filter_map(Value::as_array);
    // What says something itself is a record, whatever else it has.
    let says = |(name, value): (&String, &Value)| {
        let own = [Role::Question, Role::Phrasing, Role::Prompt, Role::Answer, Role::Text];
        value.as_str().is_some_and(|text| !text.trim().is_empty()) && own.contains(&role(name))
    };
    !fields.iter().any(says)
        && lists.any(|list| {
            let mut elements = list.iter().filter_map(Value::as_object).take(PROBE_ELEMENTS);
            elements.any(|one| (has(one, &asking) && has(one, &[Role::Answer])) || is_group(one))
        })
}

/// What a group is called, where that is what its field `name` says.
fn group_name(name: &str, value: &str) -> Option<String> {
    let names = matches!(role(name), Role::Title | Role::Category | Role::Heading);
    serde_json::from_str(value).ok().filter(|_| names)
}

#[cfg(test)]
mod tests;
