//! Every question that a person sees in real Markdown files comes out as an entry, and every line
//! that is not blank is in a block or left out with a reason.
//!
//! The files lie beside the checkout and are no part of it; without them a test says so and passes.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ibid::{
    document::{BlockKind, Document},
    ingest,
};

/// How many questions a person sees in each file: `<h3>` outside comments in the FAQs, headings
/// that end in `?` outside code in the others.
const QUESTIONS: [(&str, usize); 7] = [
    ("ripgrep-faq-md/FAQ.md", 27),
    ("rust-faq-md/en.md", 126),
    ("rust-faq-md/de.md", 126),
    ("ripgrep-faq-md/README.orig.md", 3),
    ("ripgrep-faq-md/GUIDE.md", 0),
    ("ripgrep-faq-md/CHANGELOG.md", 0),
    ("rust-faq-md/README.md", 0),
];

fn docs() -> Option<PathBuf> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/docs");
    if !docs.is_dir() {
        eprintln!("skipped: no documents in {}", docs.display());
        return None;
    }
    Some(docs)
}

fn read(path: &Path) -> (String, Document) {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let document = ingest::parse(&path.to_string_lossy(), &text);
    (text, document)
}

fn entries(document: &Document) -> Vec<&str> {
    let is_entry = |kind: &BlockKind| matches!(kind, BlockKind::Heading { entry: true, .. });
    document
        .blocks
        .iter()
        .filter(|block| is_entry(&block.kind))
        .map(|block| block.plain())
        .collect()
}

/// Checks that each line is somewhere, in order, and that blocks hold the characters of the file.
fn check_lines(name: &Path, text: &str, document: &Document) {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut covered = vec![false; lines.len() + 1];
    let mut last = 0;
    for block in &document.blocks {
        assert!(last <= block.lines.first, "{}: {block:?} out of order", name.display());
        last = block.lines.first;
        let whole = lines[block.lines.first as usize - 1..block.lines.last as usize].join("\n");
        assert!(whole.contains(&block.text), "{}: {block:?} not verbatim", name.display());
        covered[block.lines.first as usize..=block.lines.last as usize].fill(true);
    }
    for left in &document.left_out {
        assert!(
            !left.reason.is_empty() && left.reason != "no text",
            "{}: {left:?}",
            name.display()
        );
        covered[left.lines.first as usize..=left.lines.last as usize].fill(true);
    }
    for (at, line) in lines.iter().enumerate() {
        let is_told = line.trim().is_empty() || covered[at + 1];
        assert!(is_told, "{}:{}: nowhere: {line}", name.display(), at + 1);
    }
}

#[test]
fn every_question_is_an_entry() {
    let Some(docs) = docs() else { return };
    for (name, expected) in QUESTIONS {
        let (_, document) = read(&docs.join(name));
        let found = entries(&document);
        println!("{name}: {} of {expected}", found.len());
        assert_eq!(found.len(), expected, "{name}");
        let unlike = found.iter().find(|title| !title.ends_with('?') || title.contains("</"));
        assert_eq!(unlike, None, "{name}");
    }
}

#[test]
fn every_line_is_told_of() {
    let Some(docs) = docs() else { return };
    let mut files = 0;
    for entry in ignore::WalkBuilder::new(&docs).build().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "md") {
            let (text, document) = read(entry.path());
            check_lines(entry.path(), &text, &document);
            files += 1;
        }
    }
    assert!(50 < files, "{files} files");
}
