//! `m7 sandbox`: the documented service on this machine.

use std::env::{self, VarError};
use std::fs;
use std::net::SocketAddr;

use m7_auth::Credentials;
use m7_sandbox::{Builder, FaultSchedule, Sandbox, SipLimits};
use serde::Serialize;

use crate::{
    cli::{
        Global, Output,
        sandbox::{RegisterArgs, SandboxCommand, ServeArgs},
    },
    cmd_phone, connection,
    failure::Failure,
    interrupt::Interrupt,
    output::{Column, Row, or_dash},
    plain_words, print,
};

const SECRET_VARIABLE: &str = "M7_SANDBOX_SECRET";

/// What is said on stdout when the sandbox is ready.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    base_url: String,
    appkey: String,
    secret_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sip_udp: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sip_tcp: Option<SocketAddr>,
}

impl Row for Ready {
    const FIELDS: &'static [&'static str] = &["baseUrl", "appkey", "secretKey", "sipUdp", "sipTcp"];

    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::of("baseUrl", "BASE URL", |it| it.base_url.clone()),
            Column::of("appkey", "APPKEY", |it| it.appkey.clone()),
            Column::of("secretKey", "SECRET KEY", |it| it.secret_key.clone()),
            Column::of("sipUdp", "SIP (UDP)", |it| or_dash(it.sip_udp)),
            Column::of("sipTcp", "SIP (TCP)", |it| or_dash(it.sip_tcp)),
        ]
    }
}

pub(crate) async fn run(command: SandboxCommand, global: &Global) -> Result<(), Failure> {
    match command {
        SandboxCommand::Serve(args) => serve(args, global).await,
        SandboxCommand::Phone(args) => cmd_phone::run(args, global).await,
        SandboxCommand::Register(args) => register(args).await,
    }
}

async fn serve(args: ServeArgs, global: &Global) -> Result<(), Failure> {
    let printer = global.printer_or(Output::Json)?;
    let mut interrupt = Interrupt::listen()?;
    let sandbox = configured(&args)?
        .start()
        .await
        .map_err(Failure::of_serving)?;
    if !args.listen.ip().is_loopback() {
        warn_of_exposure(&args);
    }
    if let Some(address) = args.sip_listen.filter(|it| !it.ip().is_loopback()) {
        print::warn(&format!(
            "phones register at {address}: other machines can reach it, and nothing is encrypted"
        ));
    }
    if let (Some(address), None) = (args.sip_listen, &args.sip_public)
        && address.ip().is_unspecified()
        && let Some(shown) = sandbox.sip_udp()
    {
        print::warn(&format!(
            "numbers show {shown} as their SIP server, which no other machine reaches: give \
             --sip-public HOST:PORT"
        ));
    }
    printer.announce(&Ready {
        base_url: sandbox.base_url().to_owned(),
        appkey: sandbox.credentials().appkey().to_owned(),
        secret_key: sandbox.credentials().expose_secret_key().to_owned(),
        sip_udp: sandbox.sip_udp(),
        sip_tcp: sandbox.sip_tcp(),
    })?;
    interrupt.next().await;
    print::note("stopping when the requests under way are answered; once more to stop at once");
    tokio::select! {
        () = sandbox.shutdown() => {}
        _ = interrupt.next() => {}
    }
    Ok(())
}

fn configured(args: &ServeArgs) -> Result<Builder, Failure> {
    let builder = Sandbox::builder()
        .listen(args.listen)
        .data(args.data.as_str())
        .latency(args.latency)
        .faults(ordered_faults(args)?);
    let builder = with_sip(builder, args);
    let builder = if args.allow_remote_control {
        builder.allow_remote_control()
    } else {
        builder
    };
    match env::var(SECRET_VARIABLE) {
        Ok(secret) => {
            let credentials = Credentials::new(&args.appkey, secret).map_err(|error| {
                Failure::usage(format!("--appkey or {SECRET_VARIABLE}: {error}")).hint(format!(
                    "unset {SECRET_VARIABLE} to have a secret key made up"
                ))
            })?;
            Ok(builder.account(credentials))
        }
        Err(VarError::NotPresent) => Ok(builder.appkey(&args.appkey)),
        Err(VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("{SECRET_VARIABLE} isn't UTF-8")))
        }
    }
}

fn with_sip(builder: Builder, args: &ServeArgs) -> Builder {
    let builder = match &args.sip_public {
        None => builder,
        Some(public) => builder.sip_public(public),
    };
    let Some(address) = args.sip_listen else {
        return builder;
    };
    let mut limits = SipLimits::default();
    limits.requests_per_second = args.sip_rate;
    limits.request_burst = args.sip_rate.saturating_mul(4);
    builder
        .sip_listen(address)
        .realm(&args.realm)
        .sip_limits(limits)
}

fn ordered_faults(args: &ServeArgs) -> Result<FaultSchedule, Failure> {
    let Some(path) = &args.faults else {
        return Ok(FaultSchedule::new());
    };
    let json = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("--faults {}: {error}", path.display())))?;
    FaultSchedule::from_json(&json).map_err(|error| {
        let place = match error.path() {
            "." => String::new(),
            place => format!("at {place}: "),
        };
        let reason = plain_words::of(error.reason());
        Failure::usage(format!("--faults {}: {place}{reason}", path.display()))
    })
}

fn warn_of_exposure(args: &ServeArgs) {
    print::warn_always(&format!(
        "listening on {}: other machines can reach it, over plain http",
        args.listen
    ));
    print::warn_always(if args.allow_remote_control {
        "its control API under /_sandbox/ is unsigned: whoever reaches it can change everything"
    } else {
        "its control API under /_sandbox/ is off (--allow-remote-control turns it on)"
    });
    if args.sip_listen.is_none() && !args.allow_remote_control {
        print::warn("no phone can register, so no agent can be bound: --sip-listen lets them");
    }
}

async fn register(args: RegisterArgs) -> Result<(), Failure> {
    let sandbox = connection::embedded().await?;
    sandbox
        .register(&args.number, &args.address, &args.device)
        .await?;
    print::note(&format!(
        "a stand-in is registered at {} from {}",
        args.number, args.address
    ));
    Ok(())
}
