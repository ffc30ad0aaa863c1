//! A sandbox that runs.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use m7_auth::Credentials;
use tokio::sync::oneshot;

use crate::journal::Journal;
use crate::service::Service;
use crate::stop::Stop;
use crate::{
    Builder, Error, Faults, Removed, SandboxClock, Seed, Seeded, Snapshot, phones, reset, seed,
    snapshots,
};

/// A sandbox that runs until it is dropped or [shut down](Self::shutdown).
///
/// Dropped, it is gone when `drop` returns: its port closed, its connections broken off, its data
/// file closed. `Debug` shows no secret.
pub struct Sandbox {
    address: SocketAddr,
    base_url: String,
    /// Never empty.
    accounts: Vec<Credentials>,
    pub(crate) service: Arc<Service>,
    stop: Option<Stop>,
    end: Option<oneshot::Receiver<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// What a sandbox may be told before it starts.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(
        address: SocketAddr,
        accounts: Vec<Credentials>,
        service: Arc<Service>,
        stop: Stop,
        end: oneshot::Receiver<()>,
        thread: JoinHandle<()>,
    ) -> Self {
        Self {
            address,
            base_url: format!("http://{address}"),
            accounts,
            service,
            stop: Some(stop),
            end: Some(end),
            thread: Some(thread),
        }
    }

    /// Where it answers, without a slash at the end: `http://127.0.0.1:49152`.
    ///
    /// If it listens on all addresses, this is the one for clients on the same machine.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where it answers, as an address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its clock: what was given to the builder, or one that shows the machine's time until it is
    /// touched.
    pub fn clock(&self) -> &SandboxClock {
        &self.service.clock
    }

    /// Where phones register over UDP. `None` unless [`Builder::sip_listen`] was told an address.
    ///
    /// If it listens on all addresses, this is the one for phones on the same machine.
    pub fn sip_udp(&self) -> Option<SocketAddr> {
        self.service.sip.as_ref().map(|sip| sip.udp)
    }

    /// Where phones register over TCP. `None` unless [`Builder::sip_listen`] was told an address.
    ///
    /// If it listens on all addresses, this is the one for phones on the same machine.
    pub fn sip_tcp(&self) -> Option<SocketAddr> {
        self.service.sip.as_ref().map(|sip| sip.tcp)
    }

    /// What goes wrong in it, to be set, looked at and cleared.
    pub fn faults(&self) -> &Faults {
        &self.service.faults
    }

    /// The credentials of its first account.
    pub fn credentials(&self) -> &Credentials {
        &self.accounts[0]
    }

    /// The credentials of all its accounts: in the order in which the builder was given them, then
    /// what else the data file holds.
    pub fn accounts(&self) -> &[Credentials] {
        &self.accounts
    }

    /// Has a stand-in for a phone register at a number of the first account, from `client_url`
    /// (`192.0.2.7:5060`) and calling itself `device`, for whoever has no phone to register over SIP.
    /// It takes the place of the stand-in that was there, and stays until it is told to leave, whatever
    /// phones do: they aren't told of it, and it is none of the contacts that a number may have.
    ///
    /// Of `device`, control characters are left out, and what is over 255 characters.
    ///
    /// # Errors
    ///
    /// [`Error::ClientUrl`] if that is no `address:port`, [`Error::UnknownNumber`] if the account has no
    /// such number.
    pub async fn register(
        &self,
        number: &str,
        client_url: &str,
        device: &str,
    ) -> Result<(), Error> {
        self.register_in(self.credentials().appkey(), number, client_url, device)
            .await
    }

    /// Like [`register`](Self::register), for a number of the account with this appkey.
    ///
    /// # Errors
    ///
    /// [`Error::ClientUrl`], [`Error::UnknownAccount`] or [`Error::UnknownNumber`].
    pub async fn register_in(
        &self,
        appkey: &str,
        number: &str,
        client_url: &str,
        device: &str,
    ) -> Result<(), Error> {
        phones::register(&self.service, appkey, number, client_url, device).await
    }

    /// Ends all registrations of a number of the first account, real phones' too; one that is still
    /// there registers again. The number keeps its agent.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownNumber`] if the account has no such number.
    pub async fn unregister(&self, number: &str) -> Result<(), Error> {
        self.unregister_in(self.credentials().appkey(), number)
            .await
    }

    /// Like [`unregister`](Self::unregister), for a number of the account with this appkey.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownAccount`] or [`Error::UnknownNumber`].
    pub async fn unregister_in(&self, appkey: &str, number: &str) -> Result<(), Error> {
        phones::unregister(&self.service, appkey, number).await
    }

    /// What was asked of it, and what became of that.
    pub fn journal(&self) -> Journal {
        self.service.journal.clone()
    }

    /// Adds agents and numbers to an account, all of them or none.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownAccount`], or [`Error::Seed`] with the place of the first thing that is wrong.
    pub async fn seed(&self, seed: Seed) -> Result<Seeded, Error> {
        seed::sow(&self.service, seed).await
    }

    /// Removes all numbers with their registrations, agents that were seeded, the journal, the
    /// faults, and the memory of which requests were seen. Accounts, clock and snapshots stay, and so
    /// does what the registrar remembers of phones: nonces, and who is locked out.
    ///
    /// A write that is under way is refused with 503, and not done; once begun, a reset is done also
    /// if the future is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] or [`Error::Stopped`].
    pub async fn reset(&self) -> Result<Removed, Error> {
        reset::reset(&self.service).await
    }

    /// Keeps a copy of the agents, numbers and registrations of all accounts, as of one moment. It is
    /// in memory, and there until it is [given up](Self::delete_snapshot) or the sandbox stops.
    ///
    /// # Errors
    ///
    /// [`Error::TooManySnapshots`] if 16 are kept already.
    pub async fn snapshot(&self) -> Result<Snapshot, Error> {
        snapshots::take(&self.service).await
    }

    /// The snapshots that are kept, oldest first.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] or [`Error::Stopped`].
    pub async fn snapshots(&self) -> Result<Vec<Snapshot>, Error> {
        snapshots::all(&self.service).await
    }

    /// Puts agents, numbers and registrations of all accounts back as they were, in one transaction: a
    /// request sees all of it as before, or all of it as restored. Journal, faults, clock and the
    /// memory of which requests were seen stay; so does the snapshot.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSnapshot`].
    pub async fn restore(&self, id: &str) -> Result<Snapshot, Error> {
        snapshots::restore(&self.service, id).await
    }

    /// Gives up a snapshot.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSnapshot`].
    pub async fn delete_snapshot(&self, id: &str) -> Result<Snapshot, Error> {
        snapshots::remove(&self.service, id).await
    }

    /// Stops listening, answers the requests that are under way (for up to 30 s), and closes the
    /// data. A request that hasn't arrived whole gets 2 s more to do so.
    ///
    /// To wait no longer, drop the future: the sandbox is gone then as if it had been dropped itself.
    pub async fn shutdown(mut self) {
        if let Some(stop) = &self.stop {
            stop.gently();
        }
        if let Some(end) = self.end.take() {
            let _ = end.await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Dropping `stop` is the sign to stop at once, also in the middle of a gentle stop.
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("accounts", &self.accounts)
            .finish_non_exhaustive()
    }
}
