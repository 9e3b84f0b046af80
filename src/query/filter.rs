//! Which passages may answer at all: those with a tag, those of some files.
//!
//! A filter is plain text, as it was typed. What it names is looked up in the index, before
//! anything is ranked.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::Metadata;

/// The keys of metadata whose values are tags.
const TAG_KEYS: [&str; 9] =
    ["tag", "tags", "category", "categories", "keyword", "keywords", "label", "labels", "topics"];

/// A longer value of a piece of metadata is a text and nothing one filters by.
const MAX_VALUE_BYTES: usize = 100;

/// A longer word of a question is no filter.
const MAX_TYPED_BYTES: usize = 500;

/// A question has at most so many filters, tags and places together: each place is looked up in a list of all.
const MAX_TYPED: usize = 8;

/// What a sentence may have behind a filter.
const SIGNS: [char; 5] = ['?', ',', '!', '.', ';'];

/// Which passages may answer; all of them where it names nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A passage must have one of these tags, or values of metadata as `key:value`.
    pub tags: Vec<String>,
    /// A passage must be of one of these: a file or folder below the root, a glob of such, or a
    /// heading as `#Heading`.
    pub within: Vec<String>,
}

impl Filter {
    /// Whether it lets every passage through.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.within.is_empty()
    }
}

/// What it lets through, as a phrase: `what is tagged billing or refunds, in docs/`.
impl std::fmt::Display for Filter {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let tagged = format!("what is tagged {}", self.tags.join(" or "));
        let within = self.within.join(" or ");
        match (self.tags.is_empty(), self.within.is_empty()) {
            (true, true) => write!(out, "all documents"),
            (false, true) => write!(out, "{tagged}"),
            (true, false) => write!(out, "what is in {within}"),
            (false, false) => write!(out, "{tagged}, in {within}"),
        }
    }
}

/// What a question may carry a filter of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// `tag:billing`.
    Tag,
    /// `in:docs/billing`.
    Within,
}

/// A tag as it is compared: in small letters, with `-` for blanks and `_`. `Getting started` and
/// `getting-started` are one.
pub fn folded_tag(tag: &str) -> String {
    let words = tag.split(|one: char| one.is_whitespace() || matches!(one, '-' | '_'));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join("-")
}

/// A heading as it is compared, told from a path by the `/` before it.
pub fn folded_heading(title: &str) -> String {
    format!("/#{}", folded_tag(title.trim_end_matches(['?', '!', ':', ' '])))
}

/// The folded tags of a passage with `metadata`, each once, in order: the values of `tags`,
/// `category` and the like, and every short value as `key:value`. A `key:value` that is a tag by
/// itself counts as both.
pub fn tags_of(metadata: &Metadata) -> BTreeSet<String> {
    let mut tags = BTreeSet::new();
    for (key, value) in metadata {
        let is_tags = TAG_KEYS.contains(&key.to_lowercase().as_str());
        let key = folded_tag(key);
        for value in short_values(value, is_tags) {
            let value = folded_tag(&value);
            if value.is_empty() {
                continue;
            }
            tags.insert(format!("{key}:{value}"));
            if is_tags {
                tags.insert(value);
            }
        }
    }
    tags
}

/// The short values in `value`: itself, or those of a list. One text of tags may hold several,
/// with `,` or `;` between them.
fn short_values(value: &Value, is_tags: bool) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) if text.contains("://") => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is) => Some(is.to_string()),
        _ => None,
    };
    let mut values: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        Value::String(text) if is_tags => text.split([',', ';']).map(str::to_owned).collect(),
        value => one(value).into_iter().collect(),
    };
    values.retain(|value| value.len() <= MAX_VALUE_BYTES);
    values
}

/// Takes the filters out of `question`: `tag:billing`, `tag:"getting started"`, `in:docs/*.md`.
/// What `exists` does not know is left where it stands, as words; so is a question of nothing but
/// filters.
pub fn take(question: &str, exists: &dyn Fn(Carried, &str) -> bool) -> (String, Filter) {
    let mut filter = Filter::default();
    let mut rest = String::new();
    let mut at = 0;
    while at < question.len() {
        let tail = &question[at..];
        let starts_word = at == 0 || question[..at].ends_with(char::is_whitespace);
        if starts_word
            && filter.tags.len() + filter.within.len() < MAX_TYPED
            && let Some((carried, value, used)) = typed(tail)
            && let Some(value) = existing(carried, value, exists)
        {
            match carried {
                Carried::Tag => filter.tags.push(value.to_owned()),
                Carried::Within => filter.within.push(value.to_owned()),
            }
            at += used;
            // The blank before it went into the rest; that behind it would be a second one.
            let blank = question[at..].chars().next().filter(|one| one.is_whitespace());
            at += blank.map_or(0, char::len_utf8);
            continue;
        }
        let one = tail.chars().next().map_or(1, char::len_utf8);
        rest.push_str(&tail[..one]);
        at += one;
    }
    if filter.is_empty() || !rest.contains(char::is_alphanumeric) {
        return (question.to_owned(), Filter::default());
    }
    (rest.trim().to_owned(), filter)
}

/// `value`, or what is left of it without the signs of a sentence, if that exists.
fn existing<'a>(
    carried: Carried,
    value: &'a str,
    exists: &dyn Fn(Carried, &str) -> bool,
) -> Option<&'a str> {
    let bare = value.trim_end_matches(SIGNS);
    let is_there = |value: &&str| !value.is_empty() && exists(carried, value);
    Some(value).filter(is_there).or(Some(bare).filter(|_| bare != value).filter(is_there))
}

/// The filter that `text` starts with, its value and the bytes of both.
fn typed(text: &str) -> Option<(Carried, &str, usize)> {
    let (carried, key) =
        [(Carried::Tag, "tag:"), (Carried::Within, "in:")].into_iter().find(|(_, key)| {
            text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        })?;
    let rest = &text[key.len()..];
    let (value, used) = match rest.strip_prefix('"') {
        Some(quoted) => {
            let value = &quoted[..quoted.find('"')?];
            (value, value.len() + 2)
        }
        None => {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            (&rest[..end], end)
        }
    };
    (!value.is_empty() && value.len() <= MAX_TYPED_BYTES).then_some((
        carried,
        value,
        key.len() + used,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, rest: &str, tags: &[&str], within: &[&str]) {
        let exists = |_: Carried, value: &str| {
            ["billing", "getting started", "docs/*.md", "lang:fr"].contains(&value)
        };
        let (left, filter) = take(question, &exists);
        assert_eq!((left.as_str(), filter.tags, filter.within), (rest, owned(tags), owned(within)));
    }

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_question_carries_filters_that_exist() {
        check("how do I pay? tag:billing", "how do I pay?", &["billing"], &[]);
        check("tag:billing how do I pay", "how do I pay", &["billing"], &[]);
        check("how tag:billing in:docs/*.md do I", "how do I", &["billing"], &["docs/*.md"]);
        check("why TAG:\"getting started\" so", "why so", &["getting started"], &[]);
        check("how do I pay tag:billing?", "how do I pay", &["billing"], &[]);
        check("how do I pay in:docs/*.md?", "how do I pay", &[], &["docs/*.md"]);
        check("bonjour tag:lang:fr", "bonjour", &["lang:fr"], &[]);
    }

    #[test]
    fn a_line_of_nothing_but_places_is_not_looked_up_place_by_place() {
        let asked = std::cell::Cell::new(0);
        let exists = |_: Carried, _: &str| {
            asked.set(asked.get() + 1);
            true
        };
        let (rest, filter) = take(&"in:*a ".repeat(10_000), &exists);
        assert_eq!((filter.within.len(), asked.get()), (MAX_TYPED, MAX_TYPED));
        assert!(rest.starts_with("in:*a"));
    }

    #[test]
    fn what_does_not_exist_is_words() {
        for question in [
            "what does tag:v1 mean",
            "meta-tag:billing here",
            "tag: billing",
            "tag:\"billing",
            "in:é why",
            "tag:billing",
            "  tag:billing ?",
            "",
        ] {
            check(question, question, &[], &[]);
        }
    }

    #[test]
    fn tags_are_told_from_texts() {
        let metadata: Metadata = serde_json::from_value(serde_json::json!({
            "tags": ["Getting Started", "a_b", 7, null],
            "category": "Billing; Refunds",
            "lang": "fr",
            "url": "https://example.org/x",
            "note": "x".repeat(101),
        }))
        .unwrap();
        let tags: Vec<String> = tags_of(&metadata).into_iter().collect();
        assert_eq!(
            tags,
            [
                "7",
                "a-b",
                "billing",
                "category:billing",
                "category:refunds",
                "getting-started",
                "lang:fr",
                "refunds",
                "tags:7",
                "tags:a-b",
                "tags:getting-started",
            ]
        );
    }
}
