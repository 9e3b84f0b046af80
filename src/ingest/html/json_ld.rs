//! The questions that a page declares for search engines: schema.org in JSON-LD.

use serde_json::Value;

use super::{to_text, to_texts};
use crate::{
    document::{Block, Lines},
    ingest::{Note, fields::Entry, json::scan, source::Source},
};

/// How deep questions are looked for.
const MAX_DEPTH: usize = 8;

/// Where questions may stand.
const HOLDERS: [&str; 7] =
    ["@graph", "mainentity", "haspart", "itemlistelement", "item", "mainentityofpage", "question"];

/// Adds the entries of `text`, which starts on the line `first` of its file. One that is broken
/// goes to `notes`.
pub(in crate::ingest) fn read(
    text: &str,
    first: u32,
    blocks: &mut Vec<Block>,
    notes: &mut dyn FnMut(Note),
) {
    // Some stand in a comment or in CDATA.
    let Some(open) = text.find(['{', '[']) else { return };
    let source = Source::new(text);
    let mut found = Vec::new();
    questions(&text[open..], 0, &mut found);
    for question in found {
        let lines = source.lines(&scan::range(text, question));
        let lines = Lines::new(lines.first + first - 1, lines.last + first - 1);
        match entry(question).and_then(|entry| entry.block(lines)) {
            Ok(block) => blocks.push(block),
            Err(reason) => notes(Note::Skipped { line: lines.first, reason }),
        }
    }
}

/// The objects of the type `Question` in `value`.
fn questions<'t>(value: &'t str, depth: usize, found: &mut Vec<&'t str>) {
    if MAX_DEPTH < depth {
        return;
    }
    match value.as_bytes().first() {
        Some(b'[') => {
            for element in scan::elements(value) {
                questions(element, depth + 1, found);
            }
        }
        Some(b'{') => {
            let fields = scan::fields(value);
            let is_type = |name: &str, value: &str| name == "@type" && value.contains("Question");
            if fields.iter().any(|(name, value)| is_type(name, value)) {
                found.push(value);
                return;
            }
            for (name, value) in fields {
                if HOLDERS.contains(&name.to_ascii_lowercase().as_str()) {
                    questions(value, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn entry(question: &str) -> Result<Entry, String> {
    let question: Value = serde_json::from_str(question)
        .map_err(|_| "a declared question that is no JSON".to_owned())?;
    let name = text(&question, &["name", "text", "headline"])
        .ok_or_else(|| "a declared question without a name".to_owned())?;
    let answer = ["acceptedAnswer", "suggestedAnswer"]
        .iter()
        .filter_map(|name| question.get(name))
        .flat_map(|answer| match answer {
            Value::Array(all) => all.iter().collect(),
            one => vec![one],
        })
        .find_map(|answer| match answer {
            Value::String(text) => Some(text.clone()),
            other => text(other, &["text", "name"]),
        })
        .ok_or_else(|| "a declared question without an answer".to_owned())?;
    let id = question.get("@id").and_then(Value::as_str).filter(|id| !id.starts_with('#'));
    let mut questions = vec![one_line(&to_text(&name))];
    questions.extend(texts(&question, "alternateName").iter().map(|one| one_line(&to_text(one))));
    let (answer, plain) = to_texts(&answer);
    let mut entry = Entry {
        id: question.get("identifier").and_then(Value::as_str).map(|id| id.trim().to_owned()),
        questions,
        answer,
        read: Some(plain),
        ..Entry::default()
    };
    let tags: Vec<Value> = texts(&question, "keywords")
        .iter()
        .flat_map(|tags| tags.split(','))
        .map(|tag| Value::from(tag.trim()))
        .collect();
    if !tags.is_empty() {
        entry.metadata.insert("tags".to_owned(), Value::Array(tags));
    }
    if let Some(about) = question.get("about").and_then(|about| text(about, &["name"])) {
        entry.metadata.insert("category".to_owned(), Value::String(about));
    }
    if let Some(url) = question.get("url").and_then(Value::as_str).or(id) {
        entry.metadata.insert("url".to_owned(), Value::String(url.to_owned()));
    }
    Ok(entry)
}

/// The first of `names` in `value` that is a text.
fn text(value: &Value, names: &[&str]) -> Option<String> {
    let texts = names.iter().filter_map(|name| value.get(name)?.as_str());
    texts.into_iter().find(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The text, or the texts, that `value` has under `name`, but for blank ones.
fn texts(value: &Value, name: &str) -> Vec<String> {
    let all = match value.get(name) {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(one)) => vec![one.as_str()],
        _ => Vec::new(),
    };
    all.into_iter().filter(|one| !one.trim().is_empty()).map(str::to_owned).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
