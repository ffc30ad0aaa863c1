//! Numbers are deleted where a scope says so, and not many of them by a slip.

use crate::fleet::Fleet;
use crate::m7::Result;

fn roster(range: &str) -> String {
    format!(
        "version: 1\nscope: [2000-2099]\nnumbers:\n  - range: {range}\n    password: generate\n"
    )
}

#[test]
fn many_deletes_need_leave() -> Result {
    let fleet = Fleet::with("fleet.yaml", &roster("2000-2019"))?;
    fleet.machine.create("3000")?;
    assert_eq!(fleet.sandbox("roster apply fleet.yaml --yes")?.exit, 0);
    fleet.write("fleet.yaml", &roster("2000-2009"))?;

    let without = fleet.sandbox("roster apply fleet.yaml --yes")?;
    assert!(without.stderr.contains("no changes"), "{without:?}");
    let plan = fleet.sandbox("roster plan fleet.yaml --prune")?;
    assert!(plan.stderr.contains("apply will refuse this"), "{plan:?}");
    let refused = fleet.sandbox("roster apply fleet.yaml --yes --prune")?;
    assert_eq!(refused.exit, 2, "{refused:?}");
    assert!(refused.stderr.contains("--max-deletes 10"), "{refused:?}");
    assert_eq!(fleet.numbers()?.len(), 21);

    let allowed = fleet.sandbox("roster apply fleet.yaml --yes --prune --max-deletes 10")?;
    assert_eq!(allowed.exit, 0, "{allowed:?}");
    // Of what is outside of the scope nothing is touched.
    let left = fleet.numbers()?;
    assert_eq!(left.len(), 11, "{left:?}");
    assert!(left.contains(&"3000".to_owned()), "{left:?}");
    Ok(())
}

#[test]
fn without_a_scope_nothing_is_deleted() -> Result {
    let fleet = Fleet::with("fleet.csv", "number,password\n2001,generate\n")?;
    fleet.machine.create("2002")?;
    let ran = fleet.sandbox("roster apply fleet.csv --yes --prune")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("--scope"), "{ran:?}");
    let ran = fleet.sandbox("roster apply fleet.csv --yes --prune --scope 3000-3999")?;
    assert_eq!(ran.exit, 2, "a row is outside: {ran:?}");
    assert_eq!(fleet.numbers()?, ["2002"]);
    let ran = fleet.sandbox("roster apply fleet.csv --yes --prune --scope 2000-2999")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2001"]);
    Ok(())
}
