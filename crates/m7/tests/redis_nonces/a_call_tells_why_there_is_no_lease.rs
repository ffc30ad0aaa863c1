//! Clients that lease their nonces, and the sandbox, which refuses each repeat.

use std::process::Command;
use std::time::{Duration, SystemTime};

use m7::testing::{SandboxClock, Sandboxed};
use m7::{ErrorKind, ManualClock, Outcome, RedisNonces, RedisNoncesBuilder, RetryPolicy};

use crate::quick_for;
use crate::redis_server::{KEY, RedisServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_with_leases_are_not_taken_for_replays() -> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start().await;
    let sandboxed = Sandboxed::start().await?;
    let mut clients = Vec::new();
    for _ in 0..3 {
        let nonces = leases(&redis, &sandboxed).connect().await?;
        clients.push(sandboxed.builder().nonces(nonces).build()?);
    }
    for _ in 0..100 {
        for m7 in &clients {
            m7.sip().list().await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leases_of_another_account_are_refused() -> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start().await;
    let sandboxed = Sandboxed::start().await?;
    let nonces = RedisNonces::builder(redis.url(), "another")
        .key(KEY)
        .connect()
        .await?;
    let error = sandboxed.builder().nonces(nonces).build().unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    let own = sandboxed.sandbox().credentials().appkey().to_owned();
    let told = format!("for the appkey another, but the client signs for {own}");
    assert!(error.to_string().contains(&told), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_lease_nothing_is_sent() -> Result<(), Box<dyn std::error::Error>> {
    let mut redis = RedisServer::start().await;
    let sandboxed = Sandboxed::start().await?;
    let nonces = leases(&redis, &sandboxed).connect().await?;
    let clock = ManualClock::new(SystemTime::now());
    let m7 = sandboxed
        .builder()
        .nonces(nonces.clone())
        .clock(clock.clone())
        .build()?;
    m7.sip().list().await?;

    redis.kill();
    while nonces.trouble().is_none() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    clock.set(SystemTime::now() + Duration::from_secs(130));
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert_eq!(error.kind(), ErrorKind::NotLeased);
    let told = format!("redis at {} is unreachable: ", redis.name());
    assert!(error.to_string().contains(&told), "{error}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_tried_again_until_there_is_a_lease() -> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start().await;
    let sandboxed = Sandboxed::start().await?;
    let nonces = leases(&redis, &sandboxed).connect().await?;
    // A request may be dated two minutes back, so that it takes leases of five seconds from now.
    let ahead = SystemTime::now() + Duration::from_secs(125);
    let patient = RetryPolicy::default()
        .with_max_attempts(200)
        .with_base(Duration::from_secs(1))
        .with_cap(Duration::from_secs(1));
    let m7 = sandboxed
        .builder()
        .nonces(nonces)
        .clock(ManualClock::new(ahead))
        .retry(patient)
        .build()?;
    let reply = m7.sip().list().await?;
    assert!(reply.call.attempts() > 1, "{}", reply.call);
    assert_eq!(sandboxed.requests("sip_list").len(), 1);
    Ok(())
}

/// The client corrects its clock by what the service's replies tell; leases follow.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_whose_clock_is_ahead_of_redis_is_served()
-> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start().await;
    let clock = SandboxClock::system();
    clock.set(SystemTime::now() + Duration::from_secs(90));
    let sandboxed = Sandboxed::with(|sandbox| sandbox.clock(clock)).await?;
    let nonces = leases(&redis, &sandboxed).connect().await?;
    // One that goes by this machine's clock, not by the sandbox's.
    let m7 = m7::Client::builder()
        .credentials(sandboxed.sandbox().credentials())
        .base_url(sandboxed.sandbox().base_url())
        .nonces(nonces)
        .build()?;
    for _ in 0..20 {
        m7.sip().list().await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let known = m7.clock_offset().unwrap();
    assert!((85.0..95.0).contains(&known.offset_seconds()), "{known:?}");
    Ok(())
}

/// Run as a process of its own, by its documentation.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_of_a_fleet_runs() -> Result<(), Box<dyn std::error::Error>> {
    let redis = RedisServer::start_new().await;
    let sandboxed = Sandboxed::start().await?;
    sandboxed
        .client()
        .sip()
        .create("2004", "a-password")
        .await?;
    let credentials = sandboxed.sandbox().credentials();
    let this = std::env::current_exe()?;
    let folder = this.parent().and_then(|deps| deps.parent()).unwrap();
    let program = folder.join(format!("examples/fleet{}", std::env::consts::EXE_SUFFIX));
    let mut fleet = Command::new(program);
    fleet
        .arg("2004")
        .env("M7_APPKEY", credentials.appkey())
        .env("M7_SECRET_KEY", credentials.expose_secret_key())
        .env("M7_BASE_URL", sandboxed.sandbox().base_url())
        .env("REDIS_URL", redis.url())
        // Without a number of its own, it would wait for the fence of a new Redis.
        .env("M7_NONCE_SHARE_INDEX", "2")
        .env("M7_NONCE_SHARE_COUNT", "256");
    let ran = tokio::task::spawn_blocking(move || fleet.output()).await?;
    let ran = ran.expect("run cargo build -p m7 --features redis --example fleet");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(
        String::from_utf8_lossy(&ran.stdout),
        "2004\tnot registered\n"
    );
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(told.contains("no new leases: redis at"), "{told}");
    Ok(())
}

fn leases(redis: &RedisServer, sandboxed: &Sandboxed) -> RedisNoncesBuilder {
    quick_for(&redis.url(), sandboxed.sandbox().credentials().appkey())
}
