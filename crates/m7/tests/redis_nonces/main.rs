//! Processes that lease their nonces from Redis never use the same one, whatever happens to Redis.
//!
//! Each test has a redis-server of its own. The blocks are of a second and the skew of one or two, so
//! that what takes a block takes a second. What Redis waits for after it has lost its data is a minute all
//! the same.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking; a child process tells its parent"
)]

mod a_call_tells_why_there_is_no_lease;
mod four_processes_never_sign_the_same;
mod lost_data_never_makes_a_repeat;
mod redis_away_is_told_or_bridged;
mod redis_server;
mod refusals_say_what_to_do;
mod road;
mod signed;

use std::time::Duration;

use m7::{RedisNonces, RedisNoncesBuilder};

use redis_server::KEY;

const APPKEY: &str = "2000113";

/// Leases of the shortest blocks.
fn quick(url: &str) -> RedisNoncesBuilder {
    quick_for(url, APPKEY)
}

/// The same for an account of a sandbox's own.
fn quick_for(url: &str, appkey: &str) -> RedisNoncesBuilder {
    RedisNonces::builder(url, appkey)
        .key(KEY)
        .block(Duration::from_secs(1))
        .skew(Duration::from_secs(2))
}
