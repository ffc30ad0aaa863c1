//! `m7 roster plan --exit-code` tells a script whether there is something to do.

use crate::fleet::{AGENT, Fleet};
use crate::m7::Result;

#[test]
fn a_plan_tells_by_its_exit_code() -> Result {
    let roster = format!("number,agent_id,password\n2001,{AGENT},generate\n2002,,generate\n");
    let fleet = Fleet::with("fleet.csv", &roster)?;
    let plan = "roster plan fleet.csv --exit-code";

    let all = fleet.sandbox(plan)?;
    assert_eq!(all.exit, 10, "{all:?}");
    assert!(all.stdout.contains("2001    create"), "{all:?}");
    assert!(all.stderr.contains("by the vendor's examples"), "{all:?}");
    assert_eq!(fleet.sandbox("roster plan fleet.csv")?.exit, 0);
    assert_eq!(fleet.numbers()?, Vec::<String>::new());

    assert_eq!(fleet.sandbox("roster apply fleet.csv --yes")?.exit, 8);
    let waiting = fleet.sandbox(plan)?;
    assert_eq!(waiting.exit, 8, "{waiting:?}");
    assert!(
        waiting.stderr.contains("1 step waits for a phone"),
        "{waiting:?}"
    );

    assert_eq!(fleet.run("sandbox register 2001")?.exit, 0);
    assert_eq!(fleet.sandbox(plan)?.exit, 10);
    assert_eq!(fleet.sandbox("roster apply fleet.csv --yes")?.exit, 0);
    let done = fleet.sandbox(plan)?;
    assert_eq!(done.exit, 0, "{done:?}");
    assert!(done.stderr.contains("no changes"), "{done:?}");
    Ok(())
}

#[test]
fn what_nobody_can_tell_is_told() -> Result {
    let fleet = Fleet::with("fleet.csv", "number,codecs\n2001,G711A\n")?;
    fleet.machine.create("2001")?;
    let left = fleet.sandbox("roster plan fleet.csv --exit-code")?;
    assert_eq!(left.exit, 0, "{left:?}");
    assert!(left.stderr.contains("codecs of 2001"), "{left:?}");
    assert!(left.stderr.contains("--set-unknown"), "{left:?}");
    let set = fleet.sandbox("roster plan fleet.csv --exit-code --set-unknown")?;
    assert_eq!(set.exit, 10, "{set:?}");
    Ok(())
}
