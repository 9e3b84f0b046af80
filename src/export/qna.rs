//! Bot Framework's `.qna`: questions and answers in a small Markdown of their own.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    entry::Entry,
    holds::{Held, Holds, Phrasings},
    page::Page,
    prompt::{self, Prompts},
    qnabot::{Ids, slug},
    rules::{
        answer_breaks, answer_controls, as_line, joined, listed, no_controls, one_line,
        read_as_html,
    },
};

const PROMPTS: &str = "prompts";

/// Fields are filters: `name = value`, a line each.
pub(super) const HOLDS: Holds = Holds {
    id: &[no_controls, one_line, |id| match id.contains('"') && id.contains('\'') {
        true => Held::No("an id has not both kinds of quotes"),
        false if id.starts_with('?') => Held::No("what begins with `?` is a question and no id"),
        false => Held::AsIs,
    }],
    question: &[no_controls, one_line],
    phrasings: Phrasings::Folded,
    answer: &[answer_controls, answer_breaks, read_as_html],
    category: &[no_controls, one_line],
    tag: &[no_controls, listed],
    url: &[no_controls, one_line],
    prompts: Prompts::Lines,
    field: |entry, _, name, value| match value {
        _ if name == PROMPTS && !entry.prompts.is_empty() => {
            Held::No("its place has the prompts that could be told")
        }
        Value::Array(all) if name == PROMPTS && all.iter().all(is_prompt) => Held::AsIs,
        _ if name == PROMPTS => Held::No("prompts are links, a line each"),
        _ if name.trim() != name || name.is_empty() || name.contains(['=', '\n', '\r']) => {
            Held::No("the name of a filter is one line without `=`")
        }
        _ if name.contains(char::is_control) || ["category", "tags", "url"].contains(&name) => {
            Held::No("in the format a field of this name means something else")
        }
        value => as_line(value),
    },
    ..Holds::PAIR
};

fn is_prompt(value: &Value) -> bool {
    let is_line = |text: &str| {
        !text.is_empty() && text.trim() == text && !text.contains(|one: char| one.is_control())
    };
    value.as_str().is_some_and(is_line)
}

pub(super) fn write(entries: &[Entry], _: &Page) -> String {
    // What a prompt leads to has an id, whether it had one or not.
    let mut taken = Ids::of(entries);
    let targets = prompt::targets(entries);
    let mut ids: HashMap<&str, String> = HashMap::new();
    for entry in entries {
        let needed = targets
            .contains(entry.key.as_str())
            .then(|| taken.unused(slug(&entry.key).replace(|one: char| !is_of_id(one), "-")));
        if let Some(id) = entry.id.clone().or(needed) {
            ids.insert(&entry.key, id);
        }
    }
    let only = entries.iter().filter(|one| one.is_only_prompted).map(|one| one.key.as_str());
    let only: HashSet<&str> = only.collect();
    let all: Vec<String> = entries.iter().map(|one| record(one, &ids, &only)).collect();
    all.join("\n")
}

fn record(entry: &Entry, ids: &HashMap<&str, String>, only: &HashSet<&str>) -> String {
    let mut out = String::new();
    if let Some(id) = ids.get(entry.key.as_str()) {
        let quote = if id.contains('"') { '\'' } else { '"' };
        out.push_str(&format!("<a id = {quote}{id}{quote}></a>\n\n"));
    }
    for (at, question) in entry.questions.iter().enumerate() {
        let mark = if at == 0 { "# ?" } else { "-" };
        out.push_str(&format!("{mark} {question}\n"));
    }
    let mut filters = Vec::new();
    filters.extend(entry.category.as_ref().map(|category| ("category", category.clone())));
    if !entry.tags.is_empty() {
        filters.push(("tags", joined(&entry.tags)));
    }
    filters.extend(entry.url.as_ref().map(|url| ("url", url.clone())));
    let texts = entry.fields.iter();
    filters.extend(
        texts.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?.to_owned()))),
    );
    if !filters.is_empty() {
        out.push_str("\n**Filters:**\n");
        for (name, value) in filters {
            out.push_str(&format!("- {name} = {value}\n"));
        }
    }
    let fence = fence(&entry.text, '`');
    out.push_str(&format!("\n{fence}markdown\n{}\n{fence}\n", entry.text));
    let mut prompts = prompt::as_lines(entry, ids, only);
    if let Some(Value::Array(others)) = entry.fields.get(PROMPTS) {
        prompts.extend(others.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    if !prompts.is_empty() {
        out.push_str("\n**Prompts:**\n");
        for prompt in prompts {
            out.push_str(&format!("- {prompt}\n"));
        }
    }
    out
}

/// Whether it can stand in an id that is made here: in quotes and in a link.
fn is_of_id(one: char) -> bool {
    one.is_alphanumeric() || matches!(one, '-' | '_' | '.' | '~')
}

/// A fence of `mark` that is longer than any in `text`.
pub(super) fn fence(text: &str, mark: char) -> String {
    let longest = text.split(|one| one != mark).map(str::len).max().unwrap_or(0);
    mark.to_string().repeat((longest + 1).max(3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Prompt, To};

    #[test]
    fn a_fence_is_longer_than_those_within() {
        for (text, expected) in [("", "```"), ("a `b`", "```"), ("````\nx\n````", "`````")] {
            assert_eq!(fence(text, '`'), expected);
        }
    }

    #[test]
    fn an_entry_with_all_that_it_may_have() {
        let fields = serde_json::json!({"area": "money"});
        let to = |to| Prompt { label: "Refunds".into(), to };
        let other = Entry {
            key: "shop.md#who pays".into(),
            questions: vec!["Who pays?".into()],
            text: "You.".into(),
            is_only_prompted: true,
            ..Entry::default()
        };
        let entry = Entry {
            id: Some("7".into()),
            questions: vec!["How do I pay?".into(), "pay?".into()],
            text: "By *card*.\n\n```\nx\n```".into(),
            tags: vec!["a".into(), "b".into()],
            prompts: vec![to(To::Entry(other.key.clone())), to(To::Question("why not".into()))],
            fields: serde_json::from_value(fields).unwrap(),
            ..Entry::default()
        };
        expect_test::expect![[r#"
            <a id = "7"></a>

            # ? How do I pay?
            - pay?

            **Filters:**
            - tags = a; b
            - area = money

            ````markdown
            By *card*.

            ```
            x
            ```
            ````

            **Prompts:**
            - [Refunds](#who-pays) `context-only`
            - [Refunds](#?why-not)

            <a id = "who-pays"></a>

            # ? Who pays?

            ```markdown
            You.
            ```
        "#]]
        .assert_eq(&write(&[entry, other], &Page::default()));
    }
}
