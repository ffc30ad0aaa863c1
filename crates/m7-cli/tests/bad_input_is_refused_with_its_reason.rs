//! Whatever can't be right is refused before anything is sent, with what is wrong and exit code 2.

mod m7;

use m7::{Machine, Ran, Result};

fn refused(ran: &Ran, reason: &str) {
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
    assert!(ran.stderr.contains(reason), "{reason} is not in {ran:?}");
}

#[test]
fn credentials_that_cannot_be_right() -> Result {
    let machine = Machine::new()?;
    refused(&machine.run("sip list")?, "M7_APPKEY is not set");
    for (appkey, secret, base_url, reason) in [
        ("", "secret", "http://127.0.0.1:9", "M7_APPKEY"),
        ("2000113", "", "http://127.0.0.1:9", "M7_SECRET_KEY"),
        (
            "2000113",
            "hunter2\n",
            "http://127.0.0.1:9",
            "ends in a line break",
        ),
        ("2000 113", "hunter2", "http://127.0.0.1:9", "M7_APPKEY"),
        ("2000113", "hunter2", "ftp://127.0.0.1", "M7_BASE_URL"),
        ("2000113", "hunter2", "127.0.0.1:9", "http://"),
    ] {
        let output = machine
            .command(["sip", "list"])
            .env("M7_APPKEY", appkey)
            .env("M7_SECRET_KEY", secret)
            .env("M7_BASE_URL", base_url)
            .output()?;
        let ran = Ran::of(output)?;
        refused(&ran, reason);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn arguments_that_cannot_be_right() -> Result {
    let machine = Machine::new()?;
    let create = |arguments: &[&str]| -> Result<Ran> {
        let mut all = vec!["--sandbox", "sip", "create"];
        all.extend(arguments);
        Ran::of(machine.command(all).output()?)
    };
    refused(
        &create(&["2004", "--password-file", "/dev/null"])?,
        "is empty",
    );
    refused(&create(&["20 04"])?, "white space");
    refused(&create(&[""])?, "it is empty");
    refused(
        &create(&["2004", "--codec", "MP3"])?,
        "G711A, G711U, GSM, G729, VP8, ILBC",
    );
    refused(&create(&["2004"])?, "--password-stdin");
    refused(
        &create(&["2004", "--password", "x"])?,
        "unexpected argument",
    );
    refused(
        &machine.run("--sandbox sip update 2004")?,
        "nothing to change",
    );
    refused(&machine.run("--sandbox sip delete")?, "required");
    refused(
        &machine.run("--sandbox --timeout 0 sip list")?,
        "seconds above 0",
    );
    let spaced = machine
        .command(["--sandbox", "sip", "get", "20 04"])
        .output()?;
    refused(&Ran::of(spaced)?, "white space");
    Ok(())
}

#[test]
fn only_whoever_named_no_account_is_told_to() -> Result {
    const HINT: &str = "set M7_APPKEY and M7_SECRET_KEY";
    let machine = Machine::new()?;
    let list = |settings: &[(&str, &str)], arguments: &[&str]| -> Result<Ran> {
        let mut command = machine.command(["sip", "list"]);
        command.args(arguments).envs(settings.iter().copied());
        Ran::of(command.output()?)
    };
    refused(&list(&[], &[])?, HINT);
    refused(&list(&[("M7_APPKEY", "2000113")], &[])?, HINT);
    let account = [("M7_APPKEY", "2000113"), ("M7_SECRET_KEY", "not-a-secret")];
    let blank = [("M7_APPKEY", "2000113"), ("M7_SECRET_KEY", "")];
    refused(&list(&blank, &[])?, HINT);
    for (setting, arguments, reason) in [
        (("LANG", "C"), &["--base-url", "localhost:1"][..], "http://"),
        (
            ("M7_BASE_URL", "http://u:p@127.0.0.1:9"),
            &[],
            "M7_BASE_URL",
        ),
        (("M7_NONCE_SHARE_INDEX", "1"), &[], "M7_NONCE_SHARE_COUNT"),
        (("all_proxy", "socks5://127.0.0.1:9"), &[], "NO_PROXY"),
        (("M7_NONCE_SHARE_COUNT", "four"), &[], "a whole number"),
    ] {
        let ran = list(&[account[0], account[1], setting], arguments)?;
        refused(&ran, reason);
        assert!(!ran.stderr.contains(HINT), "{ran:?}");
        assert!(!ran.stderr.contains("without_proxy"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn times_that_cannot_be_meant() -> Result {
    let machine = Machine::new()?;
    for (arguments, reason) in [
        (
            "sandbox serve --latency -5",
            "a whole number of milliseconds up to",
        ),
        (
            "sandbox serve --latency 3600001",
            "a whole number of milliseconds up to",
        ),
        (
            "sandbox serve --latency 99999999999999999999",
            "milliseconds up to",
        ),
        ("--sandbox --timeout -5 sip list", "seconds above 0"),
        ("--sandbox --timeout 1e19 sip list", "up to 86400"),
        ("--sandbox --timeout nan sip list", "seconds above 0"),
    ] {
        let ran = machine.run(arguments)?;
        refused(&ran, reason);
        assert!(!ran.stderr.contains("unexpected argument"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn a_sandbox_that_cannot_be_served_so() -> Result {
    let machine = Machine::new()?;
    for (arguments, reason) in [
        ("--listen 192.0.2.1:8071", "192.0.2.1:8071"),
        ("--sip-listen 192.0.2.1:5060", "192.0.2.1:5060"),
        ("--data /nonexistent/sip.sqlite", "/nonexistent/sip.sqlite"),
        ("--data /", "not a regular file"),
        ("--sip-listen 127.0.0.1:0 --realm a\"b", "quotation marks"),
        ("--sip-public nowhere", "host:port"),
        (
            "--faults /nonexistent/faults.json",
            "/nonexistent/faults.json",
        ),
    ] {
        refused(&machine.run(&format!("sandbox serve {arguments}"))?, reason);
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let ran = machine.run(&format!("sandbox serve --listen {}", taken.local_addr()?))?;
    assert_eq!(ran.exit, 1, "it may be free the next time: {ran:?}");
    Ok(())
}

#[test]
fn a_fault_schedule_is_refused_in_plain_words() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("faults.json");
    for (schedule, reason) in [
        (
            r#"{"seed": -1}"#,
            "at seed: it must be a whole number, 0 or more, not -1",
        ),
        (
            r#"{"rules": [{"nth": "two", "fault": "wrongTypes"}]}"#,
            "at rules[0].nth: it must be a whole number, 0 or more, not \"two\"",
        ),
        (
            r#"{"rules": [{"fault": {"reset": "soon"}}]}"#,
            "`soon` isn't known here: use `beforeCommit` or `afterCommit`",
        ),
        (r#"{"rules": [{}]}"#, "`fault` is missing: add it"),
        (r#"{"rules": ["#, "it ends before the JSON does"),
    ] {
        std::fs::write(&path, schedule)?;
        let mut serve = machine.command(["sandbox", "serve", "--faults"]);
        let ran = Ran::of(serve.arg(&path).output()?)?;
        refused(&ran, reason);
        for word in ["u64", "EOF", "invalid type", "variant"] {
            assert!(!ran.stderr.contains(word), "{ran:?}");
        }
    }
    Ok(())
}
