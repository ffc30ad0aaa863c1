//! Each example does what it says, run as its reader would run it.
//!
//! `cargo test` builds the examples before it runs this; `cargo test --test examples_run` alone
//! doesn't: run `cargo build -p m7 --examples` first.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and shows then what was printed"
)]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use m7::testing::{AGENT_ID, Fault, FaultRule, Sandboxed};

/// Longer than any example takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// An example that ran.
struct Ran {
    success: bool,
    stdout: String,
    stderr: String,
}

/// Runs an example to its end, as a process of its own, with this sandbox as its service.
async fn run(test: &Sandboxed, name: &str, arguments: &[&str], input: &str) -> Ran {
    let mut child = start(test, name, arguments);
    let mut stdin = child.stdin.take().unwrap();
    // One that doesn't read its input has none to be given.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let ended = tokio::task::spawn_blocking(move || wait(child)).await;
    let ran = ended.unwrap();
    println!("{name}\n{}{}", ran.stdout, ran.stderr);
    ran
}

fn start(test: &Sandboxed, name: &str, arguments: &[&str]) -> Child {
    let credentials = test.sandbox().credentials();
    Command::new(path(name))
        .args(arguments)
        .env("M7_APPKEY", credentials.appkey())
        .env("M7_SECRET_KEY", credentials.expose_secret_key())
        .env("M7_BASE_URL", test.sandbox().base_url())
        .env("M7_SIP_PASSWORD", "a-password")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name}: {error}; run cargo build -p m7 --examples"))
}

/// Where cargo puts an example: beside the folder of this test.
fn path(name: &str) -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let profile = this.parent().and_then(|deps| deps.parent()).unwrap();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    profile.join("examples").join(file)
}

fn wait(mut child: Child) -> Ran {
    let begun = Instant::now();
    // What an example prints is far less than a pipe holds.
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it runs on");
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    Ran {
        success: output.status.success(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// An example that never ends by itself.
struct Endless(Child);

impl Drop for Endless {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn with_numbers(numbers: &[&str]) -> Sandboxed {
    let test = Sandboxed::start().await.unwrap();
    for number in numbers {
        let created = test.client().sip().create(*number, "a-password").await;
        created.unwrap();
    }
    test
}

#[tokio::test]
async fn list_unregistered() {
    let test = with_numbers(&["2004", "2005"]).await;
    test.register("2005").await.unwrap();
    let ran = run(&test, "list_unregistered", &[], "").await;
    assert!(ran.success);
    assert!(ran.stdout.starts_with("2004\t"), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stderr.starts_with("1 numbers in "));
}

#[tokio::test]
async fn rotate_passwords() {
    let test = with_numbers(&["2004", "2005"]).await;
    let lines = "2004,new-one\n2005,new-two\n";
    let ran = run(&test, "rotate_passwords", &[], lines).await;
    assert!(ran.success);
    assert_eq!(ran.stdout.matches("\tchanged in ").count(), 2);
    assert_eq!(test.requests("sip_update").len(), 2);

    let ran = run(&test, "rotate_passwords", &[], "2006,new-three\n").await;
    assert!(!ran.success);
    assert!(ran.stderr.contains("no number 2006"));
}

#[tokio::test]
async fn bulk_create() {
    let test = with_numbers(&["2005"]).await;
    let lines = "2004,a-password\n2005,a-password\n2006,a-password\n";
    let ran = run(&test, "bulk_create", &[], lines).await;
    assert!(!ran.success, "2005 was there before");
    assert_eq!(ran.stdout.lines().count(), 3);
    assert!(ran.stdout.contains("2005\trejected: "));
    assert_eq!(test.client().sip().list().await.unwrap().data.len(), 3);

    let ran = run(&test, "bulk_create", &[], "2007,a-password\n2008\n").await;
    assert!(!ran.success && ran.stderr.contains("line 2 is no NUMBER,PASSWORD"));
    assert_eq!(test.client().sip().list().await.unwrap().data.len(), 3);

    let ran = run(&test, "bulk_create", &[], "2007,a-password\n").await;
    assert!(ran.success);
}

#[tokio::test]
async fn timeouts_and_retries() {
    let test = with_numbers(&["2004"]).await;
    let ran = run(&test, "timeouts_and_retries", &[], "").await;
    assert!(ran.success);
    assert!(ran.stdout.starts_with("1 numbers at once\n"));

    let down = FaultRule::new(Fault::unavailable()).times(3);
    test.fail(down).await.unwrap();
    let ran = run(&test, "timeouts_and_retries", &[], "").await;
    assert!(ran.success && ran.stderr.starts_with("not at once: "));
    assert_eq!(ran.stdout, "1 numbers after 3 attempts\n");
}

#[tokio::test]
async fn ambiguous() {
    let test = with_numbers(&["2004"]).await;
    let ran = run(&test, "ambiguous", &["2005"], "").await;
    assert!(ran.success && ran.stdout.starts_with("created "));

    let ran = run(&test, "ambiguous", &["2004"], "").await;
    assert!(!ran.success && ran.stdout.is_empty());

    let lost = Fault::lost_reply();
    test.fail_next("sip_create", lost).await.unwrap();
    let ran = run(&test, "ambiguous", &["2006"], "").await;
    assert!(ran.success && ran.stdout.starts_with("found "));

    let lost = Fault::lost_request();
    test.fail_next("sip_create", lost).await.unwrap();
    let ran = run(&test, "ambiguous", &["2007"], "").await;
    assert!(!ran.success && ran.stdout.starts_with("unknown: "));
}

#[tokio::test]
async fn create_and_bind() {
    let test = with_numbers(&[]).await;
    let phone = async {
        // As soon as there is a number, its phone is plugged in.
        while test.register("2004").await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let example = run(&test, "create_and_bind", &["2004", AGENT_ID], "");
    let (ran, ()) = tokio::join!(example, phone);
    assert!(ran.success);
    assert!(
        ran.stdout
            .contains("\nregistered from 192.0.2.7:5060\nbound to ")
    );
    let number = test.client().sip().get("2004").await.unwrap().data;
    assert!(number.agent.is_some());
}

#[tokio::test]
async fn watch() {
    let test = with_numbers(&["2004"]).await;
    let sip = test.client().sip();
    let mut watching = Endless(start(&test, "watch", &["0.01"]));
    let lines = BufReader::new(watching.0.stdout.take().unwrap()).lines();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .try_for_each(|line| tell.send(line))
    });
    let expect = |line: &str| assert_eq!(told.recv_timeout(PATIENCE).as_deref(), Ok(line));

    expect("2004\tpresent");
    sip.create("2005", "a-password").await.unwrap();
    expect("2005\tcreated");
    test.register("2005").await.unwrap();
    expect("2005\tregistered\t192.0.2.7:5060");
    let sip_id = sip.get("2004").await.unwrap().data.sip_id;
    sip.delete(sip_id).await.unwrap();
    expect("2004\tremoved");
}

#[tokio::test]
async fn metrics() {
    let test = with_numbers(&["2004"]).await;
    let ran = run(&test, "metrics", &["2004", "2005"], "").await;
    assert!(ran.success);
    let counted = "m7_calls_total{operation=\"sip_list\",outcome=\"ok\",error=\"\"} 3";
    assert!(ran.stdout.contains(counted), "{counted}");
}

#[tokio::test]
async fn apply_roster() {
    let test = with_numbers(&[]).await;
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("roster.csv");
    let rows = "number,codecs,password\n2004,G711A,generate\n2005,G729,generate\n";
    std::fs::write(&roster, rows).unwrap();
    let store = folder.path().join("store");
    let arguments = [roster.to_str().unwrap(), store.to_str().unwrap()];
    let ran = run(&test, "apply_roster", &arguments, "").await;
    assert!(ran.success);
    assert_eq!(ran.stdout.matches("\tcreate\tdone").count(), 2);

    let ran = run(&test, "apply_roster", &arguments, "").await;
    assert!(ran.success && ran.stdout == "0 steps, 2 rows are so\n");

    std::fs::write(&roster, "number,codecs\n2004,G712\n").unwrap();
    let ran = run(&test, "apply_roster", &arguments, "").await;
    assert!(!ran.success && ran.stderr.starts_with("line 2, codecs"));
    assert_eq!(test.requests("sip_create").len(), 2);
}
