//! How long an answer takes among 1,000 and 100,000 passages, and how long it takes to open an
//! index, which every `ibid ask` does once.
//!
//! ```text
//! cargo bench --bench ask
//! ```

mod corpus;

use std::hint::black_box;

use criterion::Criterion;
use ibid::engine::{AskOptions, Corpus, Engine, build};

/// Different questions that are asked in turn: no answer is at hand from the time before.
const QUESTIONS: usize = 500;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let questions = corpus::questions(QUESTIONS);
    for passages in [1_000, 100_000] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let documents = folder.path().join("documents");
        corpus::write(&documents, passages);
        let dir = folder.path().join("index");
        build(&Corpus::Paths(vec![documents]), &dir, &mut |_| {}).expect("it can be indexed");

        criterion.bench_function(&format!("open/{passages}"), |bencher| {
            bencher.iter(|| black_box(Engine::open(&dir).expect("it can be opened")));
        });

        let engine = Engine::open(&dir).expect("it can be opened");
        let options = AskOptions::default();
        let mut turn = questions.iter().cycle();
        criterion.bench_function(&format!("ask/{passages}"), |bencher| {
            bencher.iter(|| {
                let question = turn.next().expect("there is always a next one");
                black_box(engine.ask(black_box(question), &options).expect("it can be asked"))
            });
        });
    }
    criterion.final_summary();
}
