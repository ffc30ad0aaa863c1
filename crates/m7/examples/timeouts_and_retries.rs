//! Says how long calls may take and how often they are attempted: for a client, and for one call.
//!
//! ```sh
//! cargo run -p m7 --example timeouts_and_retries
//! ```
//!
//! None of this is needed: the defaults are made for the latencies that the vendor documents.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::time::Duration;

use m7::{ClientBuilder, RetryBudget, RetryPolicy, Timeouts};

#[tokio::main]
async fn main() -> Result<(), m7::Error> {
    let seconds = Duration::from_secs;
    let m7 = ClientBuilder::from_env()?
        // One attempt, by what it does. Connecting is part of it, with a bound of its own.
        .timeouts(
            Timeouts::default()
                .with_connect(seconds(3))
                .with_read(seconds(20))
                .with_create(seconds(90)),
        )
        // A call with all its attempts, and what it waits between them.
        .deadline(seconds(240))
        // How many attempts, and how long between them: random, up to 100 ms, 200 ms, 400 ms…
        .retry(
            RetryPolicy::default()
                .with_max_attempts(6)
                .with_base(Duration::from_millis(100)),
        )
        // How many of them all calls may have together, so that an outage isn't multiplied.
        .retry_budget(RetryBudget::default().with_burst(50))
        .build()?;

    // One call may be different: somebody waits for this one, so it is answered soon or not at all.
    let quick = m7
        .sip()
        .list()
        .timeout(seconds(2))
        .retry(RetryPolicy::never());
    match quick.await {
        Ok(listed) => println!("{} numbers at once", listed.data.len()),
        Err(error) => eprintln!("not at once: {error}"),
    }

    let listed = m7.sip().list().await?;
    let (numbers, attempts) = (listed.data.len(), listed.call.attempts());
    println!("{numbers} numbers after {attempts} attempts");
    Ok(())
}
