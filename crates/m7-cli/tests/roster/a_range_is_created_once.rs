//! A range is created as a whole, once, whatever comes in between.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::fleet::{Fleet, numbers};
use crate::m7::{Machine, Result};
use crate::phones::{all_register, made_up};

const FOUR: [&str; 4] = ["2001", "2002", "2003", "2004"];

#[test]
fn each_number_has_a_password_of_its_own_that_its_phone_registers_with() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    let create =
        "sip create 2001-2004 --generate-passwords --codec G729 --nat true --out pw.csv --yes";
    let ran = fleet.client(&served, create)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let file = fs::metadata(fleet.path("pw.csv"))?;
    assert_eq!(file.permissions().mode() & 0o777, 0o600);
    let passwords = made_up(&fleet.read("pw.csv")?);
    assert_eq!(passwords.len(), 4);
    for password in passwords.values() {
        assert!(!format!("{ran:?}").contains(password), "one is shown");
    }
    all_register(&served, &passwords)
}

#[test]
fn a_second_run_creates_what_is_missing() -> Result {
    let fleet = Fleet::new()?;
    let create = |range: &str| {
        fleet.sandbox(&format!(
            "sip create {range} --generate-passwords --yes -o json"
        ))
    };
    assert_eq!(create("2001-2002")?.json()?["counts"]["done"], 2);
    assert_eq!(create("2001-2004")?.json()?["counts"]["done"], 2);
    let again = create("2001-2004")?;
    assert_eq!(again.exit, 0, "{again:?}");
    assert_eq!(again.json()?["counts"]["done"], 0);
    assert!(again.stderr.contains("there already"), "{again:?}");
    assert_eq!(fleet.numbers()?, FOUR);
    Ok(())
}

#[test]
fn what_somebody_else_created_is_left_alone() -> Result {
    let fleet = Fleet::new()?;
    fleet.machine.create("2003")?;
    let ran = fleet.sandbox("sip create 2001-2004 --generate-passwords --yes")?;
    assert_eq!(ran.exit, 6, "{ran:?}");
    assert!(ran.stderr.contains("nothing was written: 2003"), "{ran:?}");
    assert_eq!(fleet.numbers()?, ["2003"]);
    // Its own with other codecs isn't what was asked for either.
    let create = "sip create 2005 --generate-password --yes --codec";
    assert_eq!(fleet.sandbox(&format!("{create} G711A"))?.exit, 0);
    assert_eq!(fleet.sandbox(&format!("{create} G729"))?.exit, 6);
    Ok(())
}

#[test]
fn each_password_may_come_from_a_file_of_its_own() -> Result {
    let fleet = Fleet::new()?;
    fs::create_dir(fleet.path("secrets"))?;
    fleet.write("secrets/2001", "password-of-2001\n")?;
    let create = "sip create 2001-2002 --password-file secrets/{number} --yes";
    let ran = fleet.sandbox(create)?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("secrets/2002"), "{ran:?}");
    assert_eq!(fleet.numbers()?, Vec::<String>::new());

    fleet.write("secrets/2002", "password-of-2002\n")?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0")?;
    assert_eq!(fleet.client(&served, create)?.exit, 0);
    let given = ["2001", "2002"].map(|it| (it.to_owned(), format!("password-of-{it}")));
    all_register(&served, &given.into())
}

#[test]
fn one_password_is_not_for_several() -> Result {
    let fleet = Fleet::new()?;
    fleet.write("one", "a-password\n")?;
    for source in ["", " --password-stdin", " --password-file one"] {
        let ran = fleet.sandbox(&format!("sip create 2001-2002 --yes{source}"))?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains("--generate-passwords"), "{ran:?}");
    }
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_run_that_was_killed_is_gone_on_with() -> Result {
    let fleet = Fleet::new()?;
    let served = fleet.serve("--sip-listen 127.0.0.1:0 --latency 300")?;
    let create = "sip create 2001-2004 --generate-passwords --yes --concurrency 1 --out pw.csv";
    let mut child = fleet.start(&served, create)?;
    let seen = std::time::Instant::now();
    while numbers(&fleet.client(&served, "sip list -o json")?.json()?)?.len() < 2 {
        assert!(seen.elapsed().as_secs() < 60, "it doesn't get on");
    }
    child.kill()?;
    child.wait()?;
    // Just the same command, though its file is there by now.
    let ran = fleet.client(&served, &format!("{create} --resume --settle 1"))?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let listed = numbers(&fleet.client(&served, "sip list -o json")?.json()?)?;
    assert_eq!(listed, FOUR);
    // Of those that were made before the kill too.
    let passwords = made_up(&fleet.read("pw.csv")?);
    assert_eq!(passwords.len(), 4);
    all_register(&served, &passwords)
}

#[test]
fn passwords_that_were_made_up_before_are_written_too() -> Result {
    let fleet = Fleet::new()?;
    let create = "sip create 2001-2002 --generate-passwords --yes";
    assert_eq!(fleet.sandbox(create)?.exit, 0);
    let again = fleet.sandbox(&format!("{create} --out pw.csv"))?;
    assert_eq!(again.exit, 0, "{again:?}");
    assert_eq!(made_up(&fleet.read("pw.csv")?).len(), 2);
    Ok(())
}

#[test]
fn a_file_for_passwords_that_are_not_made_up_is_refused() -> Result {
    let fleet = Fleet::new()?;
    fleet.write("one", "a-password\n")?;
    for source in [
        "--password-stdin",
        "--password-file one",
        "--password-file {number}",
    ] {
        let ran = fleet.sandbox(&format!("sip create 2001 {source} --out pw.csv"))?;
        assert_eq!(ran.exit, 2, "{ran:?}");
    }
    assert_eq!(fleet.numbers()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn a_range_that_cannot_be_meant_is_refused() -> Result {
    let machine = Machine::new()?;
    for (range, says) in [
        ("2004-2001", "the smaller end first"),
        ("1-20", "as many digits"),
        ("2001..2004", "as in 2000-2999"),
        ("200?", "as in 2000-2999"),
        ("20000000-29999999", "no command takes more than 100000"),
    ] {
        let ran = machine.run(&format!(
            "--sandbox sip create {range} --generate-passwords --yes"
        ))?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains(says), "{ran:?}");
    }
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn passwords_are_written_though_nothing_can_be_printed() -> Result {
    let fleet = Fleet::new()?;
    let mut command =
        fleet.sandbox_command("sip create 2001-2002 --generate-passwords --yes --out pw.csv");
    command.stdout(fs::OpenOptions::new().write(true).open("/dev/full")?);
    assert_eq!(command.status()?.code(), Some(7));
    assert_eq!(made_up(&fleet.read("pw.csv")?).len(), 2);
    Ok(())
}
