//! The built-in documents are answered well: floors under the numbers of our own labelled questions.

use std::path::Path;

use ibid::{
    corpus::Corpus,
    engine::{AskOptions, Engine, build},
    eval::{self, Metrics, Run, questions, report::ROWS},
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
    let folder = tempfile::tempdir().unwrap();
    build(&Corpus::BuiltIn, folder.path(), &mut |_| {}).unwrap();
    let engine = Engine::open(folder.path()).unwrap();
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
