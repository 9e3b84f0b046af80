//! How long it takes to index 1,000 and 100,000 passages: reading, cutting, writing, publishing.
//!
//! ```text
//! cargo bench --bench index
//! ```

mod corpus;

use std::{hint::black_box, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput};
use ibid::engine::{Corpus, build};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("index");
    group.sample_size(10);
    for passages in [1_000, 100_000] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let documents = folder.path().join("documents");
        let bytes = corpus::write(&documents, passages);
        let corpus = Corpus::Paths(vec![documents]);
        let dir = folder.path().join("index");
        group.throughput(Throughput::Bytes(bytes));
        group.measurement_time(Duration::from_secs(if passages < 10_000 { 10 } else { 120 }));
        group.bench_function(BenchmarkId::from_parameter(passages), |bencher| {
            bencher.iter(|| {
                let built = build(&corpus, &dir, &mut |_| {}).expect("it can be indexed");
                assert!(passages <= built.passages, "{built:?}");
                black_box(built)
            });
        });
    }
    group.finish();
    criterion.final_summary();
}
