//! What it costs to open a list reply: one number, and 100,000.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group};
use m7_benches::{
    ratio::{Goal, Work, report},
    replies::{self, PlainList},
};
use m7_models::SipListResponse;
use serde::de::DeserializeOwned;

/// What the goals are for.
const LONG: &str = "list of 100,000";

fn replies() -> [(&'static str, Vec<u8>); 2] {
    [
        ("documented list", replies::documented_list()),
        (LONG, replies::list_of(100_000)),
    ]
}

fn decode<T: DeserializeOwned>(reply: &[u8]) -> T {
    serde_json::from_slice(black_box(reply)).unwrap_or_else(|error| panic!("{error}"))
}

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    group.sample_size(10);
    for (name, reply) in replies() {
        group.throughput(Throughput::Bytes(reply.len() as u64));
        group.bench_function(BenchmarkId::new("m7-models", name), |bencher| {
            bencher.iter_with_large_drop(|| decode::<SipListResponse>(&reply));
        });
        group.bench_function(BenchmarkId::new("plain structs", name), |bencher| {
            bencher.iter_with_large_drop(|| decode::<PlainList>(&reply));
        });
    }
    group.finish();
}

fn ratios() {
    for (name, reply) in replies() {
        // The goals are for lists: of a short reply most is `requestInfo`, which the plain structs
        // don't have.
        let (at_most, faster) = if name == LONG {
            (Goal::AtMost(1.15), Goal::Faster(3.0))
        } else {
            (Goal::None, Goal::None)
        };
        let mut plain = Work::new("plain structs without requestInfo", || {
            black_box(decode::<PlainList>(&reply));
        });
        let mut value = Work::new("serde_json::Value", || {
            black_box(decode::<serde_json::Value>(&reply));
        });
        let mut models = Work::new("m7-models", || {
            black_box(decode::<SipListResponse>(&reply));
        });
        // As a call decodes its reply, too.
        let mut envelope = Work::new("Envelope::from_slice", || {
            let reply = SipListResponse::from_slice(black_box(&reply));
            black_box(reply.unwrap_or_else(|error| panic!("{error}")));
        });
        for ours in [&mut models, &mut envelope] {
            report(name, at_most, ours, &mut plain);
            report(name, faster, ours, &mut value);
        }
        report(name, Goal::None, &mut plain, &mut value);
    }
}

criterion_group!(benches, decoding);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratios();
}
