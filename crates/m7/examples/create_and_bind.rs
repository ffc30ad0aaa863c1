//! Creates a SIP number, waits for its phone, and binds an agent (座席) to it.
//!
//! ```sh
//! M7_SIP_PASSWORD=… cargo run -p m7 --example create_and_bind 2004 5feb148e19a5207b5020e728
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use std::env;
use std::error::Error;
use std::time::Duration;

use m7::{Client, CodingFormat, SipPassword};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(number), Some(agent_id)) = (arguments.next(), arguments.next()) else {
        return Err("usage: create_and_bind NUMBER AGENT_ID".into());
    };
    let password = SipPassword::new(env::var("M7_SIP_PASSWORD")?);

    let sip = Client::from_env()?.sip();
    let created = sip
        .create(&number, password)
        .codec(CodingFormat::G711a)
        .await?;
    // Some seconds later, and however many attempts it took, there is one.
    println!("created {} in {}", created.data.sip_id, created.call);

    // The service binds an agent only to a number that a phone is registered to.
    eprintln!("waiting for a phone to register as {number}");
    let patience = Duration::from_secs(120);
    let there = sip.wait_registered(&number).within(patience).await?;
    println!(
        "registered from {}",
        there.data.client_url.unwrap_or_default()
    );

    sip.bind(&created.data.sip_id, &agent_id).await?;
    println!("bound to {agent_id}");
    Ok(())
}
