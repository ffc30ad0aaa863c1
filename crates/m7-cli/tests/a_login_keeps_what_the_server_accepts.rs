//! `m7 login` and `m7 logout`.

#![cfg(unix)]

mod m7;

use std::fs;
use std::process::Command;

use m7::{Machine, Ran, Result, Served};
use rexpect::session::PtySession;

const WRONG: &str = "surely-not-the-secret-key";

fn served(machine: &Machine) -> Result<Served> {
    Served::start(machine.command(["sandbox", "serve"]))
}

/// `m7` in a terminal.
fn typed(machine: &Machine, arguments: &str) -> Result<PtySession> {
    let m7 = machine.command(arguments.split(' '));
    let mut command = Command::new(m7.get_program());
    command.args(m7.get_args()).env_clear();
    for (name, value) in m7.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    Ok(rexpect::session::spawn_command(command, Some(20_000))?)
}

fn nothing_is_kept(machine: &Machine) {
    for file in ["config.toml", "credentials.toml"] {
        assert!(!machine.config(file).exists(), "{file}");
    }
}

#[test]
fn right_credentials_are_kept_and_used() -> Result {
    let machine = Machine::new()?;
    let served = served(&machine)?;
    let ran = served.login(&machine, "prod")?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (0, ""), "{ran:?}");
    for told in [
        "account 2000113",
        served.base_url(),
        "the clocks agree",
        "default profile",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {ran:?}");
    }
    let listed = machine.run("sip list -o json")?;
    assert_eq!(listed.exit, 0, "{listed:?}");

    // A second one isn't meant unless it is named.
    let ran = served.login(&machine, "second")?;
    assert!(ran.stderr.contains("m7 config use second"), "{ran:?}");
    assert_eq!(machine.run("config get profile")?.stdout, "prod\n");
    assert_eq!(machine.run("config use second")?.exit, 0);
    assert_eq!(machine.run("config get profile")?.stdout, "second\n");
    Ok(())
}

#[test]
fn nothing_is_kept_of_what_the_server_refuses() -> Result {
    let machine = Machine::new()?;
    let served = served(&machine)?;
    let login = format!(
        "login --base-url {} --appkey 2000113 --secret-key-stdin",
        served.base_url()
    );
    let ran = machine.run_with_input(&login, WRONG)?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert!(ran.stderr.contains("nothing was kept"), "{ran:?}");
    nothing_is_kept(&machine);

    // What was there before stays.
    assert_eq!(served.login(&machine, "default")?.exit, 0);
    let before = fs::read(machine.config("credentials.toml"))?;
    let ran = machine.run_with_input(&format!("{login} --yes"), WRONG)?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert_eq!(fs::read(machine.config("credentials.toml"))?, before);
    Ok(())
}

#[test]
fn nothing_is_kept_of_what_nobody_could_be_asked_about() -> Result {
    let machine = Machine::new()?;
    let login =
        "--timeout 2 login --base-url http://127.0.0.1:9 --appkey 2000113 --secret-key-stdin";
    let ran = machine.run_with_input(login, WRONG)?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(ran.stderr.contains("nothing was kept"), "{ran:?}");
    assert!(ran.stderr.contains("--no-verify"), "{ran:?}");
    nothing_is_kept(&machine);

    let ran = machine.run_with_input(&format!("{login} --no-verify"), WRONG)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(fs::read_to_string(machine.config("credentials.toml"))?.contains(WRONG));
    Ok(())
}

#[test]
fn nobody_is_asked_off_a_terminal() -> Result {
    let machine = Machine::new()?;
    for (arguments, option) in [
        ("login", "--appkey"),
        ("login --appkey 2000113", "--secret-key-stdin"),
        (
            "login --appkey 2000113 --base-url localhost --secret-key-stdin",
            "http://",
        ),
        ("login --appkey 2000113 --secret-key-stdin", "is empty"),
        ("login --profile a/b", "letters"),
        ("--sandbox login", "--sandbox"),
    ] {
        let ran = machine.run(arguments)?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stderr.contains(option), "{option}: {ran:?}");
    }
    nothing_is_kept(&machine);

    let served = served(&machine)?;
    assert_eq!(served.login(&machine, "prod")?.exit, 0);
    let again = served.login(&machine, "prod")?;
    assert_eq!(again.exit, 2, "{again:?}");
    assert!(again.stderr.contains("--yes"), "{again:?}");
    Ok(())
}

#[test]
fn a_terminal_is_asked_for_what_is_not_given() -> Result {
    let machine = Machine::new()?;
    let served = served(&machine)?;
    let mut session = typed(&machine, "login --profile test")?;
    session.exp_string("account number (appkey): ")?;
    session.send_line("2000113")?;
    session.exp_string("base URL [http://v7openapi.7moor.com]: ")?;
    session.send_line(served.base_url())?;
    session.exp_string("secret key of 2000113 (not shown): ")?;
    session.send_line(served.secret())?;
    let shown = session.exp_eof()?;
    assert!(shown.contains("accepted"), "{shown}");
    assert!(!shown.contains(served.secret()), "{shown}");
    assert_eq!(machine.run("sip list")?.exit, 0);

    // What is there is what is usual, and is replaced only by whoever says so.
    let mut session = typed(&machine, "login")?;
    session.exp_string("has a secret key already. Replace it? [y/N] ")?;
    session.send_line("y")?;
    session.exp_string("[2000113]: ")?;
    session.send_line("")?;
    session.exp_string(&format!("[{}]: ", served.base_url()))?;
    session.send_line("")?;
    session.exp_string("(not shown): ")?;
    session.send_line(WRONG)?;
    let shown = session.exp_eof()?;
    assert!(shown.contains("nothing was kept"), "{shown}");
    assert!(!shown.contains(WRONG), "{shown}");

    let mut session = typed(&machine, "login")?;
    session.exp_string("[y/N] ")?;
    session.send_line("")?;
    session.exp_string("not done")?;
    session.exp_eof()?;
    assert_eq!(machine.run("sip list")?.exit, 0);
    Ok(())
}

#[test]
fn ctrl_c_at_a_prompt_keeps_nothing() -> Result {
    let machine = Machine::new()?;
    let mut session = typed(
        &machine,
        "login --appkey 2000113 --base-url http://127.0.0.1:9",
    )?;
    session.exp_string("(not shown): ")?;
    session.send_control('c')?;
    session.exp_string("interrupted")?;
    session.exp_eof()?;
    nothing_is_kept(&machine);
    Ok(())
}

#[test]
fn a_logout_removes_the_secret_key_and_says_what_stays() -> Result {
    let machine = Machine::new()?;
    let served = served(&machine)?;
    assert_eq!(served.login(&machine, "prod")?.exit, 0);
    assert_eq!(served.login(&machine, "test")?.exit, 0);
    let ran = machine.run_where(&[("M7_SECRET_KEY", WRONG)], "logout")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    for told in [
        "of profile \"prod\" is removed",
        "with appkey, base_url",
        "M7_SECRET_KEY is still set",
    ] {
        assert!(ran.stderr.contains(told), "{told}: {ran:?}");
    }
    let left = fs::read_to_string(machine.config("credentials.toml"))?;
    assert_eq!(left.matches("secret_key").count(), 1, "{left}");
    let ran: Ran = machine.run("sip list")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("no secret key"), "{ran:?}");
    assert_eq!(machine.run("sip list --profile test")?.exit, 0);
    let again = machine.run("logout")?;
    assert_eq!(again.exit, 0, "{again:?}");
    assert!(again.stderr.contains("has no secret key"), "{again:?}");
    Ok(())
}
