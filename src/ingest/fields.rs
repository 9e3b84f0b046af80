//! What the fields of a record mean, whatever file it stands in: one table of names for the columns
//! of a sheet, the keys of JSON and those of YAML.

use serde_json::{Map, Value};

use crate::{
    document::{Block, BlockKind, Lines, Metadata, Record},
    ingest::{html, markdown},
};

/// What a field is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    /// A question, or several.
    Question,
    /// A further phrasing.
    Phrasing,
    /// A question where no other field is one; else it is kept.
    Prompt,
    Answer,
    Title,
    Text,
    /// What stands over it.
    Heading,
    Category,
    Tags,
    Url,
    /// Where it is from: an address, or a name.
    Origin,
    /// Further fields, as an object, a list of `{name, value}` or `key:value | key:value`.
    Metadata,
    /// Any other, kept by its name.
    Other,
}

const ROLES: [(Role, &[&str]); 13] = [
    (Role::Id, &["id", "qid", "qnaid", "key", "uuid"]),
    (
        Role::Question,
        &[
            "question",
            "questions",
            "q",
            "query",
            "faqquestion",
            "questiontext",
            "faq",
            "userquestion",
            "utterance",
            "frage",
            "pregunta",
            "vraag",
            "domanda",
            "pergunta",
        ],
    ),
    (
        Role::Phrasing,
        &[
            "phrasing",
            "phrasings",
            "variation",
            "variations",
            "variant",
            "variants",
            "paraphrase",
            "paraphrases",
            "alternate",
            "alternates",
            "alternative",
            "alternatives",
            "alternatequestion",
            "alternatequestions",
            "alternativequestion",
            "alternativequestions",
            "altquestion",
            "altquestions",
            "otherquestions",
            "similarquestion",
            "similarquestions",
        ],
    ),
    (Role::Prompt, &["prompt", "instruction", "input"]),
    (
        Role::Answer,
        &[
            "answer",
            "a",
            "response",
            "reply",
            "answertext",
            "faqanswer",
            "completion",
            "antwort",
            "respuesta",
            "risposta",
            "resposta",
            "antwoord",
            "réponse",
            "reponse",
        ],
    ),
    (Role::Title, &["title", "name", "subject", "documenttitle"]),
    (Role::Text, &["text", "content", "body", "passage"]),
    (Role::Heading, &["headings", "heading", "breadcrumb", "breadcrumbs"]),
    (Role::Category, &["category", "section", "topic", "group", "t"]),
    (Role::Tags, &["tags", "tag", "keywords", "labels"]),
    (Role::Url, &["url", "link", "sourceuri", "uri", "href"]),
    (Role::Origin, &["source"]),
    (Role::Metadata, &["metadata", "attributes"]),
];

/// The role of the field `name`: case, `_`, `-`, blanks and a closing number do not count.
pub(crate) fn role(name: &str) -> Role {
    let key = key(name);
    let bare = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let found = |key: &str| ROLES.iter().find(|(_, names)| names.contains(&key));
    match found(&key).or_else(|| if bare == key { None } else { found(bare) }) {
        Some((Role::Question, _)) if bare.len() < key.len() => Role::Phrasing,
        Some((role @ (Role::Phrasing | Role::Tags | Role::Heading), _)) => *role,
        Some((role, _)) if bare.len() == key.len() => *role,
        _ => Role::Other,
    }
}

/// `name` in lower case, with its letters and digits alone.
pub(super) fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number at the end of `name`; 0 where there is none.
fn number(name: &str) -> u64 {
    let key = key(name);
    let digits = key.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    key[digits..].parse().unwrap_or(0)
}

/// An entry or a titled text as a structured file gives it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) id: Option<String>,
    pub(super) questions: Vec<String>,
    pub(super) title: String,
    pub(super) headings: Vec<String>,
    pub(super) answer: String,
    /// Where `answer` is what a person reads, and a tag in it a text about tags: the same without
    /// the addresses of its links, or empty where it has none.
    pub(super) read: Option<String>,
    pub(super) metadata: Metadata,
}

impl Entry {
    /// The entry that `fields` say.
    ///
    /// # Errors
    ///
    /// What is missing, as a phrase.
    pub(super) fn from_fields(fields: Map<String, Value>) -> Result<Entry, String> {
        let mut entry = Entry::default();
        let (mut answer, mut text) = (None, None);
        let (mut phrasings, mut prompts) = (Vec::new(), Vec::new());
        for (name, value) in fields {
            if value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty()) {
                continue;
            }
            match role(&name) {
                Role::Id => entry.id = entry.id.take().or(Some(one(&value, &name)?)),
                Role::Question => entry.questions.extend(strings(value, &name)?),
                Role::Phrasing => phrasings.push((number(&name), strings(value, &name)?)),
                Role::Prompt => prompts.push((name, value)),
                Role::Answer if answer.is_none() => answer = Some(verbatim(value, &name)?),
                Role::Text if text.is_none() => {
                    text = Some((name.clone(), verbatim(value, &name)?))
                }
                Role::Title if entry.title.is_empty() => entry.title = one(&value, &name)?,
                Role::Heading => entry.headings.extend(strings(value, &name)?),
                Role::Category => {
                    if let Some(category) = value.as_str() {
                        entry.headings.push(category.trim().to_owned());
                    }
                    entry.metadata.insert("category".to_owned(), value);
                }
                Role::Tags => add_tags(&mut entry.metadata, value),
                Role::Url => keep(&mut entry.metadata, "url", value),
                Role::Origin => {
                    let is_url = value.as_str().is_some_and(|text| text.contains("://"));
                    keep(&mut entry.metadata, if is_url { "url" } else { "source" }, value);
                }
                Role::Metadata => add_metadata(&mut entry.metadata, value),
                _ => keep(&mut entry.metadata, &name, value),
            }
        }
        for (name, value) in prompts {
            if entry.questions.is_empty() && answer.is_some() {
                entry.questions = strings(value, &name)?;
            } else {
                keep(&mut entry.metadata, &name, value);
            }
        }
        if entry.questions.is_empty() && answer.is_some() && !entry.title.is_empty() {
            entry.questions.push(std::mem::take(&mut entry.title));
        }
        // `Question_1` is before `QUESTION 2`, and `q10` is the tenth.
        phrasings.sort_by_key(|(number, _)| *number);
        entry.questions.extend(phrasings.into_iter().flat_map(|(_, all)| all));
        entry.answer = match (answer, text) {
            (Some(answer), text) => {
                if let Some((name, text)) = text {
                    keep(&mut entry.metadata, &name, Value::String(text));
                }
                answer
            }
            (None, Some((_, text))) => text,
            (None, None) if entry.questions.is_empty() => {
                return Err("neither a question nor an answer".to_owned());
            }
            (None, None) => return Err("a question without an answer".to_owned()),
        };
        Ok(entry)
    }

    /// The block of the record at `lines`.
    ///
    /// # Errors
    ///
    /// What is missing, as a phrase.
    pub(super) fn block(self, lines: Lines) -> Result<Block, String> {
        let Entry { id, questions, title, headings, answer, read, mut metadata } = self;
        let mut unique: Vec<String> = Vec::with_capacity(questions.len());
        let mut seen = std::collections::HashSet::new();
        for question in questions {
            let question = question.trim();
            if !question.is_empty() && seen.insert(question.to_lowercase()) {
                unique.push(question.to_owned());
            }
        }
        if answer.trim().is_empty() {
            return Err("an empty answer".to_owned());
        }
        if !unique.is_empty() && !title.is_empty() {
            metadata.insert("title".to_owned(), Value::String(title.clone()));
        }
        let title = if unique.is_empty() { title } else { String::new() };
        let (text, plain) = match read {
            Some(plain) if !plain.is_empty() => (answer, plain),
            None if is_html(&answer) => html::to_texts(&answer),
            _ => readable(answer),
        };
        let record = Record { id, questions: unique, title, headings, metadata };
        Ok(Block { kind: BlockKind::Record(record), lines, text, plain })
    }
}

/// The text of an answer, and the same without the markup of Markdown; that is empty where there is
/// none.
fn readable(answer: String) -> (String, String) {
    let marked = answer.contains(['*', '`', '[', '#', '|', '<', '_']);
    if !marked {
        return (answer, String::new());
    }
    let document = markdown::parse("", &answer);
    let plain: Vec<&str> = document.blocks.iter().map(|block| block.plain()).collect();
    let plain = plain.join("\n\n");
    let plain = if plain == answer { String::new() } else { plain };
    (answer, plain)
}

/// The text of an answer, where it is HTML; else the answer.
pub(super) fn text(answer: &str) -> String {
    if is_html(answer) { html::to_text(answer) } else { answer.to_owned() }
}

/// Whether `answer` is written in HTML: it starts with a tag of text, or has one that parts text.
fn is_html(answer: &str) -> bool {
    let tag = |rest: &str| {
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        // "if a<b and c = d> e" opens none, and "a List<a>" has no end.
        let inside = rest[name.len()..].find(['<', '>']).map(|end| &rest[name.len()..][..end + 1]);
        let inside = inside.and_then(|inside| inside.strip_suffix('>'));
        let closes = inside.is_some_and(|inside| {
            let first = inside.split_whitespace().next().unwrap_or_default();
            let is_apart = inside.starts_with(char::is_whitespace);
            let is_plain = matches!(inside.trim(), "" | "/")
                && (1 < name.len() || name == "p" || answer.contains(&format!("</{name}")));
            is_plain || is_apart && first.find('=').is_some_and(|at| 0 < at)
        });
        closes
            && matches!(
                name.as_str(),
                "p" | "br"
                    | "div"
                    | "ul"
                    | "ol"
                    | "li"
                    | "a"
                    | "b"
                    | "strong"
                    | "span"
                    | "table"
                    | "h1"
                    | "h2"
                    | "h3"
                    | "h4"
                    | "img"
                    | "em"
                    | "i"
            )
    };
    // What is shown as code is no HTML.
    !answer.contains('`') && answer.split('<').skip(1).take(100).any(tag)
}

/// Keeps `value` under `name`; of two the first stays.
fn keep(metadata: &mut Metadata, name: &str, value: Value) {
    let is_empty = match &value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    if !is_empty && !name.trim().is_empty() {
        metadata.entry(name.trim().to_owned()).or_insert(value);
    }
}

/// Adds tags: a list of them, or a text with `,`, `;` or `|` between.
fn add_tags(metadata: &mut Metadata, value: Value) {
    let mut tags: Vec<Value> = match value {
        Value::Array(all) => all,
        Value::String(text) => text
            .split([',', ';', '|'])
            .map(str::trim)
            .filter(|tag| !tag.is_empty())
            .map(|tag| Value::String(tag.to_owned()))
            .collect(),
        other => vec![other],
    };
    if let Some(Value::Array(known)) = metadata.get_mut("tags") {
        known.append(&mut tags);
    } else if !tags.is_empty() {
        metadata.insert("tags".to_owned(), Value::Array(tags));
    }
}

/// Adds further fields: those of an object, of a list of `{name, value}`, or of
/// `key:value | key:value`. A key that starts with `_` is one that a program names.
fn add_metadata(metadata: &mut Metadata, value: Value) {
    let mut add = |name: &str, value: Value| match role(name.trim_start_matches('_')) {
        Role::Url => keep(metadata, "url", value),
        Role::Category => keep(metadata, "category", value),
        Role::Tags => add_tags(metadata, value),
        _ => keep(metadata, name, value),
    };
    match value {
        Value::Object(fields) => fields.into_iter().for_each(|(name, value)| add(&name, value)),
        Value::Array(all) => {
            for mut one in all {
                let name = one.get("name").or_else(|| one.get("key")).and_then(Value::as_str);
                if let Some(name) = name.map(str::to_owned) {
                    let value = one.get_mut("value").map(Value::take).unwrap_or_default();
                    add(&name, value);
                }
            }
        }
        Value::String(text) => {
            for pair in text.split('|') {
                match pair.split_once(':') {
                    Some((name, value)) => add(name.trim(), Value::String(value.trim().to_owned())),
                    None => add("metadata", Value::String(pair.trim().to_owned())),
                }
            }
        }
        other => add("metadata", other),
    }
}

/// `value` as one trimmed string.
fn one(value: &Value, name: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(format!("`{name}` is not a string")),
    }
}

/// `value` as it is; the lines of a list.
fn verbatim(value: Value, name: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(yes) => Ok(if yes { "yes" } else { "no" }.to_owned()),
        Value::Array(_) => Ok(strings(value, name)?.join("\n")),
        _ => Err(format!("`{name}` is not a string")),
    }
}

/// `value`, a string or a list of them.
fn strings(value: Value, name: &str) -> Result<Vec<String>, String> {
    match value {
        Value::Array(all) => all.iter().map(|value| one(value, name)).collect(),
        value => Ok(vec![one(&value, name)?]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(fields: Value) -> Result<Entry, String> {
        match fields {
            Value::Object(fields) => Entry::from_fields(fields),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_sign_for_less_made_the_rest_of_an_answer_a_tag() {
        for text in [
            "The higher fee applies if a<b and the boat is longer than ten metres.",
            "So it is where a <b and the boat is > ten metres.",
            "<b without an end",
            "if a<b and c = d> e then stop",
            "a List<a> or a Map<b>",
        ] {
            assert_eq!(super::text(text), text);
        }
        for (html, expected) in [
            ("one<br>two", "one\ntwo"),
            ("one<br />two", "one\ntwo"),
            ("see <a href=\"x.html\">here</a>", "see here"),
        ] {
            assert_eq!(super::text(html), expected);
        }
    }

    #[test]
    fn names_are_known_in_any_spelling() {
        for (name, expected) in [
            ("Question", Role::Question),
            ("_question", Role::Question),
            ("question_2", Role::Phrasing),
            ("Q1", Role::Phrasing),
            ("Alternate Questions", Role::Phrasing),
            ("A", Role::Answer),
            ("ANSWER_TEXT", Role::Answer),
            ("answer2", Role::Other),
            ("_source_uri", Role::Url),
            ("Tag 1", Role::Tags),
            ("heading2", Role::Heading),
            ("price", Role::Other),
            ("", Role::Other),
        ] {
            assert_eq!(role(name), expected, "{name}");
        }
    }

    #[test]
    fn phrasings_come_by_their_numbers_however_they_are_written() {
        let found = entry(json!({
            "QUESTION 2": "b", "Question_1": "a", "question10": "d", "q3": "c", "A": "So."
        }));
        assert_eq!(found.unwrap().questions, ["a", "b", "c", "d"]);
        let found = entry(json!({"q2": "b", "q11": "c", "question": "a", "answer": "So."}));
        assert_eq!(found.unwrap().questions, ["a", "b", "c"]);
    }

    #[test]
    fn a_record_keeps_all_that_it_says() {
        let entry = entry(json!({
            "QnaId": 7, "question": "Why?", "question2": " How come? ", "Answer": "So.",
            "tags": "a; b", "category": "Basics", "source": "https://example.org/x",
            "Metadata": "level:easy|tag:c", "prompt": "x", "weight": 3, "nothing": null,
        }))
        .unwrap();
        assert_eq!(entry.id.as_deref(), Some("7"));
        assert_eq!(entry.questions, ["Why?", "How come?"]);
        assert_eq!((entry.answer.as_str(), entry.headings), ("So.", vec!["Basics".to_owned()]));
        assert_eq!(
            serde_json::to_value(&entry.metadata).unwrap(),
            json!({"category": "Basics", "level": "easy", "prompt": "x", "weight": 3,
                "tags": ["c", "a", "b"], "url": "https://example.org/x"})
        );
    }

    #[test]
    fn what_is_missing_is_said() {
        let why = |fields| entry(fields).unwrap_err();
        assert_eq!(why(json!({"question": "Why?"})), "a question without an answer");
        assert_eq!(why(json!({"price": 3})), "neither a question nor an answer");
        assert_eq!(
            why(json!({"question": {"x": 1}, "answer": "So."})),
            "`question` is not a string"
        );
        let empty = entry(json!({"question": "Why?", "text": "x"})).unwrap();
        assert_eq!(empty.answer, "x");
    }

    #[test]
    fn of_html_the_text_is_taken() {
        let block = |answer: &str| {
            let fields = json!({"question": "Why?", "answer": answer});
            entry(fields).unwrap().block(Lines::new(1, 1)).unwrap().text
        };
        assert_eq!(block("<p>One &amp; <b>two</b></p><ul><li>x</ul>"), "One & two\n\n- x");
        assert_eq!(block("a < b and `<p>`"), "a < b and `<p>`");
    }

    #[test]
    fn markup_is_kept_and_matched_without() {
        let entry = entry(json!({"prompt": "Where?", "completion": "See [the *page*](x)."}));
        let block = entry.unwrap().block(Lines::new(3, 3)).unwrap();
        assert_eq!((block.text.as_str(), block.plain()), ("See [the *page*](x).", "See the page."));
    }
}
