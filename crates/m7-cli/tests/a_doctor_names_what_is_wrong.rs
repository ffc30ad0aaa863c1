//! `m7 doctor`: what is seen, what to do, and the exit code of the worst of it.

mod m7;

use std::io::{Read, Write};
use std::net::TcpStream;

use m7::{Machine, Ran, Result, Served};
use serde_json::Value;

const CHECKS: [&str; 11] = [
    "version",
    "configuration",
    "permissions",
    "base URL",
    "proxy",
    "name",
    "connection",
    "TLS",
    "clock",
    "request",
    "account",
];

fn logged_in(machine: &Machine) -> Result<Served> {
    let served = Served::start(machine.command(["sandbox", "serve"]))?;
    let ran = served.login(machine, "prod")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    Ok(served)
}

/// Runs it with these variables and options, and returns its JSON, which has all checks in order.
fn doctor(machine: &Machine, variables: &[(&str, &str)], options: &str) -> Result<(Ran, Value)> {
    let ran = machine.run_where(variables, &format!("doctor -o json{options}"))?;
    let json = ran.json()?;
    let names: Vec<&str> = json["checks"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|check| check["check"].as_str())
        .collect();
    assert_eq!(names, CHECKS, "{ran:?}");
    assert_eq!(json["exitCode"], ran.exit, "{ran:?}");
    Ok((ran, json))
}

fn check<'a>(json: &'a Value, name: &str) -> &'a Value {
    let at = CHECKS
        .iter()
        .position(|it| *it == name)
        .unwrap_or(CHECKS.len());
    &json["checks"][at]
}

/// Asserts how a check went, and returns what it saw and says to do.
fn found(json: &Value, name: &str, finding: &str) -> String {
    let check = check(json, name);
    assert_eq!(check["finding"], finding, "{check:#}");
    if finding == "failed" || finding == "warning" {
        assert!(check["toDo"].is_string(), "{check:#}");
    }
    format!("{} {}", check["seen"], check["toDo"])
}

fn control(served: &Served, path: &str, body: &str) -> Result<String> {
    let address = served.base_url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    Ok(reply)
}

#[test]
fn all_is_well() -> Result {
    let machine = Machine::new()?;
    let _served = logged_in(&machine)?;
    let (ran, json) = doctor(&machine, &[], "")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    for name in CHECKS {
        found(&json, name, if name == "TLS" { "skipped" } else { "ok" });
    }
    let request = &check(&json, "request")["details"];
    for detail in ["milliseconds", "network", "gateway", "business"] {
        assert!(request[detail].is_u64(), "{request:#}");
    }
    assert!(request["requestId"].is_string(), "{request:#}");

    let shown = machine.run("doctor")?;
    assert_eq!(shown.exit, 0, "{shown:?}");
    assert_eq!(shown.stderr, "all is well\n");
    assert!(
        shown
            .stdout
            .contains("ok       account        account 2000113 answers"),
        "{shown:?}"
    );
    Ok(())
}

#[test]
fn the_embedded_sandbox_is_well_without_anything() -> Result {
    let (ran, json) = doctor(&Machine::new()?, &[], " --sandbox")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    found(&json, "permissions", "skipped");
    found(&json, "account", "ok");
    Ok(())
}

#[test]
fn a_wrong_secret_key() -> Result {
    let machine = Machine::new()?;
    let _served = logged_in(&machine)?;
    let (ran, json) = doctor(&machine, &[("M7_SECRET_KEY", "surely-not-the-secret")], "")?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    // The service works, and it is seen whose secret key it was.
    found(&json, "request", "ok");
    assert!(found(&json, "account", "failed").contains("secret key"));
    let origins = check(&json, "configuration")["more"].to_string();
    assert!(
        origins.contains("M7_SECRET_KEY is used instead of"),
        "{origins}"
    );
    Ok(())
}

#[test]
fn no_server() -> Result {
    let machine = Machine::new()?;
    drop(logged_in(&machine)?);
    let (ran, json) = doctor(&machine, &[], "")?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(found(&json, "connection", "failed").contains("127.0.0.1:"));
    for name in ["clock", "request", "account"] {
        assert!(found(&json, name, "skipped").contains("no connection"));
    }
    let shown = machine.run("doctor")?;
    assert!(shown.stdout.contains("skipped  the rest"), "{shown:?}");
    Ok(())
}

#[test]
fn a_name_that_nobody_has() -> Result {
    let machine = Machine::new()?;
    let _served = logged_in(&machine)?;
    let (ran, json) = doctor(&machine, &[], " --base-url http://m7.invalid")?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(found(&json, "base URL", "warning").contains("plain http"));
    assert!(found(&json, "name", "failed").contains("m7.invalid"));
    Ok(())
}

#[test]
fn https_where_there_is_none() -> Result {
    let machine = Machine::new()?;
    let served = logged_in(&machine)?;
    let https = served.base_url().replace("http://", " --base-url https://");
    let (ran, json) = doctor(&machine, &[], &https)?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    found(&json, "connection", "ok");
    assert!(found(&json, "TLS", "failed").contains("https"));
    found(&json, "account", "skipped");
    Ok(())
}

#[test]
fn nothing_is_configured() -> Result {
    let machine = Machine::new()?;
    let (ran, json) = doctor(&machine, &[], "")?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(found(&json, "configuration", "failed").contains("m7 login"));
    found(&json, "account", "skipped");
    for (variables, name) in [
        (&[("M7_BASE_URL", "localhost")][..], "base URL"),
        (
            &[
                ("M7_BASE_URL", "http://m7.invalid"),
                ("http_proxy", "socks5://127.0.0.1:1"),
            ],
            "proxy",
        ),
    ] {
        let mut all = vec![("M7_APPKEY", "2000113"), ("M7_SECRET_KEY", "not-a-secret")];
        all.extend(variables);
        let (ran, json) = doctor(&machine, &all, "")?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        found(&json, name, "failed");
    }
    Ok(())
}

#[test]
fn a_proxy_is_what_is_connected_to() -> Result {
    let machine = Machine::new()?;
    let variables = [
        ("M7_APPKEY", "2000113"),
        ("M7_SECRET_KEY", "not-a-secret"),
        ("M7_BASE_URL", "http://m7.invalid"),
        ("http_proxy", "http://me:hunter2@127.0.0.1:9"),
    ];
    let (ran, json) = doctor(&machine, &variables, "")?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(found(&json, "proxy", "ok").contains("http://127.0.0.1:9"));
    assert!(found(&json, "connection", "failed").contains("the proxy 127.0.0.1:9"));
    assert!(!ran.stdout.contains("hunter2"), "{ran:?}");
    Ok(())
}

#[test]
fn a_clock_that_is_off() -> Result {
    for (seconds, finding, told, exit) in [
        (60, "ok", "within the 5 min", 0),
        (1200, "warning", "20 min ahead", 0),
        (200_000, "failed", "too far off", 4),
    ] {
        let machine = Machine::new()?;
        let served = logged_in(&machine)?;
        control(
            &served,
            "/_sandbox/clock/advance",
            &format!("{{\"seconds\": {seconds}}}"),
        )?;
        let (ran, json) = doctor(&machine, &[], "")?;
        assert_eq!(ran.exit, exit, "{ran:?}");
        let said = found(&json, "clock", finding);
        assert!(said.contains(told), "{said}");
        found(&json, "account", if exit == 0 { "ok" } else { "failed" });
    }
    Ok(())
}

#[cfg(unix)]
#[test]
fn credentials_that_everybody_may_read() -> Result {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let machine = Machine::new()?;
    let _served = logged_in(&machine)?;
    let (folder, file) = (machine.config(""), machine.config("credentials.toml"));
    set_permissions(&file, Permissions::from_mode(0o644))?;
    set_permissions(&folder, Permissions::from_mode(0o755))?;
    let (ran, json) = doctor(&machine, &[], "")?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    let said = found(&json, "permissions", "warning");
    assert!(
        said.contains(&format!("chmod 600 {}", file.display())),
        "{said}"
    );
    assert!(said.contains("chmod 700 "), "{said}");
    Ok(())
}

#[test]
fn a_service_that_fails() -> Result {
    let machine = Machine::new()?;
    let served = logged_in(&machine)?;
    let faults = r#"{"rules": [{"fault": {"status": {"code": 503, "when": "beforeCommit"}}}]}"#;
    let address = served.base_url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "PUT /_sandbox/faults HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{faults}",
        faults.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let (ran, json) = doctor(&machine, &[], " --timeout 3")?;
    assert_eq!(ran.exit, 1, "{ran:?}");
    assert!(found(&json, "request", "failed").contains("503"));
    found(&json, "account", "skipped");
    Ok(())
}
