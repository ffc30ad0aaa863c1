use std::{
    io::{BufRead as _, BufReader},
    time::Duration,
};

use serde_json::Value;

use crate::account::Account;
use crate::m7::Result;
use crate::schema;

#[test]
fn each_change_is_a_line_of_json() -> Result {
    let account = Account::with(&["2001"])?;
    // Off a terminal, JSON Lines are what isn't asked for.
    let mut watch = account.start("sip watch --every 1s --count 6")?;
    let mut lines = vec![watch.line()?];
    let mut after = |change: Result| -> Result {
        change?;
        lines.push(watch.line()?);
        Ok(())
    };
    after(account.register("2001"))?;
    after(account.bind("2001"))?;
    after(account.create("2002"))?;
    after(account.unregister("2001"))?;
    after(account.delete("2002"))?;
    let ran = watch.end()?;
    assert_eq!((ran.exit, &*ran.stdout), (0, ""), "{ran:?}");

    schema::validate("$ m7 sip watch -o jsonl", 0, &lines.join("\n"), "")?;
    let values: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line))
        .collect::<std::result::Result<_, _>>()?;
    let told: Vec<(&str, &str)> = values
        .iter()
        .map(|it| (it["change"].as_str(), it["number"]["number"].as_str()))
        .map(|(change, number)| (change.unwrap_or_default(), number.unwrap_or_default()))
        .collect();
    assert_eq!(
        told,
        [
            ("present", "2001"),
            ("registered", "2001"),
            ("bound", "2001"),
            ("created", "2002"),
            ("unregistered", "2001"),
            ("removed", "2002"),
        ]
    );
    assert_eq!(values[0].get("before"), None);
    assert_eq!(values[1]["before"]["registerStatus"], 0);
    assert_eq!(values[1]["number"]["registerStatus"], 1);
    Ok(())
}

#[test]
fn only_what_was_named_is_told_of() -> Result {
    let account = Account::with(&["2001", "2002", "2003", "8001"])?;
    let watch = "sip watch 2002-2003 --count 2 -o jsonl --fields number.number";
    let ran = account.run(watch)?;
    let mut told: Vec<&str> = ran.stdout.lines().collect();
    // They come in the order of their ids.
    told.sort_unstable();
    let expected = [2002, 2003].map(|it| format!("{{\"number\":{{\"number\":\"{it}\"}}}}"));
    assert_eq!(
        (ran.exit, told),
        (0, expected.iter().map(String::as_str).collect())
    );
    Ok(())
}

#[test]
fn each_form_is_one_that_goes_on() -> Result {
    let account = Account::with(&["2002"])?;
    account.register("2002")?;
    account.bind("2002")?;
    for (form, lines) in [
        (
            "csv",
            &["change,number.number", "present,2002", "unregistered,2002"][..],
        ),
        (
            "json",
            &[
                r#"{"change":"present","number":{"number":"2002"}}"#,
                r#"{"change":"unregistered","number":{"number":"2002"}}"#,
            ],
        ),
        (
            "yaml",
            &[
                "---",
                "change: present",
                "number:",
                "  number: \"2002\"",
                "---",
                "change: unregistered",
                "number:",
                "  number: \"2002\"",
            ],
        ),
        (
            "table",
            &[
                "change        number.number",
                "present       2002",
                "unregistered  2002",
            ],
        ),
    ] {
        account.register("2002")?;
        let fields = "--fields change,number.number";
        let arguments = format!("sip watch 2002 --every 1s --count 2 {fields} -o {form}");
        let mut watch = account.start(&arguments)?;
        // What happened first isn't held back until there is more.
        let half = lines.len().div_ceil(2);
        for line in &lines[..half] {
            assert_eq!(watch.line()?, *line);
        }
        account.unregister("2002")?;
        let ran = watch.end()?;
        let rest: Vec<&str> = ran.stdout.lines().collect();
        assert_eq!(
            (ran.exit, &rest[..]),
            (0, &lines[half..]),
            "{form}: {ran:?}"
        );
    }
    let ran = account.run("sip watch --fields colour")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    Ok(())
}

#[test]
fn people_get_a_line_a_change() -> Result {
    let account = Account::with(&["2001"])?;
    account.register("2001")?;
    let ran = account.run("sip watch -o table --count 1")?;
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [titles, line] = lines[..] else {
        return Err(format!("{ran:?}").into());
    };
    assert_eq!(titles, "TIME (UTC+8)         CHANGE        NUMBER");
    let told = "  present       2001 registered, Telephone at 192.0.2.10:5060";
    assert_eq!(line.get(19..), Some(told));
    assert!(!ran.stdout.contains('\u{1b}'), "{ran:?}");
    Ok(())
}

#[test]
fn ctrl_c_and_sigterm_end_it_well() -> Result {
    let account = Account::with(&["2001"])?;
    for signal in ["INT", "TERM"] {
        let mut watch = account.start("sip watch --every 1s -o csv --fields change")?;
        assert_eq!(watch.line()?, "change");
        assert_eq!(watch.line()?, "present");
        let ran = watch.end_by(signal)?;
        assert_eq!((ran.exit, &*ran.stderr), (0, ""), "{signal}: {ran:?}");
    }
    Ok(())
}

/// As a supervisor's, whose reader of logs hangs.
#[test]
fn it_can_be_ended_while_nobody_reads_what_it_prints() -> Result {
    let account = Account::with(&[])?;
    // A pipe holds 64 KiB, and a line is some 200 bytes.
    account.seed(2000..3000)?;
    let mut watch = account.start("sip watch --every 1s")?;
    watch.line()?;
    std::thread::sleep(Duration::from_secs(1));
    assert!(watch.ends_unread("TERM")?, "it hangs");
    Ok(())
}

/// As behind `| head -1`.
#[test]
fn whoever_has_read_enough_ends_it() -> Result {
    let account = Account::with(&["2001", "2002"])?;
    let mut watch = account.start("sip watch --every 1s")?;
    watch.line()?;
    watch.line()?;
    let code = watch.end_unread(|| account.register("2001"))?;
    assert_eq!(code, Some(0));
    Ok(())
}

/// And that before the next change, however long that takes.
#[test]
fn whoever_has_read_enough_ends_it_at_once() -> Result {
    let account = Account::with(&["2001"])?;
    let mut watch = account.start("sip watch --every 1h")?;
    watch.line()?;
    let code = watch.end_unread(|| Ok(()))?;
    assert_eq!(code, Some(0));
    Ok(())
}

#[test]
fn who_is_not_there_is_named_once() -> Result {
    let account = Account::with(&["2002"])?;
    let mut watch = account
        .start("sip watch 2001-2003 8001 --every 1s -o csv --fields change,number.number")?;
    assert_eq!(watch.line()?, "change,number.number");
    assert_eq!(watch.line()?, "present,2002");
    account.create("2003")?;
    assert_eq!(watch.line()?, "created,2003");
    let stderr = watch.child.stderr.take().ok_or("no stderr")?;
    let ran = watch.end_by("INT")?;
    let told: Vec<String> = BufReader::new(stderr)
        .lines()
        .collect::<std::io::Result<_>>()?;
    assert_eq!(ran.exit, 0, "{told:?}");
    assert_eq!(
        told,
        ["no such number: 2001, 2003, 8001; what comes is told of"]
    );
    Ok(())
}

#[test]
fn a_header_does_not_wait_for_a_change() -> Result {
    let account = Account::with(&[])?;
    let mut watch = account.start("sip watch --every 1h -o csv --fields change")?;
    assert_eq!(watch.line()?, "change");
    assert_eq!(watch.end_by("TERM")?.exit, 0);
    Ok(())
}
