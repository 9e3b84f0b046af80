//! Documents as people have them, and questions as people type them, written before a reply was seen:
//! small handbooks and FAQs in Markdown, AsciiDoc, text, HTML, CSV and JSON, in English, French, German, Italian and Spanish. A quarter
//! of the questions or more have no answer, most of these close to the subject.
//!
//! Each `tests/data/trials/NAME.tsv` asks the documents in the folder NAME. The weights that are
//! compiled in were fitted on those in [`FITTED`] and on other questions. Those in [`SEEN`] have no part in them,
//! but what they miss was looked at. The rest have no part in them either,
//! and what they miss was not looked at: they tell what the program does with documents it was not made
//! for. Keep it so.

use std::path::{Path, PathBuf};

use ibid::{
    engine::{AskOptions, Corpus, Engine, build},
    eval::{self, Metrics, questions},
};

const FITTED: [&str; 8] =
    ["camping", "club", "course", "handbook", "hospital", "invoices", "shop", "town"];

const SEEN: [&str; 21] = [
    "allotment",
    "bank",
    "choir",
    "driving",
    "expenses",
    "ferry",
    "festival",
    "gite",
    "helpdesk",
    "mairie",
    "manual",
    "museum",
    "nursery",
    "pharmacy",
    "photos",
    "piscina",
    "policy",
    "router",
    "ski",
    "staff",
    "university",
];

const UNSEEN: [&str; 13] = [
    "backup",
    "bikeshare",
    "bread",
    "dental",
    "gym",
    "housing",
    "library",
    "mobile",
    "saas",
    "tenants",
    "vecinos",
    "vet",
    "vhs",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/trials")
}

fn metrics(name: &str) -> Metrics {
    let index = tempfile::tempdir().unwrap();
    build(&Corpus::Paths(vec![folder().join(name)]), index.path(), &mut |_| {}).unwrap();
    let engine = Engine::open(index.path()).unwrap();
    let questions = questions::load(&folder().join(name).with_extension("tsv")).unwrap();
    let run = eval::run(&engine, questions, &AskOptions::default()).unwrap();
    assert!(run.problems.is_empty(), "{name}: {:#?}", run.problems);
    run.metrics()
}

/// Success@1, coverage, the share that is refused of what has no answer, the share that is right of
/// the sure answers, and AUROC: the means over the sets called `names`.
fn means(names: &[&str]) -> [f64; 5] {
    let mut sums = [0.0; 5];
    println!("{:10} S@1  cover refuse P(sure) AUROC", "");
    for name in names {
        let found = metrics(name);
        let values = [
            found.success_at_1,
            found.covered,
            found.refused.unwrap(),
            found.sure_right.unwrap(),
            found.auroc.unwrap(),
        ];
        println!("{name:10} {}", values.map(|value| format!("{value:.3}")).join(" "));
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    let means = sums.map(|sum| sum / names.len() as f64);
    println!("{:10} {}", "mean", means.map(|value| format!("{value:.3}")).join(" "));
    means
}

#[track_caller]
fn check(names: &[&str], floors: [f64; 5]) {
    for (mean, floor) in means(names).iter().zip(floors) {
        assert!(floor <= *mean, "a mean of {mean:.3}, below {floor}");
    }
}

#[test]
fn documents_that_the_weights_know_are_answered_well() {
    check(&FITTED, [0.65, 0.67, 0.76, 0.87, 0.84]);
}

#[test]
fn documents_whose_misses_were_looked_at_are_answered_no_worse() {
    check(&SEEN, [0.65, 0.63, 0.74, 0.84, 0.80]);
}

#[test]
fn documents_that_nobody_tuned_to_are_answered_well() {
    check(&UNSEEN, [0.60, 0.60, 0.83, 0.91, 0.86]);
}
