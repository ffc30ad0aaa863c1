//! What a script or a supervisor learns from how a call ended.

mod m7;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use m7::{Machine, Ran, Result, Served};

/// The first request of a server that answers none.
const NO_ANSWER: &str = r#"{"rules": [{"operation": "sip_create",
    "fault": {"noAnswer": {"when": "beforeCommit"}}}]}"#;

/// A list whose second item has a number where the contract has a text.
const HALF_READABLE: &str = r#"{"success": true, "code": "200", "message": "", "data": [
    {"sipId": "5feb148e19a5207b5020e728", "number": "2004", "registerStatus": 0},
    {"sipId": ["?"], "number": "2005", "registerStatus": 0}]}"#;

fn without_create(machine: &Machine) -> Result<(Served, tempfile::TempDir)> {
    let folder = tempfile::tempdir()?;
    let faults = folder.path().join("faults.json");
    std::fs::write(&faults, NO_ANSWER)?;
    std::fs::write(folder.path().join("password"), "not-a-real-password")?;
    let mut command = machine.command(["sandbox", "serve", "--faults"]);
    command.arg(faults);
    Ok((Served::start(command)?, folder))
}

fn create(folder: &tempfile::TempDir, timeout: &str) -> String {
    let password = folder.path().join("password");
    format!(
        "--timeout {timeout} sip create 2004 --password-file {}",
        password.display()
    )
}

#[test]
fn a_call_is_given_up_when_its_time_is_up() -> Result {
    let machine = Machine::new()?;
    let (served, folder) = without_create(&machine)?;
    let began = Instant::now();
    let ran = served.client(&machine, &create(&folder, "5"))?;
    // Three times as long is what it takes if only each attempt is bounded.
    assert!(began.elapsed() < Duration::from_secs(12), "{ran:?}");
    assert_eq!(ran.exit, 7, "{ran:?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_supervisor_sees_its_signal() -> Result {
    let machine = Machine::new()?;
    let (served, folder) = without_create(&machine)?;
    for (signal, code) in [("TERM", 143), ("INT", 130)] {
        let field = |name: &str| served.ready[name].as_str().unwrap_or_default();
        let mut child = machine
            .command(create(&folder, "60").split(' '))
            .env("M7_BASE_URL", field("baseUrl"))
            .env("M7_APPKEY", field("appkey"))
            .env("M7_SECRET_KEY", field("secretKey"))
            .stderr(Stdio::piped())
            .spawn()?;
        // What it announces comes after it listens for signals.
        let mut announced = [0; 8];
        let stderr = child.stderr.as_mut().ok_or("no stderr")?;
        stderr.read_exact(&mut announced)?;
        assert_eq!(&announced, b"creating");
        let id = child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()?
                .success()
        );
        let ran = Ran::of(child.wait_with_output()?)?;
        assert_eq!(ran.exit, code, "{ran:?}");
        assert!(ran.stderr.contains("it may still happen"), "{ran:?}");
    }
    assert!(machine.run("--help")?.stdout.contains("143"));
    Ok(())
}

#[test]
fn a_list_that_is_not_whole_is_no_success() -> Result {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let server = thread::spawn(move || -> std::io::Result<()> {
        let (mut stream, _) = listener.accept()?;
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut part = [0; 4096];
            let read = stream.read(&mut part)?;
            request.extend_from_slice(&part[..read]);
        }
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{HALF_READABLE}",
            HALF_READABLE.len()
        )
    });
    let mut list = Machine::new()?.command(["sip", "list", "-o", "json"]);
    list.env("M7_BASE_URL", base_url)
        .env("M7_APPKEY", "2000113")
        .env("M7_SECRET_KEY", "not-a-secret");
    let ran = Ran::of(list.output()?)?;
    server.join().map_err(|_| "the server failed")??;
    assert_eq!(ran.exit, 3, "{ran:?}");
    let shown = ran.json()?;
    assert_eq!(shown.as_array().map(Vec::len), Some(1), "{ran:?}");
    assert_eq!(shown[0]["number"], "2004");
    assert!(ran.stderr.contains("1 of 2 items"), "{ran:?}");
    assert!(ran.stderr.contains("item 2 "), "{ran:?}");
    assert!(ran.stderr.contains("it must be a"), "{ran:?}");
    Ok(())
}
