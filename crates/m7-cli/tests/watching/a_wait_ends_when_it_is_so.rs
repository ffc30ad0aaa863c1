use std::{
    io::{BufRead as _, BufReader},
    time::Duration,
};

use crate::account::{Account, Running};
use crate::m7::Result;

/// Reads stderr until it says this.
fn heard(running: &mut Running, words: &str) -> Result {
    let stderr = running.child.stderr.as_mut().ok_or("no stderr")?;
    for line in BufReader::new(stderr).lines() {
        if line?.contains(words) {
            return Ok(());
        }
    }
    Err(format!("{words} was never said").into())
}

#[test]
fn a_wait_ends_with_the_last_phone() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    account.register("2001")?;
    let mut wait =
        account.start("sip wait 2001-2002 --every 1s -o csv --fields number,clientUrl")?;
    heard(&mut wait, "1 of 2 registered, 1 to go: 2002; 00:0")?;
    account.register("2002")?;
    let ran = wait.end()?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert_eq!(
        ran.stdout,
        "number,clientUrl\n2001,192.0.2.10:5060\n2002,192.0.2.10:5060\n"
    );
    Ok(())
}

#[test]
fn a_number_that_is_created_meanwhile_is_waited_for() -> Result {
    let account = Account::with(&[])?;
    let mut wait = account.start("sip wait 2001 --every 1s -o json")?;
    heard(&mut wait, "1 to go: 2001 (no such number yet: 2001)")?;
    account.create("2001")?;
    heard(&mut wait, "1 to go: 2001; ")?;
    account.register("2001")?;
    let ran = wait.end()?;
    assert_eq!((ran.exit, &ran.json()?[0]["number"]), (0, &"2001".into()));
    Ok(())
}

#[test]
fn so_many_will_do() -> Result {
    let account = Account::with(&["2001", "2002", "2003", "8001"])?;
    account.register("8001")?;
    account.register("2003")?;
    let fields = "-q -o jsonl --fields number";
    for (wanted, found) in [
        ("2001-2003 --count 1", "{\"number\":\"2003\"}\n"),
        // Of all that the account has.
        (
            "--count 2",
            "{\"number\":\"2003\"}\n{\"number\":\"8001\"}\n",
        ),
        (
            "--registered --count 1",
            "{\"number\":\"2003\"}\n{\"number\":\"8001\"}\n",
        ),
    ] {
        let ran = account.run(&format!("sip wait {wanted} {fields}"))?;
        assert_eq!((ran.exit, &*ran.stdout, &*ran.stderr), (0, found, ""));
    }
    let mut wait = account.start("sip wait 2001-2003 --count 2 --every 1s")?;
    heard(&mut wait, "1 of 2 registered, 1 to go of 2001-2002;")?;
    account.register("2001")?;
    assert_eq!(wait.end()?.exit, 0);
    Ok(())
}

#[test]
fn what_is_gone_is_no_row() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    let mut wait = account.start("sip wait 2001-2002 --gone --every 1s -o json")?;
    heard(&mut wait, "0 of 2 gone, 2 to go: 2001-2002; ")?;
    account.delete("2001")?;
    heard(&mut wait, "1 of 2 gone, 1 to go: 2002; ")?;
    account.delete("2002")?;
    let ran = wait.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "[]\n"));
    let table = account.run("sip wait 2001 --gone")?;
    assert_eq!((table.exit, &*table.stdout), (0, ""));
    let words = "2001 not there (nor when the wait began) after ";
    assert!(table.stderr.starts_with(words), "{table:?}");
    Ok(())
}

/// However many they are, one list a look.
#[test]
fn thousands_are_waited_for_at_once() -> Result {
    let account = Account::with(&["2001"])?;
    account.register("2001")?;
    let ran = account.run("sip wait 0000-9999 --count 1 --within 20s -q -o csv --fields number")?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "number\n2001\n"));
    Ok(())
}

#[test]
fn a_phone_that_comes_between_two_looks_is_seen_at_the_end() -> Result {
    let account = Account::with(&["2001"])?;
    let mut wait = account.start("sip wait 2001 --within 3s --every 1h -o csv --fields number")?;
    heard(&mut wait, "0 of 1 registered, 1 to go: 2001; ")?;
    account.register("2001")?;
    let ran = wait.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "number\n2001\n"), "{ran:?}");
    Ok(())
}

/// As by Ctrl-Z, or by a machine that sleeps.
#[test]
fn who_was_stopped_looks_once_more() -> Result {
    let account = Account::with(&["2001"])?;
    let mut wait = account.start("sip wait 2001 --within 2s --every 1s -o csv --fields number")?;
    heard(&mut wait, "0 of 1 registered, 1 to go: 2001; ")?;
    wait.send("STOP")?;
    account.register("2001")?;
    std::thread::sleep(Duration::from_secs(3));
    wait.send("CONT")?;
    let ran = wait.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "number\n2001\n"), "{ran:?}");
    Ok(())
}

#[test]
fn who_is_told_to_stop_says_how_it_stood() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    account.register("2002")?;
    for (signal, exit) in [("INT", 130), ("TERM", 143)] {
        let mut wait = account.start("sip wait 2001-2002")?;
        let stderr = wait.child.stderr.take().ok_or("no stderr")?;
        let mut told = BufReader::new(stderr).lines();
        told.next().ok_or("nothing was told")??;
        let ran = wait.end_by(signal)?;
        let rest: Vec<String> = told.collect::<std::io::Result<_>>()?;
        assert_eq!(ran.exit, exit, "{rest:?}");
        let words = "; 1 of 2 registered, 1 to go: 2001";
        assert!(
            rest.last().is_some_and(|it| it.ends_with(words)),
            "{rest:?}"
        );
    }
    Ok(())
}
