//! How fast a document is read: `cargo bench`.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a measurement that cannot be made stops"
)]

mod corpus;
mod nasty;

use std::time::{Duration, Instant};

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

/// How much longer a text of twice the size takes: about 2.0 where time is linear.
fn linear(_: &mut Criterion) {
    const SIZE: usize = 500_000;
    for ((name, single), (_, double)) in nasty::of(SIZE).iter().zip(&nasty::of(2 * SIZE)) {
        let (single, double) = (fastest(single), fastest(double));
        let ratio = double.as_secs_f64() / single.as_secs_f64();
        println!(
            "nasty/{name}: 1 MB in {:.3} s, {ratio:.1} times half of it",
            double.as_secs_f64()
        );
    }
}

/// The shortest of several readings.
fn fastest(text: &str) -> Duration {
    const READINGS: usize = 3;
    let options = Options::default();
    let readings = (0..READINGS).map(|_| {
        let start = Instant::now();
        drop(read("方案.txt", text.as_bytes(), &options));
        start.elapsed()
    });
    readings.min().expect("a reading")
}

criterion_group!(benches, reader, linear);
criterion_main!(benches);
