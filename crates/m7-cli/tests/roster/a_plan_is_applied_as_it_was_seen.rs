//! A plan in a file is applied as it was looked at, or not at all.

use crate::fleet::{FOUR, Fleet};
use crate::m7::Result;

const PLAN: &str = "roster plan fleet.csv --out plan.json";
const APPLY: &str = "roster apply plan.json --yes";

#[test]
fn a_plan_is_applied_as_it_was_seen() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    assert_eq!(fleet.sandbox(PLAN)?.exit, 0);
    // What the roster says by then makes no difference.
    fleet.write("fleet.csv", "number,password\n2009,generate\n")?;
    let ran = fleet.sandbox(APPLY)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2001", "2002", "2003", "2004"]);
    let again = fleet.sandbox(APPLY)?;
    assert_eq!(again.exit, 0, "{again:?}");
    assert!(again.stderr.contains("no changes"), "{again:?}");
    Ok(())
}

#[test]
fn a_plan_of_a_state_that_is_no_more_is_refused() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    assert_eq!(fleet.sandbox(PLAN)?.exit, 0);
    fleet.machine.create("2003")?;
    let ran = fleet.sandbox(APPLY)?;
    assert_eq!(ran.exit, 6, "{ran:?}");
    assert!(ran.stderr.contains("plan anew"), "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2003"]);
    Ok(())
}

#[test]
fn a_plan_is_for_one_account() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    assert_eq!(fleet.sandbox(PLAN)?.exit, 0);
    let served = fleet.serve("")?;
    let ran = fleet.client(&served, APPLY)?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("embedded sandbox"), "{ran:?}");
    Ok(())
}

#[test]
fn a_plan_has_it_settled_what_is_written() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    assert_eq!(fleet.sandbox(PLAN)?.exit, 0);
    let ran = fleet.sandbox("roster apply plan.json --yes --prune")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    let text = fleet.read("plan.json")?;
    fleet.write("plan.json", &text.replace("\"create\"", "\"paint\""))?;
    let ran = fleet.sandbox(APPLY)?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    // A slip that would write over the roster.
    let ran = fleet.sandbox("roster plan fleet.csv --out fleet.csv")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert_eq!(fleet.read("fleet.csv")?, FOUR);
    Ok(())
}

#[test]
fn no_output_is_written_over_what_is_something_else() -> Result {
    let roster = "number,password,note\n2001,generate,see m7 roster plan\n";
    let fleet = Fleet::with("fleet.csv", roster)?;
    for command in [
        "roster plan fleet.csv --out fleet.csv",
        "roster apply fleet.csv --yes --report fleet.csv",
    ] {
        let ran = fleet.sandbox(command)?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains("is left as it is"), "{ran:?}");
        assert_eq!(fleet.read("fleet.csv")?, roster);
    }
    assert_eq!(fleet.sandbox(PLAN)?.exit, 0);
    let ran = fleet.sandbox("roster apply plan.json --yes --report plan.json")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    // A report of an earlier run may be.
    for _ in 0..2 {
        let ran = fleet.sandbox("roster apply fleet.csv --yes --report report.json")?;
        assert_eq!(ran.exit, 0, "{ran:?}");
    }
    Ok(())
}
