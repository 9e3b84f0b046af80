//! Tables of questions and answers: which column is what, and the record in a row.

use serde_json::Value;

use super::question::is_question;
use crate::document::Record;

/// What the columns of a table hold, by their numbers from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Columns {
    /// The question, and further phrasings of it.
    pub(super) questions: Vec<usize>,
    pub(super) answer: Option<usize>,
    pub(super) title: Option<usize>,
    pub(super) text: Option<usize>,
    pub(super) id: Option<usize>,
    /// The rest, with the names under which it is kept.
    pub(super) metadata: Vec<(String, usize)>,
}

impl Columns {
    /// The columns that `header` names; `None` where it names none that a record is made of.
    pub(super) fn named(header: &[String]) -> Option<Columns> {
        let mut columns = Columns::default();
        for (at, name) in header.iter().enumerate() {
            let key = key(name);
            let bare = key.trim_end_matches(|one: char| one.is_ascii_digit());
            match bare.trim_end_matches(['_', ' ']) {
                "question" | "questions" | "q" | "prompt" | "alternative" | "variant"
                | "phrasing" | "phrasings" | "alternatives" | "frage" | "pregunta" | "domanda" => {
                    columns.questions.push(at);
                }
                "answer" | "answers" | "a" | "response" | "reply" | "antwort" | "réponse"
                | "respuesta" | "risposta"
                    if columns.answer.is_none() =>
                {
                    columns.answer = Some(at);
                }
                "title" if columns.title.is_none() => columns.title = Some(at),
                "text" | "content" | "body" if columns.text.is_none() => columns.text = Some(at),
                "id" | "qnaid" | "qid" if columns.id.is_none() => columns.id = Some(at),
                "" => {}
                _ => columns.metadata.push((key.clone(), at)),
            }
        }
        let is_entry = !columns.questions.is_empty() && columns.answer.is_some();
        let is_text = columns.questions.is_empty() && columns.text.is_some();
        (is_entry || is_text).then_some(columns)
    }
}

impl Columns {
    /// The columns of a table of two that has no names: the first asks, nearly always.
    pub(super) fn headless(rows: &[[&str; 2]]) -> Option<Columns> {
        let asked = rows.iter().filter(|[question, _]| is_question(question)).count();
        let is_faq = 1 < asked && rows.len() * 8 <= asked * 10;
        is_faq.then(|| Columns { questions: vec![0], answer: Some(1), ..Columns::default() })
    }
}

/// The record in the row `cells` and its text, or why there is none.
pub(super) fn entry(columns: &Columns, cells: &[String]) -> Result<(Record, String), String> {
    let cell = |at: usize| cells.get(at).map_or("", String::as_str);
    let named = |at: Option<usize>| at.map_or("", cell);
    let mut questions: Vec<String> = Vec::new();
    for at in &columns.questions {
        let question = cell(*at).split_whitespace().collect::<Vec<_>>().join(" ");
        if !question.is_empty() && !questions.contains(&question) {
            questions.push(question);
        }
    }
    let (text, kind) = match columns.answer {
        Some(at) if !columns.questions.is_empty() => (cell(at), "answer"),
        _ => (named(columns.text), "text"),
    };
    match (kind, questions.is_empty(), text.is_empty()) {
        ("answer", false, true) => return Err("a question without an answer".to_owned()),
        ("answer", true, false) => return Err("an answer without a question".to_owned()),
        (_, _, true) => return Err(format!("no {kind}")),
        _ => {}
    }
    let mut record = Record { questions, ..Record::default() };
    record.id = Some(named(columns.id)).filter(|id| !id.is_empty()).map(str::to_owned);
    let title = named(columns.title);
    if record.questions.is_empty() {
        record.title = title.to_owned();
    } else if !title.is_empty() {
        record.metadata.insert("title".to_owned(), Value::from(title));
    }
    for (name, at) in &columns.metadata {
        if !cell(*at).is_empty() {
            record.metadata.insert(name.clone(), Value::from(cell(*at)));
        }
    }
    Ok((record, text.to_owned()))
}

/// A name as it is compared: in small letters, without `_` before it.
fn key(name: &str) -> String {
    name.trim().trim_start_matches('_').to_lowercase().replace(char::is_whitespace, "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_their_names() {
        let named = |names: &[&str]| {
            Columns::named(&names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>())
        };
        let found = named(&["_ID", "Category", "Question1", "question 2", "Answer", ""]).unwrap();
        assert_eq!((found.id, found.questions, found.answer), (Some(0), vec![2, 3], Some(4)));
        assert_eq!(found.metadata, [("category".to_owned(), 1)]);
        assert_eq!(named(&["title", "text"]).unwrap().text, Some(1));
        assert_eq!(named(&["Name", "Price"]), None);
        assert_eq!(named(&["question", "price"]), None);
        assert_eq!(named(&[]), None);
    }
}
