//! How long it takes to find what somebody who is typing may want to ask, among 100,000 questions:
//! a hint comes with every key, completion with Tab, and the list is sorted once in the background.
//!
//! ```text
//! cargo bench --bench typing
//! ```

mod corpus;

use std::hint::black_box;

use criterion::Criterion;
use ibid::lexicon::Questions;

const QUESTIONS: usize = 100_000;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    // Numbered, so that all differ however the words fall.
    let numbered = corpus::questions(QUESTIONS).into_iter().zip(0..);
    let texts: Vec<String> = numbered.map(|(text, at)| format!("{text} {at}")).collect();
    let questions = Questions::new(texts.iter().cloned());
    assert_eq!(questions.len(), QUESTIONS);

    // As they are typed: two letters, half of it, all but the end, and what nobody asked before.
    let mut typed: Vec<String> = Vec::new();
    for text in texts.iter().step_by(QUESTIONS / 200) {
        let letters: Vec<char> = text.chars().collect();
        for end in [2, letters.len() / 2, letters.len() - 1] {
            typed.push(letters[..end].iter().collect());
        }
        typed.push(format!("{text} and more"));
    }
    let mut turn = typed.iter().cycle();
    criterion.bench_function("hint/100000", |bencher| {
        bencher.iter(|| {
            let typed = turn.next().expect("there is always a next one");
            black_box(questions.rest(black_box(typed)).map(str::len))
        });
    });
    criterion.bench_function("words/100000", |bencher| {
        bencher.iter(|| black_box(questions.holding(black_box("ba con"), 60).len()));
    });
    let mut group = criterion.benchmark_group("sort");
    group.sample_size(10);
    group.bench_function("100000", |bencher| {
        bencher.iter(|| black_box(Questions::new(texts.iter().cloned()).len()));
    });
    group.finish();
    criterion.final_summary();
}
