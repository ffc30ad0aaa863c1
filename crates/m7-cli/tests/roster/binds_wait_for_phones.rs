//! An agent is bound once a phone is registered, by a later run or by one that waits.

use std::io::{BufRead as _, BufReader};

use crate::fleet::{AGENT, Fleet, OTHER_AGENT};
use crate::m7::{Ran, Result};

fn roster() -> String {
    format!("number,agent_id,password\n2001,{AGENT},generate\n2002,{OTHER_AGENT},generate\n")
}

#[test]
fn a_later_run_binds() -> Result {
    let fleet = Fleet::with("fleet.csv", &roster())?;
    let apply = "roster apply fleet.csv --yes";
    let first = fleet.sandbox(apply)?;
    assert_eq!(first.exit, 8, "{first:?}");
    assert!(first.stdout.contains("pending"), "{first:?}");
    assert!(
        first.stderr.contains("2 steps wait for phones"),
        "{first:?}"
    );

    for (number, exit) in [("2001", 8), ("2002", 0)] {
        fleet.run(&format!("sandbox register {number}"))?;
        let ran = fleet.sandbox(apply)?;
        assert_eq!(ran.exit, exit, "{ran:?}");
    }
    let bound = fleet.sandbox("sip get 2001 -o json")?.json()?;
    assert_eq!(bound["agent"]["agentId"], AGENT);
    Ok(())
}

#[test]
fn a_run_can_wait() -> Result {
    let fleet = Fleet::with("fleet.csv", &roster())?;
    let served = fleet.serve("")?;
    let apply = "roster apply fleet.csv --yes --wait-registered 60s --look-every 1s";
    let mut child = fleet.start(&served, apply)?;
    let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
    for waiting in ["2 steps wait", "1 step waits"] {
        // Not what the plan says before anything is written.
        let waiting = format!("{waiting} for phones to register, for");
        let heard = said.find(|line| line.as_ref().is_ok_and(|line| line.contains(&waiting)));
        assert!(heard.is_some(), "{waiting} was never said");
        let number = if waiting.starts_with('2') {
            "2001"
        } else {
            "2002"
        };
        register(served.field("baseUrl"), number)?;
    }
    // Whatever else it says is to be read.
    let rest: std::io::Result<Vec<String>> = said.collect();
    let ran = Ran::of(child.wait_with_output()?)?;
    assert_eq!(ran.exit, 0, "{ran:?} {rest:?}");
    Ok(())
}

/// Has a stand-in for a phone at a number.
fn register(base_url: &str, number: &str) -> Result {
    let phone = format!(
        r#"{{"number": "{number}", "clientUrl": "192.0.2.10:5060", "registerDevice": "Telephone"}}"#
    );
    let url = format!("{base_url}/_sandbox/registrations");
    let ran = std::process::Command::new("curl")
        .args([
            "-s",
            "--fail",
            "--noproxy",
            "*",
            "-H",
            "content-type: application/json",
        ])
        .args(["-d", &phone, &url])
        .output()?;
    if ran.status.success() {
        Ok(())
    } else {
        Err(format!("{ran:?}").into())
    }
}
