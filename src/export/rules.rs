//! What formats do to the texts in them: rules that several targets share.

use serde_json::Value;

use super::{entry::Entry, holds::Held, page::Page};
use crate::ingest::{self, Role};

/// What is written in lines cannot hold line breaks: each is one blank.
pub(super) fn one_line(text: &str) -> Held {
    if !text.contains(['\n', '\r']) {
        return Held::AsIs;
    }
    let lines: Vec<&str> =
        text.split(['\n', '\r']).map(str::trim).filter(|one| !one.is_empty()).collect();
    Held::Written(lines.join(" "), "a line break becomes a blank")
}

/// As pages do, each run of white space is one blank.
pub(super) fn single_blanks(text: &str) -> Held {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words == text { Held::AsIs } else { Held::Written(words, "white space becomes one blank") }
}

/// A file of text has no control characters but line breaks and tabs.
pub(super) fn no_controls(text: &str) -> Held {
    let is_control = |one: char| one.is_control() && !matches!(one, '\n' | '\r' | '\t');
    if !text.contains(is_control) {
        return Held::AsIs;
    }
    Held::Written(text.replace(is_control, ""), "control characters are left out")
}

/// Where a file has lines, they end in `\n`.
pub(super) fn plain_breaks(text: &str) -> Held {
    if !text.contains('\r') {
        return Held::AsIs;
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Held::Written(text, "line breaks are written as \\n")
}

/// Answers that start with a tag, or have one that parts text, are HTML to who reads the format.
pub(super) fn read_as_html(entry: &Entry, _: &Page) -> Held {
    if ingest::text_of_answer(&entry.text) == entry.text {
        Held::AsIs
    } else {
        Held::Shown("its tags are read as HTML")
    }
}

/// [`no_controls`] of an answer.
pub(super) fn answer_controls(entry: &Entry, _: &Page) -> Held {
    no_controls(&entry.text)
}

/// [`plain_breaks`] of an answer.
pub(super) fn answer_breaks(entry: &Entry, _: &Page) -> Held {
    plain_breaks(&entry.text)
}

/// A whole number, as services number their entries.
pub(super) fn number(text: &str) -> Held {
    let is_number = text.len() < 10 && text.parse::<u32>().is_ok_and(|n| n.to_string() == text);
    if is_number { Held::AsIs } else { Held::No("the format numbers its entries") }
}

/// A tag among others in one text, with `;` between them.
pub(super) fn listed(text: &str) -> Held {
    match text.contains([',', ';', '|']) {
        true => Held::No("a tag with `,`, `;` or `|` in it would be read as several"),
        false => one_line(text),
    }
}

/// Tags as one text.
pub(super) fn joined(tags: &[String]) -> String {
    tags.join("; ")
}

/// A value of a format whose fields are texts.
pub(super) fn as_text(value: &Value) -> Held<Value> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    };
    match value {
        Value::String(_) => Held::AsIs,
        Value::Array(all) => match all.iter().map(plain).collect::<Option<Vec<String>>>() {
            Some(all) => Held::Written(all.join("; ").into(), "a list becomes one text"),
            None => Held::No("it is no text and no list of texts"),
        },
        other => match plain(other) {
            Some(text) => Held::Written(text.into(), "it becomes a text"),
            None => Held::No("it is no text and no list of texts"),
        },
    }
}

/// The same, on one line and without control characters or blanks around it.
pub(super) fn as_line(value: &Value) -> Held<Value> {
    let held = as_text(value);
    let text = match &held {
        Held::AsIs => value.as_str().unwrap_or_default(),
        Held::Written(text, _) => text.as_str().unwrap_or_default(),
        _ => return held,
    };
    let left: String =
        text.chars().filter(|one| !one.is_control() || one.is_whitespace()).collect();
    let lines: Vec<&str> =
        left.split(['\n', '\r']).map(str::trim).filter(|one| !one.is_empty()).collect();
    let left = lines.join(" ");
    match left == text {
        true => held,
        false if left.is_empty() => Held::No("nothing of it is text"),
        false => Held::Written(left.into(), "it becomes a text of one line"),
    }
}

/// Why a field of its own cannot have the name that it has, among the names of a record.
pub(super) fn misnamed(entry: &Entry, name: &str) -> Option<&'static str> {
    let is_own = match ingest::role(name) {
        Role::Other => true,
        Role::Title | Role::Text => !entry.is_text() && matches!(name, "title" | "text"),
        Role::Prompt => !entry.is_text() && name == "prompt",
        Role::Origin => name == "source",
        _ => false,
    };
    named(name).or((!is_own).then_some("in the format a field of this name means something else"))
}

/// Why a field of its own cannot have the name that it has, among further fields of a record.
pub(super) fn misnamed_further(name: &str) -> Option<&'static str> {
    let is_own = !matches!(
        ingest::role(name.trim_start_matches('_')),
        Role::Url | Role::Category | Role::Tags
    );
    named(name).or((!is_own).then_some("in the format a field of this name means something else"))
}

fn named(name: &str) -> Option<&'static str> {
    let is_name =
        !name.trim().is_empty() && name.trim() == name && !name.contains(char::is_control);
    (!is_name).then_some("a field of this name cannot be written")
}

/// The source of an entry, where that is a name: an address would be read as its `url`.
pub(super) fn is_address(name: &str, value: &Value) -> bool {
    name == "source" && value.as_str().is_some_and(|text| text.contains("://"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_changes_is_said() {
        assert_eq!(one_line("a b"), Held::AsIs);
        assert_eq!(
            one_line("a\r\n b"),
            Held::Written("a b".into(), "a line break becomes a blank")
        );
        assert!(matches!(no_controls("a\u{1b}[1m"), Held::Written(text, _) if text == "a[1m"));
        assert_eq!(no_controls("a\tb\n"), Held::AsIs);
        assert_eq!(number("12"), Held::AsIs);
        for id in ["012", "-1", "x", "99999999999"] {
            assert!(matches!(number(id), Held::No(_)), "{id}");
        }
        assert_eq!(as_text(&json!("x")), Held::AsIs);
        assert!(matches!(as_text(&json!([1, "a"])), Held::Written(text, _) if text == "1; a"));
        assert!(matches!(as_text(&json!({"a": 1})), Held::No(_)));
        assert!(matches!(as_line(&json!("a\nb ")), Held::Written(text, _) if text == "a b"));
    }

    #[test]
    fn a_field_never_takes_the_name_of_another() {
        let entry = Entry { questions: vec!["Why?".into()], ..Entry::default() };
        for name in ["answer", "Q", "question2", "_id", "Keywords", "link", " x", ""] {
            assert!(misnamed(&entry, name).is_some(), "{name}");
        }
        for name in ["level", "title", "source", "answer2"] {
            assert_eq!(misnamed(&entry, name), None, "{name}");
        }
        assert!(misnamed_further("_source_uri").is_some());
        assert_eq!(misnamed_further("answer"), None);
    }
}
