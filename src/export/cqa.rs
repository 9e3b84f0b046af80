//! Azure's custom question answering: the assets of a project, as its import takes them.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, Phrasings},
    object::Object,
    page::Page,
    prompt::{self, Prompts},
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
    prompts: Prompts::Ids,
    field: |entry, _, name, value| match name {
        DIALOG if has_dialog(entry) => Held::No("its place has the prompts that could be told"),
        DIALOG if value.is_object() => Held::AsIs,
        _ => match misnamed_further(name) {
            Some(why) => Held::No(why),
            None => as_text(value),
        },
    },
    ..Holds::PAIR
};

/// Where the prompts of an entry stand.
const DIALOG: &str = "dialog";

fn has_dialog(entry: &Entry) -> bool {
    !entry.prompts.is_empty() || entry.is_only_prompted
}

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let ids = Numbers::of(entries).given(entries);
    let records = entries.iter().map(|entry| record(entry, &ids));
    let assets = Object::default().with("synonyms", Vec::<Value>::new());
    let assets = assets.with_list("qnas", records.collect());
    Object::default().with_object("assets", assets).pretty()
}

fn record(entry: &Entry, ids: &HashMap<&str, u32>) -> Object {
    let source = entry.fields.get("source").filter(|value| !is_address("source", value));
    let source = source.and_then(Value::as_str);
    let url = entry.url.as_deref().filter(|url| url.contains("://"));
    let record = Object::default()
        .maybe("id", ids.get(entry.key.as_str()).copied())
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
            name == DIALOG || (name == "source" && url.is_none() && source.is_some());
        if !is_elsewhere {
            metadata = metadata.with(name, value.clone());
        }
    }
    let record = record.with_object("metadata", metadata);
    if !has_dialog(entry) {
        return record.maybe(DIALOG, entry.fields.get(DIALOG).cloned());
    }
    let prompts = prompt::as_ids(entry, ids, ["displayOrder", "qnaId", "displayText"]);
    let dialog = Object::default().with("isContextOnly", entry.is_only_prompted);
    record.with_object(DIALOG, dialog.with_list("prompts", prompts))
}
