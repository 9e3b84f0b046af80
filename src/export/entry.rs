//! The value that every target is written from.

use serde_json::Value;

use super::prompt::{self, Prompt, To};
use crate::{
    document::Metadata,
    ingest,
    passage::{Kind, Passage},
};

/// Signs without which a text of a Markdown file has no markup.
const MARKS: [char; 10] = ['*', '`', '[', '#', '|', '<', '_', '>', '~', '!'];

/// A question and its answer, or a titled text, with all that its source says of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Where it stands, for a person: `faq.md:12`.
    pub at: String,
    /// The id by which ibid cites it; unique among those that are exported together.
    pub key: String,
    /// Its own id, where its source gives one.
    pub id: Option<String>,
    /// The question and its other phrasings; empty for a titled text.
    pub questions: Vec<String>,
    /// The title of a text; empty for an entry.
    pub title: String,
    /// The titles over it, outermost first; its category may be among them.
    pub headings: Vec<String>,
    /// The answer or the text, character for character.
    pub text: String,
    /// Whether `text` is Markdown and has signs of it.
    pub is_marked: bool,
    /// What it belongs to.
    pub category: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where it is from.
    pub url: Option<String>,
    /// What it offers to ask next.
    pub prompts: Vec<Prompt>,
    /// Whether nobody is to ask it but by such an offer.
    pub is_only_prompted: bool,
    /// What else its source says of it, but for what is empty.
    pub fields: Metadata,
}

impl Entry {
    /// The entries and texts of one document, of which `passages` are all.
    pub fn all(passages: impl IntoIterator<Item = Passage>) -> Vec<Entry> {
        let mut only = Vec::new();
        let mut entries: Vec<Entry> =
            passages.into_iter().filter_map(|one| Entry::of(one, &mut only)).collect();
        prompt::among(&mut entries, &only);
        entries
    }

    /// The entry or text that `passage` is; `None` for an item, which is part of a text. To `only`
    /// goes what is asked only by its prompts.
    fn of(passage: Passage, only: &mut Vec<To>) -> Option<Entry> {
        let at = passage.cited(&passage.path);
        let made = passage.id.strip_prefix(&passage.path).is_some_and(|rest| rest.starts_with('#'));
        let mut fields = passage.metadata;
        fields.retain(|_, value| !is_empty(value));
        let (questions, title) = match passage.kind {
            Kind::Qa => (passage.questions, String::new()),
            Kind::Section => (Vec::new(), passage.title),
            Kind::Item => return None,
        };
        let (prompts, is_only_prompted) = prompt::take(&mut fields, only);
        Some(Entry {
            at,
            id: (!made).then(|| passage.id.clone()),
            key: passage.id,
            questions,
            title,
            headings: passage.headings,
            is_marked: ingest::answers_are_marked(&passage.path) && passage.text.contains(MARKS),
            text: passage.text,
            category: take_text(&mut fields, "category"),
            tags: take_tags(&mut fields),
            url: take_text(&mut fields, "url"),
            prompts,
            is_only_prompted,
            fields,
        })
    }

    /// Whether it is a titled text and no entry.
    pub fn is_text(&self) -> bool {
        self.questions.is_empty()
    }

    /// What it is called: its question or its title.
    pub fn name(&self) -> &str {
        self.questions.first().unwrap_or(&self.title)
    }

    /// The titles over it without its category, which most formats keep by itself.
    pub fn over(&self) -> Vec<&str> {
        let is_category = |heading: &&str| self.category.as_deref() == Some(heading);
        self.headings.iter().map(String::as_str).filter(|one| !is_category(one)).collect()
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Takes the field `name`, if it is a text.
fn take_text(fields: &mut Metadata, name: &str) -> Option<String> {
    let text = fields.get(name)?.as_str()?.trim().to_owned();
    fields.remove(name);
    Some(text)
}

/// Takes the tags, if they are texts: of one text those between `,` and `;`.
fn take_tags(fields: &mut Metadata) -> Vec<String> {
    let split = |text: &str| text.split([',', ';']).map(str::to_owned).collect::<Vec<String>>();
    let tags = match fields.get("tags") {
        Some(Value::String(text)) => Some(split(text)),
        Some(Value::Array(all)) => {
            all.iter().map(|tag| tag.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>()
        }
        _ => None,
    };
    let Some(tags) = tags else { return Vec::new() };
    fields.remove("tags");
    tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{chunk::chunk, ingest::parse};

    fn entries(name: &str, text: &str) -> Vec<Entry> {
        Entry::all(chunk(&parse(name, text)).passages)
    }

    #[test]
    fn an_entry_has_what_its_record_says() {
        let found = entries(
            "a.jsonl",
            r#"{"id": 7, "questions": ["Why?", "How come?"], "answer": "*So.*", "tags": "a, b",
                "category": "Basics", "url": "u", "level": 3, "empty": []}"#
                .replace('\n', " ")
                .as_str(),
        );
        let one = &found[0];
        assert_eq!((one.at.as_str(), one.id.as_deref()), ("a.jsonl:1", Some("7")));
        assert_eq!(one.questions, ["Why?", "How come?"]);
        assert!(one.is_marked);
        assert_eq!((one.category.as_deref(), one.url.as_deref()), (Some("Basics"), Some("u")));
        assert_eq!(one.tags, ["a", "b"]);
        assert_eq!(serde_json::to_value(&one.fields).unwrap(), json!({"level": 3}));
    }

    #[test]
    fn an_id_that_ibid_made_is_none_of_its_own() {
        let found = entries("a.md", "# Guide\n\nText.\n\n- one\n- two\n\n## Why?\n\nSo.\n");
        let named: Vec<_> = found.iter().map(|one| (one.name(), one.id.is_some())).collect();
        assert_eq!(named, [("Guide", false), ("Why?", false)]);
        assert_eq!(found[1].over(), ["Guide"]);
    }
}
