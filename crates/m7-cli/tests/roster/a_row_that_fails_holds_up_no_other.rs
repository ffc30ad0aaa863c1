//! What a row meets is that row's: the others are done, and the exit code says how it went.

use crate::fleet::{FOUR, Fleet, numbers};
use crate::m7::Result;

const NOT_AN_AGENT: &str = "5feb148e19a5207b5020e7ff";

#[test]
fn a_row_that_fails_holds_up_no_other() -> Result {
    let roster = format!(
        "number,agent_id,password\n2001,{NOT_AN_AGENT},generate\n2002,,generate\n2003,,generate\n"
    );
    let fleet = Fleet::with("fleet.csv", &roster)?;
    fleet.sandbox("roster apply fleet.csv --yes")?;
    fleet.run("sandbox register 2001")?;
    fleet.write("fleet.csv", &format!("{roster}2004,,generate\n"))?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes -o json")?;
    assert_eq!(ran.exit, 3, "{ran:?}");
    let report = ran.json()?;
    assert_eq!(report["counts"]["done"], 1, "{report}");
    assert_eq!(report["counts"]["failed"], 1, "{report}");
    assert_eq!(fleet.numbers()?.len(), 4);
    assert!(ran.stderr.contains("no agent"), "{ran:?}");
    Ok(())
}

#[test]
fn a_write_whose_reply_is_lost_is_looked_for() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    // Each reply to a create of 2002 is lost.
    fleet.write(
        "faults.json",
        r#"{"rules": [{"operation": "sip_create", "number": "2002",
            "fault": {"reset": "afterCommit"}}]}"#,
    )?;
    let served = fleet.serve(&format!("--faults {}", fleet.path("faults.json").display()))?;
    let ran = fleet.client(&served, "roster apply fleet.csv --yes")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
    assert_eq!(listed, ["2001", "2002", "2003", "2004"]);
    Ok(())
}

#[test]
fn what_cannot_be_found_out_is_unknown_until_it_is_resumed() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    fleet.write(
        "faults.json",
        r#"{"rules": [{"operation": "sip_create", "number": "2002",
            "fault": {"noAnswer": {"when": "afterCommit"}}}]}"#,
    )?;
    let served = fleet.serve(&format!("--faults {}", fleet.path("faults.json").display()))?;
    // A time that is up before anything can be found out.
    let apply = "roster apply fleet.csv --yes --settle 1";
    let ran = fleet.client(&served, &format!("--timeout 2 {apply}"))?;
    assert_eq!(ran.exit, 7, "{ran:?}");
    assert!(ran.stderr.contains("--resume"), "{ran:?}");

    let refused = fleet.client(&served, apply)?;
    assert_eq!(refused.exit, 6, "{refused:?}");
    assert!(refused.stderr.contains("add --resume"), "{refused:?}");
    let warned = fleet.client(&served, "roster plan fleet.csv")?;
    assert!(warned.stderr.contains("no known outcome"), "{warned:?}");

    let resumed = fleet.client(&served, &format!("{apply} --resume"))?;
    assert_eq!(resumed.exit, 0, "{resumed:?}");
    assert!(resumed.stderr.contains("1 had been done"), "{resumed:?}");
    let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
    assert_eq!(listed, ["2001", "2002", "2003", "2004"]);
    Ok(())
}

#[test]
fn an_account_that_is_not_accepted_stops_it() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    let served = fleet.serve("")?;
    let mut command = fleet.client_command(&served, "roster apply fleet.csv --yes");
    command.env("M7_SECRET_KEY", "guessed");
    let ran = crate::m7::Ran::of(command.output()?)?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    // In the middle of a run too.
    fleet.write(
        "faults.json",
        r#"{"rules": [{"operation": "sip_create", "fault": {"skew": {"seconds": -864000}}}]}"#,
    )?;
    let served = fleet.serve(&format!("--faults {}", fleet.path("faults.json").display()))?;
    let ran = fleet.client(&served, "roster apply fleet.csv --yes --concurrency 1")?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert!(ran.stdout.contains("not started"), "{ran:?}");
    Ok(())
}
