//! Any bytes as a document: read, cut into passages and written as entries.

use std::collections::{BTreeSet, HashSet};

use ibid::{
    chunk::{Chunked, chunk},
    document::{BlockKind, Document, Lines, Places},
    export::{Entry, Target, export},
    ingest::{self, Note, decode::decode, links},
};

/// The name that plain text is read by.
const TEXT: &str = "fuzz.txt";

/// What a format promises beside places that are within the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// Every line is in a block or among those left out, and what is shown stands on its lines.
    Verbatim,
    /// Every line is somewhere; what is shown is what a person reads of it.
    Lines,
    /// Places are within what the file holds.
    Places,
}

pub fn markdown(bytes: &[u8]) {
    check("fuzz.md", bytes, Promise::Verbatim);
}

pub fn text(bytes: &[u8]) {
    check(TEXT, bytes, Promise::Verbatim);
}

pub fn jsonl(bytes: &[u8]) {
    check("fuzz.jsonl", bytes, Promise::Places);
}

pub fn json(bytes: &[u8]) {
    check("fuzz.json", bytes, Promise::Lines);
}

pub fn yaml(bytes: &[u8]) {
    check("fuzz.yml", bytes, Promise::Lines);
}

pub fn csv(bytes: &[u8]) {
    check("fuzz.csv", bytes, Promise::Lines);
}

pub fn tsv(bytes: &[u8]) {
    check("fuzz.tsv", bytes, Promise::Lines);
}

pub fn qna(bytes: &[u8]) {
    check("fuzz.qna", bytes, Promise::Lines);
}

pub fn html(bytes: &[u8]) {
    check("fuzz.html", bytes, Promise::Lines);
}

pub fn rst(bytes: &[u8]) {
    check("fuzz.rst", bytes, Promise::Verbatim);
}

pub fn pod(bytes: &[u8]) {
    check("fuzz.pod", bytes, Promise::Verbatim);
}

pub fn asciidoc(bytes: &[u8]) {
    check("fuzz.adoc", bytes, Promise::Verbatim);
}

pub fn man(bytes: &[u8]) {
    check("fuzz.1", bytes, Promise::Lines);
}

/// Reads `bytes` as the file `name`, twice, and gives what came of it. Promises nothing of its
/// places.
pub(super) fn read(name: &str, bytes: &[u8]) -> Vec<Document> {
    let (first, second) = (read_once(name, bytes), read_once(name, bytes));
    assert_eq!(first, second, "the same file was read as two");
    first.1
}

fn read_once(name: &str, bytes: &[u8]) -> (Result<(), String>, Vec<Document>, Vec<Note>) {
    let (mut documents, mut notes) = (Vec::new(), Vec::new());
    let read = ingest::read_bytes(
        name,
        bytes.to_vec(),
        &mut |document| documents.push(document),
        &mut |note| notes.push(note),
    );
    if let Err(reason) = &read {
        assert!(!reason.is_empty() && !reason.contains('\n'), "no phrase: {reason:?}");
    }
    (read, documents, notes)
}

fn check(name: &str, bytes: &[u8], promise: Promise) {
    let documents = read(name, bytes);
    let Ok(decoded) = decode(bytes.to_vec()) else { return };
    // Plain text without any `\n` has its lines at `\r`.
    let ends_at_return = name == TEXT && !decoded.text.contains('\n');
    let end = if ends_at_return { '\r' } else { '\n' };
    let lines: Vec<&str> = decoded.text.split(end).collect();
    for document in &documents {
        assert_eq!(document.places, Places::Lines, "a file with lines");
        let chunked = cut(document, lines.len());
        if promise != Promise::Places {
            assert_eq!(documents.len(), 1, "a file that is read whole");
            every_line_is_somewhere(document, &lines);
        }
        if promise == Promise::Verbatim {
            stands_in_the_file(document, &chunked, &lines);
        }
    }
    for link in links::parse(name, &decoded.text).into_iter().flat_map(|found| found.links) {
        assert!((1..=lines.len()).contains(&(link.line as usize)), "{link:?}");
    }
    export_is_read_again(&documents);
}

/// Cuts `document`, of which the last place is `last`.
pub(super) fn cut(document: &Document, last: usize) -> Chunked {
    let within = |lines: Lines, what: &str| {
        let is_within =
            1 <= lines.first && lines.first <= lines.last && lines.last as usize <= last;
        assert!(is_within, "{what} on {lines:?} of {last}");
    };
    document.blocks.iter().for_each(|block| within(block.lines, "a block"));
    document.left_out.iter().for_each(|one| within(one.lines, "what was left out"));
    let chunked = chunk(document);
    let mut ids = HashSet::new();
    for passage in &chunked.passages {
        within(Lines { first: passage.line, last: passage.end_line }, "a passage");
        assert!(ids.insert(&passage.id), "the id {} comes twice", passage.id);
        let has_lines = document.places == Places::Lines;
        assert_eq!(passage.place.is_none(), has_lines, "a place: {passage:?}");
    }
    chunked.headings.iter().for_each(|(lines, _)| within(*lines, "a heading"));
    chunked
}

fn every_line_is_somewhere(document: &Document, lines: &[&str]) {
    let blocks = document.blocks.iter().map(|block| block.lines);
    let left_out = document.left_out.iter().map(|one| one.lines);
    let kept: BTreeSet<u32> =
        blocks.chain(left_out).flat_map(|lines| lines.first..=lines.last).collect();
    for (number, line) in (1..).zip(lines) {
        assert!(line.trim().is_empty() || kept.contains(&number), "{number} is nowhere: {line:?}");
    }
}

/// Each line that is shown of a passage ends a line of the file, one of those it is cited by. (It
/// need not begin it: markers of quotes and of answers are not the text.)
fn stands_in_the_file(document: &Document, chunked: &Chunked, lines: &[&str]) {
    let shown = |span: Lines, text: &str, what: &str| {
        let span = &lines[span.first as usize - 1..span.last as usize];
        for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
            let stands = span.iter().any(|one| one.contains(line));
            assert!(stands, "{what}: {line:?} is not in {span:?}");
        }
    };
    for block in &document.blocks {
        if !matches!(block.kind, BlockKind::Record(_)) {
            shown(block.lines, &block.text, "a block");
        }
    }
    for passage in &chunked.passages {
        shown(Lines::new(passage.line, passage.end_line), &passage.text, "a passage");
    }
}

/// Entries that are written are read again as they were: as JSON Lines all of them, in the other
/// formats those that the report of losses does not name.
pub(super) fn export_is_read_again(documents: &[Document]) {
    let mut ids = HashSet::new();
    let mut entries: Vec<Entry> = Vec::new();
    for document in documents {
        let found = Entry::all(chunk(document).passages).into_iter();
        entries.extend(found.filter(|one| ids.insert(one.key.clone())));
    }
    if entries.is_empty() {
        return;
    }
    // Each input in one format of them, which is enough of work.
    let text: usize = entries.iter().map(|entry| entry.text.len()).sum();
    let exported = export(&entries, Target::ALL[text % Target::ALL.len()], None);
    assert!(exported.entries + exported.texts <= entries.len());
    let written = export(&entries, Target::JsonLines, None);
    assert!(written.losses.iter().all(|loss| entries.iter().any(|one| one.key == loss.id)));
    if !written.losses.is_empty() {
        return;
    }
    let mut again = Vec::new();
    for document in read("export.jsonl", written.text.as_bytes()) {
        again.extend(Entry::all(chunk(&document).passages));
    }
    assert_eq!(entries.len(), again.len(), "as many entries as were written");
    for (entry, again) in entries.iter().zip(&again) {
        assert_eq!((&entry.questions, &entry.text), (&again.questions, &again.text));
        assert_eq!((&entry.title, entry.over()), (&again.title, again.over()));
        assert_eq!((&entry.category, &entry.tags), (&again.category, &again.tags));
        assert_eq!((&entry.url, &entry.fields), (&again.url, &again.fields));
        assert_eq!(entry.prompts, again.prompts);
        assert_eq!(entry.is_only_prompted, again.is_only_prompted);
    }
}
