//! `--dry-run`, on every command that writes: what would be sent is shown, and nothing is.

use std::process::Command;

use serde_json::Value;

use crate::fleet::Fleet;
use crate::m7::{Ran, Result, Served};

fn journal(served: &Served) -> Result<Vec<Value>> {
    let url = format!("{}/_sandbox/journal?limit=1000", served.base_url());
    let printed = Command::new("curl")
        .args(["-s", "--noproxy", "*", &url])
        .output()?;
    let journal: Value = serde_json::from_slice(&printed.stdout)?;
    Ok(journal["entries"].as_array().ok_or("no entries")?.clone())
}

/// How many writes have arrived.
fn writes(served: &Served) -> Result<usize> {
    let is_write = |entry: &&Value| entry["operation"] != "sip_list";
    Ok(journal(served)?.iter().filter(is_write).count())
}

fn started() -> Result<(Fleet, Served)> {
    let fleet = Fleet::new()?;
    let served = fleet.serve("")?;
    let create = "sip create 2001-2002 --generate-passwords --yes";
    assert_eq!(fleet.client(&served, create)?.exit, 0);
    Ok((fleet, served))
}

#[test]
fn nothing_is_written() -> Result {
    let (fleet, served) = started()?;
    let before = writes(&served)?;
    assert!(before > 0, "the journal shows writes");
    for command in [
        "sip create 2003",
        "sip create 2003-2004 --generate-passwords",
        "sip create 2003 --generate-password",
        "sip update 2001 --codec G729",
        "sip delete 2001",
        "sip delete 2001-2002",
        "sip bind 2001 --agent 5feb148e19a5207b5020e728",
        "sip unbind 2001",
        "sip unbind 2001-2002",
        "sip rotate-password 2001",
    ] {
        let ran = fleet.client(&served, &format!("{command} --dry-run"))?;
        assert_eq!(ran.exit, 0, "{command}: {ran:?}");
        assert!(
            ran.stderr.contains(" not sent") || ran.stderr.contains("nothing was written"),
            "{command}: {ran:?}"
        );
    }
    assert_eq!(writes(&served)?, before);
    Ok(())
}

#[test]
fn what_is_shown_of_one_number_does_the_same_in_a_shell() -> Result {
    let (fleet, served) = started()?;
    for command in [
        "sip create 2003 --codec G711A --nat true",
        "sip update 2003 --new-number 2004",
        "sip unbind 2001",
        "sip delete 2002",
    ] {
        let dry = fleet.client(&served, &format!("{command} --dry-run"))?;
        assert_eq!(dry.exit, 0, "{dry:?}");
        let ran = paste(&served, &dry.stdout)?;
        assert_eq!(ran.json()?["success"], true, "{command}: {dry:?} {ran:?}");
    }
    let listed = fleet.client(&served, "sip list -o json")?.json()?;
    assert_eq!(crate::fleet::numbers(&listed)?, ["2001", "2004"]);
    Ok(())
}

/// Runs a command as whoever pastes it.
fn paste(served: &Served, command: &str) -> Result<Ran> {
    let m7 = std::path::Path::new(env!("CARGO_BIN_EXE_m7"));
    let folder = m7.parent().ok_or("no folder")?.display();
    let path = std::env::var("PATH").unwrap_or_default();
    Ran::of(
        Command::new("sh")
            .args(["-c", command])
            .env_clear()
            .env("PATH", format!("{folder}:{path}"))
            .env("NO_PROXY", "127.0.0.1")
            .env("M7_APPKEY", served.field("appkey"))
            .env("M7_SECRET_KEY", served.field("secretKey"))
            .env("BODY_PASSWORD", "a-password")
            .output()?,
    )
}

#[test]
fn a_dry_run_of_several_tells_each_step() -> Result {
    let (fleet, served) = started()?;
    let ran = fleet.client(&served, "sip delete 2001-2009 --dry-run -o json")?;
    let plan = ran.json()?;
    assert_eq!(plan["counts"]["delete"], 2, "{plan}");
    assert_eq!(plan["steps"][0]["number"], "2001");
    // What can't be done is told here too.
    let ran = fleet.client(&served, "sip delete 2003 2001-2002 --dry-run")?;
    assert_eq!(ran.exit, 5, "{ran:?}");
    Ok(())
}
