//! Lists the SIP numbers that no phone is registered to.
//!
//! ```sh
//! M7_APPKEY=2000113 M7_SECRET_KEY=… cargo run -p m7 --example list_unregistered
//! ```

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it is for people to read"
)]

use m7::Client;

#[tokio::main]
async fn main() -> Result<(), m7::Error> {
    // The account and, if M7_BASE_URL is set, where the service is. Nothing is sent yet.
    let m7 = Client::from_env()?;

    // One request: there is no pagination, all numbers that fit are in the reply.
    let idle = m7.sip().list().unregistered().await?;
    for number in &idle.data {
        let agent = number
            .agent
            .as_ref()
            .and_then(|agent| agent.agent_name.as_deref());
        println!(
            "{}\t{}\t{}",
            number.number,
            number.sip_id,
            agent.unwrap_or("-")
        );
    }

    // An item that isn't what the contract says doesn't cost the others. It is kept aside.
    for item in &idle.data.rejected {
        eprintln!("item {} can't be read: {}", item.index, item.error);
    }

    // Where the time went, and the id that the vendor's support asks for.
    eprintln!("{} numbers in {}", idle.data.len(), idle.call);
    Ok(())
}
