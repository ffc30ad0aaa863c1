//! While Redis is away, what is leased serves on, and then a call fails with the reason, or the
//! fallback serves.

use std::time::{Duration, Instant};

use m7::{NonceShare, NonceSource as _, RedisNonces, RedisNoncesError};
use tokio::time::sleep;

use crate::quick;
use crate::redis_server::{KEY, RedisServer};
use crate::signed::{Signed, from_now, now};

/// By then, leases that are held now can't be dated back to.
const LATER: u64 = 130;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_leased_serves_on_and_then_the_reason_is_told() {
    let mut redis = RedisServer::start().await;
    let nonces = quick(&redis.url()).connect().await.unwrap();
    assert_eq!(nonces.trouble(), None);
    let mut signed = Signed::default();
    signed.sign(&nonces, 100).unwrap();

    redis.kill();
    let unreachable = |trouble| matches!(trouble, Some(RedisNoncesError::Unreachable { .. }));
    until(&nonces, unreachable).await;
    // Longer than the leases that it held: their seconds have passed.
    sleep(Duration::from_secs(4)).await;
    signed.sign(&nonces, 100).unwrap();

    let refused = nonces.allocate(from_now(LATER)).unwrap_err().to_string();
    let expected = format!(
        "no nonces are leased to this process: redis at {} is unreachable: ",
        redis.name()
    );
    assert!(refused.starts_with(&expected), "{refused}");
    assert!(refused.contains("(this has been so for "), "{refused}");

    // Redis is back, empty, and the process leases by itself.
    redis.start_empty().await;
    until_current(&nonces, &mut signed).await;
    assert_eq!(nonces.trouble(), None);
    assert_eq!(signed.repeats(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fallback_serves_and_overlaps_with_no_lease() {
    let mut redis = RedisServer::start_new().await;
    let share = NonceShare::new(3, 256).unwrap();
    let nonces = quick(&redis.url()).fallback(share).connect().await.unwrap();
    let is_of_fallback = |nonce: m7_auth::Nonce| nonce.value() % 256 == 3;
    // The fence of a new Redis doesn't hold up a process with a fallback.
    let (timestamp, nonce) = nonces.allocate(now()).unwrap();
    assert!(is_of_fallback(nonce), "{timestamp} {nonce}");

    let mut signed = Signed::default();
    until_leased(&nonces, &mut signed).await;

    redis.kill();
    for _ in 0..1000 {
        let (timestamp, nonce) = nonces.allocate(from_now(LATER)).unwrap();
        assert!(is_of_fallback(nonce), "{timestamp} {nonce}");
        signed.note((timestamp, nonce));
    }
    redis.start_empty().await;
    until_current(&nonces, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_fallback_a_process_starts_without_redis() {
    let mut redis = RedisServer::start().await;
    redis.kill();
    let share = NonceShare::new(3, 256).unwrap();
    let nonces = quick(&redis.url()).fallback(share).connect().await.unwrap();
    let mut signed = Signed::default();
    signed.sign(&nonces, 100).unwrap();
    assert!(nonces.trouble().is_some());

    redis.start_empty().await;
    until_leased(&nonces, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

/// Two parts of a program that each connect have one fallback between them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clones_of_a_builder_share_the_fallback() {
    let mut redis = RedisServer::start().await;
    redis.kill();
    let share = NonceShare::new(3, 256).unwrap();
    let builder = quick(&redis.url()).fallback(share);
    let (one, other) = (builder.clone().connect().await, builder.connect().await);
    let (one, other) = (one.unwrap(), other.unwrap());
    let mut signed = Signed::default();
    for _ in 0..20 {
        signed.sign(&one, 100).unwrap();
        signed.sign(&other, 100).unwrap();
    }
    assert_eq!(signed.repeats(), 0);
}

/// The clock of Redis went back by an hour, and was set right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fence_that_was_taken_down_holds_nobody_up() {
    let redis = RedisServer::start().await;
    let nonces = quick(&redis.url()).connect().await.unwrap();
    let mut signed = Signed::default();
    signed.sign(&nonces, 100).unwrap();
    let later = from_now(3600).unix_seconds();
    redis.tell(&format!("HSET {KEY} from {later}")).await;
    let went_back = |trouble| matches!(trouble, Some(RedisNoncesError::ClockWentBack { .. }));
    until(&nonces, went_back).await;

    redis.tell(&format!("HSET {KEY} from 0")).await;
    until(&nonces, |trouble| trouble.is_none()).await;
    until_current(&nonces, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leasing_ends_with_the_last_handle() {
    let redis = RedisServer::start().await;
    let nonces = quick(&redis.url()).connect().await.unwrap();
    let clone = nonces.clone();
    drop(nonces);
    sleep(Duration::from_secs(3)).await;
    let (timestamp, _) = clone.allocate(now()).unwrap();
    assert!(
        from_now(0).unix_seconds() - timestamp.unix_seconds() <= 1,
        "the clone leases on"
    );
    drop(clone);

    let deadline = Instant::now() + Duration::from_secs(20);
    let mut connection = redis.connection().await;
    loop {
        let clients: String = redis::cmd("CLIENT")
            .arg("LIST")
            .query_async(&mut connection)
            .await
            .unwrap();
        // This connection alone is left.
        if clients.trim().lines().count() == 1 {
            break;
        }
        assert!(Instant::now() < deadline, "{clients}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_runtime_that_has_ended_is_told() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let lasting = runtime();
    let redis = lasting.block_on(RedisServer::start());
    let nonces = runtime().block_on(quick(&redis.url()).connect()).unwrap();
    assert_eq!(nonces.trouble(), Some(RedisNoncesError::Ended));
    let refused = nonces.allocate(from_now(LATER)).unwrap_err().to_string();
    assert!(refused.contains("tokio runtime"), "{refused}");
}

async fn until(nonces: &RedisNonces, is: impl Fn(Option<RedisNoncesError>) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is(nonces.trouble()) {
        assert!(Instant::now() < deadline, "{:?}", nonces.trouble());
        sleep(Duration::from_millis(10)).await;
    }
}

/// Signs until a request is dated now.
async fn until_current(nonces: &RedisNonces, signed: &mut Signed) {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let asked = now();
        let (timestamp, nonce) = nonces.allocate(asked).unwrap();
        signed.note((timestamp, nonce));
        if timestamp == asked && nonce.value() % 256 >= 16 {
            return;
        }
        assert!(Instant::now() < deadline, "{:?}", nonces.trouble());
        sleep(Duration::from_millis(10)).await;
    }
}

/// Signs until a request is signed with a leased nonce.
async fn until_leased(nonces: &RedisNonces, signed: &mut Signed) {
    until_current(nonces, signed).await;
    for _ in 0..100 {
        let (timestamp, nonce) = nonces.allocate(now()).unwrap();
        assert!(
            nonce.value() % 256 >= 16,
            "share {} is reserved",
            nonce.value() % 256
        );
        signed.note((timestamp, nonce));
    }
}
