use std::{process::Command, time::Duration};

use rexpect::{process::Signal, session::PtySession};

use crate::account::Account;
use crate::m7::Result;
use crate::terminal::{exit_code, open};

const CTRL_C: char = 'c';
const CTRL_Z: char = 'z';
const ENTER: &str = "\u{1b}[?1049h\u{1b}[?7l\u{1b}[?25l";
const LEAVE: &str = "\u{1b}[?25h\u{1b}[?7h\u{1b}[?1049l";

/// On a terminal of this size.
fn watch(account: &Account, rows: u16, columns: u16, arguments: &str) -> Result<PtySession> {
    let m7 = account.command(arguments);
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        "stty rows $0 cols $1; shift; echo process $$; exec \"$@\"",
    ]);
    shell.args([rows.to_string(), columns.to_string()]);
    shell.arg(m7.get_program()).args(m7.get_args());
    for (name, value) in m7.get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    open(shell)
}

#[test]
fn a_change_appears_and_ctrl_c_gives_the_terminal_back() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    let mut session = watch(&account, 24, 120, "sip watch --every 1s --color never")?;
    session.exp_string(ENTER)?;
    session.exp_string("2 numbers, 0 registered, 0 bound; seen at ")?;
    session.exp_string("  2002    unregistered")?;
    account.register("2002")?;
    session.exp_string("2 numbers, 1 registered, 0 bound; seen at ")?;
    session.exp_regex(r"\+ 2002    registered    .*registered [0-9:]{8}")?;
    account.delete("2001")?;
    session.exp_string("1 number, 1 registered, 0 bound; ")?;
    session.exp_string("- 2001    removed")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    assert_eq!(session.exp_eof()?, "");
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn a_small_terminal_has_what_fits() -> Result {
    let numbers: Vec<String> = (2001..2021).map(|number| number.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let account = Account::with(&numbers)?;
    let mut session = watch(&account, 10, 40, "sip watch --every 1s --color never")?;
    session.exp_string("20 numbers, 0 registered, 0 bound\u{1b}[K\r\nseen at ")?;
    let screen = session.exp_string("\u{1b}[J")?;
    assert!(screen.contains("  2006    unregistered"), "{screen}");
    assert!(!screen.contains("2007"), "{screen}");
    assert!(screen.contains("\r\n  and 14 more"), "{screen}");
    assert_eq!(screen.matches("\r\n").count(), 8, "{screen}");
    account.register("2020")?;
    session.exp_string("+ 2020    registered")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn what_fails_is_told_when_the_terminal_is_itself_again() -> Result {
    let account = Account::with(&[])?;
    let mut command = account.command("sip watch");
    command.env("M7_SECRET_KEY", "another-one");
    let mut session = open(command)?;
    session.exp_string(ENTER)?;
    session.exp_string(LEAVE)?;
    session.exp_string("the server refused it")?;
    assert_eq!(exit_code(&session)?, 4);
    Ok(())
}

#[test]
fn colours_mark_what_happened() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = watch(&account, 24, 120, "sip watch --every 1s")?;
    session.exp_string("  2001    unregistered")?;
    account.register("2001")?;
    session.exp_string("\u{1b}[32m+ 2001    registered")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn ctrl_z_gives_it_back_for_a_while() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = watch(&account, 24, 120, "sip watch --every 1s --color never")?;
    session.exp_string("process ")?;
    let process = session.read_line()?;
    session.exp_string(ENTER)?;
    session.exp_string("  2001    unregistered")?;
    for _ in 0..2 {
        session.send_control(CTRL_Z)?;
        session.exp_string(LEAVE)?;
        stopped(&process)?;
        session.process_mut().signal(Signal::SIGCONT)?;
        session.exp_string(ENTER)?;
        session.exp_string("  2001    unregistered")?;
    }
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    assert_eq!(session.exp_eof()?, "");
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

/// Waits until the process is stopped.
fn stopped(process: &str) -> Result {
    let status = format!("/proc/{process}/stat");
    for _ in 0..100 {
        let status = std::fs::read_to_string(&status)?;
        if status
            .rsplit(") ")
            .next()
            .is_some_and(|it| it.starts_with('T'))
        {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("it was never stopped".into())
}

#[test]
fn whoever_hangs_up_has_it_back() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = watch(&account, 24, 120, "sip watch --every 1s")?;
    session.exp_string("  2001    unregistered")?;
    session.process_mut().signal(Signal::SIGHUP)?;
    session.exp_string(LEAVE)?;
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn a_look_that_takes_long_is_said_to() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = watch(&account, 24, 120, "sip watch --every 1s --color never")?;
    session.exp_string("  2001    unregistered")?;
    account.fail_lists(
        r#"{"rules": [{"operation": "sip_list", "fault": {"noAnswer": {"when": "beforeCommit"}}}]}"#,
    )?;
    session.exp_regex(r"seen at [0-9:]{8} \(UTC\+8\), looking for [12] s")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    Ok(())
}

#[test]
fn a_server_that_wants_to_be_left_alone_is_and_that_is_told() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = watch(
        &account,
        24,
        200,
        "sip watch 2001-2002 --every 1s --color never",
    )?;
    session.exp_string("  2001    unregistered")?;
    session.exp_string("no such number: 2002")?;
    account.fail_lists(
        r#"{"rules": [{"operation": "sip_list", "fault": {"status":
            {"code": 503, "when": "beforeCommit", "retryAfterSeconds": 1000000}}}]}"#,
    )?;
    session.exp_regex("the last look failed: .*; the next look is in 1 h")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    // What was held back says when it was.
    session.exp_regex(
        r"a look failed at 20[0-9-]{8} [0-9:]{8} \(UTC\+8\), .*; the next look is in 1 h",
    )?;
    Ok(())
}

/// Whoever chooses how to print gets that.
#[test]
fn other_forms_are_the_same_on_a_terminal() -> Result {
    let account = Account::with(&["2001"])?;
    let arguments = "sip watch --count 1 -o csv --fields change,number.number";
    let mut session = open(account.command(arguments))?;
    let shown = session.exp_eof()?;
    assert_eq!(shown, "change,number.number\r\npresent,2001\r\n");
    let mut session = open(account.command("sip watch --every 1s -o table"))?;
    let before = session.exp_string("present       2001 unregistered\r\n")?;
    assert!(!before.contains('\u{1b}'), "{before}");
    session.send_control(CTRL_C)?;
    Ok(())
}

/// They would be gone with the screen.
#[test]
fn so_many_changes_are_printed_line_by_line() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = open(account.command("sip watch --count 1"))?;
    let shown = session.exp_eof()?;
    assert!(
        shown.ends_with("  present       2001 unregistered\r\n"),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'), "{shown}");
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

/// That is how to print tables, and not that there is to be none that lives.
#[test]
fn a_profile_that_says_table_has_it_too() -> Result {
    let account = Account::with(&["2001"])?;
    let folder = account.home().join(".config/m7");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(
        folder.join("config.toml"),
        "[profiles.default]\noutput = \"table\"\n",
    )?;
    let mut session = open(account.command("sip watch"))?;
    session.exp_string(ENTER)?;
    session.exp_string("  2001    unregistered")?;
    session.send_control(CTRL_C)?;
    session.exp_string(LEAVE)?;
    Ok(())
}
