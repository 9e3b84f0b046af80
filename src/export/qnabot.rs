//! QnABot on AWS: the file that its content designer imports.

use std::collections::HashSet;

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, NO_PLACE, Phrasings},
    object::Object,
    page::Page,
    rules::{listed, read_as_html},
};

/// What a question of QnABot may say beside the fields below, in its own form.
const FIELDS: [&str; 20] = [
    "alt",
    "args",
    "botRouting",
    "clientFilterValues",
    "conditionalChaining",
    "elicitResponse",
    "enableQidIntent",
    "enableTranslate",
    "kendraRedirectQueryArgs",
    "kendraRedirectQueryConfidenceThreshold",
    "kendraRedirectQueryText",
    "l",
    "language",
    "next",
    "quniqueterms",
    "r",
    "refMarkdown",
    "rp",
    "sa",
    "selected",
];

/// An entry with its topic and tags, and what QnABot itself knows.
pub(super) const HOLDS: Holds = Holds {
    id: ANY,
    phrasings: Phrasings::Folded,
    answer: &[read_as_html],
    category: ANY,
    tag: &[listed],
    field: |_, _, name, value| match name {
        // Any other type is no question.
        "type" if value == "qna" => Held::AsIs,
        _ if FIELDS.contains(&name) => Held::AsIs,
        _ => Held::No(NO_PLACE),
    },
    ..Holds::PAIR
};

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let mut ids: HashSet<String> = entries.iter().filter_map(|one| one.id.clone()).collect();
    let records = entries.iter().map(|entry| {
        let id = entry.id.clone().unwrap_or_else(|| unused(&entry.key, &mut ids));
        record(entry, &id)
    });
    Object::default().with_list("qna", records.collect()).pretty()
}

/// The end of the id that ibid made, by which an entry without one is called.
fn unused(key: &str, ids: &mut HashSet<String>) -> String {
    let slug = key.rsplit_once('#').map_or(key, |(_, slug)| slug).replace('~', ".");
    let all = std::iter::once(slug.clone()).chain((2_u64..).map(|n| format!("{slug}.{n}")));
    all.into_iter().find(|id| ids.insert(id.clone())).unwrap_or(slug)
}

fn record(entry: &Entry, id: &str) -> Object {
    let mut record = Object::default()
        .with("qid", id)
        .with("type", "qna")
        .with("q", entry.questions.clone())
        .with("a", entry.text.as_str())
        .maybe("t", entry.category.clone());
    if !entry.tags.is_empty() {
        record = record.with("tags", entry.tags.join(", "));
    }
    for (name, value) in entry.fields.iter().filter(|(name, _)| *name != "type") {
        record = record.with(name, value.clone());
    }
    record
}
