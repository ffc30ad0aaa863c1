//! How often a call allocates, and how much: the facade against reqwest by hand.
//!
//! A program of its own, since its allocator counts and so would falsify every time. What one thread
//! allocates is counted, and all of a client runs on one; the server is another process.
//!
//! With `m7` or `raw` as its argument it makes that one's calls only, for a profiler to count.

use std::process::ExitCode;

use m7_benches::canned;
use m7_benches::print::print_line;
use m7_benches::rivals::{Facade, Raw, Rival};
use tokio::runtime::Runtime;

const WARM_UP: u64 = 200;
const CALLS: u64 = 2_000;

/// For each call.
struct Allocated {
    times: f64,
    bytes: f64,
}

fn main() -> ExitCode {
    let outcome = canned::serve_if_told_to()
        .map_err(|error| error.to_string())
        .and_then(|()| measure());
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("allocations: not measured: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    let (_server, address) = canned::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    match std::env::args().nth(1).as_deref() {
        Some("m7") => return count(&runtime, &Facade::new(address)?).map(drop),
        Some("raw") => return count(&runtime, &Raw::new(address)?).map(drop),
        _ => {}
    }
    let ours = count(&runtime, &Facade::new(address)?)?;
    let theirs = count(&runtime, &Raw::new(address)?)?;
    print_line(&format!(
        "allocations a call: {} {:.1} ({:.0} bytes), {} {:.1} ({:.0} bytes)",
        Facade::NAME,
        ours.times,
        ours.bytes,
        Raw::NAME,
        theirs.times,
        theirs.bytes,
    ));
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count<R: Rival>(runtime: &Runtime, rival: &R) -> Result<Allocated, String> {
    let call_so_often = |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                rival.list().await?;
            }
            Ok::<(), String>(())
        })
    };
    call_so_often(WARM_UP)?;
    let mut outcome = Ok(());
    let counted = allocation_counter::measure(|| outcome = call_so_often(CALLS));
    outcome?;
    Ok(Allocated {
        times: counted.count_total as f64 / CALLS as f64,
        bytes: counted.bytes_total as f64 / CALLS as f64,
    })
}
