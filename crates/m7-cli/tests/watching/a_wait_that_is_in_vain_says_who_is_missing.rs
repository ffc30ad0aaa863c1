use crate::account::Account;
use crate::m7::Result;

#[test]
fn the_time_is_up() -> Result {
    let account = Account::with(&["2001", "2002", "2003"])?;
    account.register("2001")?;
    let ran = account.run("sip wait 2001-2004 --within 2s --every 1s -o json")?;
    assert_eq!((ran.exit, &*ran.stdout), (8, ""), "{ran:?}");
    let told: serde_json::Value =
        serde_json::from_str(ran.stderr.lines().last().ok_or("nothing on stderr")?)?;
    assert_eq!(told["error"]["kind"], "waiting");
    assert_eq!(
        told["error"]["message"],
        "the time was up after 2.0 s: 1 of 4 registered, 3 to go: 2002-2004 (no such number yet: 2004)"
    );
    let hint = told["error"]["hint"].as_str().unwrap_or_default();
    assert!(hint.contains("m7 sip create"), "{hint}");
    crate::schema::validate("$ m7 sip wait 2001-2004 -o json", 8, "", &ran.stderr)
}

#[test]
fn what_is_still_there_is_not_gone() -> Result {
    let account = Account::with(&["2001"])?;
    let ran = account.run("sip wait 2001-2002 --gone --within 1s -q")?;
    assert_eq!((ran.exit, &*ran.stdout), (8, ""), "{ran:?}");
    let words = "error: the time was up after 1.0 s: 1 of 2 gone, 1 to go: 2001; \
                 2002 not there (nor when the wait began)\n";
    assert!(ran.stderr.starts_with(words), "{ran:?}");
    Ok(())
}

#[test]
fn what_cannot_be_waited_for_is_refused_at_once() -> Result {
    let account = Account::with(&[])?;
    for (arguments, words) in [
        ("", "what to wait for is missing"),
        (" --registered", "what to wait for is missing"),
        (
            " --gone --count 2",
            "--count is about registered ones alone",
        ),
        (
            " 2001 --count 2",
            "--count 2 is more than the 1 that are named",
        ),
        (" 2001 --count 0", "give a whole number from 1 on"),
        (" 2001 --registered --gone", "cannot be used with"),
        (" 2009-2001", "2009-2001"),
        (" --gone 2001-", "write a range as in 2000-2999"),
        (" -- -2001", "write a range as in 2000-2999"),
        (" 2001 --within 5", "give a whole number with its unit"),
        (" 0000000-9999999", "no command takes more than 100000"),
    ] {
        let ran = account.run(&format!("sip wait{arguments}"))?;
        assert_eq!((ran.exit, &*ran.stdout), (2, ""), "{arguments}: {ran:?}");
        assert!(ran.stderr.contains(words), "{arguments}: {ran:?}");
    }
    Ok(())
}
