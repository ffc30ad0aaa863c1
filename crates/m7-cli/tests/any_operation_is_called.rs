//! `m7 api`.

mod m7;

use m7::{Machine, Ran, Result, Served};
use serde_json::json;

const CREATE: &str = r#"{"number": "2004", "password": "correct-horse-4711"}"#;

fn refused(ran: &Ran, reason: &str) {
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains(reason), "{reason} is not in {ran:?}");
}

#[test]
fn the_contract_s_operations_are_listed() -> Result {
    let machine = Machine::new()?;
    let table = machine.run("api --list")?;
    assert_eq!((table.exit, table.stderr.as_str()), (0, ""), "{table:?}");
    for part in [
        "EFFECT",
        "sip_delete",
        "/openapi/v1/call/sip/delete",
        "remove",
        "25 s",
    ] {
        assert!(table.stdout.contains(part), "{table:?}");
    }
    let listed = machine.run("api --list -o json")?.json()?;
    assert_eq!(listed[0]["id"], "sip_list");
    assert_eq!(listed[1]["effect"], "create");
    assert_eq!(listed[3]["typicalMs"], 25277);
    let csv = machine.run("api --list -o csv")?;
    assert!(csv.stdout.starts_with("id,method,path,effect,"), "{csv:?}");
    Ok(())
}

#[test]
fn an_operation_is_called_by_its_id_or_its_path() -> Result {
    let machine = Machine::new()?;
    let made = machine.run_with_input("--sandbox api sip_create --body - --yes -o json", CREATE)?;
    assert_eq!(made.exit, 0, "{made:?}");
    assert!(
        made.stderr
            .contains("sending sip_create to http://127.0.0.1:"),
        "{made:?}"
    );
    assert!(made.stderr.contains("(account "), "{made:?}");
    let envelope = made.json()?;
    assert_eq!(envelope["message"], "requestSuccess");
    assert_eq!(envelope.get("requestInfo"), None);
    let sip_id = envelope["data"]["sipId"].as_str().ok_or("no sipId")?;

    for name in ["sip_list", "/openapi/v1/call/sip/list"] {
        let listed = machine.run(&format!(
            "--sandbox api {name} -f number=2004 -F registerStatuses=[0]"
        ))?;
        assert_eq!(listed.json()?[0]["sipId"], *sip_id, "{listed:?}");
        assert!(listed.stderr.contains("request "), "{listed:?}");
        assert!(!listed.stderr.contains("sending"), "{listed:?}");
    }
    let deleted = machine.run(&format!("--sandbox api sip_delete -f sipId={sip_id} -y"))?;
    assert_eq!(deleted.exit, 0, "{deleted:?}");
    assert_eq!(machine.run("--sandbox api sip_list")?.json()?, json!([]));
    Ok(())
}

#[test]
fn no_secret_is_shown_of_a_reply() -> Result {
    let machine = Machine::new()?;
    let ran = machine.run_with_input(
        "--sandbox api sip_create --body - --yes -o json --include-info -vvv",
        CREATE,
    )?;
    let info = &ran.json()?["requestInfo"];
    assert_eq!(
        info["body"],
        json!({"number": "2004", "password": "[redacted]"})
    );
    assert_eq!(info["headers"]["m7-sign"], "[redacted]");
    assert!(info["span"]["bizSpan"].is_string());
    // Refused, since it's there already.
    let again = machine.run_with_input("--sandbox api sip_create --body - --yes -vvv", CREATE)?;
    assert_eq!((again.exit, again.stdout.as_str()), (6, ""), "{again:?}");
    for ran in [ran, again] {
        assert!(!ran.stdout.contains("correct-horse"), "{ran:?}");
        assert!(!ran.stderr.contains("correct-horse"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn a_refusal_has_its_code_its_outcome_and_its_request_id() -> Result {
    let machine = Machine::new()?;
    let ran = machine.run("--sandbox api sip_delete -f sipId=605aeef6fc09a1674b8eb503 --yes")?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (5, ""), "{ran:?}");
    for part in ["outcome: rejected", "code 404", "request "] {
        assert!(ran.stderr.contains(part), "{part} is not in {ran:?}");
    }
    let ran = machine.run("--sandbox api /openapi/v1/call/query/agent --yes")?;
    assert_eq!(ran.exit, 5, "{ran:?}");
    assert!(
        ran.stderr.contains("unlisted /openapi/v1/call/query/agent"),
        "{ran:?}"
    );
    Ok(())
}

#[test]
fn what_may_have_happened_has_its_own_exit_code() -> Result {
    let machine = Machine::new()?;
    let folder = tempfile::tempdir()?;
    let faults = folder.path().join("faults.json");
    std::fs::write(
        &faults,
        r#"{"rules": [{"operation": "sip_update", "fault": {"reset": "beforeCommit"}}]}"#,
    )?;
    let mut serve = machine.command(["sandbox", "serve", "--faults"]);
    serve.arg(faults);
    let served = Served::start(serve)?;
    // Of an update with what the contract doesn't know nobody can look whether it was done.
    let ran = served.client(
        &machine,
        "--timeout 2 api sip_update -f sipId=605aeef6fc09a1674b8eb503 -F ringTime=7 --yes",
    )?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (7, ""), "{ran:?}");
    assert!(ran.stderr.contains("outcome: ambiguous"), "{ran:?}");
    Ok(())
}

#[test]
fn a_write_without_a_terminal_needs_yes() -> Result {
    let machine = Machine::new()?;
    for name in [
        "sip_create",
        "/openapi/v1/call/sip/delete",
        "/openapi/v1/base/queue/list",
    ] {
        let ran = machine.run(&format!("--sandbox api {name} -f number=2004"))?;
        refused(&ran, "no terminal to ask");
        assert!(ran.stderr.contains("--yes"), "{ran:?}");
    }
    assert_eq!(machine.run("--sandbox api sip_list")?.json()?, json!([]));
    Ok(())
}

#[test]
fn passwords_are_no_arguments() -> Result {
    let machine = Machine::new()?;
    let api = |arguments: &[&str]| -> Result<Ran> {
        let mut all = vec!["--sandbox", "api", "sip_create", "--yes"];
        all.extend(arguments);
        Ran::of(machine.command(all).output()?)
    };
    for arguments in [
        &["--body", CREATE][..],
        &["-f", "number=2004", "-f", "password=correct-horse-4711"],
        &["-F", "password=\"correct-horse-4711\""],
        &["-F", "more={\"secretKey\": \"correct-horse-4711\"}"],
        &["--body", CREATE, "--dry-run"],
    ] {
        let ran = api(&arguments
            .iter()
            .filter(|it| **it != "--dry-run")
            .copied()
            .collect::<Vec<_>>())?;
        refused(&ran, "arguments are seen by others");
        assert!(ran.stderr.contains("--body @FILE"), "{ran:?}");
        assert!(!ran.stderr.contains("correct-horse"), "{ran:?}");
    }
    // Nor is it quoted by what says that it can't be read.
    for arguments in [
        &["-F", "password=correct-horse-4711"][..],
        &["-f", "correct-horse-4711"],
        &["--body", "{\"password\": correct-horse-4711}"],
    ] {
        let ran = api(arguments)?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(!ran.stderr.contains("correct-horse"), "{ran:?}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_right_is_refused() -> Result {
    let machine = Machine::new()?;
    for (arguments, reason) in [
        ("api", "required"),
        ("api --list sip_list", "cannot be used with"),
        ("--sandbox api sip_lst", "there are sip_list, sip_create"),
        ("--sandbox api openapi/v1/x", "a path begins with /"),
        ("--sandbox api /../x --yes", "leads elsewhere"),
        ("--sandbox api /x?a=b --yes", "parameters in the body"),
        (
            "--sandbox api sip_list --body {",
            "isn't JSON: it ends before the JSON does",
        ),
        (
            "--sandbox api sip_list --body @/nonexistent",
            "can't open /nonexistent",
        ),
        ("--sandbox api sip_list --body @/dev/null", "is empty"),
        (
            "--sandbox api sip_list -f number=1 -F number=2",
            "number is given twice",
        ),
        (
            "--sandbox api sip_list -f number",
            "the name of a field, =, and its value",
        ),
        (
            "--sandbox api sip_list -F number=2004x",
            "a text needs its quotes",
        ),
        (
            "--sandbox api sip_list -f a=b --body {}",
            "cannot be used with",
        ),
        (
            "--sandbox api sip_list --dry-run",
            "curl would find nobody there",
        ),
        (
            "--sandbox api sip_list --fields number",
            "there is no field",
        ),
    ] {
        refused(&machine.run(arguments)?, reason);
    }
    Ok(())
}
