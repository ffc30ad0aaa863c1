//! Prompts, in a real pseudo-terminal.

#![cfg(unix)]

mod m7;

use std::process::Command;

use m7::{Machine, Result};
use rexpect::session::PtySession;

const CTRL_C: char = 'c';

/// Turns the terminal's echo on, as a terminal has it, runs its arguments, and says whether the echo
/// is on still.
const WATCHED: &str = r#"
    trap : INT
    stty echo
    "$@"
    code=$?
    stty -a | grep -q -- ' -echo ' && echo 'no echo' || echo 'echo is on'
    exit $code"#;

fn ask(machine: &Machine, arguments: &[&str]) -> Result<PtySession> {
    ask_of("sip", machine, arguments)
}

fn ask_of(group: &str, machine: &Machine, arguments: &[&str]) -> Result<PtySession> {
    let m7 = machine.command(["--sandbox", group]);
    let mut command = Command::new("sh");
    command
        .args(["-c", WATCHED, "sh"])
        .arg(m7.get_program())
        .args(m7.get_args())
        .args(arguments);
    for (name, value) in m7.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Ok(rexpect::session::spawn_command(command, Some(20_000))?)
}

/// The status is of a type that the library doesn't export, so it is read as it is printed:
/// `Exited(Pid(7), 130)`.
fn exit_code(session: &PtySession) -> Result<i32> {
    let status = format!("{:?}", session.process().wait()?);
    let code = status
        .strip_prefix("Exited(")
        .and_then(|status| status.strip_suffix(')'))
        .and_then(|status| status.rsplit(", ").next());
    Ok(code.ok_or(status.as_str())?.parse()?)
}

#[test]
fn ctrl_c_at_the_confirmation_deletes_nothing() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let mut session = ask(&machine, &["delete", "2004"])?;
    session.exp_string("[y/N]")?;
    session.send_control(CTRL_C)?;
    session.exp_string("interrupted")?;
    session.exp_string("echo is on")?;
    assert_eq!(exit_code(&session)?, 130);
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 0);
    Ok(())
}

/// The `m7` that this person runs.
#[cfg(target_os = "linux")]
fn running(machine: &Machine) -> Result<String> {
    let home = format!("HOME={}", machine.home().display());
    for entry in std::fs::read_dir("/proc")? {
        let path = entry?.path();
        let name = std::fs::read_to_string(path.join("comm")).unwrap_or_default();
        let environment = std::fs::read(path.join("environ")).unwrap_or_default();
        let mut variables = environment.split(|byte| *byte == 0);
        if name.trim() == "m7" && variables.any(|variable| variable == home.as_bytes()) {
            let pid = path.file_name().and_then(|name| name.to_str());
            return Ok(pid.ok_or("no number")?.to_owned());
        }
    }
    Err("it isn't running".into())
}

#[cfg(target_os = "linux")]
#[test]
fn told_to_stop_at_a_hidden_prompt_it_shows_again_what_is_typed() -> Result {
    let machine = Machine::new()?;
    let mut session = ask(&machine, &["create", "2004"])?;
    session.exp_string("Password for 2004: ")?;
    let m7 = running(&machine)?;
    let killed = Command::new("kill").args(["-TERM", &m7]).status()?;
    assert!(killed.success());
    session.exp_string("echo is on")?;
    assert_eq!(exit_code(&session)?, 143);
    Ok(())
}

#[test]
fn the_answer_decides() -> Result {
    let machine = Machine::new()?;
    machine.create("2004")?;
    let mut session = ask(&machine, &["delete", "2004"])?;
    session.exp_string("[y/N]")?;
    session.send_line("")?;
    session.exp_string("not done")?;
    assert_eq!(exit_code(&session)?, 1);
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 0);

    let mut session = ask(&machine, &["delete", "2004"])?;
    session.exp_string("[y/N]")?;
    session.send_line("YES")?;
    session.exp_string("deleted 2004")?;
    assert_eq!(exit_code(&session)?, 0);
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 5);
    Ok(())
}

#[test]
fn ctrl_c_at_the_password_prompt_creates_nothing() -> Result {
    let machine = Machine::new()?;
    let mut session = ask(&machine, &["create", "2004"])?;
    session.exp_string("Password for 2004:")?;
    session.send_control(CTRL_C)?;
    session.exp_string("interrupted")?;
    session.exp_string("echo is on")?;
    assert_eq!(exit_code(&session)?, 130);
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 5);
    Ok(())
}

#[test]
fn a_password_is_not_echoed() -> Result {
    let machine = Machine::new()?;
    let mut session = ask(&machine, &["create", "2004"])?;
    session.exp_string("Password for 2004:")?;
    session.send_line("correct-horse-4711")?;
    let shown = session.exp_string("created 2004")?;
    assert!(!shown.contains("correct-horse"), "{shown}");
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn a_call_that_writes_is_sent_only_if_the_answer_is_yes() -> Result {
    let machine = Machine::new()?;
    let sip_id = machine.create("2004")?;
    let field = format!("sipId={sip_id}");
    for (answer, then, code) in [
        ("n", "not sent", 1),
        ("", "not sent", 1),
        ("y", "sending sip_delete", 0),
    ] {
        assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 0);
        let mut session = ask_of("api", &machine, &["sip_delete", "-f", &field])?;
        session.exp_string("Send sip_delete, which deletes, to http://127.0.0.1:")?;
        session.exp_string("(account ")?;
        session.exp_string("[y/N]")?;
        session.send_line(answer)?;
        session.exp_string(then)?;
        session.exp_string("echo is on")?;
        assert_eq!(exit_code(&session)?, code, "{answer}");
    }
    assert_eq!(machine.run("--sandbox sip get 2004")?.exit, 5);
    Ok(())
}
