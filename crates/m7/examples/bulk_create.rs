//! Creates SIP numbers from lines `NUMBER,PASSWORD` on stdin, eight at a time.
//!
//! ```sh
//! cargo run -p m7 --example bulk_create < numbers.csv
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::error::Error;
use std::io;

use m7::{Client, SipPassword};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sip = Client::from_env()?.sip();

    // All lines are read before anything is sent: one that is wrong costs nothing.
    let mut calls = Vec::new();
    for (index, line) in io::stdin().lines().enumerate() {
        let line = line?;
        let (number, password) = line
            .split_once(',')
            .ok_or_else(|| format!("line {} is no NUMBER,PASSWORD", index + 1))?;
        let create = sip.create(number, SipPassword::new(password));
        calls.push((number.to_owned(), create));
    }

    // Results come as they complete. Each create is sent once; one whose reply was lost is looked
    // for, and where a key, a clock or a permission is wrong, the rest isn't started.
    let mut bulk = m7::bulk(calls).concurrency(8);
    let mut uncertain = 0;
    while let Some(item) = bulk.next().await {
        match item.result {
            Ok(created) => println!("{}\t{}", item.key, created.data.sip_id),
            // What isn't certain is said to be so: `ambiguous` may exist, `rejected` doesn't.
            Err(error) => {
                uncertain += usize::from(error.is_ambiguous());
                println!("{}\t{}: {error}", item.key, error.outcome());
            }
        }
    }

    let progress = bulk.progress();
    eprintln!("{} created, {} not", progress.succeeded, progress.failed);
    match (progress.failed, uncertain) {
        (0, _) => Ok(()),
        (_, 0) => Err("not all were created: run it again with the lines that are left".into()),
        _ => Err(format!("look for the {uncertain} ambiguous ones before running it again").into()),
    }
}
