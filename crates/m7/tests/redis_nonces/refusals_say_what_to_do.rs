//! What keeps a process from leasing is told, and no password with it.

use std::time::{Duration, SystemTime};

use m7::{ManualClock, NonceShare, NonceSource as _, RedisNoncesBuilder, RedisNoncesError};
use tokio::time::sleep;

use crate::redis_server::RedisServer;
use crate::signed::from_now;
use crate::{APPKEY, quick};

const PASSWORD: &str = "hunter2-of-redis";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_that_is_wrong_or_missing_is_refused_and_not_shown() {
    let redis = RedisServer::with_password(PASSWORD).await;
    let nonces = quick(&redis.url()).connect().await.unwrap();
    assert_hidden(&format!("{nonces:?} {:?}", quick(&redis.url())));
    for url in [
        format!("redis://:wrong-{PASSWORD}@{}", redis.name()),
        format!("redis://somebody:{PASSWORD}@{}", redis.name()),
        format!("redis://{}", redis.name()),
    ] {
        let error = quick(&url).connect().await.unwrap_err();
        let told = format!("redis at {} refuses this process: ", redis.name());
        assert!(error.to_string().starts_with(&told), "{error}");
        assert!(
            matches!(error, RedisNoncesError::Refused { .. }),
            "{error:?}"
        );
        assert_hidden(&format!("{error} {error:?}"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_user_of_the_documentation_may_do_enough_and_a_lesser_one_is_told() {
    let redis = RedisServer::start().await;
    let rights = "+eval +time +info +hmget +hset +hincrby +hkeys +hdel +del +expire";
    let keys = "on >pw ~m7:nonces:*";
    redis
        .tell(&format!("ACL SETUSER enough {keys} {rights}"))
        .await;
    redis
        .tell(&format!("ACL SETUSER lesser {keys} {rights} -info"))
        .await;

    let url = |user| format!("redis://{user}:pw@{}", redis.name());
    quick(&url("enough")).connect().await.unwrap();
    let error = quick(&url("lesser")).connect().await.unwrap_err();
    assert!(
        matches!(error, RedisNoncesError::Refused { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_redis_that_is_not_there_is_named() {
    let error = quick(&format!("redis://:{PASSWORD}@127.0.0.1:1"))
        .connect_timeout(Duration::from_millis(300))
        .connect()
        .await
        .unwrap_err();
    let told = "redis at 127.0.0.1:1 is unreachable: ";
    assert!(error.to_string().starts_with(told), "{error}");
    assert_hidden(&format!("{error} {error:?}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clocks_that_differ_are_both_named() {
    let redis = RedisServer::start().await;
    let start = SystemTime::now();
    for own in [
        start + Duration::from_secs(1000),
        start - Duration::from_secs(1000),
    ] {
        let own = ManualClock::new(own);
        let error = quick(&redis.url()).clock(own).connect().await.unwrap_err();
        let RedisNoncesError::ClockDiffers { own, redis, .. } = error else {
            panic!("{error:?}");
        };
        assert!((990..=1010).contains(&own.abs_diff(redis)), "{own} {redis}");
        let told = format!("clock shows {own} and that of redis");
        assert!(error.to_string().contains(&told), "{error}");
    }

    // The clock by which requests are signed is corrected later.
    let nonces = quick(&redis.url()).connect().await.unwrap();
    let ahead = from_now(1000);
    let refused = nonces.allocate(ahead).unwrap_err().to_string();
    assert!(
        refused.contains(&format!("clock shows {ahead} and")),
        "{refused}"
    );
    // By as much as a request may be dated back, it may differ.
    let (timestamp, _) = nonces.allocate(from_now(100)).unwrap();
    assert!(timestamp < from_now(10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_cuts_otherwise_is_refused_until_the_others_have_stopped() {
    let redis = RedisServer::start().await;
    let nonces = quick(&redis.url()).connect().await.unwrap();
    let error = quick(&redis.url()).shares(64).connect().await.unwrap_err();
    assert!(
        matches!(error, RedisNoncesError::Disagreement { .. }),
        "{error:?}"
    );
    let told = error.to_string();
    for part in [
        "[2: blocks of 1 s, skew 2 s, 64 shares, 16 reserved]",
        "256 shares",
    ] {
        assert!(told.contains(part), "{told}");
    }

    drop(nonces);
    // Until the last lease, and twice the skew, are over.
    for _ in 0..100 {
        match quick(&redis.url()).shares(64).connect().await {
            Ok(_) => return,
            Err(RedisNoncesError::Disagreement { .. }) => sleep(Duration::from_millis(200)).await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("it is refused for ever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_of_more_processes_than_shares_is_told() {
    let redis = RedisServer::start().await;
    let builder = || {
        quick(&redis.url())
            .shares(3)
            .reserved(2)
            .connect_timeout(Duration::from_millis(500))
    };
    let _only = builder().connect().await.unwrap();
    let error = builder().connect().await.unwrap_err();
    assert!(
        matches!(error, RedisNoncesError::AllTaken { leased: 1, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn settings_that_cannot_be_right_are_named() {
    let url = "redis://127.0.0.1:1";
    let share = |index, count| NonceShare::new(index, count).unwrap();
    let cases: [(RedisNoncesBuilder, &str); 10] = [
        (quick(PASSWORD), "the URL of Redis can't be one"),
        (
            quick(&format!("redis://:{PASSWORD}@host:port")),
            "the URL of Redis can't be one",
        ),
        (quick(&format!("rediss://:{PASSWORD}@host")), "TLS to Redis"),
        (quick(url).skew(Duration::ZERO), "at least a block (1 s)"),
        (
            quick(url).skew(Duration::from_secs(21)),
            "at most 20 s; it is 21 s",
        ),
        (
            quick(url).block(Duration::from_secs(11)),
            "10 s at most; it has 11 s",
        ),
        (
            quick(url).block(Duration::from_millis(1500)),
            "the block must be whole seconds; it is 1.5s",
        ),
        (quick(url).reserved(256), "there must be one left to lease"),
        (
            quick(url).fallback(share(16, 256)),
            "the fallback has index 16 of 256 shares",
        ),
        (
            quick(url).fallback(share(3, 64)),
            "the fallback has index 3 of 64 shares",
        ),
    ];
    for (builder, told) in cases {
        let error = builder.connect().await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_hidden(&format!("{error} {error:?}"));
    }
    let debug = format!("{:?}", quick(&format!("redis://:{PASSWORD}@host")));
    assert!(debug.contains(APPKEY), "{debug}");
    assert_hidden(&debug);
}

fn assert_hidden(told: &str) {
    assert!(!told.contains(PASSWORD), "{told}");
}
