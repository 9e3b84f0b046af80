//! Real text files, whole: no line is lost, and every question that a person sees is an entry.
//!
//! The files lie beside the checkout, not in it; where they are missing, each test says so and
//! passes. Nothing of their text is copied here but short titles.

use std::{collections::BTreeSet, fs, path::Path};

use ibid::{
    chunk::{Chunked, chunk},
    document::Lines,
    ingest::text::parse,
    passage::{Kind, Passage},
};

const ROADMAP: &str = "eval/roadmap.txt";
const DEBIAN: &str = "docs/debian-faq/debian-faq.en.txt";
const VIM: &str = "docs/vim-faq/vim_faq.txt";

/// The text of a file and what it is cut into, if the file is there.
fn read(file: &str) -> Option<(String, Chunked)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(file);
    let Ok(text) = fs::read_to_string(&path) else {
        println!("skipped: no {}", path.display());
        return None;
    };
    let chunked = chunk(&parse(file, &text));
    Some((text, chunked))
}

fn entries(chunked: &Chunked) -> Vec<&Passage> {
    chunked.passages.iter().filter(|passage| passage.kind == Kind::Qa).collect()
}

/// The passage whose lines hold `line`, of `kind`.
fn at(chunked: &Chunked, kind: Kind, line: u32) -> &Passage {
    let holds = |one: &&Passage| one.kind == kind && (one.line..=one.end_line).contains(&line);
    chunked.passages.iter().find(holds).unwrap_or_else(|| panic!("no {kind:?} at line {line}"))
}

/// The number of the line that is `text`, but for white space around it, from 1.
fn line_of(file: &str, text: &str) -> u32 {
    let at = file.lines().position(|line| line.trim() == text);
    u32::try_from(at.unwrap_or_else(|| panic!("no line {text:?}")) + 1).expect("a small file")
}

#[test]
fn every_line_is_in_a_passage_or_a_heading_or_left_out() {
    for file in [ROADMAP, DEBIAN, VIM] {
        let Some((text, chunked)) = read(file) else { continue };
        let passages = chunked.passages.iter().map(|one| Lines::new(one.line, one.end_line));
        let headings = chunked.headings.iter().map(|(lines, _)| *lines);
        let left_out = chunked.left_out.iter().map(|one| one.lines);
        let kept: BTreeSet<u32> = passages
            .chain(headings)
            .chain(left_out)
            .flat_map(|lines| lines.first..=lines.last)
            .collect();
        for (number, line) in (1..).zip(text.lines()) {
            let is_kept = line.trim().is_empty() || kept.contains(&number);
            assert!(is_kept, "{file}:{number} is nowhere: {line}");
        }
    }
}

#[test]
fn what_is_shown_is_what_stands_in_the_file() {
    for file in [ROADMAP, DEBIAN, VIM] {
        let Some((text, chunked)) = read(file) else { continue };
        let lines: Vec<&str> = text.lines().collect();
        let mut ids = BTreeSet::new();
        for passage in &chunked.passages {
            assert!(ids.insert(&passage.id), "{} comes twice", passage.id);
            let span = &lines[passage.line as usize - 1..passage.end_line as usize];
            for shown in passage.text.lines().filter(|line| !line.trim().is_empty()) {
                let stands = span.iter().any(|line| line.trim_end().ends_with(shown.trim_end()));
                assert!(stands, "{}: not in lines {}: {shown}", passage.id, passage.line);
            }
        }
    }
}

#[test]
fn the_ten_questions_of_the_roadmap_are_its_entries() {
    let Some((text, chunked)) = read(ROADMAP) else { return };
    let entries = entries(&chunked);
    assert_eq!(entries.len(), 10);
    assert_eq!(entries[0].title, "What is machine learning ?");
    assert_eq!(entries[9].title, "What is the future of machine learning ?");
    for entry in &entries {
        assert!(entry.title.ends_with('?'), "{}", entry.title);
        assert!(entry.title.starts_with(char::is_alphabetic), "{}", entry.title);
        assert!(!entry.text.contains("Answer:"), "{}", entry.text);
        assert_eq!(entry.questions, [entry.title.as_str()]);
    }
    // Lists belong to their answers, the closing words of the page do not belong to the last one.
    assert_eq!(entries.iter().filter(|entry| entry.text.contains('•')).count(), 2);
    let share = line_of(&text, "Share This Article");
    assert!(entries[9].end_line + 2 < share - 1);
    assert_eq!(at(&chunked, Kind::Section, share - 2).headings.len(), 1);
}

#[test]
fn the_steps_and_sections_of_the_roadmap_are_headings() {
    let Some((text, chunked)) = read(ROADMAP) else { return };
    let starts_with_number = |line: &&str| line.starts_with(|one: char| one.is_ascii_digit());
    let numbered = text.lines().filter(starts_with_number).filter(|line| line.ends_with(':'));
    assert_eq!(numbered.count(), 14);
    let step = at(&chunked, Kind::Section, line_of(&text, "1. Prerequisites:") + 2);
    assert_eq!(step.title, "Prerequisites");
    assert_eq!(step.headings, ["Roadmap to Become a Machine Learning Engineer"]);
    let steps = chunked.passages.iter().filter(|one| one.kind == Kind::Section);
    let steps = steps.filter(|one| one.headings == step.headings && one.end_line < 90);
    assert_eq!(steps.count(), 1 + 14);

    let salary = line_of(&text, "Entry-Level Machine Learning Engineer:");
    let salary = at(&chunked, Kind::Section, salary);
    assert_eq!(salary.headings[1], "Machine Learning Engineer Salary");

    let nested = line_of(&text, "2. Technical Skills:") + 1;
    let nested = chunked.passages.iter().find(|one| one.line == nested && one.kind == Kind::Item);
    let nested = nested.expect("an item");
    assert_eq!(nested.title, "Programming");
    assert_eq!(nested.headings[2], "Technical Skills");
    assert!(nested.headings[1].starts_with("What Qualifications do I need"));
}

#[test]
fn long_questions_of_the_roadmap_are_sections_that_ask() {
    let Some((_, chunked)) = read(ROADMAP) else { return };
    let asks = |one: &&Passage| one.kind == Kind::Section && !one.questions.is_empty();
    let questions: BTreeSet<&str> =
        chunked.passages.iter().filter(asks).map(|one| one.questions[0].as_str()).collect();
    assert_eq!(questions.len(), 4, "{questions:?}");
    assert!(questions.iter().all(|one| one.ends_with('?')));
}

#[test]
fn what_is_around_the_roadmap_is_left_out_with_a_reason() {
    let Some((text, chunked)) = read(ROADMAP) else { return };
    let lines: Vec<&str> = text.lines().collect();
    let caption = lines[0];
    let left_out: BTreeSet<u32> =
        chunked.left_out.iter().flat_map(|one| one.lines.first..=one.lines.last).collect();
    for (number, line) in (1..).zip(&lines) {
        let lower = line.to_lowercase();
        let is_caption = number != 1 && line.trim() == caption;
        let is_promotion = lower.trim_end().ends_with("click here");
        let expected = is_caption || is_promotion || number == 4 || lower.starts_with("share this");
        assert!(!expected || left_out.contains(&number), "{number}: {line}");
        assert!(!is_caption || !chunked.passages.iter().any(|one| one.text.contains(caption)));
    }
    assert!(left_out.contains(&(lines.len() as u32)), "the line in another script");
}

/// The questions that a file's table of contents announces, compared with the entries found.
fn check_questions(file: &str, expected: usize) {
    let Some((_, chunked)) = read(file) else { return };
    let found = entries(&chunked).len();
    println!("{file}: {found} of {expected} questions found");
    assert!(found <= expected, "{found} of {expected}: some are no questions");
    assert!(expected * 98 <= found * 100, "{found} of {expected}");
}

#[test]
fn every_question_of_the_debian_faq_is_an_entry() {
    // 122 questions in the table of contents, and one in the text that it leaves out.
    check_questions(DEBIAN, 123);
}

#[test]
fn every_question_of_the_vim_faq_is_an_entry() {
    // 389 in the table of contents, and one in the text that it leaves out.
    check_questions(VIM, 390);
}
