//! What `m7 sip export` writes is a roster by which nothing is to be written.

use crate::fleet::{AGENT, FOUR, Fleet};
use crate::m7::Result;

#[test]
fn what_is_exported_is_so() -> Result {
    let fleet = Fleet::with("fleet.csv", FOUR)?;
    fleet.sandbox("roster apply fleet.csv --yes")?;
    fleet.run("sandbox register 2002")?;
    let bound = fleet.sandbox(&format!("sip bind 2002 --agent {AGENT}"))?;
    assert_eq!(bound.exit, 0, "{bound:?}");

    let piped = fleet.sandbox("sip export")?;
    assert!(
        piped.stdout.contains(&format!("2002,{AGENT},凯哥测试")),
        "{piped:?}"
    );
    assert!(piped.stdout.contains("2001,none"), "{piped:?}");
    fleet.write("piped.csv", &piped.stdout)?;
    for file in ["a.csv", "b.yaml"] {
        let ran = fleet.sandbox(&format!("sip export --out {file}"))?;
        assert_eq!(ran.exit, 0, "{ran:?}");
        assert_eq!(fleet.sandbox(&format!("sip export --out {file}"))?.exit, 2);
    }
    for file in ["piped.csv", "a.csv", "b.yaml"] {
        let plan = fleet.sandbox(&format!("roster plan {file} --exit-code"))?;
        assert_eq!(plan.exit, 0, "{plan:?}");
        assert!(plan.stderr.contains("no changes"), "{plan:?}");
    }
    Ok(())
}
