//! Azure's custom question answering: the assets of a project, as its import takes them.

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, Phrasings},
    object::Object,
    page::Page,
    rules::{as_text, is_address, joined, listed, misnamed_further, number, read_as_html},
    tsv::Numbers,
};

/// All but the headings; further fields are texts.
pub(super) const HOLDS: Holds = Holds {
    id: &[number],
    phrasings: Phrasings::Folded,
    answer: &[read_as_html],
    category: ANY,
    tag: &[listed],
    url: ANY,
    field: |_, _, name, value| match name {
        "dialog" if value.is_object() => Held::AsIs,
        _ => match misnamed_further(name) {
            Some(why) => Held::No(why),
            None => as_text(value),
        },
    },
    ..Holds::PAIR
};

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let mut numbers = Numbers::of(entries);
    let records = entries.iter().map(|entry| {
        let id: u32 = match entry.id.as_ref().and_then(|id| id.parse().ok()) {
            Some(id) => id,
            None => numbers.next(),
        };
        record(entry, id)
    });
    let assets = Object::default().with("synonyms", Vec::<Value>::new());
    let assets = assets.with_list("qnas", records.collect());
    Object::default().with_object("assets", assets).pretty()
}

fn record(entry: &Entry, id: u32) -> Object {
    let source = entry.fields.get("source").filter(|value| !is_address("source", value));
    let source = source.and_then(Value::as_str);
    let url = entry.url.as_deref().filter(|url| url.contains("://"));
    let record = Object::default()
        .with("id", id)
        .with("questions", entry.questions.clone())
        .with("answer", entry.text.as_str())
        .maybe("source", url.or(source));
    let mut metadata = Object::default().maybe("category", entry.category.clone());
    if !entry.tags.is_empty() {
        metadata = metadata.with("tags", joined(&entry.tags));
    }
    metadata = metadata.maybe("url", entry.url.clone().filter(|_| url.is_none()));
    for (name, value) in &entry.fields {
        let is_elsewhere =
            name == "dialog" || (name == "source" && url.is_none() && source.is_some());
        if !is_elsewhere {
            metadata = metadata.with(name, value.clone());
        }
    }
    let record = record.with_object("metadata", metadata);
    record.maybe("dialog", entry.fields.get("dialog").cloned())
}
