//! What was applied is so: applied again, nothing is written.

use std::path::Path;

use crate::fleet::{FOUR, Fleet};
use crate::m7::Result;
use crate::terminal::open;

#[test]
fn applying_twice_changes_nothing() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 5, "{ran:?}");
    assert!(ran.stderr.contains("create 4"), "{ran:?}");
    assert!(ran.stderr.contains("roster passwords --out"), "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2001", "2002", "2003", "2004"]);

    let again = fleet.sandbox("roster apply fleet.csv --yes")?;
    assert_eq!(again.exit, 0, "{again:?}");
    assert_eq!(again.stdout, "");
    assert!(again.stderr.contains("no changes on account "), "{again:?}");
    let json = fleet.sandbox("roster apply fleet.csv --yes -o json")?;
    assert_eq!(json.json()?["rows"], serde_json::json!([]));

    let status = fleet.sandbox("roster status -o json")?.json()?;
    assert_eq!(status["runs"], 1, "{status}");
    assert_eq!(status["lastRun"]["counts"]["done"], 4, "{status}");
    assert_eq!(status["madeUpPasswords"], 4, "{status}");
    Ok(())
}

#[test]
fn the_example_of_the_readme_does_what_it_says() -> Result {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let readme = std::fs::read_to_string(root.join("README.md"))?;
    let command = "m7 --sandbox roster apply examples/roster.csv";
    assert!(readme.contains(command), "the README lacks {command}");
    let fleet = Fleet::with(
        "roster.csv",
        &std::fs::read_to_string(root.join("examples/roster.csv"))?,
    )?;
    let apply = "roster apply roster.csv --yes";
    assert_eq!(fleet.sandbox(apply)?.exit, 0);
    assert!(fleet.sandbox(apply)?.stderr.contains("no changes"));
    Ok(())
}

#[test]
fn a_long_report_shows_a_person_what_is_not_done() -> Result {
    let fleet = Fleet::with(
        "fleet.yaml",
        "version: 1\nnumbers:\n  - range: 2000-2029\n    password: generate\n",
    )?;
    let ran = fleet.sandbox("roster apply fleet.yaml --yes --report all.csv")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 31, "{ran:?}");
    assert_eq!(fleet.read("all.csv")?.lines().count(), 31);
    let mut session = open(fleet.sandbox_command("roster report"))?;
    let shown = session.exp_string("30 that are done aren't shown")?;
    assert!(!shown.contains("2000"), "{shown}");
    session.exp_eof()?;
    let report = fleet.sandbox("roster report -o csv")?;
    assert_eq!(report.stdout, fleet.read("all.csv")?);
    let json = fleet.sandbox("roster report --run 1 -o json")?.json()?;
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(30));
    assert_eq!(fleet.sandbox("roster report --run 2")?.exit, 5);
    Ok(())
}
