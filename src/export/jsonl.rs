//! JSON Lines as ibid reads them: an object a line, with all that an entry or a text has.

use super::{
    entry::Entry,
    holds::{ANY, Held, Holds, Phrasings},
    object::Object,
    page::Page,
    prompt::{self, Prompts},
};

/// Names that have a meaning in every record.
const OWN: [&str; 6] = ["id", "_id", "question", "questions", "answer", "headings"];

/// Names that have one where a record has no answer.
const OWN_OF_TEXTS: [&str; 2] = ["title", "text"];

/// What an entry offers to ask next, and whether it is asked only so.
const PROMPTS: &str = "prompts";
const CONTEXT_ONLY: &str = "contextOnly";

/// Everything; only a field that has the name of another goes.
pub(super) const HOLDS: Holds = Holds {
    texts: true,
    id: ANY,
    question: ANY,
    phrasings: Phrasings::Exact,
    answer: &[],
    headings: usize::MAX,
    heading: ANY,
    category: ANY,
    tag: ANY,
    url: ANY,
    prompts: Prompts::Any,
    field: |entry, _, name, value| {
        let is_own = OWN.contains(&name)
            || (entry.is_text() && OWN_OF_TEXTS.contains(&name))
            || (name == "title" && !value.is_string())
            || (name == PROMPTS && !entry.prompts.is_empty())
            || (name == CONTEXT_ONLY && entry.is_only_prompted);
        match is_own {
            true => Held::No("in the format a field of this name means something else"),
            false => Held::AsIs,
        }
    },
};

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    entries.iter().map(|entry| record(entry).line() + "\n").collect()
}

fn record(entry: &Entry) -> Object {
    let mut record = Object::default().maybe("id", entry.id.clone());
    record = match entry.questions.as_slice() {
        [] => match entry.title.as_str() {
            "" => record.with("text", entry.text.as_str()),
            title => record.with("title", title).with("text", entry.text.as_str()),
        },
        [one] => record.with("question", one.as_str()).with("answer", entry.text.as_str()),
        all => record.with("questions", all.to_vec()).with("answer", entry.text.as_str()),
    };
    if !entry.headings.is_empty() {
        record = record.with("headings", entry.headings.clone());
    }
    record = record.maybe("category", entry.category.clone());
    if !entry.tags.is_empty() {
        record = record.with("tags", entry.tags.clone());
    }
    record = record.maybe("url", entry.url.clone());
    if !entry.prompts.is_empty() {
        record = record.with(PROMPTS, prompt::as_records(entry));
    }
    if entry.is_only_prompted {
        record = record.with(CONTEXT_ONLY, true);
    }
    for (name, value) in &entry.fields {
        record = record.with(name, value.clone());
    }
    record
}
