//! While a run is at work on an account, no other writes to it.

use std::io::{BufRead as _, BufReader};

use crate::fleet::{FOUR, Fleet};
use crate::m7::{Ran, Result};

#[test]
fn one_run_at_a_time() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let served = fleet.serve("--latency 400")?;
    let apply = "roster apply fleet.csv --yes --concurrency 1";
    let mut child = fleet.start(&served, apply)?;
    let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
    let began = said.find(|line| line.as_ref().is_ok_and(|line| line.contains("[1/4]")));
    assert!(began.is_some());

    let other = fleet.client(&served, apply)?;
    assert_eq!(other.exit, 6, "{other:?}");
    assert!(
        other.stderr.contains("another process is at work"),
        "{other:?}"
    );
    // Nor does a command about one number, of which the run keeps what it set.
    let update = fleet.client(&served, "sip update 2001 --nat true")?;
    assert_eq!(update.exit, 6, "{update:?}");
    // To look is no harm.
    assert_eq!(fleet.client(&served, "roster plan fleet.csv")?.exit, 0);
    let status = fleet.client(&served, "roster status -o json")?.json()?;
    assert_eq!(status["lastRun"]["isOver"], false, "{status}");

    let rest: std::io::Result<Vec<String>> = said.collect();
    let ran = Ran::of(child.wait_with_output()?)?;
    assert_eq!(ran.exit, 0, "{ran:?} {rest:?}");
    Ok(())
}

#[test]
fn another_one_leaves_the_file_of_passwords_alone() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--latency 400")?;
    let create = "sip create 2001-2004 --generate-passwords --yes --concurrency 1 --out pw.csv";
    let mut child = fleet.start(&served, create)?;
    let mut said = BufReader::new(child.stderr.take().ok_or("no stderr")?).lines();
    let began = said.find(|line| line.as_ref().is_ok_and(|line| line.contains("[1/4]")));
    assert!(began.is_some());
    let other = fleet.client(&served, &format!("{create} --resume"))?;
    assert_eq!(other.exit, 6, "{other:?}");
    let rest: std::io::Result<Vec<String>> = said.collect();
    assert_eq!(child.wait()?.code(), Some(0), "{rest:?}");
    assert_eq!(fleet.read("pw.csv")?.lines().count(), 5);
    Ok(())
}
