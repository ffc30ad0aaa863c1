//! What a sandbox with many numbers and many phones takes: 100,000 numbers made, listed and started
//! again with, 20,000 phones registered and registered again. See the README.

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use m7_benches::http_load::Caller;
use m7_benches::print::print_line;
use m7_benches::process::megabytes;
use m7_benches::sandbox::Sandbox;
use m7_benches::sipp::Sipp;

const FIRST: u64 = 100_000;
const NUMBERS: u64 = 100_000;
const PHONES: u64 = 20_000;
const AT_ONCE: u64 = 64;
const PATIENCE: Duration = Duration::from_secs(300);
const ALL: &str = "{}";

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("scale: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let data = folder.path().join("sandbox.sqlite");
    let caller = Caller::new(&Sandbox::credentials());

    let sandbox = start(&data)?;
    let created = sandbox.create(&caller, FIRST, NUMBERS)?;
    print_line(&format!(
        "{NUMBERS} numbers made in {:.1} s: {:.0} a second, the slowest in {:.0} ms",
        created.elapsed.as_secs_f64(),
        created.per_second(),
        millis(created.slowest),
    ));
    list_all(&sandbox, &caller)?;
    wait_beside_lists(&sandbox, &caller)?;
    print_size(&sandbox, &data)?;

    sandbox.process.stop("TERM")?;
    let sandbox = start_again("stopped", &data, &caller)?;
    sandbox.process.stop("KILL")?;
    let sandbox = start_again("killed", &data, &caller)?;

    let phones = Sipp::new(FIRST, PHONES)?;
    let registrar = sandbox.sip_udp.ok_or("the sandbox registers no phones")?;
    for what in ["registered", "registered again"] {
        let registered = phones.register(registrar, PHONES, AT_ONCE, PATIENCE)?;
        let shown = sandbox.registered(&caller)?;
        print_line(&format!(
            "{PHONES} phones {what}: {:.0} a second, {} requests sent again; \
             {shown} numbers are listed as registered",
            registered.per_second, registered.retransmissions,
        ));
        expect(shown, PHONES)?;
    }
    print_size(&sandbox, &data)?;
    sandbox.process.stop("KILL")?;
    let sandbox = start_again("killed", &data, &caller)?;
    let shown = sandbox.registered(&caller)?;
    print_line(&format!(
        "after that {shown} numbers are listed as registered"
    ));
    expect(shown, PHONES)
}

fn start(data: &Path) -> Result<Sandbox, String> {
    let data = data.to_string_lossy();
    let sip = ["--sip-listen", "127.0.0.1:0", "--sip-rate", "1000000"];
    Sandbox::start(&[&["--data", &data], &sip[..]].concat())
}

/// Starts it on what a `how` one left, and looks whether all is there.
fn start_again(how: &str, data: &Path, caller: &Caller) -> Result<Sandbox, String> {
    let start_time = Instant::now();
    let sandbox = start(data)?;
    let ready = start_time.elapsed();
    expect(sandbox.list(caller, ALL)?.0, NUMBERS)?;
    print_line(&format!(
        "started again after being {how}: ready in {:.0} ms, all {NUMBERS} numbers listed by {:.0} ms",
        millis(ready),
        millis(start_time.elapsed()),
    ));
    Ok(sandbox)
}

fn list_all(sandbox: &Sandbox, caller: &Caller) -> Result<(), String> {
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let (count, tally) = sandbox.list(caller, ALL)?;
        expect(count, NUMBERS)?;
        fastest = fastest.min(tally.slowest);
    }
    print_line(&format!(
        "all {NUMBERS} numbers listed in {:.0} ms",
        millis(fastest)
    ));
    Ok(())
}

/// How long somebody who asks for one number, or makes one, waits while others list all.
fn wait_beside_lists(sandbox: &Sandbox, caller: &Caller) -> Result<(), String> {
    const ASKED: u64 = 20;
    thread::scope(|threads| {
        let lists = threads.spawn(|| (0..8).try_for_each(|_| list_all_quietly(sandbox, caller)));
        let (mut reading, mut asked) = (Duration::ZERO, 0);
        while asked < ASKED && !lists.is_finished() {
            let one = format!(r#"{{"number":"{FIRST}"}}"#);
            let (count, tally) = sandbox.list(caller, &one)?;
            expect(count, 1)?;
            reading = reading.max(tally.slowest);
            asked += 1;
        }
        print_line(&format!(
            "meanwhile one number is listed in {:.0} ms at most",
            millis(reading)
        ));
        lists
            .join()
            .unwrap_or_else(|_| Err("a thread panicked".to_owned()))
    })
}

fn list_all_quietly(sandbox: &Sandbox, caller: &Caller) -> Result<(), String> {
    expect(sandbox.list(caller, ALL)?.0, NUMBERS)
}

fn print_size(sandbox: &Sandbox, data: &Path) -> Result<(), String> {
    let bytes = fs::metadata(data).map_err(|error| error.to_string())?.len();
    print_line(&format!(
        "{:.1} MB on disk, {:.1} MB of memory at most",
        megabytes(bytes),
        megabytes(sandbox.process.peak_memory()?),
    ));
    Ok(())
}

fn expect(found: u64, expected: u64) -> Result<(), String> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{found} numbers are listed, not {expected}"))
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
