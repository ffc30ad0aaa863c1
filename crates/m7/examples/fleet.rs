//! One worker of a fleet that shares an account: tells which of the given numbers have a phone.
//!
//! Start as many as you like, on as many machines. No two of them ever sign with the same nonce,
//! which the service would refuse.
//!
//! ```sh
//! export M7_APPKEY=2000113 M7_SECRET_KEY=… REDIS_URL=redis://:password@redis.internal
//! cargo run -p m7 --features redis --example fleet -- 2001 2002 2003
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::env;
use std::error::Error;

use m7::{ClientBuilder, RedisNonces, RegisterStatus};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // The leases are of one account's nonces, under a key of Redis that is named for it.
    let appkey = env::var(m7::APPKEY_VARIABLE)?;
    let mut leases = RedisNonces::builder(env::var("REDIS_URL")?, appkey);

    // Where each worker has a number (M7_NONCE_SHARE_INDEX, of M7_NONCE_SHARE_COUNT=256), it goes on
    // without Redis, by a share of its own that is never leased.
    if let Some(share) = m7::environment_nonce_share()? {
        leases = leases.fallback(share);
    }

    // Waits for the first lease. A Redis that has never leased needs a minute for that.
    let nonces = leases.connect().await?;
    let m7 = ClientBuilder::from_env()?.nonces(nonces.clone()).build()?;

    for number in env::args().skip(1) {
        let found = m7.sip().get(&number).await?;
        let status = match found.data.register_status {
            RegisterStatus::Registered => "registered",
            _ => "not registered",
        };
        println!("{number}\t{status}");
    }

    // For a health check: leases that are held serve on for a while.
    if let Some(trouble) = nonces.trouble() {
        eprintln!("no new leases: {trouble}");
    }
    Ok(())
}
