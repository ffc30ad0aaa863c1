//! Whoever reads has had enough, like `head`: a command that only reads ends quietly, and one that writes
//! goes on, with its own exit code.

use std::{fs, process::Command};

use crate::m7::{Machine, Ran, Result};

/// Runs it with a stdout that nobody reads.
fn unread(mut command: Command) -> Result<Ran> {
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    Ran::of(command.stdout(writer).output()?)
}

#[test]
fn a_read_ends_quietly() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    for output in ["table", "json", "jsonl", "csv", "yaml"] {
        let ran = unread(machine.command(["--sandbox", "sip", "list", "-o", output]))?;
        assert_eq!((ran.exit, &*ran.stderr), (0, ""), "{output}");
    }
    let ran = unread(machine.command(["demo"]))?;
    assert_eq!((ran.exit, &*ran.stderr), (0, ""));
    assert_eq!(unread(machine.command(["--help"]))?.exit, 0);
    Ok(())
}

#[test]
fn a_write_goes_on_and_says_how_it_ended() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let update = ["--sandbox", "sip", "update", "2004", "--nat", "true"];
    let ran = unread(machine.command(update))?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(ran.stderr.contains("updated 2004"), "{ran:?}");
    Ok(())
}

#[test]
fn a_run_keeps_its_exit_code() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let roster =
        "number,agent_id,password\n2001,5feb148e19a5207b5020e728,generate\n2002,,generate\n";
    fs::write(folder.path().join("fleet.csv"), roster)?;
    let here = |arguments: &str| {
        let mut command = machine.command(arguments.split(' '));
        command.current_dir(folder.path());
        command
    };
    let plan = "--sandbox roster plan fleet.csv --exit-code --out plan.json";
    assert_eq!(unread(here(plan))?.exit, 10);
    assert!(folder.path().join("plan.json").exists());

    let apply = "--sandbox roster apply fleet.csv --yes -o json --report run.csv";
    let ran = unread(here(apply))?;
    assert_eq!(ran.exit, 8, "{ran:?}");
    assert!(ran.stderr.contains("1 step waits"), "{ran:?}");
    let report = fs::read_to_string(folder.path().join("run.csv"))?;
    assert_eq!(report.lines().count(), 4, "{report}");
    Ok(())
}
