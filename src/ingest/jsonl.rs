//! JSON Lines: one entry or titled text a line.

use std::io::{BufRead, BufReader, Read};

use serde_json::{Map, Value};

use super::{Note, decode, unreadable};
use crate::document::{Block, BlockKind, Document, LeftOut, Lines, Record};

/// How many records one [`Document`] holds at most.
pub const BATCH_RECORDS: usize = 1024;

/// A longer line is skipped without being held.
pub const MAX_LINE_BYTES: usize = 16 << 20;

/// How much of the file is read at once; the start of it tells its encoding.
const BUFFER_BYTES: usize = 64 << 10;

/// Reads the records of `reader`, the content of the file `path`, and hands them to `sink`, up to
/// [`BATCH_RECORDS`] at once, in order. A line that is no record goes to `notes`, and is among
/// what its document left out; a blank one is nothing.
///
/// # Errors
///
/// Why nothing or no more could be read, as a phrase. What was read before has been handed on.
///
/// # Cost
///
/// Memory for one batch and one line. UTF-16 and UTF-32 are held whole.
pub fn read(
    path: &str,
    reader: impl Read,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let mut reader = BufReader::with_capacity(BUFFER_BYTES, reader);
    let start = reader.fill_buf().map_err(|error| unreadable(&error))?;
    let mark = if start.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    // One of the marks of UTF-32 begins as that of UTF-16 does.
    let is_wide = start.starts_with(b"\xff\xfe")
        || start.starts_with(b"\xfe\xff")
        || start.starts_with(&decode::UTF_32BE_MARK)
        || decode::utf16(start).is_some();
    if is_wide {
        let mut bytes = Vec::new();
        reader.read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        let decoded = decode::decode(bytes)?;
        if let Some(note) = decoded.note {
            notes(Note::File(note));
        }
        return read_lines(path, decoded.text.as_bytes(), sink, notes);
    }
    if decode::is_binary(start) {
        return Err("binary file".to_owned());
    }
    reader.consume(mark);
    read_lines(path, reader, sink, notes)
}

/// Reads all records of `text` into one document.
pub(super) fn parse(path: &str, text: &str) -> Document {
    let mut whole = Document { path: path.to_owned(), ..Document::default() };
    let mut join = |batch: Document| {
        whole.blocks.extend(batch.blocks);
        whole.left_out.extend(batch.left_out);
    };
    // Text in memory cannot fail to be read.
    let _ = read_lines(path, text.as_bytes(), &mut join, &mut |_| {});
    whole
}

fn read_lines(
    path: &str,
    mut reader: impl BufRead,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    let empty = || Document { path: path.to_owned(), ..Document::default() };
    let mut batch = empty();
    let mut line = Vec::new();
    let mut guess_noted = false;
    let mut number: u32 = 0;
    // As for text: a line ends in `\r` where there is no `\n`.
    let start = reader.fill_buf().map_err(|error| unreadable(&error))?;
    let end = if start.contains(&b'\r') && !start.contains(&b'\n') { b'\r' } else { b'\n' };
    loop {
        line.clear();
        let kind = next_line(&mut reader, end, &mut line).map_err(|error| unreadable(&error))?;
        number = number.saturating_add(1);
        let block = match kind {
            Line::End => break,
            Line::TooLong => Err(format!("a line above {} MB", MAX_LINE_BYTES >> 20)),
            Line::Whole if line.trim_ascii().is_empty() => continue,
            Line::Whole => {
                let decoded = decode::from_utf8_bytes(std::mem::take(&mut line), 0);
                if let Some(note) = decoded.note.filter(|_| !guess_noted) {
                    guess_noted = true;
                    notes(Note::File(format!("line {number} {note}")));
                }
                record(&decoded.text, number)
            }
        };
        match block {
            Ok(block) => batch.blocks.push(block),
            Err(reason) => {
                notes(Note::Skipped { line: number, reason: reason.clone() });
                batch.left_out.push(LeftOut { lines: Lines::new(number, number), reason });
            }
        }
        if BATCH_RECORDS <= batch.blocks.len().max(batch.left_out.len()) {
            sink(std::mem::replace(&mut batch, empty()));
        }
    }
    if !batch.blocks.is_empty() || !batch.left_out.is_empty() {
        sink(batch);
    }
    Ok(())
}

enum Line {
    End,
    Whole,
    TooLong,
}

/// Reads the next line into `line`, which is empty, without the `end` of it.
fn next_line(reader: &mut impl BufRead, end: u8, line: &mut Vec<u8>) -> std::io::Result<Line> {
    let (mut any, mut too_long) = (false, false);
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == end);
        let part = &buffer[..end.unwrap_or(buffer.len())];
        too_long |= MAX_LINE_BYTES < line.len() + part.len();
        if too_long {
            *line = Vec::new();
        } else {
            line.extend_from_slice(part);
        }
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(if too_long {
        Line::TooLong
    } else if any {
        Line::Whole
    } else {
        Line::End
    })
}

/// The record in `line`, or why there is none.
fn record(line: &str, number: u32) -> Result<Block, String> {
    let mut fields = match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err("not a JSON object".to_owned()),
        Err(error) => return Err(syntax(&error)),
    };
    let id = take_string(&mut fields, "id")?.or(take_string(&mut fields, "_id")?);
    let mut questions: Vec<String> = Vec::new();
    for key in ["question", "questions"] {
        for question in take_strings(&mut fields, key)? {
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
    }
    let headings = take_strings(&mut fields, "headings")?;
    let mut title = take_string(&mut fields, "title")?.unwrap_or_default();
    let (text, name) = match (fields.contains_key("answer"), questions.is_empty()) {
        (true, true) => return Err("an answer without a question".to_owned()),
        (true, false) => (take_verbatim(&mut fields, "answer")?, "answer"),
        (false, _) if fields.contains_key("text") => (take_verbatim(&mut fields, "text")?, "text"),
        (false, false) => return Err("a question without an answer".to_owned()),
        (false, true) => return Err("neither `answer` nor `text`".to_owned()),
    };
    if text.trim().is_empty() {
        return Err(format!("an empty `{name}`"));
    }
    let mut metadata: crate::document::Metadata = fields.into_iter().collect();
    metadata.retain(|_, value| !value.is_null());
    if !questions.is_empty() && !title.is_empty() {
        metadata.insert("title".to_owned(), Value::String(std::mem::take(&mut title)));
    }
    let record = Record { id, questions, title, headings, metadata };
    Ok(Block {
        kind: BlockKind::Record(record),
        lines: Lines::new(number, number),
        text,
        plain: String::new(),
    })
}

/// What is wrong with the JSON, with its column; the line is known.
fn syntax(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let what = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(what, _)| what);
    format!("not JSON: {what}, column {}", error.column())
}

/// The value of `key` as one trimmed string; a number counts as one, a blank string as none.
fn take_string(fields: &mut Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match fields.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => scalar(value, key).map(|text| {
            let trimmed = text.trim();
            (!trimmed.is_empty()).then(|| trimmed.to_owned())
        }),
    }
}

/// The value of `key` as it is; empty where it is null.
fn take_verbatim(fields: &mut Map<String, Value>, key: &str) -> Result<String, String> {
    match fields.remove(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(value) => scalar(value, key),
    }
}

/// The value of `key`, a string or a list of them, without blank ones.
fn take_strings(fields: &mut Map<String, Value>, key: &str) -> Result<Vec<String>, String> {
    let values = match fields.remove(key) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(values)) => values,
        Some(value) => vec![value],
    };
    let mut strings = Vec::with_capacity(values.len());
    for value in values {
        let text = scalar(value, key)?;
        if !text.trim().is_empty() {
            strings.push(text.trim().to_owned());
        }
    }
    Ok(strings)
}

fn scalar(value: Value, key: &str) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(format!("`{key}` is not a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> (Vec<Document>, Vec<Note>) {
        let (mut documents, mut notes) = (Vec::new(), Vec::new());
        read("a.jsonl", bytes, &mut |one| documents.push(one), &mut |note| notes.push(note))
            .unwrap();
        (documents, notes)
    }

    fn only(line: &str) -> (Record, String) {
        let block = record(line, 7).unwrap();
        match block.kind {
            BlockKind::Record(record) => (record, block.text),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lines_may_end_in_a_carriage_return_alone() {
        let line = |asks: &str| format!("{{\"question\": \"{asks}\", \"answer\": \"So.\"}}");
        for end in ["\r", "\n", "\r\n"] {
            let text = format!("{}{end}{}{end}", line("Why?"), line("Who?"));
            let (documents, notes) = read_all(text.as_bytes());
            assert_eq!(notes, [], "{end:?}");
            let lines: Vec<u32> = documents[0].blocks.iter().map(|one| one.lines.first).collect();
            assert_eq!(lines, [1, 2], "{end:?}");
        }
    }

    #[test]
    fn an_entry_keeps_all_that_it_says() {
        let (record, text) = only(
            r#"{"_id": 12, "questions": ["Is it blue?", " ", "Blue?"], "question": "Blue?",
               "answer": " It is.\n", "headings": ["Colours"], "tags": ["a"], "url": "u", "x": null}"#,
        );
        assert_eq!(record.id.as_deref(), Some("12"));
        assert_eq!(record.questions, ["Blue?", "Is it blue?"]);
        assert_eq!(record.headings, ["Colours"]);
        assert_eq!(text, " It is.\n");
        assert_eq!(record.metadata["tags"], serde_json::json!(["a"]));
        assert_eq!(record.metadata.keys().collect::<Vec<_>>(), ["tags", "url"]);
    }

    #[test]
    fn a_titled_text_has_no_question() {
        let (record, text) = only(r#"{"id": "t1", "title": "Tides", "text": "Twice a day."}"#);
        assert_eq!((record.title.as_str(), text.as_str()), ("Tides", "Twice a day."));
        assert!(record.questions.is_empty());
    }

    #[test]
    fn what_is_no_record_is_said_and_the_rest_read() {
        let lines = "{\"text\": \"one\"}\r\n\n{\"text\": }\n[1]\n{\"question\": \"Why?\"}\n\
            {\"answer\": \"So.\"}\n{\"text\": \" \"}\n{\"title\": \"t\"}\n{\"text\": [1]}\n\
            {\"text\": \"two\"}";
        let (documents, notes) = read_all(lines.as_bytes());
        let found: Vec<(u32, &str)> =
            documents[0].blocks.iter().map(|one| (one.lines.first, one.text.as_str())).collect();
        assert_eq!(found, [(1, "one"), (10, "two")]);
        let reasons: Vec<(u32, &str)> = notes
            .iter()
            .map(|note| match note {
                Note::Skipped { line, reason } => (*line, reason.as_str()),
                Note::File(note) => (0, note.as_str()),
                Note::Inside { name, .. } => (0, name.as_str()),
            })
            .collect();
        assert_eq!(
            reasons,
            [
                (3, "not JSON: expected value, column 10"),
                (4, "not a JSON object"),
                (5, "a question without an answer"),
                (6, "an answer without a question"),
                (7, "an empty `text`"),
                (8, "neither `answer` nor `text`"),
                (9, "`text` is not a string"),
            ]
        );
        assert_eq!(documents[0].left_out.len(), 7);
    }

    #[test]
    fn records_come_in_batches() {
        let lines = "{\"text\": \"x\"}\n".repeat(BATCH_RECORDS * 2 + 1);
        let (documents, notes) = read_all(lines.as_bytes());
        let sizes: Vec<usize> = documents.iter().map(|one| one.blocks.len()).collect();
        assert_eq!((sizes, notes.len()), (vec![BATCH_RECORDS, BATCH_RECORDS, 1], 0));
        assert_eq!(documents[2].blocks[0].lines, Lines::new(2049, 2049));
    }

    #[test]
    fn a_line_too_long_to_hold_is_skipped() {
        let mut lines = format!("{{\"text\": \"{}\"}}\n", "x".repeat(MAX_LINE_BYTES));
        lines.push_str("{\"text\": \"y\"}\n");
        let (documents, notes) = read_all(lines.as_bytes());
        assert_eq!(documents[0].blocks[0].lines.first, 2);
        assert_eq!(notes, [Note::Skipped { line: 1, reason: "a line above 16 MB".to_owned() }]);
    }

    #[test]
    fn other_encodings_are_read() {
        let utf16: Vec<u8> =
            "\u{feff}{\"text\": \"é\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read_all(&utf16).0[0].blocks[0].text, "é");
        for unit in [u32::to_le_bytes, u32::to_be_bytes] {
            let text = "\u{feff}{\"text\": \"é\"}\n".chars();
            let utf32: Vec<u8> = text.flat_map(|one| unit(one.into())).collect();
            assert_eq!(read_all(&utf32).0[0].blocks[0].text, "é");
        }
        assert_eq!(read_all(b"\xef\xbb\xbf{\"text\": \"e\"}").0[0].blocks[0].text, "e");
        let (documents, notes) = read_all(b"{\"text\": \"Le caf\xe9 est tr\xe8s bon\"}");
        assert_eq!(documents[0].blocks[0].text, "Le café est très bon");
        assert_eq!(notes, [Note::File("line 1 read as windows-1252 (guessed)".to_owned())]);
    }
}
