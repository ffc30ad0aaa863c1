//! What it costs to sign one request: nonce, timestamp, HMAC and base64.

use std::hint::black_box;

use criterion::{Criterion, criterion_group};
use m7_auth::{NonceAllocator, NonceShare, Signer};
use m7_benches::account::{self, Requests};
use m7_benches::crypto_js;
use m7_benches::peers::{self, Ring};
use m7_benches::ratio::{Goal, Work, report, report_against};

fn signing(criterion: &mut Criterion) {
    let credentials = account::credentials();
    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    let mut requests = Requests::new(&nonces);
    let mut group = criterion.benchmark_group("sign one request");

    let signer = Signer::new(&credentials);
    group.bench_function("m7-auth", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.take();
            black_box(&signer.sign(timestamp, nonce));
        });
    });

    group.bench_function("hmac crate keyed each time", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.take();
            black_box(&peers::hmac_keyed_each_time(&credentials, timestamp, nonce));
        });
    });

    let ring = Ring::new(&credentials);
    group.bench_function("ring keyed once", |bencher| {
        bencher.iter(|| {
            let (timestamp, nonce) = requests.take();
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
    let what = "sign one request";
    let credentials = account::credentials();
    let nonces = NonceAllocator::new(NonceShare::WHOLE);

    let (signer, mut requests) = (Signer::new(&credentials), Requests::new(&nonces));
    let mut ours = Work::new("m7-auth", || {
        let (timestamp, nonce) = requests.take();
        black_box(&signer.sign(timestamp, nonce));
    });

    let (mut state, block) = ([0; 8], [7; 64]);
    let mut compressions = Work::new("two SHA-256 compressions", || {
        peers::two_compressions(&mut state, black_box(&block));
    });
    report(what, Goal::AtMost(2.0), &mut ours, &mut compressions);

    let (ring, peer_nonces) = (
        Ring::new(&credentials),
        NonceAllocator::new(NonceShare::WHOLE),
    );
    let mut requests = Requests::new(&peer_nonces);
    let mut ring = Work::new("ring keyed once", || {
        let (timestamp, nonce) = requests.take();
        black_box(&ring.sign(timestamp, nonce));
    });
    report(what, Goal::Faster(1.0), &mut ours, &mut ring);

    let peer_nonces = NonceAllocator::new(NonceShare::WHOLE);
    let mut requests = Requests::new(&peer_nonces);
    let mut hmac = Work::new("hmac crate keyed each time", || {
        let (timestamp, nonce) = requests.take();
        black_box(&peers::hmac_keyed_each_time(&credentials, timestamp, nonce));
    });
    report(what, Goal::Faster(1.0), &mut ours, &mut hmac);

    report_against(
        what,
        Goal::Faster(100.0),
        &mut ours,
        "the vendor's crypto-js sample",
        crypto_js::nanoseconds,
    );
}

criterion_group!(benches, signing);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratios();
}
