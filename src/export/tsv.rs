//! QnA Maker's TSV: a row for each phrasing, those of one entry with one `QnaId`.
//!
//! There are no quotes: a line break in a cell is `\n`, a tab `\t`. A backslash itself cannot be
//! escaped, so that what reads `\n` in a source (`C:\new`) is a line break here.

use std::collections::HashMap;

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{Held, Holds, Phrasings},
    object::Object,
    page::Page,
    prompt::{self, Prompts},
    rules::{
        answer_breaks, answer_controls, as_line, joined, listed, misnamed_further, no_controls,
        number, one_line, plain_breaks, read_as_html,
    },
};

/// Fields that have columns of their own.
const PROMPTS: &str = "Prompts";
const LISTS: [&str; 2] = [PROMPTS, "SuggestedQuestions"];
const CONTEXT_ONLY: &str = "IsContextOnly";

/// What one cell of `key:value` pairs with `|` between them can hold, beside the columns.
pub(super) const HOLDS: Holds = Holds {
    texts: false,
    id: &[number],
    question: &[no_controls, plain_breaks, decoded],
    phrasings: Phrasings::Folded,
    answer: &[answer_controls, answer_breaks, |entry, _| unescaped(&entry.text), read_as_html],
    category: &[no_controls, one_line, without_bar, unescaped],
    tag: &[no_controls, listed, unescaped],
    url: &[no_controls, one_line, without_bar, unescaped],
    prompts: Prompts::Ids,
    field: |entry, _, name, value| {
        if name == PROMPTS && !entry.prompts.is_empty()
            || name == CONTEXT_ONLY && entry.is_only_prompted
        {
            return Held::No("its column has the prompts that could be told");
        }
        if LISTS.contains(&name) && value.is_array()
            || name == CONTEXT_ONLY && value.is_string() && value != "False"
        {
            return Held::AsIs;
        }
        if let Some(why) = misnamed_further(name) {
            return Held::No(why);
        }
        if name.contains([':', '|', '\\']) || name.starts_with(['[', '{', '"']) {
            return Held::No("the name of a field has no `:`, `|` or `\\`");
        }
        let held = as_line(value);
        let text = match &held {
            Held::Written(text, _) => text.as_str(),
            _ => value.as_str(),
        };
        match text.map(|text| (without_bar(text), unescaped(text))) {
            Some((Held::No(why), _) | (_, Held::Shown(why))) => Held::No(why),
            _ => held,
        }
    },
    ..Holds::PAIR
};

fn without_bar(text: &str) -> Held {
    if text.contains('|') { Held::No("`|` parts the fields") } else { Held::AsIs }
}

fn unescaped(text: &str) -> Held {
    match ["\\n", "\\r", "\\t"].iter().any(|escape| text.contains(escape)) {
        true => Held::Shown("`\\n`, `\\r` and `\\t` in it stand for line breaks and tabs"),
        false => Held::AsIs,
    }
}

/// A question as it will be read, by which it is told from others.
fn decoded(text: &str) -> Held {
    match unescaped(text) {
        Held::Shown(why) => {
            let text = text.replace("\\n", "\n").replace("\\r", "").replace("\\t", "\t");
            Held::Written(text, why)
        }
        held => held,
    }
}

const HEADER: &str =
    "Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId\n";

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let mut out = HEADER.to_owned();
    let ids = Numbers::of(entries).given(entries);
    for entry in entries {
        let id = ids.get(entry.key.as_str()).map_or(String::new(), u32::to_string);
        let (source, metadata) = source_and_metadata(entry);
        let list = |name: &str| {
            let value = entry.fields.get(name).filter(|value| value.is_array());
            value.map_or_else(|| "[]".to_owned(), Value::to_string)
        };
        let prompts = match entry.prompts.is_empty() {
            true => list(PROMPTS),
            false => {
                let names = ["DisplayOrder", "QnaId", "DisplayText"];
                let all = prompt::as_ids(entry, &ids, names);
                format!("[{}]", all.iter().map(Object::line).collect::<Vec<_>>().join(","))
            }
        };
        let context = match entry.is_only_prompted {
            true => "True",
            false => entry.fields.get(CONTEXT_ONLY).and_then(Value::as_str).unwrap_or("False"),
        };
        for question in &entry.questions {
            let cells = [
                escaped(question),
                escaped(&entry.text),
                escaped(source),
                escaped(&metadata.join("|")),
                list("SuggestedQuestions"),
                context.to_owned(),
                prompts.clone(),
                id.clone(),
            ];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
    }
    out
}

/// The cell for where the entry is from, and the pairs of all else. An address that is one stands
/// in the cell, else the name of the source.
fn source_and_metadata(entry: &Entry) -> (&str, Vec<String>) {
    let source = entry.fields.get("source").and_then(Value::as_str);
    let url = entry.url.as_deref().filter(|url| url.contains("://"));
    let is_name = source.is_some_and(|source| !source.contains("://"));
    let cell = url.or(source.filter(|_| is_name)).unwrap_or_default();
    let mut pairs = Vec::new();
    pairs.extend(entry.category.as_ref().map(|category| format!("category:{category}")));
    if !entry.tags.is_empty() {
        pairs.push(format!("tags:{}", joined(&entry.tags)));
    }
    pairs.extend(entry.url.as_ref().filter(|_| url.is_none()).map(|url| format!("url:{url}")));
    for (name, value) in &entry.fields {
        let is_elsewhere = (LISTS.contains(&name.as_str()) && value.is_array())
            || name == CONTEXT_ONLY
            || (name == "source" && url.is_none() && is_name);
        if let Some(text) = value.as_str().filter(|_| !is_elsewhere) {
            pairs.push(format!("{name}:{text}"));
        }
    }
    (cell, pairs)
}

/// A text as a cell: quoted as a whole where it begins as if it were.
fn escaped(text: &str) -> String {
    let text = text.replace('\n', "\\n").replace('\t', "\\t");
    if text.starts_with('"') { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Numbers for entries that have none.
pub(super) struct Numbers {
    taken: std::collections::HashSet<u32>,
    last: u32,
}

impl Numbers {
    pub(super) fn of(entries: &[Entry]) -> Numbers {
        let taken = entries.iter().filter_map(|one| one.id.as_ref()?.parse().ok()).collect();
        Numbers { taken, last: 0 }
    }

    /// The numbers of `entries` by their keys: their own ones, or the next that no entry has.
    pub(super) fn given<'e>(mut self, entries: &'e [Entry]) -> HashMap<&'e str, u32> {
        let number = |entry: &'e Entry| {
            let own = entry.id.as_ref().and_then(|id| id.parse().ok());
            (entry.key.as_str(), own.unwrap_or_else(|| self.next()))
        };
        entries.iter().map(number).collect()
    }

    /// The next one that no entry has.
    fn next(&mut self) -> u32 {
        self.last = (self.last + 1..).find(|n| !self.taken.contains(n)).unwrap_or(u32::MAX);
        self.last
    }
}
