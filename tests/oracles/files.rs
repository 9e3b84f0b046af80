//! Any bytes as one of the files that people edit beside their documents.

use std::{fs, path::Path, sync::Arc};

use ibid::{
    check::Accepted,
    config::{self, Config},
    corpus::Corpus,
    engine::AskOptions,
    error::Error,
    eval::{Judge, compare, questions},
    feedback::{self, Line, Store, Verdict},
    gaps::Log,
    query::Synonyms,
};
use time::{Date, Month};

use super::questions::{check, engine};

/// More questions of a file say nothing new.
const MAX_ASKED: usize = 3;

/// `ibid.toml`.
pub fn ibid_toml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let lines = text.split('\n').count();
    match config::parse(Path::new("ibid.toml"), text) {
        Ok(Config { top, min_confidence, sure, .. }) => {
            assert!(top.is_none_or(|top| (1..=100).contains(&top)));
            assert!([min_confidence, sure].iter().flatten().all(|p| (0.0..=1.0).contains(p)));
        }
        Err(error @ Error::Config { .. }) => {
            is_a_sentence(&error);
            let Error::Config { line, .. } = error else { return };
            assert!(line.is_none_or(|line| (1..=lines).contains(&line)), "line {line:?}");
        }
        Err(other) => panic!("not about the file: {other}"),
    }
}

/// A file of synonyms, with its first line as a question.
pub fn synonyms(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let count = text.lines().count();
    let first = text.lines().next().unwrap_or_default().to_owned();
    let (synonyms, complaints) = Synonyms::new(text);
    for (line, reason) in complaints {
        assert!((1..=count).contains(&(line as usize)) && !reason.is_empty());
    }
    let options = AskOptions { synonyms: Some(Arc::new(synonyms)), ..AskOptions::default() };
    check(engine(), &first, &options);
    check(engine(), "how long does it take to become a machine learning engineer", &options);
}

/// What was taught: `ibid.feedback.tsv`.
pub fn feedback(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(feedback::FILE);
    fs::write(&path, bytes).unwrap();
    let corpus = Corpus::Paths(vec![folder.path().to_owned()]);
    let store = Store::new(&corpus, Some(folder.path()), &folder.path().join("data"));
    let read = store.read();
    let count = bytes.split(|byte| *byte == b'\n').count();
    for (line, place) in &read.lines {
        assert!((1..=count).contains(&place.line));
        assert_eq!(line.to_string().parse().as_ref(), Ok(line), "written and read again");
    }
    assert!(read.problems.iter().flat_map(|one| one.line).all(|line| line <= count));

    let mut taught = engine().clone();
    taught.teach(&read).unwrap();
    for (line, _) in read.lines.iter().take(MAX_ASKED) {
        check(&taught, &line.question, &AskOptions::default());
    }

    let new = Line::new("is this new?", "faq.md#new", Verdict::Means, today());
    store.keep(&new).unwrap();
    let kept = store.read();
    assert_eq!(kept.lines.len(), read.lines.len() + 1);
    assert_eq!(kept.lines.last().map(|(line, _)| line), Some(&new));
    assert!(store.remove(&new).unwrap());
    assert_eq!(store.read().lines, read.lines, "what was there before");
}

/// The questions that were refused.
pub fn gaps_log(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let log = Log::new(&Corpus::BuiltIn, folder.path());
    fs::create_dir_all(log.path().parent().unwrap()).unwrap();
    fs::write(log.path(), bytes).unwrap();
    let before = log.read(None).unwrap();
    assert!(before.refused.iter().all(|one| !one.question.trim().is_empty()));
    let dropped = log.add("is\tthis\nnew?", today()).unwrap();
    let after = log.read(None).unwrap();
    let last = after.refused.last().unwrap();
    assert_eq!((last.question.as_str(), last.date), ("is this new?", today()));
    assert!(dropped || after.refused.len() == before.refused.len() + 1);
    log.clear().unwrap();
    assert!(log.read(None).unwrap().refused.is_empty());
}

/// Labelled questions for `ibid eval`. The first byte says by which name.
pub fn gold(bytes: &[u8]) {
    let Some((kind, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let name = ["gold.tsv", "gold.jsonl", "gold"][usize::from(kind % 3)];
    let labelled = questions::parse(name, &text);
    let count = text.split('\n').count();
    let lines = labelled.questions.iter().map(|one| one.line);
    for line in lines.chain(labelled.problems.iter().map(|one| one.line)) {
        assert!(line as usize <= count, "line {line} of {count}");
    }
    let (judge, problems) = Judge::new(engine(), &labelled).unwrap();
    assert!(problems.iter().all(|one| one.line as usize <= count));
    for number in 0..labelled.questions.len().min(MAX_ASKED) {
        for passage in engine().passages().take(20) {
            let judged = judge.is_right(number, &passage.unwrap());
            assert!(!judged || labelled.questions[number].gold.is_answerable());
        }
    }
}

/// What `ibid check` is told to accept, and what `ibid eval` saved.
pub fn saved(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved");
    fs::write(&path, bytes).unwrap();
    if let Err(error) = Accepted::read(&path, false) {
        is_a_sentence(&error);
    }
    if let Err(error) = compare::saved(&path) {
        is_a_sentence(&error);
    }
}

fn is_a_sentence(error: &Error) {
    let said = error.to_string();
    assert!(!said.is_empty() && !said.contains('\n'), "{said:?}");
}

fn today() -> Date {
    Date::from_calendar_date(2026, Month::November, 23).unwrap()
}
