//! How fast a document is read: `cargo bench`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod corpus;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use duban::intake::{Options, read};

fn reader(c: &mut Criterion) {
    let options = Options::default();
    let mut group = c.benchmark_group("reader");
    group.sample_size(10);
    for (name, bytes) in [("notice of 100 KB", 100_000), ("corpus of 10 MB", 10_000_000)] {
        let text = corpus::plan(bytes);
        let items = read("方案.txt", text.as_bytes(), &options).expect("a plan").plan.items.len();
        group.throughput(Throughput::ElementsAndBytes {
            elements: items as u64,
            bytes: text.len() as u64,
        });
        group.bench_function(name, |b| {
            b.iter_with_large_drop(|| read("方案.txt", text.as_bytes(), &options));
        });
    }
    group.finish();
}

criterion_group!(benches, reader);
criterion_main!(benches);
