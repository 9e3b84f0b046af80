//! The built-in documents are answered well: floors under the numbers of our own labelled questions.

use std::path::Path;

use ibid::{
    answer::Status,
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    eval::{self, Metrics, Run, questions, report::ROWS},
    feedback::{Feedback, Line, Place, Verdict},
};

/// The name of a number in reports, and what it must not fall below. Measured values
/// are above it by at most two questions; whoever makes the answers better raises it.
const FLOORS: [(&str, f64); 5] = [
    ("success@1", 0.79),
    ("recall@10", 0.95),
    ("AUROC", 0.88),
    ("coverage", 0.68),
    ("refused", 0.88),
];

/// The same for what must not rise above.
const CEILINGS: [(&str, f64); 1] = [("false", 0.04)];

fn run() -> Run {
    run_taught(&Feedback::default())
}

fn run_taught(feedback: &Feedback) -> Run {
    let folder = tempfile::tempdir().unwrap();
    build(&Corpus::BuiltIn, folder.path(), &mut |_| {}).unwrap();
    let mut engine = Engine::open(folder.path()).unwrap();
    engine.teach(feedback).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/builtin-questions.tsv");
    let questions = questions::load(&path).unwrap();
    eval::run(&engine, questions, &AskOptions::default()).unwrap()
}

fn value(metrics: &Metrics, name: &str) -> f64 {
    let row = ROWS.into_iter().find(|row| row.name == name);
    let row = row.unwrap_or_else(|| panic!("no number is called {name}"));
    (row.value)(metrics).unwrap_or_else(|| panic!("{name} cannot be told"))
}

#[test]
fn the_built_in_documents_are_answered_well() {
    let run = run();
    let metrics = run.metrics();
    for row in ROWS {
        println!("{}: {:?}", row.name, (row.value)(&metrics));
    }
    for miss in run.misses() {
        let came = miss.asked.first.as_ref().map(|first| &first.id);
        println!("{} {:?}: {came:?}", miss.mistake.name(), miss.asked.question.text);
    }
    for (name, floor) in FLOORS {
        let value = value(&metrics, name);
        assert!(floor <= value, "{name} is {value:.3}, below {floor}");
    }
    for (name, ceiling) in CEILINGS {
        let value = value(&metrics, name);
        assert!(value <= ceiling, "{name} is {value:.3}, above {ceiling}");
    }
}

/// Every place that a label names is in the documents, and there are enough questions: a quarter
/// of them without an answer.
#[test]
fn the_labels_are_whole() {
    let run = run();
    assert!(run.problems.is_empty(), "{:#?}", run.problems);
    let metrics = run.metrics();
    let all = metrics.answerable + metrics.unanswerable;
    assert!(120 <= all, "{all} questions");
    assert!(all <= 4 * metrics.unanswerable, "{} of {all}", metrics.unanswerable);
}

/// Every second question that is answered rightly is said to be good: the others, which nobody
/// spoke of, are answered as well as before, and what is not answered by the documents is refused
/// as before.
#[test]
fn what_is_taught_does_no_harm_to_other_questions() {
    let plain = run();
    let right = |asked: &&eval::Asked| asked.outcome.rank == Some(1);
    let taught = plain.asked.iter().enumerate().filter(|(at, asked)| at % 2 == 0 && right(asked));
    let lines = taught.filter_map(|(line, asked)| {
        let first = asked.first.as_ref()?;
        let said = Line {
            question: asked.question.text.clone(),
            id: first.id.clone(),
            verdict: Verdict::Good,
            date: "2026-11-23".to_owned(),
        };
        Some((said, Place { path: "feedback".into(), line }))
    });
    let feedback = Feedback { lines: lines.collect(), problems: Vec::new() };
    assert!(50 <= feedback.lines.len(), "{} lines", feedback.lines.len());
    let after = run_taught(&feedback);
    let others = |run: &Run, count: fn(&eval::Asked) -> bool| {
        run.asked.iter().skip(1).step_by(2).filter(|asked| count(asked)).count()
    };
    for (name, count) in [
        ("right", (|asked| asked.outcome.rank == Some(1)) as fn(&eval::Asked) -> bool),
        ("refused rightly", |asked| {
            !asked.outcome.answerable && asked.outcome.status == Status::NoAnswer
        }),
        ("not surely wrong", |asked| {
            asked.outcome.is_right() || asked.outcome.status != Status::Answered
        }),
    ] {
        let (before, now) = (others(&plain, count), others(&after, count));
        println!("{name}: {before} before, {now} with {} lines", feedback.lines.len());
        assert!(before <= now + 1, "{name}: {now} of the others, {before} before");
    }
    for (line, _) in &feedback.lines {
        let asked = after.asked.iter().find(|asked| asked.question.text == line.question).unwrap();
        assert_eq!((asked.outcome.rank, asked.outcome.status), (Some(1), Status::Answered));
    }
}
