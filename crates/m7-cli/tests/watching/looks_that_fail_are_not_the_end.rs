use std::io::{BufRead as _, BufReader};

use crate::account::Account;
use crate::m7::Result;

const FAIL: &str = r#"{"rules": [{"operation": "sip_list", "fault": {"status": {"code": 503, "when": "beforeCommit"}}}]}"#;
const WORK: &str = r#"{"rules": []}"#;

#[test]
fn a_wait_goes_on_after_looks_that_fail() -> Result {
    let account = Account::with(&["2001"])?;
    account.fail_lists(FAIL)?;
    let mut wait = account.start("--timeout 1 sip wait 2001 --every 1s -o csv --fields number")?;
    let stderr = BufReader::new(wait.child.stderr.take().ok_or("no stderr")?);
    let mut told = stderr.lines();
    told.find(|line| {
        line.as_ref()
            .is_ok_and(|line| line.starts_with("warning: a look failed at 20"))
    })
    .ok_or("it was never told")??;
    account.register("2001")?;
    account.fail_lists(WORK)?;
    // All of it, so that it can be told.
    let rest: Vec<String> = told.collect::<std::io::Result<_>>()?;
    let ran = wait.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "number\n2001\n"), "{rest:?}");
    assert!(rest[0].starts_with("  hint: "), "{rest:?}");
    assert!(
        rest[1].starts_with("looks succeed again since 20"),
        "{rest:?}"
    );
    Ok(())
}

#[test]
fn a_watch_goes_on_after_looks_that_fail() -> Result {
    let account = Account::with(&["2001"])?;
    let mut watch =
        account.start("--timeout 1 sip watch --every 1s --count 2 -o csv --fields change")?;
    assert_eq!(watch.line()?, "change");
    assert_eq!(watch.line()?, "present");
    account.fail_lists(FAIL)?;
    let stderr = BufReader::new(watch.child.stderr.take().ok_or("no stderr")?);
    let mut told = stderr.lines();
    told.find(|line| {
        line.as_ref()
            .is_ok_and(|line| line.starts_with("warning: a look failed at 20"))
    })
    .ok_or("it was never told")??;
    account.register("2001")?;
    account.fail_lists(WORK)?;
    let rest: Vec<String> = told.collect::<std::io::Result<_>>()?;
    let ran = watch.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, "registered\n"), "{rest:?}");
    let over = rest
        .iter()
        .filter(|it| it.starts_with("looks succeed again since 20"));
    assert_eq!(over.count(), 1, "{rest:?}");
    Ok(())
}

#[test]
fn who_is_not_accepted_is_told_at_once() -> Result {
    let account = Account::with(&[])?;
    for arguments in ["sip wait 2001", "sip watch"] {
        let mut command = account.command(arguments);
        let ran = crate::m7::Ran::of(command.env("M7_SECRET_KEY", "another-one").output()?)?;
        assert_eq!((ran.exit, &*ran.stdout), (4, ""), "{ran:?}");
    }
    Ok(())
}

/// Nobody knows who is missing then, and it isn't the phones that fail.
#[test]
fn a_wait_that_never_saw_anything_says_why() -> Result {
    let account = Account::with(&["2001"])?;
    account.fail_lists(FAIL)?;
    let ran = account.run("--timeout 1 sip wait 2001 --within 3s --every 1s")?;
    assert_eq!(ran.exit, 8, "{ran:?}");
    let words = "the time was up after 3.0 s: no look has succeeded; the last look failed: ";
    assert!(ran.stderr.contains(words), "{ran:?}");
    assert!(ran.stderr.contains("  hint: m7 doctor says"), "{ran:?}");
    Ok(())
}

#[test]
fn what_cannot_be_read_is_not_called_absent() -> Result {
    let account = Account::with(&["2001"])?;
    account.fail_lists(r#"{"rules": [{"operation": "sip_list", "fault": "wrongTypes"}]}"#)?;
    let ran = account.run("sip wait 2001 --within 1s")?;
    assert_eq!(ran.exit, 8, "{ran:?}");
    let words = "1 to go: 2001; 1 item of the list can't be read";
    assert!(ran.stderr.contains(words), "{ran:?}");
    assert!(!ran.stderr.contains("no such number"), "{ran:?}");
    assert!(!ran.stderr.contains("sip create"), "{ran:?}");
    Ok(())
}

#[test]
fn a_look_that_has_no_reply_is_waited_for_a_little_longer() -> Result {
    let account = Account::with(&["2001"])?;
    let mut wait = account.start("sip wait 2001 --within 4s --every 1s")?;
    let mut told = BufReader::new(wait.child.stderr.take().ok_or("no stderr")?).lines();
    told.next().ok_or("nothing was told")??;
    account.fail_lists(
        r#"{"rules": [{"operation": "sip_list", "fault": {"noAnswer": {"when": "beforeCommit"}}}]}"#,
    )?;
    let rest: Vec<String> = told.collect::<std::io::Result<_>>()?;
    assert_eq!(wait.end()?.exit, 8, "{rest:?}");
    let error = rest.iter().find(|it| it.starts_with("error: "));
    let error = error.ok_or("no error")?;
    assert!(error.contains("1 to go: 2001, as seen "), "{error}");
    assert!(
        error.ends_with(" s ago; the look under way has had no reply"),
        "{error}"
    );
    Ok(())
}

#[test]
fn a_status_that_nobody_knows_is_named() -> Result {
    let account = Account::with(&["2001"])?;
    account
        .fail_lists(r#"{"rules": [{"operation": "sip_list", "fault": "unknownEnumValues"}]}"#)?;
    let ran = account.run("sip wait 2001 --within 1s -q")?;
    assert_eq!(ran.exit, 8, "{ran:?}");
    assert!(
        ran.stderr.contains("1 to go: 2001; 2001 has status "),
        "{ran:?}"
    );
    Ok(())
}
