//! What it costs to sign one request: nonce, timestamp, HMAC and base64.

use std::hint::black_box;

use criterion::{Criterion, criterion_group};
use m7_auth::Signer;
use m7_benches::account::{self, Requests};
use m7_benches::peers::{self, Ring};
use m7_benches::ratio::{Goal, report};

fn signing(criterion: &mut Criterion) {
    let credentials = account::credentials();
    let mut group = criterion.benchmark_group("sign one request");

    let (signer, mut requests) = (Signer::new(&credentials), Requests::new());
    group.bench_function("m7-auth", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.next();
            black_box(&signer.sign(timestamp, nonce));
        });
    });

    let mut requests = Requests::new();
    group.bench_function("hmac crate, keyed each time", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.next();
            black_box(&peers::hmac_keyed_each_time(&credentials, timestamp, nonce));
        });
    });

    let (ring, mut requests) = (Ring::new(&credentials), Requests::new());
    group.bench_function("ring, keyed once", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.next();
            black_box(&ring.sign(timestamp, nonce));
        });
    });

    let (mut state, block) = ([0; 8], [7; 64]);
    group.bench_function("two SHA-256 compressions", |bencher| {
        bencher.iter(|| peers::two_compressions(&mut state, black_box(&block)));
    });
    group.finish();
}

fn ratios() {
    let credentials = account::credentials();
    let (signer, mut requests) = (Signer::new(&credentials), Requests::new());
    let mut ours = || {
        let (timestamp, nonce) = requests.next();
        black_box(&signer.sign(timestamp, nonce));
    };

    let (mut state, block) = ([0; 8], [7; 64]);
    report(
        "sign one request",
        Goal::AtMost(2.0),
        ("m7-auth", &mut ours),
        ("two SHA-256 compressions", || {
            peers::two_compressions(&mut state, black_box(&block));
        }),
    );

    let (ring, mut requests) = (Ring::new(&credentials), Requests::new());
    report(
        "sign one request",
        Goal::FasterBy(1.0),
        ("m7-auth", &mut ours),
        ("ring keyed once", || {
            let (timestamp, nonce) = requests.next();
            black_box(&ring.sign(timestamp, nonce));
        }),
    );

    let mut requests = Requests::new();
    report(
        "sign one request",
        Goal::FasterBy(1.0),
        ("m7-auth", &mut ours),
        ("hmac crate keyed each time", || {
            let (timestamp, nonce) = requests.next();
            black_box(&peers::hmac_keyed_each_time(&credentials, timestamp, nonce));
        }),
    );
}

criterion_group!(benches, signing);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratios();
}
