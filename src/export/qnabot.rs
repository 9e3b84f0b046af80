//! QnABot on AWS: the file that its content designer imports.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, NO_PLACE, Phrasings},
    object::Object,
    page::Page,
    prompt::{self, Prompts},
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
    prompts: Prompts::Buttons,
    field: |entry, _, name, value| match name {
        // The prompts come here and could not be told before.
        "next" if entry.prompts.first().is_some_and(|one| one.label.is_empty()) => {
            Held::No("its place has what comes next")
        }
        "r" if !entry.prompts.is_empty()
            && value.as_object().is_none_or(|card| card.contains_key("buttons")) =>
        {
            Held::No("its place has the prompts that could be told")
        }
        // Any other type is no question.
        "type" if value == "qna" => Held::AsIs,
        _ if FIELDS.contains(&name) => Held::AsIs,
        _ => Held::No(NO_PLACE),
    },
    ..Holds::PAIR
};

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let mut ids = Ids::of(entries);
    let given = entries.iter().map(|entry| {
        let id = entry.id.clone().unwrap_or_else(|| ids.unused(slug(&entry.key)));
        (entry.key.as_str(), id)
    });
    let given: HashMap<&str, String> = given.collect();
    let records = entries.iter().map(|entry| record(entry, &given));
    Object::default().with_list("qna", records.collect()).pretty()
}

/// The end of the id that ibid made, by which an entry without one is called.
pub(super) fn slug(key: &str) -> String {
    key.rsplit_once('#').map_or(key, |(_, slug)| slug).replace('~', ".")
}

/// The ids in a file.
pub(super) struct Ids {
    taken: HashSet<String>,
    /// The last number that each one was given that several wanted.
    numbered: HashMap<String, u64>,
}

impl Ids {
    /// Those that `entries` have.
    pub(super) fn of(entries: &[Entry]) -> Ids {
        let taken = entries.iter().filter_map(|one| one.id.clone()).collect();
        Ids { taken, numbered: HashMap::new() }
    }

    /// `slug`, or the same with a number, if it is taken.
    pub(super) fn unused(&mut self, slug: String) -> String {
        let number = self.numbered.entry(slug.clone()).or_insert(0);
        loop {
            *number += 1;
            let id = if *number == 1 { slug.clone() } else { format!("{slug}.{number}") };
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

fn record(entry: &Entry, ids: &HashMap<&str, String>) -> Object {
    let mut record = Object::default()
        .maybe("qid", ids.get(entry.key.as_str()).cloned())
        .with("type", "qna")
        .with("q", entry.questions.clone())
        .with("a", entry.text.as_str())
        .maybe("t", entry.category.clone());
    if !entry.tags.is_empty() {
        record = record.with("tags", entry.tags.join(", "));
    }
    let (next, buttons) = prompt::as_buttons(entry, ids);
    let has_next = next.is_some();
    record = record.maybe("next", next.cloned());
    let mut card = entry.fields.get("r").filter(|_| !buttons.is_empty()).cloned();
    if !buttons.is_empty() {
        let card = card.get_or_insert_with(|| Value::Object(serde_json::Map::new()));
        card["buttons"] = buttons.into();
    }
    for (name, value) in &entry.fields {
        let is_elsewhere =
            name == "type" || name == "next" && has_next || name == "r" && card.is_some();
        if !is_elsewhere {
            record = record.with(name, value.clone());
        }
    }
    record.maybe("r", card)
}
