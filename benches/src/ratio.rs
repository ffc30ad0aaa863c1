//! Compares two pieces of work in one run.
//!
//! A machine is faster one minute and slower the next, so a time by itself says little. Here both
//! run in short batches that take turns, each pair of batches gives one ratio, and the median of
//! the ratios is printed: what slows the machine slows both sides of a pair.
//!
//! Nothing is asserted on time: a busy machine would make a liar of it.

use std::env;
use std::time::{Duration, Instant};

use crate::print::print_line;

/// How many pairs of batches are measured, if that doesn't take too long.
const PAIRS: usize = 201;
/// How many pairs are measured of work that takes long.
const FEWEST_PAIRS: usize = 15;
/// How long all pairs together may take, if there are more than the fewest.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one batch takes, about.
const BATCH: Duration = Duration::from_micros(500);

/// What the ratio should be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Ours takes at most so many times as long as the reference.
    AtMost(f64),
    /// Ours is at least so many times as fast as the reference.
    Faster(f64),
    /// Nothing is promised; the figure is for comparison.
    None,
}

/// A named piece of work: it runs so many times and tells how long that took.
pub struct Work<'w> {
    name: &'w str,
    batch: Box<dyn FnMut(u32) -> Duration + 'w>,
}

impl<'w> Work<'w> {
    /// Work that is timed from outside.
    pub fn new(name: &'w str, mut once: impl FnMut() + 'w) -> Self {
        let batch = move |runs| {
            let start = Instant::now();
            for _ in 0..runs {
                once();
            }
            start.elapsed()
        };
        Self::timed(name, batch)
    }

    /// Work that runs as often as it is told and takes the time itself.
    pub fn timed(name: &'w str, batch: impl FnMut(u32) -> Duration + 'w) -> Self {
        let batch = Box::new(batch);
        Self { name, batch }
    }

    /// Nanoseconds for each of so many runs.
    fn nanoseconds(&mut self, runs: u32) -> f64 {
        (self.batch)(runs).as_secs_f64() * 1e9 / f64::from(runs)
    }

    /// How many runs fill a batch.
    fn runs_of_a_batch(&mut self) -> u32 {
        let mut runs = 1;
        while runs < 1 << 24 && (self.batch)(runs) < BATCH {
            runs *= 2;
        }
        runs
    }
}

/// Medians over all pairs of batches.
#[derive(Clone, Copy, Debug)]
pub struct Comparison {
    /// Nanoseconds that ours takes.
    pub ours: f64,
    /// Nanoseconds that the reference takes.
    pub reference: f64,
    /// Ours divided by the reference, which isn't quite the quotient of the other two.
    pub ratio: f64,
}

/// Measures `ours` against `reference` and prints one line, unless the bench was started only to
/// see that it runs (`--test`) or what is in it (`--list`).
pub fn report(what: &str, goal: Goal, ours: &mut Work<'_>, reference: &mut Work<'_>) {
    if measuring() {
        print_comparison(
            what,
            goal,
            ours.name,
            reference.name,
            compare(ours, reference),
        );
    }
}

/// The same against a reference that took its own time, in nanoseconds, elsewhere; or a line that
/// says why it couldn't.
pub fn report_against(
    what: &str,
    goal: Goal,
    ours: &mut Work<'_>,
    reference_name: &str,
    reference: impl FnOnce() -> Result<f64, String>,
) {
    if !measuring() {
        return;
    }
    match reference() {
        Ok(reference) => {
            let runs = ours.runs_of_a_batch();
            let ours_alone = median((0..PAIRS).map(|_| ours.nanoseconds(runs)));
            let ratio = ours_alone / reference;
            let comparison = Comparison {
                ours: ours_alone,
                reference,
                ratio,
            };
            print_comparison(what, goal, ours.name, reference_name, comparison);
        }
        Err(reason) => print_line(&format!("{what}: {reference_name}: not measured: {reason}")),
    }
}

fn measuring() -> bool {
    !env::args().any(|argument| argument == "--test" || argument == "--list")
}

fn print_comparison(
    what: &str,
    goal: Goal,
    our_name: &str,
    reference_name: &str,
    Comparison {
        ours,
        reference,
        ratio,
    }: Comparison,
) {
    let verdict = match goal {
        Goal::AtMost(limit) => format!("ratio {ratio:.2} (goal ≤ {limit})"),
        Goal::Faster(limit) => format!("{:.2} × as fast (goal ≥ {limit})", 1.0 / ratio),
        Goal::None => format!("ratio {ratio:.2}"),
    };
    print_line(&format!(
        "{what}: {verdict}: {our_name} {ours:.1} ns, {reference_name} {reference:.1} ns"
    ));
}

/// Measures both in batches that take turns.
pub fn compare(ours: &mut Work<'_>, reference: &mut Work<'_>) -> Comparison {
    let our_runs = ours.runs_of_a_batch();
    let reference_runs = reference.runs_of_a_batch();
    let mut pairs = Vec::with_capacity(PAIRS);
    let start = Instant::now();
    for pair in 0..PAIRS {
        if pair >= FEWEST_PAIRS && start.elapsed() > PATIENCE {
            break;
        }
        // Whoever goes first in a pair finds the caches as the other left them: they take turns.
        pairs.push(if pair % 2 == 0 {
            let our_time = ours.nanoseconds(our_runs);
            (our_time, reference.nanoseconds(reference_runs))
        } else {
            let reference_time = reference.nanoseconds(reference_runs);
            (ours.nanoseconds(our_runs), reference_time)
        });
    }
    Comparison {
        ours: median(pairs.iter().map(|(ours, _)| *ours)),
        reference: median(pairs.iter().map(|(_, reference)| *reference)),
        ratio: median(pairs.iter().map(|(ours, reference)| ours / reference)),
    }
}

/// The figure in the middle.
///
/// # Panics
///
/// If there is none.
pub fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_the_times_and_survives_outliers() {
        let mut calls = 0;
        let mut ours = Work::timed("ours", |runs| {
            calls += 1;
            let disturbed = if calls % 10 == 0 { 50 } else { 1 };
            Duration::from_micros(600) * runs * disturbed
        });
        let mut reference = Work::timed("reference", |runs| Duration::from_micros(300) * runs);
        let comparison = compare(&mut ours, &mut reference);
        assert!((comparison.ratio - 2.0).abs() < 1e-9, "{comparison:?}");
        assert!((comparison.ours - 600_000.0).abs() < 1e-3, "{comparison:?}");
        assert!(
            (comparison.reference - 300_000.0).abs() < 1e-3,
            "{comparison:?}"
        );
    }
}
