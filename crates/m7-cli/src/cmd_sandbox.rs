//! `m7 sandbox`: the documented service on this machine.

use std::env::{self, VarError};

use m7_auth::Credentials;
use m7_sandbox::Sandbox;
use serde_json::json;

use crate::{
    cli::{RegisterArgs, ServeArgs},
    connection,
    failure::Failure,
    print,
};

const SECRET_VARIABLE: &str = "M7_SANDBOX_SECRET";

pub(crate) async fn serve(args: ServeArgs) -> Result<(), Failure> {
    // Set up first: a signal that comes while starting must not be lost.
    let stop = stop_signal()?;
    let builder = Sandbox::builder()
        .listen(args.listen)
        .data(args.data.as_str());
    let builder = match env::var(SECRET_VARIABLE) {
        Ok(secret) => {
            builder.account(Credentials::new(&args.appkey, secret).map_err(|error| {
                Failure::usage(format!("--appkey or {SECRET_VARIABLE}: {error}"))
            })?)
        }
        Err(VarError::NotPresent) => builder.appkey(&args.appkey),
        Err(VarError::NotUnicode(_)) => {
            return Err(Failure::usage(format!("{SECRET_VARIABLE} isn't UTF-8")));
        }
    };
    let sandbox = builder.start().await?;
    print::json_line(&json!({
        "baseUrl": sandbox.base_url(),
        "appkey": sandbox.credentials().appkey(),
        "secretKey": sandbox.credentials().expose_secret_key(),
    }))?;
    stop.await;
    sandbox.shutdown().await;
    Ok(())
}

pub(crate) async fn register(args: RegisterArgs) -> Result<(), Failure> {
    let sandbox = connection::embedded().await?;
    sandbox
        .register(&args.number, &args.address, &args.device)
        .await?;
    print::note(&format!(
        "{} is registered from {}",
        args.number, args.address
    ));
    Ok(())
}

/// Completes at Ctrl-C or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};

    let listen = |kind| {
        signal(kind).map_err(|error| Failure::new(format!("can't listen for signals: {error}")))
    };
    let mut interrupt = listen(SignalKind::interrupt())?;
    let mut terminate = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Completes at Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
