//! Tells what happens to the account's SIP numbers, until Ctrl-C.
//!
//! ```sh
//! cargo run -p m7 --example watch        # every 10 seconds
//! cargo run -p m7 --example watch 60     # every minute
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::env;
use std::error::Error;
use std::time::Duration;

use m7::Client;
use m7::sip::Change;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let m7 = Client::from_env()?;
    let seconds = env::args().nth(1).map_or(Ok(10.0), |text| text.parse())?;
    let interval = Duration::try_from_secs_f64(seconds)?;

    // One list per poll. What happens between two polls that succeed is told once, and whole.
    let mut changes = m7.sip().watch(interval);
    while let Some(change) = changes.next().await {
        match change {
            Ok(Change::Registered { now, .. }) => {
                let from = now.client_url.as_deref().unwrap_or("somewhere");
                println!("{}\tregistered\t{from}", now.number);
            }
            // `before` and `now` are there for each kind; most need no more than its name.
            Ok(change) => println!("{}\t{}", change.number().number, change.name()),
            // Nobody mends a wrong key by waiting.
            Err(error) if error.is_auth() => return Err(error.into()),
            // Told once, and the next poll that succeeds is compared with the last that did.
            Err(error) => eprintln!("{error}; it goes on"),
        }
    }
    Ok(())
}
