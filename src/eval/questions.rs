//! Labelled questions as they are written in a file.
//!
//! Two formats, told by the extension (`.jsonl`, `.ndjson`, `.json`), else by the first line that
//! says something: `{` begins JSON.
//!
//! **Tab-separated values**, a question a line: `question`, `gold`, and where wanted `kind`, by which
//! the numbers are split. Lines that begin with `#` and blank lines say nothing. `gold` is `-` where
//! nothing answers the question, else places separated by ` | `:
//!
//! | gold | right is |
//! |---|---|
//! | `12-14,30` | a passage with one of these lines, in any file; where a passage has this id, that one |
//! | `guide.md:12-14,30` | a passage with one of these lines of this file |
//! | `guide.md:Install` | a passage under this heading, at any depth |
//! | `guide.md:Install/Linux` | a passage with the list item under it that has this label |
//! | `guide.md#install`, `How do I install it?` | the passage with this id or title |
//! | `#7`, `faq.jsonl#7` | the passage with this id, in any file or in this one |
//!
//! **JSON Lines**: `{"question", "gold", "id"?, "short"?, "kind"?}`. `gold` is `null` or empty, or a
//! string as above, or a list of ids, or an object of ids and grades, of which those above 0 are
//! right. `short` lists the words of which the marked sentence must have one to be right.

use std::{fmt, fs, path::Path};

use serde_json::Value;

use crate::{
    document::Lines,
    error::{Error, Result},
    ingest::decode::decode,
};

/// A labelled question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Its own id, where it has one.
    pub id: Option<String>,
    /// The question, on one line.
    pub text: String,
    /// What answers it.
    pub gold: Gold,
    /// Short answers of which the marked text must have one; empty where none are known.
    pub short: Vec<String>,
    /// The kind that its numbers are counted under; empty for none.
    pub kind: String,
}

/// What answers a question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gold {
    /// Any of these does; none where nothing in the documents answers the question.
    pub places: Vec<Place>,
    /// The same as a person reads it: as it was written, or the ids.
    pub written: String,
}

impl Gold {
    /// Whether anything answers the question.
    pub fn is_answerable(&self) -> bool {
        !self.places.is_empty()
    }
}

/// A place that answers a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// Lines of a file, or of whatever file has them.
    Lines {
        /// The file below the corpus root; `None` for any.
        path: Option<String>,
        /// The lines; never empty.
        ranges: Vec<Lines>,
        /// The same as it was written: an id may look like it.
        written: String,
    },
    /// What stands under a heading, at any depth, or one list item there.
    Heading {
        /// The file below the corpus root.
        path: String,
        /// The heading's text.
        heading: String,
        /// What the list item begins with, in bold or before a colon.
        label: Option<String>,
    },
    /// The passage with this id, right if `grade` is above 0.
    Id {
        /// The id.
        id: String,
        /// How well it answers.
        grade: f64,
    },
    /// The passage with this id or title.
    Named(String),
}

/// Something in a file of questions that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as it was named.
    pub path: String,
    /// The line, from 1; 0 where it is about the file.
    pub line: u32,
    /// What is wrong, what came of it and what to do, as a phrase.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path, self.reason),
            line => write!(out, "{}:{line}: {}", self.path, self.reason),
        }
    }
}

/// The questions of a file, and its lines that are none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Questions {
    /// The file as it was named.
    pub path: String,
    /// In the order of the file.
    pub questions: Vec<Question>,
    /// The lines that were skipped, and other things to know.
    pub problems: Vec<Problem>,
}

/// Reads the questions of the file `path`. A line that is none is skipped and told.
///
/// # Errors
///
/// A file that cannot be read, is no text, or holds no question at all.
pub fn load(path: &Path) -> Result<Questions> {
    let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    read(path, bytes)
}

/// Reads the questions in `bytes`, which messages call `path`, as [`load`] does those of a file.
///
/// # Errors
///
/// What is no text, or holds no question at all.
pub fn read(path: &Path, bytes: Vec<u8>) -> Result<Questions> {
    let unusable = |reason| Error::Unusable { path: path.to_owned(), reason };
    let decoded = decode(bytes).map_err(|reason| unusable(format!("{reason}; {WANTED}")))?;
    let name = path.to_string_lossy();
    let mut questions = parse(&name, &decoded.text);
    if let Some(reason) = decoded.note {
        questions.problems.insert(0, Problem { path: name.into_owned(), line: 0, reason });
    }
    if questions.questions.is_empty() {
        return Err(match questions.problems.first() {
            // `Unusable` puts the path before it.
            Some(problem) if 0 < problem.line => {
                unusable(format!("no question in it: line {}: {}", problem.line, problem.reason))
            }
            _ => unusable(format!("no question in it; {WANTED}")),
        });
    }
    Ok(questions)
}

const WANTED: &str = "give a question a line: its text, a tab, and the lines, heading or id that \
                      answer it, `-` for nothing";

/// Reads `text`, the content of the file `name`.
pub fn parse(name: &str, text: &str) -> Questions {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut questions = Questions { path: name.to_owned(), ..Questions::default() };
    let is_json = is_json(name, text);
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match if is_json { json(line) } else { tabbed(line) } {
            Ok(question) => questions.questions.push(Question { line: number, ..question }),
            Err(reason) => questions.problems.push(Problem {
                path: name.to_owned(),
                line: number,
                reason: format!("skipped: {reason}"),
            }),
        }
    }
    questions
}

fn is_json(name: &str, text: &str) -> bool {
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("jsonl" | "ndjson" | "json") => true,
        Some("tsv" | "tab") => false,
        _ => text
            .lines()
            .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .is_some_and(|line| line.trim_start().starts_with('{')),
    }
}

fn tabbed(line: &str) -> Result<Question, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let (text, gold, kind) = match columns.as_slice() {
        [text, gold] => (*text, *gold, ""),
        [text, gold, kind] => (*text, *gold, *kind),
        [_] => {
            return Err(
                "no tab; write the question, a tab and what answers it, `-` for nothing".to_owned()
            );
        }
        more => return Err(format!("{} columns; want question, gold and kind", more.len())),
    };
    if gold.trim().is_empty() {
        return Err(
            "nothing after the tab; write `-` where nothing answers the question".to_owned()
        );
    }
    Ok(Question {
        line: 0,
        id: None,
        text: question_text(text)?,
        gold: written_gold(gold),
        short: Vec::new(),
        kind: kind.trim().to_owned(),
    })
}

fn json(line: &str) -> Result<Question, String> {
    let record: Value = serde_json::from_str(line)
        .map_err(|error| format!("no JSON (column {}); want one object a line", error.column()))?;
    let Value::Object(mut record) = record else {
        return Err("no object; want {\"question\": …, \"gold\": …}".to_owned());
    };
    let text = match record.get("question") {
        Some(Value::String(text)) => question_text(text)?,
        _ => return Err("no `question` that is a string".to_owned()),
    };
    let gold = match record.remove("gold") {
        Some(gold) => json_gold(gold)?,
        None => return Err("no `gold`; write null where nothing answers the question".to_owned()),
    };
    let string = |value: Option<&Value>| match value {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let short = match record.get("short") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all
            .iter()
            .map(|one| one.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or("`short` must be a list of strings")?,
        Some(_) => return Err("`short` must be a list of strings".to_owned()),
    };
    Ok(Question {
        line: 0,
        id: string(record.get("id").or_else(|| record.get("_id"))),
        text,
        gold,
        short,
        kind: string(record.get("kind")).unwrap_or_default().trim().to_owned(),
    })
}

/// A question on one line, single blanks between its words.
fn question_text(text: &str) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { Err("the question is empty".to_owned()) } else { Ok(text) }
}

fn json_gold(gold: Value) -> Result<Gold, String> {
    const WANT: &str =
        "`gold` must be a string, a list of ids, an object of ids and grades, or null";
    let places = match gold {
        Value::Null => Vec::new(),
        Value::String(text) => return Ok(written_gold(&text)),
        Value::Array(ids) => ids
            .into_iter()
            .map(|id| match id {
                Value::String(id) => Ok(Place::Id { id, grade: 1.0 }),
                Value::Number(id) => Ok(Place::Id { id: id.to_string(), grade: 1.0 }),
                _ => Err(WANT),
            })
            .collect::<Result<_, _>>()?,
        Value::Object(grades) => grades
            .into_iter()
            .map(|(id, grade)| Ok(Place::Id { id, grade: grade.as_f64().ok_or(WANT)? }))
            .collect::<Result<_, &str>>()?,
        _ => return Err(WANT.to_owned()),
    };
    let mut written = String::new();
    for place in &places {
        if let Place::Id { id, .. } = place {
            written.push_str(if written.is_empty() { "" } else { " | " });
            written.push_str(id);
        }
    }
    if written.is_empty() {
        written.push('-');
    }
    Ok(Gold { places, written })
}

fn written_gold(text: &str) -> Gold {
    let text = text.trim();
    if text.is_empty() || text == "-" {
        return Gold { places: Vec::new(), written: "-".to_owned() };
    }
    let alternatives = text.split(" | ").map(str::trim);
    let places = alternatives.filter(|one| !one.is_empty()).map(place).collect();
    Gold { places, written: text.to_owned() }
}

fn place(text: &str) -> Place {
    let written = text.to_owned();
    if let Some(ranges) = ranges(text) {
        return Place::Lines { path: None, ranges, written };
    }
    if let Some((path, tail)) = text.rsplit_once(':')
        && !path.is_empty()
        && let Some(ranges) = ranges(tail)
    {
        return Place::Lines { path: Some(below_root(path).to_owned()), ranges, written };
    }
    match below_root(text).split_once(':') {
        Some((path, under)) if is_file(path) && !under.trim().is_empty() => {
            let (heading, label) = match under.split_once('/') {
                Some((heading, label)) => (heading, Some(label.trim().to_owned())),
                None => (under, None),
            };
            Place::Heading { path: path.to_owned(), heading: heading.trim().to_owned(), label }
        }
        _ => Place::Named(written),
    }
}

/// The name of a file without what marks the built-in ones.
pub(super) fn below_root(path: &str) -> &str {
    path.strip_prefix("builtin:").unwrap_or(path)
}

/// Whether `path` ends like a file: in a dot and a few letters.
fn is_file(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=8).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// How lines are written, for who wrote something like it.
pub(super) const LINES: &str = "lines are written like 12-14,30 and counted from 1";

/// Whether `text` is made of what lines are written with.
pub(super) fn is_like_lines(text: &str) -> bool {
    let is_of_range = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b',' | b' ');
    let text = text.trim();
    text.bytes().all(is_of_range) && text.starts_with(|one: char| one.is_ascii_digit())
}

/// `12-14,30` as ranges; `None` where `text` is none: an id may be written with digits too.
fn ranges(text: &str) -> Option<Vec<Lines>> {
    if !is_like_lines(text) {
        return None;
    }
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|line| 0 < *line);
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        (first <= last).then_some(Lines { first, last })
    };
    text.split(',').map(range).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, wanted: Expect) {
        let read = parse(name, text);
        let mut lines = Vec::new();
        for one in &read.questions {
            let id = one.id.as_ref().map(|id| format!(" #{id}")).unwrap_or_default();
            lines.push(format!("{}{id} {} [{}]", one.line, one.text, one.kind));
            lines.extend(one.gold.places.iter().map(|place| format!("    {place:?}")));
            lines.extend(one.short.iter().map(|short| format!("    short {short}")));
        }
        lines.extend(read.problems.iter().map(|problem| problem.to_string()));
        wanted.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn tabs_and_every_way_to_name_a_place() {
        check(
            "q.tsv",
            "\u{feff}# question\tgold\n\nall  lines\t12-14,30\tkind\r\nfile\tdocs/a.txt:3 | b.md:4-5\n\
             heading\tbuiltin:a.md:Step 1: Begin/Linux | a.md:Why?\tpara\ntitle\tNote: read this\n\
             id\ta.md#why\nnone\t-\tfar\n",
            expect![[r#"
                3 all lines [kind]
                    Lines { path: None, ranges: [Lines { first: 12, last: 14 }, Lines { first: 30, last: 30 }], written: "12-14,30" }
                4 file []
                    Lines { path: Some("docs/a.txt"), ranges: [Lines { first: 3, last: 3 }], written: "docs/a.txt:3" }
                    Lines { path: Some("b.md"), ranges: [Lines { first: 4, last: 5 }], written: "b.md:4-5" }
                5 heading [para]
                    Heading { path: "a.md", heading: "Step 1: Begin", label: Some("Linux") }
                    Heading { path: "a.md", heading: "Why?", label: None }
                6 title []
                    Named("Note: read this")
                7 id []
                    Named("a.md#why")
                8 none [far]"#]],
        );
    }

    #[test]
    fn json_lines_and_every_way_to_name_a_place() {
        check(
            "q.jsonl",
            r#"{"id": "a", "question": "graded\nids", "gold": {"p1": 1.0, "p2": 0}, "short": ["x"]}
{"id": 7, "question": "list", "gold": ["p1", 2], "kind": "k", "short": "y"}
{"question": "written", "gold": "12-14"}
{"question": "none", "gold": {}}
{"question": "none", "gold": null}"#,
            expect![[r#"
                1 #a graded ids []
                    Id { id: "p1", grade: 1.0 }
                    Id { id: "p2", grade: 0.0 }
                    short x
                2 #7 list [k]
                    Id { id: "p1", grade: 1.0 }
                    Id { id: "2", grade: 1.0 }
                    short y
                3 written []
                    Lines { path: None, ranges: [Lines { first: 12, last: 14 }], written: "12-14" }
                4 none []
                5 none []"#]],
        );
    }

    #[test]
    fn a_line_that_is_no_question_is_told_and_skipped() {
        check(
            "q.tsv",
            "no gold\n\t12\nq\t\na\tb\tc\td\nlast\t1",
            expect![[r#"
                5 last []
                    Lines { path: None, ranges: [Lines { first: 1, last: 1 }], written: "1" }
                q.tsv:1: skipped: no tab; write the question, a tab and what answers it, `-` for nothing
                q.tsv:2: skipped: the question is empty
                q.tsv:3: skipped: nothing after the tab; write `-` where nothing answers the question
                q.tsv:4: skipped: 4 columns; want question, gold and kind"#]],
        );
        check(
            "q",
            "{\"question\": \"a\", \"gold\": true}\n{\"question\": 1}\n{\"question\": \"a\"}\n[]\n{\n\
             {\"question\": \"a\", \"gold\": [], \"short\": [1]}",
            expect![[r#"
                q:1: skipped: `gold` must be a string, a list of ids, an object of ids and grades, or null
                q:2: skipped: no `question` that is a string
                q:3: skipped: no `gold`; write null where nothing answers the question
                q:4: skipped: no object; want {"question": …, "gold": …}
                q:5: skipped: no JSON (column 1); want one object a line
                q:6: skipped: `short` must be a list of strings"#]],
        );
    }

    #[test]
    fn what_is_no_range_of_lines_may_be_an_id() {
        check(
            "q.tsv",
            "q\t14-12 | 0\nq\t2024-01-02\nq\t20240102123456\nq\tk.csv:0",
            expect![[r#"
                1 q []
                    Named("14-12")
                    Named("0")
                2 q []
                    Named("2024-01-02")
                3 q []
                    Named("20240102123456")
                4 q []
                    Heading { path: "k.csv", heading: "0", label: None }"#]],
        );
    }

    #[test]
    fn a_file_without_questions_is_an_error_that_says_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("q.tsv");
        for (content, reason) in [
            ("# only this\n", "no question in it; give a question a line"),
            ("what\n", "no question in it: line 1: skipped: no tab; write the question"),
            ("a\0b\0\0\0", "binary file; give"),
        ] {
            fs::write(&path, content).unwrap();
            let error = load(&path).unwrap_err().to_string();
            assert!(error.starts_with(&format!("{}: {reason}", path.display())), "{error}");
        }
        assert!(
            load(&folder.path().join("none")).unwrap_err().to_string().starts_with("cannot read")
        );
    }
}
