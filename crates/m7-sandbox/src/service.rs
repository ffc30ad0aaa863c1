//! What all requests of a sandbox share.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use m7_auth::{Clock, Credentials, NonceAllocator};

use crate::agents::Agent;
use crate::doors::Doors;
use crate::generations::Generations;
use crate::ids::{ObjectIds, RequestIds};
use crate::journal::Journal;
use crate::phones::SipAddresses;
use crate::stop::Stopping;
use crate::store::{Account, Store};
use crate::{Faults, Latency, SandboxClock};

/// What all requests of a sandbox share.
pub(crate) struct Service {
    pub(crate) doors: Doors,
    /// Never empty.
    pub(crate) accounts: Vec<Credentials>,
    /// For requests that the sandbox signs itself.
    pub(crate) nonces: NonceAllocator,
    pub(crate) store: Store,
    pub(crate) generations: Arc<Generations>,
    pub(crate) journal: Journal,
    pub(crate) clock: SandboxClock,
    /// What goes wrong on demand.
    pub(crate) faults: Faults,
    /// How long an operation takes.
    pub(crate) latency: Latency,
    pub(crate) request_ids: RequestIds,
    pub(crate) object_ids: Arc<ObjectIds>,
    /// Those that every account has from the start.
    pub(crate) agents: Vec<Agent>,
    /// What numbers with a phone show as the server that it registered to.
    pub(crate) server_url: Arc<str>,
    /// Where phones register, if they can.
    pub(crate) sip: Option<SipAddresses>,
    /// How long a client may take to send a request.
    pub(crate) patience: Duration,
    pub(crate) stopping: Stopping,
    /// The account that a control call means if it doesn't say.
    pub(crate) first_appkey: Arc<str>,
}

impl Service {
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now()
    }

    /// Lets the latency of an operation pass, by the sandbox's clock, but no longer than until it is
    /// told to stop.
    pub(crate) async fn take(&self, latency: Duration) {
        if latency.is_zero() {
            return;
        }
        tokio::select! {
            () = self.clock.take(latency) => {}
            () = self.stopping.asked() => {}
        }
    }

    /// Waits by the sandbox's clock, but no longer than until it is told to stop: then what is under
    /// way is done at once.
    pub(crate) async fn wait(&self, duration: Duration) {
        if duration.is_zero() {
            return;
        }
        tokio::select! {
            () = self.clock.sleep(duration) => {}
            () = self.stopping.asked() => {}
        }
    }
}

/// What one operation works with, within its transaction.
pub(crate) struct Desk<'t> {
    pub(crate) account: Account<'t>,
    pub(crate) clock: &'t dyn Clock,
    pub(crate) object_ids: &'t ObjectIds,
    pub(crate) server_url: &'t str,
}
