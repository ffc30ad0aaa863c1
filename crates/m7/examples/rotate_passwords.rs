//! Gives SIP numbers new passwords, from lines `NUMBER,PASSWORD` on stdin.
//!
//! ```sh
//! cargo run -p m7 --example rotate_passwords < passwords.csv
//! ```
//!
//! An update with the same values can be made again without harm, so whoever is interrupted runs
//! this again with the same file. A phone with the old password is logged off by its next refresh.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::collections::HashMap;
use std::error::Error;
use std::io;

use m7::{Client, SipPassword};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let m7 = Client::from_env()?;
    if m7.insecure_transport() {
        eprintln!(
            "{} is plain http: these passwords can be read on their way",
            m7.base_url()
        );
    }

    // A number is updated by its id. One list tells all of them.
    let numbers = m7.sip().list().await?.data;
    let ids: HashMap<_, _> = numbers
        .iter()
        .map(|one| (one.number.as_str(), &one.sip_id))
        .collect();

    let mut failed = 0;
    for (index, line) in io::stdin().lines().enumerate() {
        let line = line?;
        let Some((number, password)) = line.split_once(',') else {
            return Err(format!("line {} is no NUMBER,PASSWORD", index + 1).into());
        };
        let Some(&sip_id) = ids.get(number) else {
            return Err(format!("there is no number {number}").into());
        };
        // A SipPassword can't be printed, and is overwritten when it is dropped.
        let password = SipPassword::new(password);
        match m7.sip().update(sip_id).password(password).await {
            Ok(reply) => println!("{number}\tchanged in {:.1?}", reply.call.elapsed()),
            Err(error) => {
                // `outcome` tells whether the new password may be in force nevertheless.
                println!("{number}\t{}: {error}", error.outcome());
                failed += 1;
            }
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(format!("{failed} were not changed for certain").into()),
    }
}
