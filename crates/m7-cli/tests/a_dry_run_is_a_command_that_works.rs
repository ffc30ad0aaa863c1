//! `m7 api --dry-run`: nothing is sent, and what it prints is run by a shell as it stands.

#![cfg(unix)]

mod m7;

use std::path::Path;
use std::process::Command;

use m7::{Machine, Ran, Result, Served};

/// With all that JSON and a shell treat in their own way.
const PASSWORD: &str = r#"it's "$HOME" \n `id` %s & 号"#;

/// A place to run commands in: a served sandbox, and its account in the environment.
struct Bench {
    machine: Machine,
    served: Served,
}

impl Bench {
    fn start() -> Result<Self> {
        let machine = Machine::new()?;
        let served = Served::start(machine.command(["sandbox", "serve"]))?;
        Ok(Self { machine, served })
    }

    fn field(&self, name: &str) -> &str {
        self.served.ready[name].as_str().unwrap_or_default()
    }

    /// The command that stands for a call.
    fn dry_run(&self, arguments: &str) -> Result<Ran> {
        self.served
            .client(&self.machine, &format!("api {arguments} --dry-run"))
    }

    /// Runs a command as whoever pastes it.
    fn paste(&self, shell: &str, command: &str, environment: &[(&str, &str)]) -> Result<Ran> {
        let folder = Path::new(env!("CARGO_BIN_EXE_m7"))
            .parent()
            .ok_or("no folder")?;
        let path = std::env::var("PATH").unwrap_or_default();
        let script = tempfile::NamedTempFile::new()?;
        std::fs::write(&script, command)?;
        let ran = Command::new(shell)
            .arg(script.path())
            .env_clear()
            .env("PATH", format!("{}:{path}", folder.display()))
            .env("NO_PROXY", "127.0.0.1")
            .env("M7_APPKEY", self.field("appkey"))
            .env("M7_SECRET_KEY", self.field("secretKey"))
            .envs(environment.iter().copied())
            .output()?;
        Ran::of(ran)
    }

    fn requests(&self) -> Result<usize> {
        let url = format!("{}/_sandbox/journal", self.field("baseUrl"));
        let journal = Command::new("curl")
            .args(["-s", "--noproxy", "*", &url])
            .output()?;
        let journal: serde_json::Value = serde_json::from_slice(&journal.stdout)?;
        Ok(journal["entries"].as_array().map_or(0, Vec::len))
    }
}

#[test]
fn it_sends_nothing_and_the_command_does_what_the_call_would() -> Result {
    let bench = Bench::start()?;
    let dry = bench.dry_run("sip_list -f number=it's$HOME")?;
    assert_eq!(dry.exit, 0, "{dry:?}");
    assert!(dry.stderr.contains("it was not sent"), "{dry:?}");
    assert!(!dry.stdout.contains(bench.field("secretKey")), "{dry:?}");
    assert_eq!(bench.requests()?, 0);
    for shell in ["sh", "bash"] {
        let ran = bench.paste(shell, &dry.stdout, &[])?;
        assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{shell}: {ran:?}");
        let reply = ran.json()?;
        assert_eq!(reply["success"], true, "{reply}");
        assert_eq!(
            reply["requestInfo"]["body"]["number"], "it's$HOME",
            "{reply}"
        );
    }
    assert_eq!(bench.requests()?, 2);
    Ok(())
}

#[test]
fn a_password_comes_from_the_environment_and_arrives_as_it_is() -> Result {
    let bench = Bench::start()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("number.json");
    let body = serde_json::json!({"number": "2004", "password": "correct-horse-4711", "codingFormat": ["G711A"]});
    std::fs::write(&file, body.to_string())?;
    let dry = bench.dry_run(&format!("sip_create --body @{}", file.display()))?;
    assert_eq!(dry.exit, 0, "{dry:?}");
    assert!(!dry.stdout.contains("correct-horse"), "{dry:?}");
    assert!(!dry.stderr.contains("correct-horse"), "{dry:?}");
    assert!(dry.stderr.contains("BODY_PASSWORD"), "{dry:?}");

    // Without it, nothing is sent.
    let ran = bench.paste("sh", &dry.stdout, &[])?;
    assert_ne!(ran.exit, 0, "{ran:?}");
    assert!(ran.stderr.contains("BODY_PASSWORD"), "{ran:?}");
    assert_eq!(bench.requests()?, 0);

    let ran = bench.paste("sh", &dry.stdout, &[("BODY_PASSWORD", PASSWORD)])?;
    let reply = ran.json()?;
    assert_eq!(reply["success"], true, "{reply}");
    assert_eq!(reply["requestInfo"]["body"]["password"], PASSWORD);
    assert_eq!(reply["requestInfo"]["body"]["codingFormat"][0], "G711A");
    Ok(())
}

#[test]
fn a_long_body_is_no_argument() -> Result {
    let bench = Bench::start()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("long.json");
    let long = "$HOME `x` \\ ".repeat(20_000);
    std::fs::write(&file, serde_json::json!({"number": long}).to_string())?;
    let dry = bench.dry_run(&format!("sip_list --body @{}", file.display()))?;
    let ran = bench.paste("sh", &dry.stdout, &[])?;
    let reply = ran.json()?;
    assert_eq!(reply["requestInfo"]["body"]["number"], long);
    Ok(())
}

#[test]
fn programs_get_the_command_and_its_variables() -> Result {
    let bench = Bench::start()?;
    let dry = bench
        .dry_run("/openapi/v1/call/query/agent -o json")?
        .json()?;
    let command = dry["command"].as_str().ok_or("no command")?;
    assert!(
        command.contains("m7 sign headers --http | curl"),
        "{command}"
    );
    assert!(
        command.contains("/openapi/v1/call/query/agent'"),
        "{command}"
    );
    assert_eq!(dry["variables"], serde_json::json!([]));
    Ok(())
}
