//! What it costs to allocate a nonce, alone and with another thread at the same second.

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group};
use m7_auth::{NonceAllocator, NonceShare};
use m7_benches::account::Requests;
use m7_benches::peers;
use m7_benches::ratio::{Goal, Work, report};

fn nonces(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("allocate a nonce");

    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    let mut requests = Requests::new(&nonces);
    group.bench_function("1 thread", |bencher| bencher.iter(|| requests.take()));

    group.bench_function("2 threads", |bencher| {
        bencher
            .iter_custom(|runs| allocate_on_two_threads(u32::try_from(runs).unwrap_or(u32::MAX)));
    });

    let random = ring::rand::SystemRandom::new();
    group.bench_function("drawn from the system's randomness instead", |bencher| {
        bencher.iter(|| peers::drawn_nonce(&random));
    });
    group.finish();
}

fn ratios() {
    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    let mut requests = Requests::new(&nonces);
    let mut alone = Work::new("m7-auth", || {
        black_box(requests.take());
    });
    let random = ring::rand::SystemRandom::new();
    let mut drawn = Work::new("one drawn from the system's randomness", || {
        black_box(peers::drawn_nonce(&random));
    });
    report("allocate a nonce", Goal::None, &mut alone, &mut drawn);

    let mut together = Work::timed("on 2 threads", allocate_on_two_threads);
    let mut alone = Work::timed("on 1 thread", |runs| {
        let nonces = NonceAllocator::new(NonceShare::WHOLE);
        let mut requests = Requests::new(&nonces);
        let start = Instant::now();
        for _ in 0..runs {
            black_box(requests.take());
        }
        start.elapsed()
    });
    report(
        "allocate a nonce on each of 2 threads",
        Goal::None,
        &mut together,
        &mut alone,
    );
}

/// How long two threads take to allocate so many nonces each from one allocator.
fn allocate_on_two_threads(runs: u32) -> Duration {
    let nonces = NonceAllocator::new(NonceShare::WHOLE);
    on_two_threads(|| {
        let mut requests = Requests::new(&nonces);
        for _ in 0..runs {
            black_box(requests.take());
        }
    })
}

/// How long the slower of two threads takes, from when both are there.
fn on_two_threads(work: impl Fn() + Sync) -> Duration {
    let together = Barrier::new(2);
    let timed = || {
        together.wait();
        let start = Instant::now();
        work();
        start.elapsed()
    };
    thread::scope(|scope| {
        let other = scope.spawn(timed);
        let own = timed();
        other.join().map_or(own, |other| own.max(other))
    })
}

criterion_group!(benches, nonces);

fn main() {
    benches();
    Criterion::default().configure_from_args().final_summary();
    ratios();
}
