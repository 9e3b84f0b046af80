//! What stands before the text of a Markdown file: its title, tags and the like.

use serde_json::Value;

use super::tags;
use crate::document::Metadata;

/// The front matter of a file.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Front {
    pub(super) title: Option<String>,
    /// All else it says, by its keys in lower case.
    pub(super) metadata: Metadata,
    /// Where the text of the file starts: 0 without front matter.
    pub(super) end: usize,
}

/// Reads the front matter of `text`: YAML between `---`, TOML between `+++`. What is no front
/// matter, or not closed, is text.
///
/// Of YAML only `key: value`, `key: [a, b]` and lists of `- a` are understood, which is what front
/// matter is made of; anything deeper is passed over.
pub(super) fn read(text: &str) -> Front {
    let mut lines = text.split_inclusive('\n');
    let fence = lines.next().unwrap_or_default();
    let start = fence.len();
    let (fence, toml) = match fence.trim_end() {
        "---" => ("---", false),
        "+++" => ("+++", true),
        _ => return Front::default(),
    };
    let mut end = start;
    let mut closed = None;
    for line in lines {
        let bare = line.trim_end();
        if bare == fence || (!toml && bare == "...") {
            closed = Some(end);
            end += line.len();
            break;
        }
        end += line.len();
    }
    let Some(inner) = closed.map(|closed| &text[start..closed]) else { return Front::default() };
    let fields = if toml { toml_fields(inner) } else { yaml_fields(inner) };
    let Some(mut metadata) = fields else { return Front::default() };
    let title = match metadata.remove("title") {
        Some(Value::String(title)) if !title.trim().is_empty() => Some(tags::decode(title.trim())),
        _ => None,
    };
    Front { title, metadata, end }
}

fn toml_fields(text: &str) -> Option<Metadata> {
    let table: toml::Table = text.parse().ok()?;
    let fields = table.into_iter().filter_map(|(key, value)| {
        let value = match value {
            toml::Value::Datetime(date) => Value::String(date.to_string()),
            other => serde_json::to_value(other).ok()?,
        };
        Some((key.to_lowercase(), value))
    });
    Some(fields.collect())
}

/// `None` where a line is nothing that front matter has: it is text between two rules then.
fn yaml_fields(text: &str) -> Option<Metadata> {
    let mut fields = Metadata::new();
    let mut key = String::new();
    for line in text.lines() {
        let bare = line.trim();
        if bare.is_empty() || bare.starts_with('#') {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        if let Some(entry) =
            bare.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            if let Some(slot) = fields.get_mut(&key).filter(|_| !entry.trim().is_empty()) {
                if slot.is_null() {
                    *slot = Value::Array(Vec::new());
                }
                if let Value::Array(list) = slot {
                    list.push(scalar(entry));
                }
            }
        } else if indented {
            continue_value(fields.get_mut(&key)?, bare);
        } else {
            let (name, value) = bare.split_once(':')?;
            let name = name.trim_matches(['"', '\'', ' ']);
            if name.is_empty() || 4 < name.split_whitespace().count() {
                return None;
            }
            key = name.to_lowercase();
            fields.insert(key.clone(), value_of(value));
        }
    }
    // A key without a value says nothing.
    fields.retain(|_, value| !value.is_null() && *value != Value::String(String::new()));
    Some(fields)
}

/// An indented line goes on with a folded or long text; within anything else it is passed over.
fn continue_value(slot: &mut Value, line: &str) {
    if let Value::String(text) = slot {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
}

fn value_of(text: &str) -> Value {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return Value::Array(
            inner.split(',').filter(|part| !part.trim().is_empty()).map(scalar).collect(),
        );
    }
    match text {
        "" | "~" | "null" => Value::Null,
        "|" | ">" | "|-" | ">-" | "|+" | ">+" => Value::String(String::new()),
        _ => scalar(text),
    }
}

/// One value without its quotes; a comment after an unquoted one is dropped.
fn scalar(text: &str) -> Value {
    let text = text.trim();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|rest| rest.split(quote).next()) {
            return Value::String(inner.to_owned());
        }
    }
    let bare = text.split(" #").next().unwrap_or(text).trim();
    match bare {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match bare.parse::<i64>() {
            // Written back it must be the same: `007` is a name.
            Ok(number) if number.to_string() == bare => Value::from(number),
            _ => Value::String(bare.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn yaml_gives_title_and_tags() {
        let text = "---\ntitle: \"Boats &amp; oars\"\ntags: [sea, 'river']\nCategory: water # why\n\
            authors:\n  - Ann\n  - Bo\nweight: 10\nsummary: >\n  long\n  text\ndraft:\n---\n# Boats\n";
        let front = read(text);
        assert_eq!(front.title.as_deref(), Some("Boats & oars"));
        assert_eq!(
            serde_json::to_value(&front.metadata).unwrap(),
            json!({"tags": ["sea", "river"], "category": "water", "authors": ["Ann", "Bo"],
                "weight": 10, "summary": "long text"})
        );
        assert_eq!(&text[front.end..], "# Boats\n");
    }

    #[test]
    fn toml_gives_the_same() {
        let text = "+++\r\ntitle = 'Oars'\r\ndate = 2024-01-02\r\ntags = ['a']\r\n+++\r\nText.\r\n";
        let front = read(text);
        assert_eq!(front.title.as_deref(), Some("Oars"));
        assert_eq!(
            serde_json::to_value(&front.metadata).unwrap(),
            json!({"date": "2024-01-02", "tags": ["a"]})
        );
        assert_eq!(&text[front.end..], "Text.\r\n");
    }

    #[test]
    fn what_is_none_stays_text() {
        for text in [
            "---\nJust a sentence between rules.\n---\n",
            "---\na: b\n",
            "+++\nno\n+++\n",
            "text",
            "",
        ] {
            assert_eq!(read(text), Front::default(), "{text}");
        }
    }
}
