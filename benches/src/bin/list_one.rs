//! `list` of one number: the sandbox against Prism, which mocks the same contract.
//!
//! Both are there all the time and take turns under the same load. See the README.

use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use m7_benches::http_load::{Caller, Requests, Tally};
use m7_benches::print::print_line;
use m7_benches::process::{Process, free_port, megabytes};
use m7_benches::ratio::median;
use m7_benches::sandbox::Sandbox;
use serde::Deserialize;
use serde::de::IgnoredAny;

const NUMBER: u64 = 2004;
const CONNECTIONS: u64 = 32;
/// All of these together stay below the million requests that the sandbox remembers, so that none is
/// replayed.
const WARM_UP: Duration = Duration::from_secs(2);
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: usize = 9;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            print_line(&format!("list one number: not measured: {problem}"));
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let data = folder.path().join("sandbox.sqlite");
    let sandbox = Sandbox::start(&["--data", &data.to_string_lossy()])?;
    let (prism, prism_address) = start_prism(&folder.path().join("prism.log"))?;
    let caller = Caller::new(&Sandbox::credentials());
    sandbox.create(&caller, NUMBER, 1)?;

    // Prism's code is compiled as it runs.
    list(&caller, prism_address, WARM_UP)?;
    let mut asked = list(&caller, sandbox.address, WARM_UP)?.right;
    let mut rounds = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        // Whoever goes first finds the machine as the other left it: they take turns.
        let (ours, theirs) = if round % 2 == 0 {
            let ours = list(&caller, sandbox.address, ROUND)?;
            (ours, list(&caller, prism_address, ROUND)?)
        } else {
            let theirs = list(&caller, prism_address, ROUND)?;
            (list(&caller, sandbox.address, ROUND)?, theirs)
        };
        asked += ours.right;
        rounds.push((ours.per_second(), theirs.per_second()));
    }
    let ratio = median(rounds.iter().map(|(ours, theirs)| ours / theirs));
    let ours = median(rounds.iter().map(|(ours, _)| *ours));
    let theirs = median(rounds.iter().map(|(_, theirs)| *theirs));
    print_line(&format!(
        "list one number: {ratio:.1} × as many requests/s (goal ≥ 10): \
         m7 sandbox {ours:.0}, Prism {theirs:.0}"
    ));
    let (ours, theirs) = (
        megabytes(sandbox.process.peak_memory()?),
        megabytes(prism.peak_memory()?),
    );
    print_line(&format!(
        "list one number, peak memory: ratio {:.3} (goal ≤ 0.25): \
         m7 sandbox {ours:.1} MB, with {asked} requests remembered; Prism {theirs:.1} MB",
        ours / theirs
    ));
    Ok(())
}

/// Prism as its users start it, but without a line of log for every request, which makes it faster.
fn start_prism(log: &Path) -> Result<(Process, SocketAddr), String> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    let prism = benches.join("peers/prism/node_modules/.bin/prism");
    if !prism.exists() {
        return Err("run `npm install` in benches/peers/prism".to_owned());
    }
    let log = File::create(log).map_err(|error| error.to_string())?;
    let port = free_port()?;
    let mut command = Command::new(prism);
    command
        .args(["mock", "--host", "127.0.0.1", "--verboseLevel", "silent"])
        .args(["--port", &port.to_string()])
        .arg(benches.join("../spec/openapi.yaml"))
        // In production it forks, for its log alone, and takes twice the memory.
        .env_remove("NODE_ENV")
        .stdout(Stdio::from(
            log.try_clone().map_err(|error| error.to_string())?,
        ))
        .stderr(Stdio::from(log));
    let mut process = Process::start("Prism (Node.js)", &mut command)?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    process.wait_for(address)?;
    Ok((process, address))
}

fn list(caller: &Caller, address: SocketAddr, time: Duration) -> Result<Tally, String> {
    let list = Requests {
        path: "/openapi/v1/call/sip/list",
        body: &|_| Some(format!(r#"{{"number":"{NUMBER}"}}"#)),
        is_right: &lists_one,
    };
    caller.send(address, &list, CONNECTIONS, time).all_right()
}

fn lists_one(reply: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct List {
        success: bool,
        data: Vec<IgnoredAny>,
    }
    serde_json::from_slice(reply).is_ok_and(|list: List| list.success && list.data.len() == 1)
}
