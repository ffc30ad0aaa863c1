//! Counts calls and attempts, and prints them as Prometheus reads them.
//!
//! ```sh
//! M7_APPKEY=2000113 M7_SECRET_KEY=… cargo run -p m7 --example metrics 2004 2005
//! ```

#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use m7::{Client, ClientBuilder, Event};

#[tokio::main]
async fn main() -> Result<(), m7::Error> {
    let metrics = Metrics::default();
    let m7 = ClientBuilder::from_env()?
        .observe(metrics.observer())
        .build()?;
    look_up_numbers(&m7).await?;
    print!("{metrics}");
    Ok(())
}

/// Something to be counted.
async fn look_up_numbers(m7: &Client) -> Result<(), m7::Error> {
    m7.sip().list().await?;
    for number in env::args().skip(1) {
        // It is a list of one number, so that one that isn't there is no failure of the call.
        match m7.sip().get(number).await {
            Err(error) if !error.is_not_found() => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// In seconds. The vendor's writes take 7 to 25, so the usual buckets, which end at 10, won't do.
const BUCKETS: [f64; 9] = [0.05, 0.2, 0.5, 1.0, 5.0, 10.0, 20.0, 30.0, 60.0];

#[derive(Clone, Default)]
struct Metrics(Arc<Mutex<Counts>>);

#[derive(Default)]
struct Counts {
    calls: BTreeMap<(&'static str, &'static str, &'static str), u64>,
    attempts: BTreeMap<(&'static str, &'static str, &'static str), u64>,
    call_seconds: BTreeMap<&'static str, Histogram>,
    queued: Duration,
}

#[derive(Default)]
struct Histogram {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: f64,
}

impl Metrics {
    fn observer(&self) -> impl Fn(&Event) + Send + Sync + 'static {
        let metrics = self.clone();
        move |event| metrics.counts().count(event)
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn count(&mut self, event: &Event) {
        match event {
            Event::Call(call) => {
                let labels = (call.operation, call.outcome, call.error.unwrap_or_default());
                *self.calls.entry(labels).or_default() += 1;
                let seconds = self.call_seconds.entry(call.operation).or_default();
                seconds.observe(call.elapsed);
            }
            Event::Attempt(attempt) => {
                let labels = (attempt.operation, attempt.purpose, attempt.outcome);
                *self.attempts.entry(labels).or_default() += 1;
                self.queued += attempt.queued;
            }
            // A later version may tell of more.
            _ => {}
        }
    }
}

impl Histogram {
    fn observe(&mut self, took: Duration) {
        let seconds = took.as_secs_f64();
        for (count, bound) in self.buckets.iter_mut().zip(BUCKETS) {
            *count += u64::from(seconds <= bound);
        }
        self.count += 1;
        self.sum += seconds;
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.counts();
        writeln!(f, "# TYPE m7_calls_total counter")?;
        for ((operation, outcome, error), count) in &counts.calls {
            let labels = format!(r#"operation="{operation}",outcome="{outcome}",error="{error}""#);
            writeln!(f, "m7_calls_total{{{labels}}} {count}")?;
        }
        writeln!(f, "# TYPE m7_attempts_total counter")?;
        for ((operation, purpose, outcome), count) in &counts.attempts {
            let labels =
                format!(r#"operation="{operation}",purpose="{purpose}",outcome="{outcome}""#);
            writeln!(f, "m7_attempts_total{{{labels}}} {count}")?;
        }
        writeln!(f, "# TYPE m7_call_seconds histogram")?;
        for (operation, histogram) in &counts.call_seconds {
            let name = format!(r#"operation="{operation}""#);
            for (bound, count) in BUCKETS.iter().zip(histogram.buckets) {
                writeln!(
                    f,
                    r#"m7_call_seconds_bucket{{{name},le="{bound}"}} {count}"#
                )?;
            }
            let Histogram { count, sum, .. } = histogram;
            writeln!(f, r#"m7_call_seconds_bucket{{{name},le="+Inf"}} {count}"#)?;
            writeln!(f, "m7_call_seconds_sum{{{name}}} {sum:.6}")?;
            writeln!(f, "m7_call_seconds_count{{{name}}} {count}")?;
        }
        writeln!(f, "# TYPE m7_queued_seconds_total counter")?;
        writeln!(f, "m7_queued_seconds_total {}", counts.queued.as_secs_f64())
    }
}
