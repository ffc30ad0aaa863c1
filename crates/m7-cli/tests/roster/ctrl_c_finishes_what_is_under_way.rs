//! The first signal finishes what is under way, the second leaves; what is left is done by another run.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStderr};

use crate::fleet::{FOUR, Fleet, numbers, signal};
use crate::m7::{Ran, Result};

const APPLY: &str = "roster apply fleet.csv --yes --concurrency 2";

/// Reads what it says until it says this.
fn until(said: &mut Lines<BufReader<ChildStderr>>, what: &str) -> Result {
    for line in said {
        if line?.contains(what) {
            return Ok(());
        }
    }
    Err(format!("{what} was never said").into())
}

fn stderr(child: &mut Child) -> Result<Lines<BufReader<ChildStderr>>> {
    Ok(BufReader::new(child.stderr.take().ok_or("no stderr")?).lines())
}

#[test]
fn the_first_signal_finishes_what_is_under_way() -> Result {
    for (name, exit) in [("INT", 130), ("TERM", 143)] {
        let fleet = Fleet::with("fleet.csv", FOUR)?;
        let served = fleet.serve("--latency 700")?;
        let mut child = fleet.start(&served, &format!("{APPLY} -o json"))?;
        let mut said = stderr(&mut child)?;
        until(&mut said, "[2/4]")?;
        signal(&child, name)?;
        until(&mut said, "once more to leave at once")?;
        let rest: std::io::Result<Vec<String>> = said.collect();
        let ran = Ran::of(child.wait_with_output()?)?;
        assert_eq!(ran.exit, exit, "{ran:?} {rest:?}");
        let report = ran.json()?;
        assert_eq!(report["counts"]["unknown"], 0, "{report}");
        let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
        assert_eq!(report["counts"]["done"], listed.len(), "{report}");

        let resumed = fleet.client(&served, APPLY)?;
        assert_eq!(resumed.exit, 0, "{resumed:?}");
        let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
        assert_eq!(listed, ["2001", "2002", "2003", "2004"]);
    }
    Ok(())
}

#[test]
fn the_second_leaves_at_once() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let served = fleet.serve("--latency 3000")?;
    let mut child = fleet.start(&served, APPLY)?;
    let mut said = stderr(&mut child)?;
    // The list before it takes as long.
    until(&mut said, "by the vendor's examples")?;
    std::thread::sleep(std::time::Duration::from_millis(4500));
    signal(&child, "INT")?;
    until(&mut said, "finishing 2 writes under way")?;
    signal(&child, "INT")?;
    let rest: std::io::Result<Vec<String>> = said.collect();
    let ran = Ran::of(child.wait_with_output()?)?;
    assert_eq!(ran.exit, 130, "{ran:?} {rest:?}");
    assert!(rest?.join("\n").contains("--resume"));

    assert_eq!(fleet.client(&served, APPLY)?.exit, 6);
    let resumed = fleet.client(&served, &format!("{APPLY} --resume --settle 6"))?;
    assert_eq!(resumed.exit, 0, "{resumed:?}");
    let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
    assert_eq!(listed, ["2001", "2002", "2003", "2004"]);
    Ok(())
}
