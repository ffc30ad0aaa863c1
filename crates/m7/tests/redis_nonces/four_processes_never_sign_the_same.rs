//! Processes of a fleet, each started as this test's own program.

use std::env;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use m7::{Credentials, NonceSource as _};
use m7_auth::Signer;
use tokio::time::sleep;

use crate::redis_server::RedisServer;
use crate::signed::{Signed, now};
use crate::{APPKEY, quick};

const URL: &str = "M7_TEST_REDIS_URL";
const FILE: &str = "M7_TEST_SIGNED";
const COUNT: &str = "M7_TEST_COUNT";

const EACH: u32 = 50_000;
/// At ten thousand a second, so that it lasts for some blocks, and needs more than one share of each.
const AT_ONCE: u32 = 100;

/// The body of a child process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a process that the other tests start"]
async fn a_process_that_signs() {
    let (Ok(url), Ok(file), Ok(count)) = (env::var(URL), env::var(FILE), env::var(COUNT)) else {
        return;
    };
    let nonces = quick(&url).connect().await.unwrap();
    let credentials = Credentials::new(APPKEY, "not-a-real-secret").unwrap();
    let signer = Signer::new(&credentials);
    let mut signed = BufWriter::new(fs::File::create(&file).unwrap());
    let mut left: u32 = count.parse().unwrap();
    let deadline = Instant::now() + Duration::from_secs(150);
    while left > 0 {
        assert!(Instant::now() < deadline, "{left} requests are left");
        for _ in 0..AT_ONCE {
            // What isn't leased isn't signed; leases come.
            let Ok((timestamp, nonce)) = nonces.allocate(now()) else {
                break;
            };
            let headers = signer.sign(timestamp, nonce);
            std::hint::black_box(&headers);
            let record = timestamp.unix_seconds() * 1_000_000 + u64::from(nonce.value());
            signed.write_all(&record.to_le_bytes()).unwrap();
            left -= 1;
            if left == 0 {
                break;
            }
        }
        sleep(Duration::from_millis(10)).await;
    }
    signed.flush().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn four_processes_sign_200_000_requests_without_a_repeat() {
    let redis = RedisServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let fleet = start(&redis, folder.path(), 0..4);
    let signed = collect(fleet).await;
    assert_eq!(signed.total(), 4 * EACH);
    assert_eq!(signed.repeats(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_sign_on_without_a_repeat_while_redis_is_emptied_and_replaced() {
    let mut redis = RedisServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = start(&redis, folder.path(), 0..2);
    until_signing(&fleet).await;
    redis.tell("FLUSHALL").await;
    fleet.extend(start(&redis, folder.path(), 2..3));
    sleep(Duration::from_secs(1)).await;
    redis.kill();
    sleep(Duration::from_millis(500)).await;
    redis.start_empty().await;
    // A process that comes just then is the one that would be granted what others hold.
    fleet.extend(start(&redis, folder.path(), 3..4));
    let signed = collect(fleet).await;
    assert_eq!(signed.total(), 4 * EACH);
    assert_eq!(signed.repeats(), 0);
}

/// A process that was stopped thinks that it is still the time at which it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_was_paused_repeats_nothing() {
    let redis = RedisServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let fleet = start(&redis, folder.path(), 0..2);
    until_signing(&fleet).await;
    let paused = fleet[0].0.id().to_string();
    tell(&paused, "-STOP");
    // Its blocks, of a second, pass.
    sleep(Duration::from_secs(3)).await;
    tell(&paused, "-CONT");
    let signed = collect(fleet).await;
    assert_eq!(signed.total(), 2 * EACH);
    assert_eq!(signed.repeats(), 0);
}

/// Sends a signal to a process of this test.
fn tell(process: &str, signal: &str) {
    let told = Command::new("kill").args([signal, process]).status();
    assert!(told.unwrap().success());
}

fn start(
    redis: &RedisServer,
    folder: &Path,
    numbers: std::ops::Range<u32>,
) -> Vec<(Child, PathBuf)> {
    numbers
        .map(|number| {
            let file = folder.join(number.to_string());
            let child = Command::new(env::current_exe().unwrap())
                .args(["--exact", "--ignored", "--nocapture"])
                .arg("four_processes_never_sign_the_same::a_process_that_signs")
                .env(URL, redis.url())
                .env(FILE, &file)
                .env(COUNT, EACH.to_string())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            (child, file)
        })
        .collect()
}

/// Waits until all have signed something.
async fn until_signing(fleet: &[(Child, PathBuf)]) {
    let deadline = Instant::now() + Duration::from_secs(30);
    let has_signed = |file: &Path| fs::metadata(file).is_ok_and(|file| file.len() > 0);
    while !fleet.iter().all(|(_, file)| has_signed(file)) {
        assert!(Instant::now() < deadline, "the processes don't sign");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn collect(fleet: Vec<(Child, PathBuf)>) -> Signed {
    let mut signed = Signed::default();
    for (mut child, file) in fleet {
        // It bounds its own time.
        let status = tokio::task::spawn_blocking(move || child.wait().unwrap());
        assert!(status.await.unwrap().success());
        for record in fs::read(file).unwrap().chunks_exact(8) {
            let record = u64::from_le_bytes(record.try_into().unwrap());
            signed.add(
                record / 1_000_000,
                u32::try_from(record % 1_000_000).unwrap(),
            );
        }
    }
    signed
}
