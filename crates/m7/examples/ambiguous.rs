//! Creates a number, and decides by hand what to do about each outcome.
//!
//! ```sh
//! M7_SIP_PASSWORD=… cargo run -p m7 --example ambiguous 2004
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::env;
use std::error::Error;
use std::process::ExitCode;

use m7::{Client, Outcome, Reconcile, SipPassword};

#[tokio::main]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let m7 = Client::from_env()?;
    let number = env::args().nth(1).ok_or("usage: ambiguous NUMBER")?;
    let password = SipPassword::new(env::var("M7_SIP_PASSWORD")?);

    // By itself the client would look for a number whose reply was lost. Here it is to be seen how.
    let create = m7.sip().create(&number, password);
    let error = match create.reconcile(Reconcile::never()).await {
        Ok(reply) => {
            println!("created {}", reply.data.sip_id);
            return Ok(ExitCode::SUCCESS);
        }
        Err(error) => error,
    };
    // One line for the log: no password, secret key or sign is in it, whatever the server said.
    eprintln!("{error}\n{}", error.hint());

    match error.outcome() {
        // Nothing happened. It may be sent again, when what is wrong is mended.
        Outcome::NotSent | Outcome::Rejected => return Ok(ExitCode::FAILURE),
        // It happened: only the reply can't be used.
        Outcome::Applied => println!("created {}", m7.sip().get(&number).await?.data.sip_id),
        // It may have happened: never send it again without looking.
        Outcome::Ambiguous => match m7.sip().get(&number).await {
            // Is it this call's, or was it there before? Its id tells when it was made.
            Ok(found) => {
                let sip_id = found.data.sip_id;
                let age = sip_id.created_at().and_then(|made| made.elapsed().ok());
                println!(
                    "found {sip_id}, made {} s ago",
                    age.unwrap_or_default().as_secs()
                );
            }
            // Not there yet: it may be under way still, for as long as a create can take.
            Err(missing) if missing.is_not_found() => {
                println!("unknown: look again in a minute");
                return Ok(ExitCode::FAILURE);
            }
            Err(other) => return Err(other.into()),
        },
    }
    Ok(ExitCode::SUCCESS)
}
