//! `m7 sandbox phone`: a phone that stays registered until it is told to stop.

use std::{net::SocketAddr, time::Duration};

use m7_sandbox::{Phone, PhoneError};
use serde::Serialize;

use crate::{
    cli::{
        Global, Output,
        sandbox::{PhoneArgs, Transport},
    },
    failure::Failure,
    interrupt::Interrupt,
    output::{Column, Row},
    print,
};

/// What is said on stdout when the phone is registered.
#[derive(Serialize)]
pub(crate) struct Registered {
    number: String,
    address: SocketAddr,
    /// Seconds.
    expires: u64,
}

impl Row for Registered {
    const FIELDS: &'static [&'static str] = &["number", "address", "expires"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("number", "NUMBER", |it| it.number.clone()),
            Column::of("address", "ADDRESS", |it| it.address.to_string()),
            Column::of("expires", "EXPIRES (S)", |it| it.expires.to_string()),
        ]
    }
}

pub(crate) async fn run(args: PhoneArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer_or(Output::Json)?;
    let password = args.password.read_or_prompt(&args.number).await?;
    let mut interrupt = Interrupt::listen()?;
    let opened = match args.transport {
        Transport::Udp => Phone::udp(args.registrar, &args.number, password.expose()).await,
        Transport::Tcp => Phone::tcp(args.registrar, &args.number, password.expose()).await,
    };
    let mut phone = opened?.named(&args.device);
    let expires = Duration::from_secs(args.expires.into());
    let granted = tokio::select! {
        granted = phone.register(expires) => granted?,
        _ = interrupt.next() => return Ok(()),
    };
    printer.announce(&Registered {
        number: args.number.clone(),
        address: phone.address(),
        expires: granted.as_secs(),
    })?;
    print::note(&format!(
        "{} is registered at {}; Ctrl-C unregisters it",
        args.number, args.registrar
    ));
    tokio::select! {
        _ = interrupt.next() => {}
        failed = stay(&mut phone, expires, granted) => return Err(failed.into()),
    }
    tokio::select! {
        left = phone.unregister() => left?,
        _ = interrupt.next() => {}
    }
    Ok(())
}

/// Refreshes the registration for as long as the registrar lets it.
async fn stay(phone: &mut Phone, expires: Duration, mut granted: Duration) -> PhoneError {
    loop {
        tokio::time::sleep((granted / 2).max(Duration::from_secs(1))).await;
        granted = match phone.register(expires).await {
            Ok(granted) => granted,
            Err(error) => return error,
        };
    }
}
