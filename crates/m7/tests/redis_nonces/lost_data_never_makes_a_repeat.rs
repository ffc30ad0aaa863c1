//! What Redis forgets isn't granted again.

use std::time::{Duration, Instant};

use m7::{RedisNonces, RedisNoncesError};
use tokio::time::sleep;

use crate::redis_server::{KEY, RedisServer};
use crate::road::Road;
use crate::signed::Signed;
use crate::{APPKEY, quick};

/// Enough for two who have the same share of a second to hit the same nonce: a share has 3,906.
const MANY: u32 = 1_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_without_data_makes_no_repeat() {
    let mut redis = RedisServer::start().await;
    let holder = quick(&redis.url()).connect().await.unwrap();
    let mut signed = Signed::default();
    signed.sign(&holder, MANY).unwrap();

    redis.kill();
    redis.start_empty().await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

/// The same as above, but that Redis believes to know what it granted. It shows that the test would
/// notice, and that it is the fence that prevents it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_fence_the_same_would_repeat() {
    let mut redis = RedisServer::start().await;
    let holder = quick(&redis.url()).connect().await.unwrap();
    let mut signed = Signed::default();
    signed.sign(&holder, MANY).unwrap();

    redis.kill();
    redis.start_empty().await;
    redis.take_the_fence_away().await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert!(signed.repeats() > 0, "of {}", signed.total());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn emptying_redis_makes_no_repeat() {
    lose_by("FLUSHALL").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_the_key_makes_no_repeat() {
    lose_by("DEL m7:nonces:2000113").await;
}

async fn lose_by(command: &str) {
    let redis = RedisServer::start().await;
    let holder = quick(&redis.url()).connect().await.unwrap();
    let mut signed = Signed::default();
    signed.sign(&holder, MANY).unwrap();
    redis.tell(command).await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert_eq!(signed.repeats(), 0, "{command}");
}

/// What was granted reaches further ahead than what the newcomer would have granted by its settings.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loss_along_with_a_change_of_settings_makes_no_repeat() {
    let mut redis = RedisServer::start().await;
    let url = redis.url();
    // It leases no more, so that it is the newcomer that Redis learns from how time is cut.
    let holder = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(RedisNonces::connect(url, APPKEY)).unwrap()
    });
    let holder = holder.join().unwrap();
    let mut signed = Signed::default();
    signed.sign(&holder, MANY).unwrap();

    redis.kill();
    redis.start_empty().await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

/// A master whose replica lags is lost, and the replica, which knows of less than was granted, is
/// promoted: the counters are there, and wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_on_another_server_makes_no_repeat() {
    let mut redis = RedisServer::start().await;
    let holder = quick(&redis.url()).connect().await.unwrap();
    let mut signed = Signed::default();
    let older = dump(&redis).await;
    // Until the copy is of before the current seconds were leased.
    sleep(Duration::from_secs(3)).await;
    signed.sign(&holder, MANY).unwrap();

    redis.kill();
    redis.start_empty().await;
    restore(&redis, &older).await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

/// The server itself was a replica for a while, and was given the older data of its master: it is the
/// same process, and nothing of it but `master_replid` tells that its data isn't what it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_was_a_replica_for_a_while_makes_no_repeat() {
    let redis = RedisServer::start().await;
    let holder = quick(&redis.url()).connect().await.unwrap();
    let older = dump(&redis).await;
    sleep(Duration::from_secs(3)).await;
    let mut signed = Signed::default();
    signed.sign(&holder, MANY).unwrap();

    let other = RedisServer::start().await;
    restore(&other, &older).await;
    let place = other.name().replace(':', " ");
    redis.tell(&format!("REPLICAOF {place}")).await;
    until_synchronised(&redis).await;
    redis.tell("REPLICAOF NO ONE").await;
    sign_beside_a_newcomer(&redis, &holder, &mut signed).await;
    assert_eq!(signed.repeats(), 0);
}

/// Two servers that both take writes grant the same. A process that knows of both keeps to the new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_master_that_was_replaced_is_not_listened_to() {
    let old = RedisServer::start().await;
    let new = RedisServer::start().await;
    let road = Road::to(&old).await;
    let nonces = quick(road.url()).connect().await.unwrap();
    road.lead_to(&new);
    until(async || asked_of(&new).await).await;

    road.lead_to(&old);
    let superseded = || matches!(nonces.trouble(), Some(RedisNoncesError::Superseded { .. }));
    until(async || superseded()).await;
    road.lead_to(&new);
    until(async || nonces.trouble().is_none()).await;
}

async fn until(is: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is().await {
        assert!(Instant::now() < deadline, "it doesn't come to pass");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn asked_of(redis: &RedisServer) -> bool {
    let grid: String = redis::cmd("HGET")
        .arg(KEY)
        .arg("grid")
        .query_async(&mut redis.connection().await)
        .await
        .unwrap();
    grid.contains("blocks of 1 s")
}

/// Has a newcomer lease and sign beside the holder, which must be able to sign all the time.
async fn sign_beside_a_newcomer(redis: &RedisServer, holder: &RedisNonces, signed: &mut Signed) {
    let newcomer = tokio::spawn(quick(&redis.url()).connect());
    let deadline = Instant::now() + Duration::from_secs(90);
    while !newcomer.is_finished() {
        assert!(Instant::now() < deadline, "the newcomer gets no lease");
        signed.sign(holder, 1).unwrap();
        sleep(Duration::from_millis(20)).await;
    }
    let newcomer = newcomer.await.unwrap().unwrap();
    for _ in 0..50 {
        signed.sign(holder, MANY / 50).unwrap();
        signed.sign(&newcomer, MANY / 50).unwrap();
        sleep(Duration::from_millis(20)).await;
    }
}

async fn dump(redis: &RedisServer) -> Vec<u8> {
    redis::cmd("DUMP")
        .arg(KEY)
        .query_async(&mut redis.connection().await)
        .await
        .unwrap()
}

async fn restore(redis: &RedisServer, copy: &[u8]) {
    redis::cmd("RESTORE")
        .arg(KEY)
        .arg(0)
        .arg(copy)
        .arg("REPLACE")
        .exec_async(&mut redis.connection().await)
        .await
        .unwrap();
}

async fn until_synchronised(redis: &RedisServer) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let told: String = redis::cmd("INFO")
            .arg("replication")
            .query_async(&mut redis.connection().await)
            .await
            .unwrap();
        if told.contains("master_link_status:up") {
            return;
        }
        assert!(Instant::now() < deadline, "{told}");
        sleep(Duration::from_millis(20)).await;
    }
}
