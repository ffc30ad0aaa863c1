//! Makes the numbers of an account as a file says that they are to be.
//!
//! ```sh
//! cargo run -p m7 --features roster --example apply_roster examples/roster.csv ./store
//! ```
//!
//! Run again, it has nothing to do; cut off, the next run finds out what was done.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::env;
use std::error::Error;
use std::time::Duration;

use m7::Client;
use m7::roster::{ApplyEvent, Plan, PlanOptions, ReadError, Roster, Seen, Status, Store};

/// How long a create that was cut off is looked for: three times what it takes on the vendor's page.
const SETTLE: Duration = Duration::from_secs(20);

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(file), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("name a roster and a folder for its journal".into());
    };
    let roster = match Roster::read(file) {
        Err(ReadError::Problems(problems)) => {
            for problem in problems.iter() {
                eprintln!("{problem}");
            }
            return Err("nothing was sent".into());
        }
        read => read?,
    };
    let m7 = Client::from_env()?;
    let target = format!("account {} at {}", m7.appkey(), m7.base_url());

    // One process at a time; an earlier one may have been killed.
    let store = Store::open(folder, target)?;
    store.settle(&m7, SETTLE).await?;
    let seen = Seen::list(&m7).await?;
    let plan = Plan::new(&roster, &seen, &store.history(), &PlanOptions::default())?;
    println!(
        "{} steps, {} rows are so",
        plan.steps().len(),
        plan.unchanged()
    );
    if plan.is_empty() {
        return Ok(());
    }

    let report = plan
        .apply(&m7, &store)
        .concurrency(8)
        .observe(|event| {
            if let ApplyEvent::Ended(row) = event {
                println!("{}\t{}\t{}", row.number, row.action, row.status);
            }
        })
        .run()
        .await?;
    println!("passwords are in {}", store.password_file().display());
    match report.count(Status::Done) + report.count(Status::Pending) {
        well if well == report.rows.len() => Ok(()),
        well => Err(format!("{} steps are left", report.rows.len() - well).into()),
    }
}
