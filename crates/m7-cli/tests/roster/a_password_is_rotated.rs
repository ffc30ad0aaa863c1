//! A number has a new password, which whoever asked for it gets, and nobody else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::fleet::Fleet;
use crate::m7::Result;
use crate::phones::{all_register, made_up};

const CREATE: &str = "sip create 2001-2002 --generate-passwords --yes --out first.csv";

#[test]
fn the_new_one_registers_and_the_old_one_does_not() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    assert_eq!(fleet.client(&served, CREATE)?.exit, 0);
    let ran = fleet.client(
        &served,
        "sip rotate-password 2001-2009 --out second.csv --yes",
    )?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(ran.stderr.contains("signed off"), "{ran:?}");
    let mode = fs::metadata(fleet.path("second.csv"))?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (first, second) = (
        made_up(&fleet.read("first.csv")?),
        made_up(&fleet.read("second.csv")?),
    );
    assert_eq!(second.len(), 2);
    all_register(&served, &second)?;
    for (number, password) in first {
        assert!(
            !format!("{ran:?}").contains(&second[&number]),
            "it is shown"
        );
        assert!(all_register(&served, &[(number, password)].into()).is_err());
    }
    Ok(())
}

#[test]
fn one_that_was_created_elsewhere_can_be() -> Result {
    let fleet = Fleet::new()?;
    fleet.machine.create("2001")?;
    let ran = fleet.sandbox("sip rotate-password 2001 --yes -o json")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(ran.json()?["counts"]["done"], 1);
    let given_out = fleet.sandbox("roster passwords 2001 --out 2001.csv")?;
    assert_eq!(given_out.exit, 0, "{given_out:?}");
    Ok(())
}

#[test]
fn a_file_that_is_there_is_kept_and_nothing_is_rotated() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    assert_eq!(fleet.client(&served, CREATE)?.exit, 0);
    let before = fleet.read("first.csv")?;
    let ran = fleet.client(&served, "sip rotate-password 2001 --out first.csv --yes")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert_eq!(fleet.read("first.csv")?, before);
    all_register(&served, &made_up(&before))
}

#[test]
fn a_run_that_does_nothing_leaves_no_file() -> Result {
    let fleet = Fleet::new()?;
    fleet.machine.create("2001")?;
    for numbers in ["2001 2099", "2050-2059"] {
        let ran = fleet.sandbox(&format!("sip rotate-password {numbers} --out pw.csv --yes"))?;
        assert_eq!(ran.exit, 5, "{ran:?}");
        assert!(!fleet.path("pw.csv").exists());
    }
    Ok(())
}
