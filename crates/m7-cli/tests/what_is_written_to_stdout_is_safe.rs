//! `--sandbox`: no server and no account, and what is written stays.

mod m7;

use m7::{Machine, Result};
use serde_json::json;

const AGENT: &str = "5feb148e19a5207b5020e728";

#[test]
fn a_number_lives_from_create_to_delete() -> Result {
    let machine = Machine::new()?;
    let sip_id = machine.create("2004")?;

    let listed = machine.run("--sandbox sip list -o json")?.json()?;
    assert_eq!(listed[0]["number"], "2004");
    assert_eq!(listed[0]["registerStatus"], 0);

    let early = machine.run(&format!("--sandbox sip bind 2004 --agent {AGENT}"))?;
    assert_eq!(early.exit, 6, "{early:?}");

    assert_eq!(machine.run("sandbox register 2004")?.exit, 0);
    let bound = machine.run(&format!("--sandbox sip bind 2004 --agent {AGENT} -o json"))?;
    assert_eq!(bound.json()?, json!({ "sipId": sip_id }));
    let shown = machine.run("--sandbox sip get 2004 -o json")?.json()?;
    assert_eq!(shown["agent"]["agentName"], "凯哥测试");

    let updated =
        machine.run("--sandbox sip update 2004 --codec g729 --nat true --new-number 2005")?;
    assert_eq!(updated.exit, 0, "{updated:?}");
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 5);

    assert_eq!(
        machine
            .run(&format!("--sandbox sip unbind --id {sip_id}"))?
            .exit,
        0
    );
    let unbound = machine.run("--sandbox sip get 2005 -o json")?.json()?;
    assert_eq!(unbound.get("agent"), None);

    assert_eq!(machine.run("--sandbox sip delete 2005 --yes")?.exit, 0);
    assert_eq!(
        machine.run("--sandbox sip list -o json")?.json()?,
        json!([])
    );
    Ok(())
}

#[test]
fn data_goes_to_stdout_and_all_else_to_stderr() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;

    let ran = machine.run("--sandbox sip list")?;
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    assert!(lines[0].starts_with("NUMBER  STATUS"));
    assert!(lines[1].starts_with("2004    unregistered"));
    assert!(ran.stderr.contains("request "), "{ran:?}");

    let failed = machine.run("--sandbox sip get 9999")?;
    assert_eq!(failed.stdout, "");
    assert!(failed.stderr.starts_with("error: "), "{failed:?}");
    Ok(())
}

#[test]
fn a_write_says_where_it_goes() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let ran = machine.run("--sandbox sip update 2004 --nat true")?;
    assert!(ran.stderr.contains("on http://127.0.0.1:"), "{ran:?}");
    assert!(ran.stderr.contains("(account "), "{ran:?}");
    Ok(())
}

#[test]
fn what_a_phone_calls_itself_cannot_play_with_the_terminal() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let device = "evil\u{1b}[2J\u{7}\nroot";
    let mut register = machine.command(["sandbox", "register", "2004", "--device", device]);
    assert!(register.status()?.success());
    let ran = machine.run("--sandbox sip list")?;
    assert_eq!(ran.stdout.lines().count(), 2, "{ran:?}");
    assert!(!ran.stdout.contains(['\u{1b}', '\u{7}']), "{ran:?}");
    Ok(())
}

#[cfg(target_os = "linux")]
#[test]
fn a_write_whose_result_cannot_be_shown_is_told_apart() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full")?;
    let mut update = machine.command(["--sandbox", "sip", "update", "2004", "--nat", "true"]);
    let ran = m7::Ran::of(update.stdout(full).output()?)?;
    assert_eq!(ran.exit, 7, "{ran:?}");
    assert!(ran.stderr.contains("updated 2004"), "{ran:?}");
    Ok(())
}
