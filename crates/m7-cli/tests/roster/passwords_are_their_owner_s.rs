//! Passwords are given out into a private file, and shown nowhere.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::fleet::Fleet;
use crate::m7::Result;
use crate::terminal::{exit_code, open};

const ROSTER: &str = "number,password\n2001,generate\n2002,generate\n2003,file:given\n";
const GIVEN: &str = "correct-horse-4711";

fn applied() -> Result<(Fleet, Vec<String>)> {
    let fleet = Fleet::with("fleet.csv", ROSTER)?;
    fleet.write("given", GIVEN)?;
    let mut outputs = Vec::new();
    for arguments in [
        "roster plan fleet.csv -vvv --out plan.json",
        "roster plan fleet.csv -o json",
        "roster apply fleet.csv --yes -vvv --report report.json",
        "roster apply fleet.csv --yes",
        "roster report -o json",
        "roster report -o csv",
        "roster status",
        "roster passwords --out passwords.csv -vvv",
    ] {
        let ran = fleet.sandbox(arguments)?;
        assert_eq!(ran.exit, 0, "{ran:?}");
        outputs.push(ran.stdout);
        outputs.push(ran.stderr);
    }
    for file in ["plan.json", "report.json"] {
        outputs.push(fleet.read(file)?);
    }
    outputs.push(fs::read_to_string(fleet.store()?.join("journal.jsonl"))?);
    Ok((fleet, outputs))
}

#[test]
fn no_password_is_in_any_output() -> Result {
    let (fleet, outputs) = applied()?;
    let file = fleet.read("passwords.csv")?;
    let mut passwords: Vec<&str> = file
        .lines()
        .skip(1)
        .filter_map(|it| it.split(',').nth(1))
        .collect();
    assert_eq!(
        passwords.len(),
        2,
        "those that weren't made up aren't in it"
    );
    passwords.push(GIVEN);
    for output in outputs {
        for password in &passwords {
            assert!(!output.contains(password), "{password} is in {output}");
        }
    }
    Ok(())
}

#[test]
fn they_are_written_to_a_new_file_of_their_owner_s() -> Result {
    let (fleet, _) = applied()?;
    for path in [
        fleet.path("passwords.csv"),
        fleet.store()?.join("passwords.csv"),
    ] {
        let mode = fs::metadata(&path)?.permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    let before = fleet.read("passwords.csv")?;
    let again = fleet.sandbox("roster passwords --out passwords.csv")?;
    assert_eq!(again.exit, 2, "{again:?}");
    assert_eq!(fleet.read("passwords.csv")?, before);
    Ok(())
}

#[test]
fn they_are_piped_and_not_shown() -> Result {
    let (fleet, _) = applied()?;
    let piped = fleet.sandbox("roster passwords 2002 --stdout")?;
    let mut lines = piped.stdout.lines();
    assert_eq!(
        lines.next(),
        Some("number,password,password_version,certain")
    );
    assert!(
        lines.next().is_some_and(|line| line.starts_with("2002,")),
        "{piped:?}"
    );
    assert_eq!(lines.next(), None);
    assert_eq!(fleet.sandbox("roster passwords 2003 --stdout")?.exit, 5);

    let mut session = open(fleet.sandbox_command("roster passwords --stdout"))?;
    session.exp_string("aren't shown on a terminal")?;
    session.exp_eof()?;
    assert_eq!(exit_code(&session)?, 2);
    Ok(())
}
