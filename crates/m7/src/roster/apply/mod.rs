//! A plan being carried out.

mod course;
mod event;
mod perform;
mod secrets;
mod settle;
mod stopper;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use event::ApplyEvent;
pub use settle::Settled;
pub use stopper::Stopper;

use super::{Error, Plan, Problems, Report, Store};
use crate::Client;
use course::Course;
use secrets::Secrets;

/// A plan that can be carried out. Made by [`Plan::apply`].
///
/// # What holds
///
/// - **An intent is on the disk before its write is sent**, and the result after it, before the next
///   begins in its place. A password that is made up is on the disk before that.
/// - **A row that fails doesn't hold up the others.** The run stops where all would fail: for
///   authentication, configuration or nonces, and when so many in a row fail on the way as are under
///   way at a time.
/// - **Order**: creates and updates; then unbinds; then binds, of which those wait whose phone isn't
///   registered; then deletes. Of a number of which a step failed, the later ones aren't begun.
/// - **Cut off**, by a kill or because the future is dropped, it leaves writes without a known outcome:
///   [`Store::settle`] finds out about them before the next run. (Where the future is dropped, the store
///   stays locked for the moment that the runtime takes to end what was under way.)
#[must_use = "nothing is sent until it is run"]
pub struct Apply {
    plan: Plan,
    m7: Client,
    store: Store,
    concurrency: usize,
    wait: Duration,
    interval: Duration,
    observer: Observer,
    stopper: Stopper,
    rotation: Option<Rotation>,
}

/// That a plan gives numbers new passwords, which several runs may have a part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rotation {
    /// This run begins with it.
    Begins,
    /// This run goes on with the last one, without the numbers that
    /// [have](crate::roster::History::is_rotated) theirs.
    GoesOn,
}

type Observer = Arc<dyn Fn(&ApplyEvent) + Send + Sync>;

/// How many writes are under way at a time, unless it is said otherwise.
const DEFAULT_CONCURRENCY: usize = 8;
/// How often phones are looked for.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5);

impl Plan {
    /// Reads the passwords that it takes from files and from the environment, and forgets them: whether
    /// they can be had is better known before anybody is asked whether to go on.
    ///
    /// # Errors
    ///
    /// [`Problems`]: all that can't be had.
    pub fn check_passwords(&self) -> Result<(), Problems> {
        Secrets::read(self).map(drop)
    }

    /// What carries this plan out, by this client, in this store.
    pub fn apply(self, m7: &Client, store: &Store) -> Apply {
        Apply {
            plan: self,
            m7: m7.clone(),
            store: store.clone(),
            concurrency: DEFAULT_CONCURRENCY,
            wait: Duration::ZERO,
            interval: DEFAULT_INTERVAL,
            observer: Arc::new(|_| {}),
            stopper: Stopper::default(),
            rotation: None,
        }
    }
}

impl Apply {
    /// Has so many writes under way at a time. 8 by default; 0 counts as 1. The client's own limit
    /// ([`max_in_flight`](crate::ClientBuilder::max_in_flight)) holds too.
    pub fn concurrency(self, writes: usize) -> Self {
        Self {
            concurrency: writes.max(1),
            ..self
        }
    }

    /// Waits so long for phones to register, once all else is written, and binds as they do. By default
    /// it looks once, and leaves for a later run what isn't registered.
    pub fn wait_registered(self, within: Duration) -> Self {
        Self {
            wait: within,
            ..self
        }
    }

    /// Looks for phones so often. Every 5 seconds by default.
    pub fn look_every(self, interval: Duration) -> Self {
        Self { interval, ..self }
    }

    /// Marks it in the journal as a rotation of passwords, so that a later run can go on with that.
    pub fn rotation(self, rotation: Rotation) -> Self {
        Self {
            rotation: Some(rotation),
            ..self
        }
    }

    /// Tells `observer` how it goes. It is called where the writes are made, so it must be quick.
    pub fn observe(self, observer: impl Fn(&ApplyEvent) + Send + Sync + 'static) -> Self {
        Self {
            observer: Arc::new(observer),
            ..self
        }
    }

    /// What ends it early.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Carries it out.
    ///
    /// # Errors
    ///
    /// Before anything is written: [`Error::Unsettled`], or [`Error::Problems`] if a password can't be
    /// had. Later: [`Error::File`] if the journal or the passwords can't be written any more; what is
    /// under way is finished then, and nothing more is begun.
    pub async fn run(self) -> Result<Report, Error> {
        match self.store.history().unsettled() {
            0 => Course::begin(self).await?.run().await,
            open => Err(Error::Unsettled { open }),
        }
    }
}

impl fmt::Debug for Apply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Apply")
            .field("steps", &self.plan.steps().len())
            .field("store", &self.store)
            .field("concurrency", &self.concurrency)
            .field("wait", &self.wait)
            .finish_non_exhaustive()
    }
}
