//! For tests of code that uses this crate: a client, and the service that it talks to, in one line.
//!
//! By the cargo feature `testing`, in the `[dev-dependencies]` of whoever tests:
//!
//! ```toml
//! m7 = { version = "0.1", features = ["testing"] }
//! ```
//!
//! The service is [`m7-sandbox`](sandbox), inside the test's own process: signatures, replays, the
//! binding rule and the documented latency are real, on a port and with numbers of its own, gone when
//! it is dropped. What goes wrong is ordered by the test, and goes wrong on the wire.
//!
//! ```
//! use m7::testing::{Fault, Sandboxed};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let test = Sandboxed::start().await?;
//! let sip = test.client().sip();
//!
//! // An agent is bound only where a phone is registered.
//! let new = sip.create("2004", "a-password").await?.data;
//! test.register("2004").await?;
//! sip.bind(&new.sip_id, m7::testing::AGENT_ID).await?;
//!
//! // The next create is done, but its reply is lost. It is found, and not made twice.
//! test.fail_next("sip_create", Fault::lost_reply()).await?;
//! let found = sip.create("2005", "a-password").await?;
//! assert_eq!(found.call.evidence(), m7::Evidence::FoundByList);
//! assert_eq!(test.requests("sip_create").len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! # Time
//!
//! The client signs by the sandbox's clock, which is the test's to move. Latency that is ordered by
//! [`Latency`] passes by that clock, at once; a client's own timeouts stay real.
//!
//! ```
//! use std::time::Duration;
//! use m7::testing::{Latency, Sandboxed};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let test = Sandboxed::with(|sandbox| sandbox.latency(Latency::Documented)).await?;
//! let sip = test.client().sip();
//!
//! let new = sip.create("2004", "a-password").await?.data;
//! let deleted = sip.delete(&new.sip_id).await?;
//! assert!(deleted.call.business() > Some(Duration::from_secs(24)));
//! assert!(deleted.call.elapsed() < Duration::from_secs(24));
//!
//! // Five minutes later:
//! test.clock().advance(Duration::from_secs(300));
//! # Ok(())
//! # }
//! ```

use std::borrow::Cow;
use std::time::Duration;

use m7_sandbox::{Builder, Sandbox};
use thiserror::Error;

use crate::{Client, ClientBuilder, Reconcile, RetryBudget, RetryPolicy};

#[doc(no_inline)]
pub use m7_sandbox as sandbox;
#[doc(inline)]
pub use m7_sandbox::{
    Fault, FaultError, FaultRule, FaultSchedule, JournalEntry, Latency, Moment, Phone,
    SandboxClock, Seed, SeedNumber,
};

/// An agent (座席) that every sandbox knows.
pub const AGENT_ID: &str = match &sandbox::SEEDED_AGENTS[0].id {
    Cow::Borrowed(id) => id,
    Cow::Owned(_) => panic!("the agents are constants"),
};

/// The wait before the second attempt. Nobody is spared by a longer one.
const BACKOFF: Duration = Duration::from_millis(1);

/// How long to wait before the second look for a write that may have been done.
const LOOK: Duration = Duration::from_millis(10);

/// How long such a write is looked for. The sandbox shows what it did at once.
const SETTLE: Duration = Duration::from_millis(250);

/// A sandbox, and a client of it. Dropped, both are gone.
///
/// See the [module](self) for what can be done with it.
#[derive(Debug)]
pub struct Sandboxed {
    client: Client,
    sandbox: Sandbox,
}

/// Why a sandbox and its client can't be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The sandbox couldn't be started.
    #[error("the sandbox can't be started")]
    Sandbox(#[from] sandbox::Error),
    /// The client couldn't be made.
    #[error("the sandbox's client can't be made")]
    Client(#[from] crate::Error),
}

impl Sandboxed {
    /// Starts a sandbox that answers as fast as it can, with an account and no numbers.
    ///
    /// # Errors
    ///
    /// [`enum@Error`], if this machine has no port or memory left for it.
    pub async fn start() -> Result<Self, Error> {
        Self::with(|sandbox| sandbox).await
    }

    /// Starts a sandbox of which more is said: its latency, faults, agents, accounts, clock, or where
    /// phones register by SIP.
    ///
    /// # Errors
    ///
    /// [`enum@Error`], for example if a fault can't be meant.
    pub async fn with(configure: impl FnOnce(Builder) -> Builder) -> Result<Self, Error> {
        let clock = SandboxClock::system();
        clock.skip_latency();
        let sandbox = configure(Sandbox::builder().clock(clock)).start().await?;
        let client = client_builder(&sandbox).build()?;
        Ok(Self { client, sandbox })
    }

    /// The client. Always the same one, for the sandbox's first account. It attempts calls as often as
    /// any, and looks for what may have been done, but waits less in between, and its retry budget has
    /// no bounds, so that a test can order any number of faults.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// The settings of that client, for one that is to be different.
    pub fn builder(&self) -> ClientBuilder {
        client_builder(&self.sandbox)
    }

    /// The sandbox: accounts, journal, snapshots, seeds, phones, and all else that it can do.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The sandbox's clock, by which the client signs too: advance it, set it, stop it.
    pub fn clock(&self) -> &SandboxClock {
        self.sandbox.clock()
    }

    /// Has the next request for this operation of the contract (`sip_create`, `sip_list`,
    /// `sip_update`, `sip_delete`) meet this fault, besides what else was ordered.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use m7::testing::{Fault, Sandboxed};
    ///
    /// let test = Sandboxed::start().await?;
    /// test.fail_next("sip_create", Fault::lost_reply()).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`FaultError`] if there is no such operation, or that fault can't meet it.
    pub async fn fail_next(&self, operation: &str, fault: Fault) -> Result<(), FaultError> {
        self.fail(FaultRule::next(operation, fault)).await
    }

    /// Has requests meet a fault, besides what else was ordered: every request, or those that the
    /// rule chooses. A request meets the first fault that was ordered for it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use m7::testing::{Fault, FaultRule, Sandboxed};
    ///
    /// let test = Sandboxed::start().await?;
    /// test.fail(FaultRule::new(Fault::busy()).number("2004").times(2)).await?;
    /// test.fail(Fault::unavailable()).await?;
    /// test.recover().await;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`FaultError`] if the rule can't be meant.
    pub async fn fail(&self, rule: impl Into<FaultRule>) -> Result<(), FaultError> {
        self.sandbox.faults().add(rule).await
    }

    /// Lets nothing go wrong any more.
    pub async fn recover(&self) {
        self.sandbox.faults().clear().await;
    }

    /// Has a phone register at this number, and stay.
    ///
    /// # Errors
    ///
    /// [`sandbox::Error::UnknownNumber`] if there is no such number.
    pub async fn register(&self, number: &str) -> Result<(), sandbox::Error> {
        self.sandbox
            .register(number, "192.0.2.7:5060", "a test's phone")
            .await
    }

    /// The requests for this operation (`sip_create`) that the sandbox has answered or was told not
    /// to, oldest first: what was sent, what became of it, and whether it was done.
    pub fn requests(&self, operation: &str) -> Vec<JournalEntry> {
        self.sandbox.journal().of(operation)
    }
}

fn client_builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder()
        .credentials(sandbox.credentials())
        .base_url(sandbox.base_url())
        .clock(sandbox.clock().clone())
        .retry(RetryPolicy::default().with_base(BACKOFF))
        .retry_budget(RetryBudget::unlimited())
        .reconcile(Reconcile::default().with_interval(LOOK).with_settle(SETTLE))
}
