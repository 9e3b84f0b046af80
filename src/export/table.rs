//! Tables for spreadsheets and Kendra: CSV with a column for each field that any entry has.

use csv::{QuoteStyle, WriterBuilder};

use super::{
    entry::Entry,
    holds::{Held, Holds, NO_PLACE, Phrasings},
    page::Page,
    prompt::Prompts,
    rules::{
        answer_controls, as_text, is_address, joined, listed, misnamed, no_controls, read_as_html,
    },
};

/// A longer name would be taken for text and the first row for no header.
const MAX_NAME_CHARS: usize = 60;

/// Texts of cells: all but values with parts of their own.
pub(super) const CSV: Holds = Holds {
    texts: true,
    id: &[no_controls],
    question: &[no_controls],
    phrasings: Phrasings::Folded,
    answer: &[answer_controls, read_as_html],
    headings: usize::MAX,
    heading: &[no_controls],
    category: &[no_controls],
    tag: &[no_controls, listed],
    url: &[no_controls],
    prompts: Prompts::None,
    field: |entry, page, name, value| match misnamed(entry, name) {
        Some(why) => Held::No(why),
        None if MAX_NAME_CHARS < name.chars().count() => {
            Held::No("the name of a column has at most 60 characters")
        }
        None if is_address(name, value) => Held::No("an address in `source` is read as `url`"),
        None if !page.is_column(name) => Held::No("another column has nearly the same name"),
        None => cell(value),
    },
};

/// The same without what Kendra's CSV has no column for.
pub(super) const KENDRA: Holds = Holds {
    texts: false,
    id: &[|_| Held::No(NO_PLACE)],
    phrasings: Phrasings::None,
    headings: 0,
    ..CSV
};

/// A value as a text without control characters.
fn cell(value: &serde_json::Value) -> Held<serde_json::Value> {
    let held = as_text(value);
    let (text, changed) = match &held {
        Held::AsIs => (value.as_str(), None),
        Held::Written(text, why) => (text.as_str(), Some(*why)),
        _ => (None, None),
    };
    match text.map(no_controls) {
        Some(Held::Written(text, _)) if text.trim().is_empty() => Held::No("nothing of it is text"),
        Some(Held::Written(text, why)) => Held::Written(text.into(), changed.unwrap_or(why)),
        _ => held,
    }
}

/// Columns by the names that ibid and spreadsheets know.
pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    let most = |count: fn(&Entry) -> usize| entries.iter().map(count).max().unwrap_or(0);
    let has = |what: fn(&Entry) -> bool| entries.iter().any(what);
    let mut table = Table::default();
    if has(|one| one.id.is_some()) {
        table.add("id", |one| one.id.clone());
    }
    for at in 0..most(|one| one.questions.len()) {
        let name = match at {
            0 => "question".to_owned(),
            // They are read in the order of their names.
            _ => format!("question{:02}", at + 1),
        };
        table.add(&name, move |one| one.questions.get(at).cloned());
    }
    if has(|one| !one.is_text()) {
        table.add("answer", |one| (!one.is_text()).then(|| one.text.clone()));
    }
    for at in 0..most(|one| one.over().len()) {
        let name = format!("heading{:02}", at + 1);
        table.add(&name, move |one| one.over().get(at).map(|&title| title.to_owned()));
    }
    if has(|one| one.category.is_some()) {
        table.add("category", |one| one.category.clone());
    }
    if has(|one| !one.tags.is_empty()) {
        table.add("tags", |one| Some(joined(&one.tags)));
    }
    if has(|one| one.url.is_some()) {
        table.add("url", |one| one.url.clone());
    }
    table.add_fields(entries, &["title", "text"]);
    let own = |one: &Entry, name: &str| Some(one.fields.get(name)?.as_str()?.to_owned());
    if has(|one| one.is_text() && !one.title.is_empty() || one.fields.contains_key("title")) {
        table.add("title", move |one| match one.is_text() {
            true => Some(one.title.clone()),
            false => own(one, "title"),
        });
    }
    if has(|one| one.is_text() || one.fields.contains_key("text")) {
        table.add("text", move |one| match one.is_text() {
            true => Some(one.text.clone()),
            false => own(one, "text"),
        });
    }
    table.text(entries)
}

/// Columns by the names that Kendra has for its own attributes.
pub(super) fn write_kendra(entries: &[Entry], _: &Page) -> String {
    let has = |what: fn(&Entry) -> bool| entries.iter().any(what);
    let mut table = Table::default();
    table.add("_question", |one| one.questions.first().cloned());
    table.add("_answer", |one| Some(one.text.clone()));
    table.add("_source_uri", |one| one.url.clone());
    if has(|one| one.category.is_some()) {
        table.add("_category", |one| one.category.clone());
    }
    if has(|one| !one.tags.is_empty()) {
        table.add("tags", |one| Some(joined(&one.tags)));
    }
    table.add_fields(entries, &[]);
    table.text(entries)
}

/// What a column has for an entry.
type Cell = Box<dyn Fn(&Entry) -> Option<String>>;

#[derive(Default)]
struct Table {
    columns: Vec<(String, Cell)>,
}

impl Table {
    fn add(&mut self, name: &str, cell: impl Fn(&Entry) -> Option<String> + 'static) {
        self.columns.push((name.to_owned(), Box::new(cell)));
    }

    /// A column for each field of any of `entries`, but for those in `other` places.
    fn add_fields(&mut self, entries: &[Entry], other: &[&str]) {
        let names: std::collections::BTreeSet<&String> =
            entries.iter().flat_map(|one| one.fields.keys()).collect();
        for name in names.into_iter().filter(|name| !other.contains(&name.as_str())) {
            let own = name.clone();
            self.add(name, move |one| Some(one.fields.get(&own)?.as_str()?.to_owned()));
        }
    }

    fn text(&self, entries: &[Entry]) -> String {
        // All in quotes: no reader has to guess what stands between the cells.
        let mut writer =
            WriterBuilder::new().quote_style(QuoteStyle::Always).from_writer(Vec::new());
        let mut row = |cells: Vec<String>| {
            // Nothing prevents writing to memory, and all rows have the same length.
            let _ = writer.write_record(cells);
        };
        row(self.columns.iter().map(|(name, _)| name.clone()).collect());
        for entry in entries {
            row(self.columns.iter().map(|(_, cell)| cell(entry).unwrap_or_default()).collect());
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}
