//! The reply as JSON: the fields of the contract, in its order.

use std::path::Path;

use ibid::{
    answer::{Answer, Explanation, Found},
    document::{self, Metadata},
};
use serde::Serialize;

use super::sanitize;

/// Raised when a field changes its meaning; new fields do not raise it.
const FORMAT_VERSION: u32 = 1;

/// One object over several lines, with a line break behind it.
pub(crate) fn pretty(answer: &Answer, root: Option<&Path>) -> String {
    finish(serde_json::to_string_pretty(&Reply::new(answer, root)))
}

/// One object on one line, with a line break behind it.
pub(crate) fn line(answer: &Answer, root: Option<&Path>) -> String {
    finish(serde_json::to_string(&Reply::new(answer, root)))
}

/// Escapes what serde leaves and a terminal or a splitter of lines may take for an order. Such
/// characters stand only inside of strings, where the escape means the same.
pub(crate) fn finish(json: serde_json::Result<String>) -> String {
    // Strings, numbers and maps with text for keys: there is nothing in a reply that can fail.
    let json = json.unwrap_or_default();
    let mut clean = String::with_capacity(json.len() + 1);
    let (mut copied, mut at) = (0, 0);
    // What serde leaves begins with delete or a byte that is not ASCII; bytes are passed over quickly.
    while let Some(next) = json.as_bytes()[at..].iter().position(|byte| 0x7f <= *byte) {
        let start = at + next;
        let Some(one) = json[start..].chars().next() else { break };
        at = start + one.len_utf8();
        if sanitize::drives_terminal(one) {
            clean.push_str(&json[copied..start]);
            clean.push_str(&format!("\\u{:04x}", u32::from(one)));
            copied = at;
        }
    }
    clean.push_str(&json[copied..]);
    clean.push('\n');
    clean
}

#[derive(Serialize)]
struct Reply<'a> {
    format_version: u32,
    question: &'a str,
    interpreted: Option<&'a str>,
    status: &'static str,
    confidence: f64,
    answers: Vec<Passage<'a>>,
    nearest: Vec<Passage<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    clarify: Vec<Choice<'a>>,
    unknown: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explain<'a>>,
    root: Option<String>,
    took_us: u64,
}

#[derive(Serialize)]
struct Passage<'a> {
    id: &'a str,
    kind: &'static str,
    title: &'a str,
    headings: &'a [String],
    text: &'a str,
    highlight: Vec<[usize; 2]>,
    path: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    columns: &'a [String],
    /// The first and the last line of each range of `highlight`; nothing where the format has no lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    highlight_lines: Vec<[u32; 2]>,
    score: f64,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

/// Where a passage stands: in lines, or in what its format has instead.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Place<'a> {
    Lines { line: u32, end_line: u32 },
    Pages { page: u32, end_page: u32 },
    Paragraphs { paragraph: u32, end_paragraph: u32 },
    Cells { cell: &'a str },
}

impl<'a> Place<'a> {
    pub(crate) fn of(passage: &'a ibid::passage::Passage) -> Place<'a> {
        match &passage.place {
            None => Place::Lines { line: passage.line, end_line: passage.end_line },
            Some(document::Place::Page(page, end_page)) => {
                Place::Pages { page: *page, end_page: *end_page }
            }
            Some(document::Place::Paragraph(paragraph, end_paragraph)) => {
                Place::Paragraphs { paragraph: *paragraph, end_paragraph: *end_paragraph }
            }
            Some(document::Place::Cell(cell)) => Place::Cells { cell },
        }
    }
}

#[derive(Serialize)]
struct Choice<'a> {
    label: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct Explain<'a> {
    terms: Vec<Term<'a>>,
    passages: Vec<Counted<'a>>,
    confidence: Vec<Part<'a>>,
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
    origin: &'a str,
    weight: f64,
    passages: u64,
}

#[derive(Serialize)]
struct Counted<'a> {
    id: &'a str,
    lacks: &'a [String],
    features: Vec<Feature<'a>>,
}

#[derive(Serialize)]
struct Feature<'a> {
    name: &'a str,
    value: f64,
    part: f64,
}

#[derive(Serialize)]
struct Part<'a> {
    name: &'a str,
    part: f64,
}

impl<'a> Reply<'a> {
    fn new(answer: &'a Answer, root: Option<&Path>) -> Reply<'a> {
        Reply {
            format_version: FORMAT_VERSION,
            question: &answer.question,
            interpreted: answer.interpreted.as_deref(),
            status: answer.status.name(),
            confidence: rounded(answer.confidence),
            answers: answer.answers.iter().map(Passage::new).collect(),
            nearest: answer.nearest.iter().map(Passage::new).collect(),
            clarify: answer
                .clarify
                .iter()
                .map(|choice| Choice { label: &choice.label, id: &choice.id })
                .collect(),
            unknown: &answer.unknown,
            notes: &answer.notes,
            explain: answer.explain.as_ref().map(Explain::new),
            root: root.map(|root| root.to_string_lossy().into_owned()),
            took_us: u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

impl<'a> Passage<'a> {
    fn new(found: &'a Found) -> Passage<'a> {
        let passage = &found.passage;
        let lines = found.highlight.iter().filter(|_| passage.place.is_none());
        let lines = lines.map(|range| passage.lines_of(range));
        Passage {
            id: &passage.id,
            kind: passage.kind.name(),
            title: &passage.title,
            headings: &passage.headings,
            text: &passage.text,
            highlight: found.highlight.iter().map(|range| [range.start, range.end]).collect(),
            path: &passage.path,
            place: Place::of(passage),
            columns: &passage.columns,
            highlight_lines: lines.map(|lines| [lines.first, lines.last]).collect(),
            score: rounded(found.score),
            metadata: &passage.metadata,
        }
    }
}

impl<'a> Explain<'a> {
    fn new(explanation: &'a Explanation) -> Explain<'a> {
        let feature = |(name, value, part): &'a (String, f64, f64)| Feature {
            name,
            value: rounded(*value),
            part: rounded(*part),
        };
        Explain {
            terms: explanation
                .terms
                .iter()
                .map(|term| Term {
                    term: &term.term,
                    origin: &term.origin,
                    weight: rounded(term.weight),
                    passages: term.passages,
                })
                .collect(),
            passages: explanation
                .passages
                .iter()
                .map(|one| Counted {
                    id: &one.id,
                    lacks: &one.lacks,
                    features: one.features.iter().map(feature).collect(),
                })
                .collect(),
            confidence: explanation
                .confidence
                .iter()
                .map(|(name, part)| Part { name, part: rounded(*part) })
                .collect(),
        }
    }
}

/// To four decimals: more would promise what the numbers do not hold. Never `-0`.
pub(crate) fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4 + 0.0
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::cli::samples;

    #[test]
    fn what_drives_a_terminal_is_escaped_and_all_is_still_said() {
        let all: String = (0..0x3000).filter_map(char::from_u32).collect();
        let json = finish(serde_json::to_string(&all));
        let line = json.strip_suffix('\n').unwrap();
        assert!(!line.contains('\n') && !line.contains(sanitize::drives_terminal));
        assert_eq!(serde_json::from_str::<String>(line).unwrap(), all);
        assert!(line.contains("\\u007f\\u0080") && line.contains("éêë") && line.contains("‘’"));
    }

    #[test]
    fn the_fields_are_the_contracts_in_its_order() {
        let answer = samples::answered();
        let json = pretty(&answer, Some(Path::new("/home/me/docs")));
        expect![[r#"
            {
              "format_version": 1,
              "question": "what is deep lerning",
              "interpreted": "what is deep learning",
              "status": "answered",
              "confidence": 0.9346,
              "answers": [
                {
                  "id": "guide.md#what-is-deep-learning",
                  "kind": "qa",
                  "title": "What is deep learning?",
                  "headings": [
                    "Machine learning",
                    "Basics"
                  ],
                  "text": "Deep learning is a part of machine learning.\nIt uses layers.",
                  "highlight": [
                    [
                      0,
                      44
                    ]
                  ],
                  "path": "guide.md",
                  "line": 42,
                  "end_line": 47,
                  "highlight_lines": [
                    [
                      42,
                      42
                    ]
                  ],
                  "score": 14.2
                },
                {
                  "id": "guide.md#layers",
                  "kind": "section",
                  "title": "Layers",
                  "headings": [
                    "Machine learning",
                    "Basics"
                  ],
                  "text": "A layer is a row of units.",
                  "highlight": [],
                  "path": "guide.md",
                  "line": 50,
                  "end_line": 51,
                  "score": 3.1,
                  "metadata": {
                    "tags": [
                      "net"
                    ]
                  }
                }
              ],
              "nearest": [],
              "unknown": [],
              "notes": [
                "Corrected: lerning → learning"
              ],
              "root": "/home/me/docs",
              "took_us": 412
            }
        "#]]
        .assert_eq(&json);
    }

    #[test]
    fn ndjson_is_one_line_whatever_is_in_it() {
        let mut answer = samples::answered();
        answer.question = "a\nb\r\u{2028}c\u{85}d\u{1b}[2J\u{202e}\u{9b}".into();
        let json = line(&answer, None);
        assert_eq!(json.matches(['\n', '\r', '\u{2028}', '\u{85}', '\u{1b}', '\u{9b}']).count(), 1);
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["question"], answer.question.as_str(), "verbatim after reading");
        assert_eq!(back["root"], serde_json::Value::Null);
    }

    #[test]
    fn a_refusal_has_all_fields_too() {
        let json = line(&samples::refused(), None);
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["status"], "no_answer");
        assert_eq!(back["answers"], serde_json::json!([]));
        assert_eq!(back["nearest"][0]["id"], "guide.md#layers");
        assert_eq!(back["unknown"], serde_json::json!(["quantum"]));
        for absent in ["clarify", "explain", "notes"] {
            assert!(back.get(absent).is_none(), "{absent}");
        }
    }

    #[test]
    fn an_explanation_is_there_where_it_was_asked_for() {
        let json = line(&samples::explained(), None);
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["explain"]["terms"][0]["term"], "deep");
        assert_eq!(back["explain"]["passages"][0]["features"][0]["part"], 4.2);
    }
}
