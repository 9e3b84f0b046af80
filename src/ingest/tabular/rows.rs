//! The rows of a sheet and their lines.

use crate::{document::Lines, ingest::source::Source};

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Separator {
    /// Told by the first rows: a comma, a semicolon, a tab or a bar.
    Any,
    Tab,
}

/// How often reading starts anew behind a quote that is not closed, before the rest is left out.
const MAX_RESTARTS: usize = 32;

/// How many rows tell the separator, and in how many bytes.
const PROBE_ROWS: usize = 20;
const PROBE_BYTES: usize = 1 << 20;

/// A row of more cells is none: as many columns as the largest spreadsheets have.
const MAX_CELLS: usize = 16_384;

/// One row that is not blank.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ingest) struct Row {
    pub(in crate::ingest) cells: Vec<String>,
    pub(in crate::ingest) lines: Lines,
}

/// The rows of a text, the lines that are none, with the reason, and what parts the cells.
pub(super) fn split(
    source: &Source<'_>,
    separator: Separator,
) -> (Vec<Row>, Vec<(Lines, String)>, char) {
    let text = source.text;
    let separator = match separator {
        Separator::Tab if text.contains('\t') => b'\t',
        _ => probe(text),
    };
    if separator == b'\t'
        && let Some(rows) = unquoted(source)
    {
        return (rows, Vec::new(), '\t');
    }
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut from = 0;
    for restart in 0.. {
        let Some(broken) = read(source, separator, from, (&mut rows, &mut bad)) else { break };
        let line = source.number(broken);
        if restart == MAX_RESTARTS {
            let reason = "from here on a quote is not closed again and again".to_owned();
            bad.push((Lines::new(line, source.count()), reason));
            break;
        }
        bad.push((Lines::new(line, line), "a quote that is not closed".to_owned()));
        from = source.range(line).end;
    }
    (rows, bad, char::from(separator))
}

/// Reads rows from byte `from` on, up to the first that a quote breaks; gives where that starts.
fn read(
    source: &Source<'_>,
    separator: u8,
    from: usize,
    (rows, bad): (&mut Vec<Row>, &mut Vec<(Lines, String)>),
) -> Option<usize> {
    let bytes = &source.text.as_bytes()[from..];
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut record = csv::StringRecord::new();
    // What is read from memory and is UTF-8 cannot fail.
    while reader.read_record(&mut record).unwrap_or(false) {
        let byte = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
        let start = byte(record.position().map_or(0, csv::Position::byte));
        let range = source.trimmed(&(from + start..from + byte(reader.position().byte())));
        let raw = source.text.get(range.clone()).unwrap_or_default();
        match quoting(raw.as_bytes(), separator) {
            Quoting::Open => return Some(range.start),
            Quoting::Sloppy if raw.contains('\n') => return Some(range.start),
            _ => {}
        }
        if MAX_CELLS < record.len() {
            bad.push((source.lines(&range), format!("a row of more than {MAX_CELLS} cells")));
        } else if record.iter().any(|cell| !cell.trim().is_empty()) {
            let cells = record.iter().map(str::to_owned).collect();
            rows.push(Row { cells, lines: source.lines(&range) });
        }
    }
    None
}

/// How a row is quoted.
#[derive(Debug, PartialEq)]
enum Quoting {
    Well,
    /// Something stands between a closing quote and the end of its cell.
    Sloppy,
    /// A quote is not closed.
    Open,
}

fn quoting(row: &[u8], separator: u8) -> Quoting {
    let mut quoting = Quoting::Well;
    let next = |at: usize| {
        let end = row[at..].iter().position(|one| *one == separator);
        end.map_or(row.len(), |end| at + end + 1)
    };
    let mut at = 0;
    while at < row.len() {
        if row[at] != b'"' {
            at = next(at);
            continue;
        }
        at += 1;
        loop {
            let quote = row[at..].iter().position(|one| *one == b'"');
            let Some(quote) = quote else { return Quoting::Open };
            at += quote + 1;
            if row.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
        if row.get(at).is_some_and(|one| *one != separator) {
            quoting = Quoting::Sloppy;
        }
        at = next(at);
    }
    quoting
}

/// The rows of tab-separated lines in which a quote is a character like any other: all that have
/// as many cells as the first. `None` where some have not; cells hold line breaks then.
fn unquoted(source: &Source<'_>) -> Option<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for number in 1..=source.count() {
        let line = source.line(number).trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            continue;
        }
        if MAX_CELLS <= line.bytes().filter(|byte| *byte == b'\t').count() {
            return None;
        }
        let cells: Vec<String> = line.split('\t').map(without_quotes).collect();
        let opens = line
            .split('\t')
            .any(|cell| cell.starts_with('"') && (cell.len() == 1 || !cell.ends_with('"')));
        if opens && rows.first().is_some_and(|first| cells.len() != first.cells.len()) {
            return None;
        }
        rows.push(Row { cells, lines: Lines::new(number, number) });
    }
    Some(rows)
}

/// A cell that is quoted as a whole without its quotes.
fn without_quotes(cell: &str) -> String {
    let inner = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => inner.replace("\"\"", "\""),
        _ => cell.to_owned(),
    }
}

/// The separator that gives the first rows the most cells, each the same number.
fn probe(text: &str) -> u8 {
    let mut best = (b',', 0);
    for separator in [b',', b';', b'\t', b'|', b'^', b'~'] {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(&text.as_bytes()[..text.len().min(PROBE_BYTES)]);
        let counts: Vec<usize> =
            reader.records().take(PROBE_ROWS).flatten().map(|record| record.len()).collect();
        let first = counts.first().copied().unwrap_or(0);
        let alike = counts.iter().filter(|count| **count == first).count();
        // What agrees with the header in most rows wins; of those the finest cut.
        let score = if 1 < first && counts.len() <= 2 * alike { first * alike } else { 0 };
        if best.1 < score {
            best = (separator, score);
        }
    }
    best.0
}
