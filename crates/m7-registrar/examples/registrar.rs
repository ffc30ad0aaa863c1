//! A registrar to point a real phone at.
//!
//! Numbers and passwords come from a file, a line each: `2004 password`. Without one, they come from
//! the variable `REGISTRAR_NUMBERS`. A password on the command line would be seen by everybody.

#![expect(
    clippy::print_stdout,
    reason = "what it prints is what it is run for: addresses, then events"
)]

use std::error::Error;
use std::net::SocketAddr;

use m7_registrar::{Event, Expiry, Limits, MemoryStore, Offer, Registrar};

const USAGE: &str = "registrar [--numbers FILE] [--listen ADDR:PORT] [--realm REALM] \
                     [--offer md5|md5,sha256|sha256,md5|sha256] [--min-expires SECONDS] [--quiet]";

struct Arguments {
    numbers: Option<String>,
    listen: SocketAddr,
    realm: String,
    offer: Offer,
    min_expires: u64,
    shown: Shown,
}

/// What is printed of what happens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Events,
    Nothing,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1))?;
    let numbers = match &arguments.numbers {
        Some(file) => std::fs::read_to_string(file)?,
        None => {
            std::env::var("REGISTRAR_NUMBERS").map_err(|_| format!("no numbers; usage: {USAGE}"))?
        }
    };
    let store = MemoryStore::new();
    for line in numbers.lines().filter(|line| !line.trim().is_empty()) {
        let (number, password) = line
            .split_once(' ')
            .ok_or("a line of the numbers has no blank between number and password")?;
        store.set_password(number, password);
    }

    let mut expiry = Expiry::default();
    expiry.min = std::time::Duration::from_secs(arguments.min_expires);
    // It is here to be tried out, load tests included.
    let mut limits = Limits::default();
    limits.requests_per_second = 100_000;
    limits.request_burst = 100_000;

    let shown = arguments.shown;
    let registrar = Registrar::builder(store)
        .realm(arguments.realm)
        .offer(arguments.offer)
        .expiry(expiry)
        .limits(limits)
        .udp(arguments.listen)
        .tcp(arguments.listen)
        .on_event(move |event| {
            if shown == Shown::Events {
                print(event);
            }
        })
        .start()
        .await?;
    println!("listening on {}", arguments.listen);
    tokio::signal::ctrl_c().await?;
    registrar.shutdown().await;
    Ok(())
}

impl Arguments {
    fn parse(mut given: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut arguments = Self {
            numbers: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 5060)),
            realm: "m7".to_owned(),
            offer: Offer::default(),
            min_expires: 60,
            shown: Shown::Events,
        };
        while let Some(flag) = given.next() {
            if flag == "--quiet" {
                arguments.shown = Shown::Nothing;
                continue;
            }
            let value = given.next().ok_or(USAGE)?;
            match flag.as_str() {
                "--numbers" => arguments.numbers = Some(value),
                "--listen" => arguments.listen = value.parse()?,
                "--realm" => arguments.realm = value,
                "--offer" => arguments.offer = offer(&value)?,
                "--min-expires" => arguments.min_expires = value.parse()?,
                _ => return Err(USAGE.into()),
            }
        }
        Ok(arguments)
    }
}

fn offer(name: &str) -> Result<Offer, &'static str> {
    match name {
        "md5" => Ok(Offer::Md5),
        "md5,sha256" => Ok(Offer::Md5ThenSha256),
        "sha256,md5" => Ok(Offer::Sha256ThenMd5),
        "sha256" => Ok(Offer::Sha256),
        _ => Err(USAGE),
    }
}

fn print(event: &Event) {
    match event {
        Event::Registered { number, binding } => println!(
            "registered {number} at {} from {} over {} by {}",
            binding.contact,
            binding.source,
            binding.transport.name(),
            binding.user_agent.as_deref().unwrap_or("an unnamed phone"),
        ),
        Event::Refreshed { number, binding } => {
            println!("refreshed {number} at {}", binding.contact);
        }
        Event::Unregistered { number, binding } => {
            println!("unregistered {number} at {}", binding.contact);
        }
        Event::Refused {
            username,
            source,
            refusal,
        } => println!("refused {username:?} from {source}: {refusal:?}"),
        _ => {}
    }
}
