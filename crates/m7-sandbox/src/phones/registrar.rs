//! The registrar in the sandbox: how it is set up, and how long it runs.

use std::net::SocketAddr;
use std::sync::Arc;

use m7_auth::Clock as _;
use m7_registrar::{Limits, Registrar};

use crate::stop::Stopping;
use crate::store::Store;
use crate::{Error, SandboxClock};

use super::lines::Lines;

/// What the builder was told of SIP.
#[derive(Clone, Debug)]
pub(crate) struct SipSettings {
    /// `None`: no SIP is spoken.
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) realm: String,
    pub(crate) limits: Limits,
}

/// Where phones register.
#[derive(Clone, Debug)]
pub(crate) struct SipAddresses {
    pub(crate) udp: SocketAddr,
    pub(crate) tcp: SocketAddr,
    pub(crate) realm: Arc<str>,
}

impl Default for SipSettings {
    fn default() -> Self {
        Self {
            listen: None,
            realm: "m7".to_owned(),
            limits: Limits::default(),
        }
    }
}

/// Starts the registrar if there is to be one, on the runtime that this is called in.
/// Its limits are the sandbox's own. Assumed: phone-lockout.
pub(crate) async fn start(
    settings: &SipSettings,
    store: &Store,
    clock: &SandboxClock,
) -> Result<Option<Registrar>, Error> {
    let Some(listen) = settings.listen else {
        return Ok(None);
    };
    let clock = clock.clone();
    let registrar = Registrar::builder(Lines(store.clone()))
        .realm(&settings.realm)
        .limits(settings.limits)
        .listen(listen)
        .clock(move || clock.now())
        .start()
        .await
        .map_err(Error::Sip)?;
    Ok(Some(registrar))
}

/// Lets the registrar run until the sandbox is told to stop.
pub(crate) async fn serve(registrar: Option<Registrar>, stopping: &Stopping) {
    let Some(registrar) = registrar else { return };
    stopping.asked().await;
    tokio::select! {
        () = registrar.shutdown() => {}
        () = stopping.at_once() => {}
    }
}
