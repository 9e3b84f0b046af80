//! Amazon Kendra's FAQ as JSON: a question, its answer and attributes.

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds},
    object::Object,
    page::Page,
    rules::{as_text, misnamed_further, read_as_html},
};

/// Attributes are texts, numbers and lists of texts.
pub(super) const HOLDS: Holds = Holds {
    answer: &[read_as_html],
    category: ANY,
    tag: ANY,
    url: ANY,
    field: |_, _, name, value| match misnamed_further(name) {
        Some(why) => Held::No(why),
        None if is_attribute(value) => Held::AsIs,
        None => as_text(value),
    },
    ..Holds::PAIR
};

fn is_attribute(value: &Value) -> bool {
    match value {
        Value::String(_) => true,
        Value::Number(number) => number.is_i64(),
        Value::Array(all) => all.iter().all(Value::is_string),
        _ => false,
    }
}

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let records = entries.iter().map(|entry| {
        let mut attributes = Object::default()
            .maybe("_category", entry.category.clone())
            .maybe("_source_uri", entry.url.clone());
        if !entry.tags.is_empty() {
            attributes = attributes.with("tags", entry.tags.clone());
        }
        for (name, value) in &entry.fields {
            attributes = attributes.with(name, value.clone());
        }
        let question = entry.questions.first().map_or("", String::as_str);
        let record =
            Object::default().with("Question", question).with("Answer", entry.text.as_str());
        match attributes.is_empty() {
            true => record,
            false => record.with_object("Attributes", attributes),
        }
    });
    let all = records.collect();
    Object::default().with("SchemaVersion", 1).with_list("FaqDocuments", all).pretty()
}
