//! The facade against reqwest by hand: calls a second over loopback, and what each costs its client.
//!
//! Both ask the same server of canned replies, in a process of its own, in rounds that take turns.
//! All calls of a round run on one thread, so that with many in flight it is the client that is the
//! limit, and what the facade costs can't hide behind the server. See the README.

use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use m7_benches::print::print_line;
use m7_benches::ratio::median;
use m7_benches::rivals::{Facade, Raw, Rival};
use m7_benches::{canned, process::Process};
use tokio::runtime::Runtime;

const WARM_UP: Duration = Duration::from_millis(500);
const ROUND: Duration = Duration::from_millis(400);
const ROUNDS: usize = 25;

/// What a round showed.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    /// Of this process, in microseconds a call.
    cpu: f64,
}

fn main() -> ExitCode {
    let outcome = canned::serve_if_told_to()
        .map_err(|error| error.to_string())
        .and_then(|()| measure());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("facade: not measured: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    if cfg!(debug_assertions) {
        return Err("run it with `--release`: a debug build says nothing about speed".to_owned());
    }
    let (_server, address): (Process, _) = canned::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let (facade, raw) = (Facade::new(address)?, Raw::new(address)?);
    for in_flight in [1, 32] {
        compare(&runtime, in_flight, &facade, &raw)?;
    }
    Ok(())
}

fn compare(runtime: &Runtime, in_flight: usize, facade: &Facade, raw: &Raw) -> Result<(), String> {
    round(runtime, in_flight, facade, WARM_UP)?;
    round(runtime, in_flight, raw, WARM_UP)?;
    let mut rounds = Vec::with_capacity(ROUNDS);
    for number in 0..ROUNDS {
        // Whoever goes first finds the machine as the other left it: they take turns.
        rounds.push(if number % 2 == 0 {
            let ours = round(runtime, in_flight, facade, ROUND)?;
            (ours, round(runtime, in_flight, raw, ROUND)?)
        } else {
            let theirs = round(runtime, in_flight, raw, ROUND)?;
            (round(runtime, in_flight, facade, ROUND)?, theirs)
        });
    }
    let of = |figure: fn(&(Figures, Figures)) -> f64| median(rounds.iter().map(figure));
    print_line(&format!(
        "{in_flight} in flight, calls/s: ratio {:.3} (goal ≥ 0.95): {} {:.0}, {} {:.0}",
        of(|(ours, theirs)| ours.per_second / theirs.per_second),
        Facade::NAME,
        of(|(ours, _)| ours.per_second),
        Raw::NAME,
        of(|(_, theirs)| theirs.per_second),
    ));
    print_line(&format!(
        "{in_flight} in flight, the client's processor time a call: ratio {:.3}: {} {:.1} µs, {} {:.1} µs",
        of(|(ours, theirs)| ours.cpu / theirs.cpu),
        Facade::NAME,
        of(|(ours, _)| ours.cpu),
        Raw::NAME,
        of(|(_, theirs)| theirs.cpu),
    ));
    Ok(())
}

/// Makes calls for so long, so many at a time.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn round<R: Rival>(
    runtime: &Runtime,
    in_flight: usize,
    rival: &R,
    time: Duration,
) -> Result<Figures, String> {
    let (cpu, start) = (cpu_time()?, Instant::now());
    let calls = runtime.block_on(async {
        let tasks: Vec<_> = (0..in_flight)
            .map(|_| {
                let rival = rival.clone();
                tokio::spawn(async move {
                    let mut calls = 0_usize;
                    while start.elapsed() < time {
                        calls += rival.list().await?;
                    }
                    Ok::<_, String>(calls)
                })
            })
            .collect();
        let mut calls = 0;
        for task in tasks {
            calls += task.await.map_err(|error| error.to_string())??;
        }
        Ok::<_, String>(calls)
    })?;
    let elapsed = start.elapsed();
    let cpu = cpu_time()?.saturating_sub(cpu);
    Ok(Figures {
        per_second: calls as f64 / elapsed.as_secs_f64(),
        cpu: cpu.as_secs_f64() * 1e6 / calls as f64,
    })
}

/// How long this process's main thread, which does all there is to do, has had a processor.
fn cpu_time() -> Result<Duration, String> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")
        .map_err(|error| format!("no processor time: {error}"))?;
    let nanos = text
        .split_whitespace()
        .next()
        .and_then(|text| text.parse().ok());
    nanos
        .map(Duration::from_nanos)
        .ok_or_else(|| format!("no processor time in {text:?}"))
}
