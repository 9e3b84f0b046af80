//! What an entry offers to ask next: follow-up prompts, as each format that knows them writes them.
//!
//! | format | in a file |
//! |---|---|
//! | QnA Maker | `Prompts`: `[{"DisplayOrder": 0, "QnaId": 2, "DisplayText": "Refunds"}]` |
//! | Azure CQA | `dialog` (`context` before that): the same with a small letter, in `prompts` |
//! | `.qna` | `[Refunds](#2)`, or by its question: `[Refunds](#?how-are-refunds-made)` |
//! | QnABot | buttons of the card `r`: `{"text": "Refunds", "value": "QID::2"}`, and the `next` one |
//! | JSON Lines | `prompts`: `[{"text": "Refunds", "to": "2"}]` |

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::{
    entry::Entry,
    holds::{Loss, NO_PLACE},
    object::Object,
};
use crate::document::Metadata;

/// Before the id of an entry in a button of QnABot.
const QID: &str = "QID::";

/// Behind a prompt of `.qna` that leads to what is asked only there.
const CONTEXT_ONLY: &str = "`context-only`";

/// Something that is offered below an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// What a person reads; empty where the source only says what comes next.
    pub label: String,
    /// Where it leads.
    pub to: To,
}

/// Where a prompt leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// To the entry with this [`Entry::key`].
    Entry(String),
    /// To whatever answers this question.
    Question(String),
}

/// How a target writes prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompts {
    /// Not at all.
    None,
    /// As they are.
    Any,
    /// As texts with the id of an entry.
    Ids,
    /// As lines of Markdown.
    Lines,
    /// As buttons, the first without a text as what comes next.
    Buttons,
}

/// Takes from `fields` the prompts that are whole, and whether the entry is asked only by some. To
/// `only` goes what they lead to that is.
pub(super) fn take(fields: &mut Metadata, only: &mut Vec<To>) -> (Vec<Prompt>, bool) {
    let (mut prompts, mut is_only) = (Vec::new(), false);
    for name in ["Prompts", "prompts"] {
        if let Some(Value::Array(all)) = fields.get(name)
            && let Some(found) = all.iter().map(|one| read(one, only)).collect::<Option<Vec<_>>>()
        {
            prompts.extend(in_order(found));
            fields.remove(name);
        }
    }
    for name in ["dialog", "context"] {
        if let Some((found, only)) = fields.get(name).and_then(dialog) {
            prompts.extend(found);
            is_only |= only;
            fields.remove(name);
        }
    }
    for name in ["IsContextOnly", "contextOnly"] {
        if let Some(yes) = fields.get(name).and_then(truth) {
            is_only |= yes;
            fields.remove(name);
        }
    }
    if let Some(Value::Object(card)) = fields.get_mut("r")
        && let Some(found) = card.get("buttons").and_then(buttons)
    {
        prompts.extend(found);
        card.remove("buttons");
        if card.is_empty() {
            fields.remove("r");
        }
    }
    (prompts, is_only)
}

/// A prompt in any of the forms above, with its place among the others.
fn read(value: &Value, only: &mut Vec<To>) -> Option<(i64, Prompt)> {
    match value {
        Value::String(line) => Some((0, linked(line, only)?)),
        Value::Object(fields) => {
            let mut prompt = Prompt { label: String::new(), to: To::Entry(String::new()) };
            let mut order = 0;
            for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
                match name.to_ascii_lowercase().as_str() {
                    "displayorder" => order = value.as_i64()?,
                    "displaytext" | "text" => prompt.label = value.as_str()?.trim().to_owned(),
                    "qnaid" => prompt.to = To::Entry(value.as_i64()?.to_string()),
                    "to" => prompt.to = To::Entry(value.as_str()?.to_owned()),
                    "question" => prompt.to = To::Question(value.as_str()?.to_owned()),
                    _ => return None,
                }
            }
            (prompt.to != To::Entry(String::new())).then_some((order, prompt))
        }
        _ => None,
    }
}

fn in_order(mut found: Vec<(i64, Prompt)>) -> impl Iterator<Item = Prompt> {
    found.sort_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, prompt)| prompt)
}

/// A prompt of `.qna`.
fn linked(line: &str, only: &mut Vec<To>) -> Option<Prompt> {
    let (line, is_only) = match line.trim().strip_suffix(CONTEXT_ONLY) {
        Some(line) => (line.trim_end(), true),
        None => (line.trim(), false),
    };
    let (label, rest) = line.strip_prefix('[')?.split_once(']')?;
    let target = rest.trim_start().strip_prefix("(#")?.strip_suffix(')')?;
    let to = match target.strip_prefix('?') {
        Some(question) => To::Question(question.replace('-', " ").trim().to_owned()),
        None => To::Entry(target.to_owned()),
    };
    if let To::Entry(text) | To::Question(text) = &to
        && text.is_empty()
    {
        return None;
    }
    if is_only {
        only.push(to.clone());
    }
    Some(Prompt { label: label.trim().to_owned(), to })
}

/// The prompts of Azure's CQA, and whether the entry is asked only by prompts.
fn dialog(value: &Value) -> Option<(Vec<Prompt>, bool)> {
    let (mut prompts, mut is_only) = (Vec::new(), false);
    for (name, value) in value.as_object()? {
        match name.as_str() {
            "isContextOnly" => is_only = value.as_bool()?,
            "prompts" => {
                let all = value.as_array()?.iter().filter(|one| one.is_object());
                let found =
                    all.map(|one| read(one, &mut Vec::new())).collect::<Option<Vec<_>>>()?;
                if found.len() < value.as_array()?.len() {
                    return None;
                }
                prompts.extend(in_order(found));
            }
            _ => return None,
        }
    }
    Some((prompts, is_only))
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(yes) => Some(*yes),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The buttons of a card of QnABot; `None` where one says nothing or more.
fn buttons(value: &Value) -> Option<Vec<Prompt>> {
    let all = value.as_array().filter(|all| !all.is_empty())?;
    let button = |one: &Value| {
        let fields = one.as_object().filter(|fields| fields.len() == 2)?;
        let says = |name| Some(fields.get(name)?.as_str()?.trim()).filter(|one| !one.is_empty());
        let (label, value) = (says("text")?.to_owned(), says("value")?);
        let to = match value.strip_prefix(QID).filter(|id| !id.is_empty()) {
            Some(id) => To::Entry(id.to_owned()),
            None => To::Question(value.to_owned()),
        };
        Some(Prompt { label, to })
    };
    all.iter().map(button).collect()
}

/// Makes of `entries`, those of one document, what only all of them tell: which entry comes next,
/// and which are asked only by prompts, as `only` says.
pub(super) fn among(entries: &mut [Entry], only: &[To]) {
    let keys: HashSet<String> = entries.iter().map(|one| one.key.clone()).collect();
    let mut ids: HashSet<&str> = HashSet::new();
    let mut questions: HashSet<String> = HashSet::new();
    for to in only {
        match to {
            To::Entry(id) => drop(ids.insert(id)),
            To::Question(question) => drop(questions.insert(bare(question))),
        }
    }
    for entry in entries {
        let is_asked = |one: &String| !questions.is_empty() && questions.contains(&bare(one));
        entry.is_only_prompted |=
            ids.contains(entry.key.as_str()) || entry.questions.iter().any(is_asked);
        let next = entry.fields.get("next").and_then(Value::as_str);
        if let Some(key) = next.filter(|key| keys.contains(*key)).map(str::to_owned) {
            entry.fields.remove("next");
            entry.prompts.insert(0, Prompt { label: String::new(), to: To::Entry(key) });
        }
    }
}

/// A question as it is compared: its letters and digits.
fn bare(question: &str) -> String {
    let words = question.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Leaves of the prompts of `held` what is written as `how`; all else goes to `losses`.
pub(super) fn fit(held: &mut [Entry], how: Prompts, losses: &mut Vec<Loss>) {
    if how == Prompts::Any || held.iter().all(|one| one.prompts.is_empty() && !one.is_only_prompted)
    {
        return;
    }
    // The key and the question of each entry, and its key by each of its questions: of two entries
    // with one question the first is what is asked for.
    let names: HashMap<String, String> =
        held.iter().map(|one| (one.key.clone(), one.name().to_owned())).collect();
    let mut asked: HashMap<String, String> = HashMap::new();
    for entry in held.iter() {
        for question in &entry.questions {
            asked.entry(bare(question)).or_insert_with(|| entry.key.clone());
        }
    }
    let mut reached: HashSet<String> = HashSet::new();
    for entry in held.iter_mut() {
        let (at, id) = (entry.at.clone(), entry.key.clone());
        let mut lose = |value: Option<&Prompt>, why: &'static str| {
            let value = value.map(shown);
            losses.push(loss(&at, &id, "prompt", value, why));
        };
        let mut left = Vec::new();
        for prompt in std::mem::take(&mut entry.prompts) {
            match fitting(&prompt, how, left.is_empty(), &names, &asked) {
                Ok(kept) => left.push(kept),
                Err(Unfit::Changed(kept, why)) => {
                    lose(None, why);
                    left.push(kept);
                }
                Err(Unfit::Lost(why)) => lose(Some(&prompt), why),
            }
        }
        reached.extend(left.iter().filter_map(|one| match &one.to {
            To::Entry(key) => Some(key.clone()),
            To::Question(_) => None,
        }));
        entry.prompts = left;
    }
    for entry in held.iter_mut().filter(|one| one.is_only_prompted) {
        let why = match how {
            Prompts::Ids => continue,
            Prompts::Lines if reached.contains(&entry.key) => continue,
            Prompts::Lines => "the format says it at a prompt, and none leads here",
            _ => NO_PLACE,
        };
        entry.is_only_prompted = false;
        losses.push(loss(&entry.at, &entry.key, "context-only", Some("true".to_owned()), why));
    }
}

fn loss(at: &str, id: &str, field: &str, value: Option<String>, why: &'static str) -> Loss {
    Loss { at: at.to_owned(), id: id.to_owned(), field: field.to_owned(), value, why: why.into() }
}

/// A prompt in a report.
fn shown(prompt: &Prompt) -> String {
    let (To::Entry(to) | To::Question(to)) = &prompt.to;
    if prompt.label.is_empty() { to.clone() } else { format!("{} → {to}", prompt.label) }
}

/// What a prompt cannot be.
enum Unfit {
    Changed(Prompt, &'static str),
    Lost(&'static str),
}

/// `prompt` as it is written; `is_first` of its entry.
fn fitting(
    prompt: &Prompt,
    how: Prompts,
    is_first: bool,
    names: &HashMap<String, String>,
    asked: &HashMap<String, String>,
) -> Result<Prompt, Unfit> {
    if how == Prompts::None {
        return Err(Unfit::Lost(NO_PLACE));
    }
    let mut left = prompt.clone();
    let mut changed = None;
    match &prompt.to {
        To::Entry(key) if !names.contains_key(key) => {
            return Err(Unfit::Lost("no entry that is written has the id that it leads to"));
        }
        To::Question(question) if how == Prompts::Ids => match asked.get(&bare(question)) {
            Some(key) => {
                left.to = To::Entry(key.clone());
                changed = Some("it leads to the entry that asks so");
            }
            None => return Err(Unfit::Lost("no entry asks what it leads to")),
        },
        To::Question(question) if how == Prompts::Lines => {
            let text = bare(question);
            if text.is_empty() {
                return Err(Unfit::Lost("a question is written by its words, and it has none"));
            }
            if text != *question {
                left.to = To::Question(text);
                changed = Some("the question that it leads to is written by its words");
            }
        }
        To::Question(question) if how == Prompts::Buttons => {
            let text = question.trim();
            if text.is_empty() || text.starts_with(QID) {
                return Err(Unfit::Lost("a button has the question that it asks"));
            }
            if text != question {
                left.to = To::Question(text.to_owned());
                changed = Some("blanks around the question that it leads to are left out");
            }
        }
        _ => {}
    }
    let is_next = how == Prompts::Buttons && is_first && matches!(left.to, To::Entry(_));
    if left.label.is_empty() && !is_next {
        left.label = match &left.to {
            To::Entry(key) => names.get(key).cloned().unwrap_or_default(),
            To::Question(question) => question.clone(),
        };
        changed = Some("it is called by the question that it leads to");
    }
    if how == Prompts::Lines {
        let line = left.label.replace(['[', ']', '`'], " ");
        let line: String =
            line.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return Err(Unfit::Lost("nothing of it is text"));
        }
        if line != left.label {
            left.label = line;
            changed = Some("in the format a prompt is one line without brackets");
        }
    }
    match changed {
        Some(why) => Err(Unfit::Changed(left, why)),
        None => Ok(left),
    }
}

/// The prompts of `entry` with what they lead to by its question, as `names` has it for each key: by
/// this two files are compared, in which ids differ.
pub(super) fn named(entry: &Entry, names: &HashMap<&str, &str>) -> Vec<(String, String)> {
    let to = |prompt: &Prompt| match &prompt.to {
        To::Entry(key) => names.get(key.as_str()).map_or(key.clone(), |&name| name.to_owned()),
        To::Question(question) => question.clone(),
    };
    entry.prompts.iter().map(|one| (one.label.clone(), to(one))).collect()
}

/// What the prompts of `entries` lead to, by the keys of those that they lead to.
pub(super) fn targets(entries: &[Entry]) -> HashSet<&str> {
    let all = entries.iter().flat_map(|one| &one.prompts);
    all.filter_map(|one| match &one.to {
        To::Entry(key) => Some(key.as_str()),
        To::Question(_) => None,
    })
    .collect()
}

/// The prompts of `entry` as a list of QnA Maker, with `ids` for the keys, and names in `case`.
pub(super) fn as_ids(entry: &Entry, ids: &HashMap<&str, u32>, names: [&str; 3]) -> Vec<Object> {
    let [order, id, text] = names;
    let known = entry.prompts.iter().filter_map(|one| match &one.to {
        To::Entry(key) => Some((ids.get(key.as_str())?, &one.label)),
        To::Question(_) => None,
    });
    let all = known.enumerate().map(|(at, (number, label))| {
        Object::default().with(order, at).with(id, *number).with(text, label.as_str())
    });
    all.collect()
}

/// The prompts of `entry` as lines of `.qna`, with `ids` for the keys and those of entries that are
/// asked only so in `only`.
pub(super) fn as_lines(
    entry: &Entry,
    ids: &HashMap<&str, String>,
    only: &HashSet<&str>,
) -> Vec<String> {
    let line = |prompt: &Prompt| match &prompt.to {
        To::Entry(key) => {
            let id = ids.get(key.as_str())?;
            let only = if only.contains(key.as_str()) { " `context-only`" } else { "" };
            Some(format!("[{}](#{id}){only}", prompt.label))
        }
        To::Question(question) => {
            Some(format!("[{}](#?{})", prompt.label, question.replace(' ', "-")))
        }
    };
    entry.prompts.iter().filter_map(line).collect()
}

/// What comes after `entry` by itself, and its buttons, as QnABot has them, with `ids` for the keys.
pub(super) fn as_buttons<'i>(
    entry: &Entry,
    ids: &'i HashMap<&str, String>,
) -> (Option<&'i String>, Vec<Value>) {
    let (mut next, mut buttons) = (None, Vec::new());
    for prompt in &entry.prompts {
        let value = match &prompt.to {
            To::Entry(key) => match ids.get(key.as_str()) {
                Some(id) if prompt.label.is_empty() => {
                    next = Some(id);
                    continue;
                }
                Some(id) => format!("{QID}{id}"),
                None => continue,
            },
            To::Question(question) => question.clone(),
        };
        buttons.push(json!({"text": prompt.label, "value": value}));
    }
    (next, buttons)
}

/// The prompts of `entry` as ibid reads them.
pub(super) fn as_records(entry: &Entry) -> Vec<Value> {
    let record = |prompt: &Prompt| {
        let mut record = serde_json::Map::new();
        if !prompt.label.is_empty() {
            record.insert("text".to_owned(), prompt.label.clone().into());
        }
        let (name, to) = match &prompt.to {
            To::Entry(key) => ("to", key),
            To::Question(question) => ("question", question),
        };
        record.insert(name.to_owned(), to.clone().into());
        Value::Object(record)
    };
    entry.prompts.iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(fields: Value) -> (Vec<String>, bool, usize, Value) {
        let mut fields: Metadata = serde_json::from_value(fields).unwrap();
        let mut only = Vec::new();
        let (prompts, is_only) = take(&mut fields, &mut only);
        let prompts = prompts.iter().map(|one| match &one.to {
            To::Entry(key) => format!("{} #{key}", one.label),
            To::Question(question) => format!("{} ?{question}", one.label),
        });
        (prompts.collect(), is_only, only.len(), serde_json::to_value(fields).unwrap())
    }

    #[test]
    fn prompts_of_every_format_are_known() {
        let none = || json!({});
        let check = |fields: Value, prompts: &[&str], is_only: bool, only: usize, left: Value| {
            let found = taken(fields.clone());
            let owned = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
            assert_eq!(found, (owned(prompts), is_only, only, left), "{fields}");
        };
        check(
            json!({"Prompts": [{"DisplayOrder": 2, "QnaId": 7, "Qna": null, "DisplayText": "b"},
                {"DisplayOrder": 1, "QnaId": 8, "DisplayText": "a"}], "IsContextOnly": "True"}),
            &["a #8", "b #7"],
            true,
            0,
            none(),
        );
        check(
            json!({"dialog": {"isContextOnly": false, "prompts":
                [{"displayOrder": 0, "qnaId": 1, "displayText": "Go on"}]}}),
            &["Go on #1"],
            false,
            0,
            none(),
        );
        check(
            json!({"prompts": ["[Pay](#2)", "[Not yet] (#3) `context-only`", "[How](#?how-is-it)"]}),
            &["Pay #2", "Not yet #3", "How ?how is it"],
            false,
            1,
            none(),
        );
        check(
            json!({"r": {"title": "Card", "buttons": [{"text": "A", "value": "What is A?"},
                {"text": "B", "value": "QID::b.1"}]}}),
            &["A ?What is A?", "B #b.1"],
            false,
            0,
            json!({"r": {"title": "Card"}}),
        );
        check(
            json!({"prompts": [{"to": "x"}, {"text": "Y", "question": "Why?"}], "contextOnly": true}),
            &[" #x", "Y ?Why?"],
            true,
            0,
            none(),
        );
        // What says more than a prompt, or none, is a field like others.
        for other in [
            json!({"prompts": ["a\nb"]}),
            json!({"prompts": ["[x](https://example.org)"]}),
            json!({"prompts": ["[x](#)", "[y](#?)"]}),
            json!({"Prompts": [{"DisplayText": "x", "QnaId": 1, "Qna": {"answer": "So."}}]}),
            json!({"Prompts": "none"}),
            json!({"dialog": {"prompts": [], "mood": "good"}}),
            json!({"dialog": {"prompts": ["x"]}}),
            json!({"r": {"buttons": [{"text": "", "value": ""}]}}),
            json!({"IsContextOnly": "perhaps", "next": "a"}),
        ] {
            check(other.clone(), &[], false, 0, other);
        }
    }
}
