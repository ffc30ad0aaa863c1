//! What it costs to verify a request, and to remember it.

use std::hint::black_box;
use std::time::SystemTime;

use criterion::{Criterion, criterion_group};
use m7_auth::{
    Nonce, NonceAllocator, NonceShare, PresentedHeaders, ReplayGuard, Signer, Verified, Verifier,
};
use m7_benches::account::{self, Requests};
use m7_benches::peers;
use m7_benches::ratio::{Goal, Work, report};

const SECOND: u64 = 1_616_408_549;

fn verify(criterion: &mut Criterion) {
    let now = account::timestamp(SECOND).into();
    let credentials = account::credentials();
    let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    let (timestamp, nonce) = Requests::new(&nonces).take();
    let signed = signer.sign(timestamp, nonce);
    let genuine = PresentedHeaders::from(&signed);
    let forged = PresentedHeaders {
        nonce: Some(b"x"),
        ..genuine
    };
    let mut group = criterion.benchmark_group("verify");

    group.bench_function("a genuine request", |bencher| {
        bencher.iter(|| verifier.verify(black_box(&genuine), now));
    });
    group.bench_function("a malformed request", |bencher| {
        bencher.iter(|| verifier.verify(black_box(&forged), now));
    });

    let requests = verified_requests();
    let guard = full_guard(&requests);
    group.bench_function("a replay, against 100,000 remembered requests", |bencher| {
        let mut replays = requests.iter().cycle();
        bencher.iter(|| replays.next().map(|request| guard.admit(request, now)));
    });
    group.bench_function("remember 100,000 requests", |bencher| {
        bencher.iter(|| full_guard(&requests));
    });
    group.finish();
}

fn ratios() {
    let now = account::timestamp(SECOND).into();
    let credentials = account::credentials();
    let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    let (timestamp, nonce) = Requests::new(&nonces).take();
    let signed = signer.sign(timestamp, nonce);
    let presented = PresentedHeaders::from(&signed);
    let mut ours = Work::new("m7-auth", || {
        let _verdict = black_box(verifier.verify(black_box(&presented), now));
    });

    let (mut state, block) = ([0; 8], [7; 64]);
    let mut compressions = Work::new("two SHA-256 compressions", || {
        peers::two_compressions(&mut state, black_box(&block));
    });
    report(
        "verify one request",
        Goal::None,
        &mut ours,
        &mut compressions,
    );

    let requests = verified_requests();
    let (guard, mut replays) = (full_guard(&requests), requests.iter().cycle());
    let mut admit = Work::new("a replay refused by a full guard", || {
        let _verdict = black_box(replays.next().map(|request| guard.admit(request, now)));
    });
    report("look for a replay", Goal::None, &mut admit, &mut ours);
}

/// 100,000 requests from all over the window.
fn verified_requests() -> Vec<Verified> {
    let credentials = account::credentials();
    let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
    (0..100_000_u32)
        .filter_map(|number| {
            let timestamp = account::timestamp(SECOND - 300 + u64::from(number % 601));
            let signed = signer.sign(timestamp, Nonce::new(number).ok()?);
            verifier
                .verify(&PresentedHeaders::from(&signed), timestamp.into())
                .ok()
        })
        .collect()
}

fn full_guard(requests: &[Verified]) -> ReplayGuard {
    let now: SystemTime = account::timestamp(SECOND).into();
    let guard = ReplayGuard::new(requests.len());
    for request in requests {
        let admitted = guard.admit(request, now);
        debug_assert_eq!(admitted, Ok(()));
    }
    guard
}

criterion_group!(benches, verify);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratios();
}
