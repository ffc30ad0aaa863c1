use crate::account::Account;
use crate::m7::Result;
use crate::terminal::{exit_code, open};

const CTRL_C: char = 'c';

#[test]
fn on_a_terminal_it_is_one_line() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    let mut session = open(account.command("sip wait 2001-2002 --every 1s --within 30s"))?;
    session.exp_string("\r\u{1b}[K0 of 2 registered, 2 to go: 2001-2002; 00:00 of 00:30")?;
    account.register("2001")?;
    session.exp_string("\r\u{1b}[K1 of 2 registered, 1 to go: 2002; ")?;
    account.register("2002")?;
    // Nothing of it stays.
    session.exp_regex(r" of 00:30\r\x1b\[K[^0-9]*NUMBER")?;
    session.exp_string("2 numbers registered after ")?;
    assert_eq!(exit_code(&session)?, 0);
    Ok(())
}

#[test]
fn ctrl_c_takes_it_away() -> Result {
    let account = Account::with(&["2001"])?;
    let mut session = open(account.command("sip wait 2001 --every 1s"))?;
    session.exp_string("1 to go: 2001; 00:00 of 10:00")?;
    session.send_control(CTRL_C)?;
    session.exp_regex(r"\r\x1b\[K.*error:.* interrupted; 0 of 1 registered, 1 to go: 2001\r\n")?;
    assert_eq!(session.exp_eof()?, "");
    assert_eq!(exit_code(&session)?, 130);
    Ok(())
}

#[test]
fn off_a_terminal_there_is_a_line_for_what_is_new() -> Result {
    let account = Account::with(&["2001"])?;
    let ran = account.run("sip wait 2001 --every 1s --within 3s")?;
    assert_eq!(ran.exit, 8, "{ran:?}");
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 3, "{ran:?}");
    assert_eq!(lines[0], "0 of 1 registered, 1 to go: 2001; 00:00 of 00:03");
    assert!(!ran.stderr.contains(['\u{1b}', '\r']), "{ran:?}");
    let quiet = account.run("sip wait 2001 --every 1s --within 1s -q")?;
    assert!(quiet.stderr.starts_with("error: "), "{quiet:?}");
    Ok(())
}
