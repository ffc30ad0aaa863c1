//! A number has a new password, which whoever asked for it gets, and nobody else.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::fleet::{Fleet, numbers, signal};
use crate::m7::{Result, Served};
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

/// The reply to the first update is lost, after it was done.
const LOST: &str = r#"{"rules": [{"operation": "sip_update", "times": 1,
                       "fault": {"reset": "afterCommit"}}]}"#;

#[test]
fn going_on_with_it_leaves_what_is_rotated() -> Result {
    let fleet = Fleet::new()?;
    fleet.write("faults.json", LOST)?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    assert_eq!(
        fleet
            .client(&served, "sip create 2001-2004 --generate-passwords --yes")?
            .exit,
        0
    );
    put_faults(&served, LOST)?;
    let rotate = "sip rotate-password 2001-2004 --yes --concurrency 1";
    let ran = fleet.client(&served, &format!("--timeout 2 {rotate} --out first.csv"))?;
    assert_eq!(ran.exit, 7, "{ran:?}");
    assert!(ran.stderr.contains("--resume"), "{ran:?}");
    let first = fleet.read("first.csv")?;
    // Which of its two passwords the first has isn't known, and none of them is said to hold.
    let of_first = |line: &&str| line.starts_with("2001,");
    assert!(
        first
            .lines()
            .filter(of_first)
            .all(|line| line.ends_with(",false")),
        "2001"
    );
    put_faults(&served, r#"{"rules": []}"#)?;

    let resumed = format!("{rotate} --out second.csv --resume --settle 0.5 -o json");
    let ran = fleet.client(&served, &resumed)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(ran.json()?["counts"]["done"], 1, "{ran:?}");
    let second = made_up(&fleet.read("second.csv")?);
    assert_eq!(second.len(), 4);
    for line in first.lines().filter(|line| line.ends_with(",true")) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(
            second[cells[0]] == cells[1],
            "{} was rotated again",
            cells[0]
        );
    }
    all_register(&served, &second)
}

fn put_faults(served: &Served, faults: &str) -> Result {
    let url = format!("{}/_sandbox/faults", served.base_url());
    let put = [
        "-sf",
        "--noproxy",
        "*",
        "-X",
        "PUT",
        "-H",
        "content-type: application/json",
    ];
    let done = Command::new("curl")
        .args(put)
        .args(["-d", faults, &url])
        .output()?;
    if done.status.success() {
        Ok(())
    } else {
        Err(format!("{done:?}").into())
    }
}

#[test]
fn one_that_was_set_by_hand_is_not_given_out() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    assert_eq!(fleet.client(&served, CREATE)?.exit, 0);
    fleet.write("by-hand", "set-by-hand\n")?;
    let id = fleet.client(&served, "sip get 2002 -o json")?.json()?["sipId"].clone();
    let id = id.as_str().ok_or("no id")?;
    for command in [
        "sip update 2001 --password-file by-hand",
        &format!("api sip_delete -f sipId={id} --yes"),
    ] {
        let ran = fleet.client(&served, command)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
    }
    let given_out = fleet.client(&served, "roster passwords 2001-2002 --out given.csv")?;
    assert_eq!(given_out.exit, 5, "{given_out:?}");
    // And what a run sets again holds again.
    let ran = fleet.client(&served, "sip rotate-password 2001 --yes --out again.csv")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    all_register(&served, &made_up(&fleet.read("again.csv")?))
}

#[test]
fn a_rotation_is_not_taken_for_done_by_what_another_command_left() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--latency 300 --sip-listen 127.0.0.1:0")?;
    let create = "sip create 2001-2004 --generate-passwords --yes --concurrency 1";
    let mut child = fleet.start(&served, create)?;
    while numbers(&fleet.client(&served, "sip list -o json")?.json()?)?.len() < 2 {}
    child.kill()?;
    child.wait()?;
    let rotate = "sip rotate-password 2001 --yes --resume --settle 1 -o json";
    let ran = fleet.client(&served, rotate)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(ran.json()?["counts"]["done"], 1, "{ran:?}");
    // Gone on with once more, it is over; and the file is written all the same.
    let again = fleet.client(&served, &format!("{rotate} --out pw.csv"))?;
    assert_eq!(again.json()?["counts"]["done"], 0, "{again:?}");
    all_register(&served, &made_up(&fleet.read("pw.csv")?))
}

#[test]
fn what_was_cut_off_leaves_no_password_certain() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("")?;
    assert_eq!(fleet.client(&served, CREATE)?.exit, 0);
    fleet.write("by-hand", "set-by-hand\n")?;
    put_faults(
        &served,
        r#"{"rules": [{"operation": "sip_update", "fault": {"noAnswer": {"when": "afterCommit"}}}]}"#,
    )?;
    for (name, number) in [("KILL", "2001"), ("INT", "2002")] {
        let update = format!("sip update {number} --password-file by-hand");
        let mut child = fleet.start(&served, &update)?;
        let stderr = BufReader::new(child.stderr.take().ok_or("no stderr")?);
        let said = stderr
            .lines()
            .find(|line| line.as_ref().is_ok_and(|it| it.contains("updating")));
        assert!(said.is_some());
        std::thread::sleep(std::time::Duration::from_millis(500));
        signal(&child, name)?;
        child.wait()?;
        let given_out = fleet.client(
            &served,
            &format!("roster passwords {number} --out {name}.csv"),
        )?;
        assert_eq!(given_out.exit, 0, "{given_out:?}");
        let line = fleet.read(&format!("{name}.csv"))?;
        assert!(line.trim_end().ends_with(",false"), "after {name}");
    }
    Ok(())
}
