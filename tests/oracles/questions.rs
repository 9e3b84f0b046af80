//! Any bytes as what is typed: a question, the lines of a conversation, a filter.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
    time::Duration,
};

use ibid::{
    answer::{Answer, Found, Status},
    conversation::{Conversation, Taken},
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    error::Error,
    query::{Filter, filter},
};

/// More lines say nothing new of a conversation.
const MAX_LINES: usize = 6;

/// A question. The bits of the first byte say how it is asked.
pub fn question(bytes: &[u8]) {
    let Some((how, typed)) = bytes.split_first() else { return };
    let typed = String::from_utf8_lossy(typed);
    let options = AskOptions {
        exact: how & 1 != 0,
        lexical: how & 2 != 0,
        explain: how & 4 != 0,
        min_confidence: (how & 8 != 0).then_some(0.0),
        top: usize::from(how >> 4),
        ..AskOptions::default()
    };
    let engine = engine();
    check(engine, &typed, &options);
    for range in engine.unknown_in(&typed) {
        assert!(typed.get(range.clone()).is_some(), "{range:?} of {typed:?}");
    }
}

/// A conversation, a line each.
pub fn dialogue(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().take(MAX_LINES).collect();
    assert_eq!(taken(&lines), taken(&lines), "the same lines were taken for two conversations");
}

/// A question with filters; and its lines, the first, third and so on as tags, the others as places.
pub fn filters(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (rest, carried) = filter::take(&text, &|_, _| true);
    if carried.is_empty() {
        assert_eq!(rest, text);
    } else {
        assert!(rest.contains(char::is_alphanumeric), "nothing to ask: {rest:?}");
    }
    let values = carried.tags.iter().chain(&carried.within);
    assert!(values.clone().all(|value| !value.is_empty() && text.contains(value.as_str())));
    let nothing = filter::take(&text, &|_, _| false);
    assert_eq!(nothing, (text.to_string(), Filter::default()));

    let engine = engine();
    let of = |number: usize| text.lines().skip(number).step_by(2).map(str::to_owned).collect();
    for filter in [carried, Filter { tags: of(0), within: of(1) }] {
        let _ = engine.check(&filter);
        let options = AskOptions { filter, ..AskOptions::default() };
        // What does not exist lets nothing through; a pattern that is none is told.
        if matches!(engine.ask("how", &options), Err(Error::Pattern { .. })) {
            continue;
        }
        check(engine, "how do I return what I bought?", &options);
    }
}

/// An engine over the documents of the tests and of the program, made once.
pub(super) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["corpus", "tests/data/formats"].map(|path| project().join(path));
        let index = folder.path().join("index");
        build(&Corpus::Paths(paths.to_vec()), &index, &mut |_| {}).unwrap();
        // So small an index is held in memory: its folder may go.
        Engine::open(&index).unwrap()
    })
}

/// The folder of the project, be this compiled in it or for the fuzzer.
pub(super) fn project() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_project = |path: &&Path| path.join("tests/data/formats").is_dir();
    here.ancestors().find(is_project).unwrap().to_path_buf()
}

/// Asks `question` twice, and checks what is promised of every reply.
pub(super) fn check(engine: &Engine, question: &str, options: &AskOptions) -> Answer {
    let ask = || Answer { took: Duration::ZERO, ..engine.ask(question, options).unwrap() };
    let answer = ask();
    assert_eq!(answer, ask(), "one question, two answers");
    assert_eq!(answer.question, question);
    assert!((0.0..=1.0).contains(&answer.confidence), "confidence {}", answer.confidence);
    let refused = answer.status == Status::NoAnswer;
    assert!(if refused { answer.answers.is_empty() } else { answer.nearest.is_empty() });
    assert!(refused || !answer.answers.is_empty(), "answered by nothing");
    let found = if refused { &answer.nearest } else { &answer.answers };
    assert!(found.len() <= options.top.clamp(1, 100), "{} passages", found.len());
    assert!(found.is_sorted_by(|a, b| b.score <= a.score), "not the best first");
    for one in found {
        assert_eq!(one.passage, engine.passage(one.number).unwrap());
        is_marked_within(one);
    }
    assert!(answer.unknown.iter().all(|word| !word.trim().is_empty()));
    for choice in &answer.clarify {
        assert!(found.iter().any(|one| one.passage.id == choice.id), "no such choice");
    }
    assert_eq!(answer.explain.is_some(), options.explain);
    answer
}

/// The marks are pieces of the text, in order, apart.
fn is_marked_within(found: &Found) {
    let mut from = 0;
    for range in &found.highlight {
        let piece = found.passage.text.get(range.clone());
        assert!(piece.is_some_and(|piece| !piece.is_empty()), "{range:?} of {:?}", found.passage);
        assert!(from <= range.start, "marks that go back");
        from = range.end;
    }
}

/// What each line is taken for, with the passages of the last answer to choose from.
fn taken(lines: &[&str]) -> Vec<Taken> {
    let (engine, options) = (engine(), AskOptions::default());
    let mut conversation = Conversation::new();
    let mut listed: Vec<Found> = Vec::new();
    let mut all = Vec::new();
    for line in lines {
        let mut taken = conversation.take(line, &listed, engine, &options).unwrap();
        if let Taken::Asked(answer) = &mut taken {
            answer.took = Duration::ZERO;
            listed = answer.answers.clone();
            listed.iter().chain(&answer.nearest).for_each(is_marked_within);
        }
        all.push(taken);
    }
    all
}
