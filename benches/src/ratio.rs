//! Compares two pieces of work in one run.
//!
//! A machine is faster one minute and slower the next, so a time by itself says little. Here both
//! run in short batches that take turns, each pair of batches gives one ratio, and the median of
//! the ratios is printed: what slows the machine slows both sides of a pair.

use std::env;
use std::time::{Duration, Instant};

/// How many pairs of batches are measured.
const PAIRS: usize = 201;
/// How long one batch takes, about.
const BATCH: Duration = Duration::from_micros(500);

/// What a ratio should be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Ours may take at most so many times as long as the reference.
    AtMost(f64),
    /// The reference must take at least so many times as long as ours.
    FasterBy(f64),
    /// Nothing is promised; the figure is for comparison.
    None,
}

/// Measures `ours` against `reference` and prints one line, unless the bench was started only to
/// see that it runs (`--test`) or what it has (`--list`).
///
/// Nothing is asserted: a busy machine would make a liar of it.
pub fn report<A, B>(
    what: &str,
    goal: Goal,
    (our_name, ours): (&str, impl FnMut() -> A),
    (reference_name, reference): (&str, impl FnMut() -> B),
) {
    if env::args().any(|argument| argument == "--test" || argument == "--list") {
        return;
    }
    let Comparison {
        ours,
        reference,
        ratio,
    } = compare(ours, reference);
    let verdict = match goal {
        Goal::AtMost(limit) => format!("ratio {ratio:.2} (goal ≤ {limit:.1})"),
        Goal::FasterBy(limit) => {
            format!("{:.2} × as fast (goal ≥ {limit:.1})", 1.0 / ratio)
        }
        Goal::None => format!("ratio {ratio:.2}"),
    };
    print_line(&format!(
        "{what}: {verdict}: {our_name} {ours:.1} ns, {reference_name} {reference:.1} ns"
    ));
}

/// Medians: nanoseconds of one run of each, and ours divided by the reference.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Nanoseconds that ours takes.
    pub ours: f64,
    /// Nanoseconds that the reference takes.
    pub reference: f64,
    /// Ours divided by the reference.
    pub ratio: f64,
}

/// Measures both in batches that take turns.
pub fn compare<A, B>(mut ours: impl FnMut() -> A, mut reference: impl FnMut() -> B) -> Comparison {
    let our_runs = runs_of_a_batch(&mut ours);
    let reference_runs = runs_of_a_batch(&mut reference);
    let mut pairs = Vec::with_capacity(PAIRS);
    for pair in 0..PAIRS {
        // Whoever goes first in a pair finds the caches as the other left them: take turns.
        if pair % 2 == 0 {
            let reference = batch(&mut reference, reference_runs);
            pairs.push((batch(&mut ours, our_runs), reference));
        } else {
            let ours = batch(&mut ours, our_runs);
            pairs.push((ours, batch(&mut reference, reference_runs)));
        }
    }
    Comparison {
        ours: median(pairs.iter().map(|(ours, _)| *ours)),
        reference: median(pairs.iter().map(|(_, reference)| *reference)),
        ratio: median(pairs.iter().map(|(ours, reference)| ours / reference)),
    }
}

fn runs_of_a_batch<T>(work: &mut impl FnMut() -> T) -> u32 {
    let mut runs = 1;
    while runs < 1 << 24 && batch(work, runs) * f64::from(runs) < BATCH.as_secs_f64() * 1e9 {
        runs *= 2;
    }
    runs
}

/// Nanoseconds that one run takes in a batch of `runs`.
fn batch<T>(work: &mut impl FnMut() -> T, runs: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..runs {
        std::hint::black_box(work());
    }
    start.elapsed().as_secs_f64() * 1e9 / f64::from(runs)
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[expect(
    clippy::print_stdout,
    reason = "the benches' own output, and its only place"
)]
fn print_line(line: &str) {
    println!("{line}");
}
