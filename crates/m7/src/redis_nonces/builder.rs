//! How leases are configured, and waited for.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use m7_auth::{Clock, NonceAllocator, NonceShare, SystemClock};
use tokio::time::sleep;
use zeroize::Zeroizing;

use super::grid::Grid;
use super::keeper::Keeper;
use super::server::Server;
use super::shared::Shared;
use super::{RedisNonces, RedisNoncesError};

/// The settings of leases to be had. Nothing is checked before [`connect`](Self::connect).
///
/// Made by [`RedisNonces::builder`]. `Debug` shows no password.
///
/// **The whole fleet must have the same** server, database, key, [`block`](Self::block),
/// [`skew`](Self::skew), [`shares`](Self::shares) and [`reserved`](Self::reserved). Redis keeps the
/// last four, and a process that has them otherwise is refused
/// ([`Disagreement`](RedisNoncesError::Disagreement)). To change them, stop the fleet, and wait for
/// two minutes.
#[derive(Clone)]
#[must_use = "nothing is leased before `connect`"]
pub struct RedisNoncesBuilder {
    url: Zeroizing<String>,
    appkey: String,
    key: String,
    block: Duration,
    skew: Duration,
    shares: u32,
    reserved: u32,
    fallback: Option<Arc<NonceAllocator>>,
    clock: Arc<dyn Clock>,
    timeout: Duration,
}

impl RedisNoncesBuilder {
    pub(super) fn new(url: String, appkey: &str) -> Self {
        let grid = Grid::default();
        Self {
            url: Zeroizing::new(url),
            appkey: appkey.to_owned(),
            key: format!("m7:nonces:{appkey}"),
            block: Duration::from_secs(grid.block),
            skew: Duration::from_secs(grid.skew),
            shares: grid.shares,
            reserved: grid.reserved,
            fallback: None,
            clock: Arc::new(SystemClock),
            timeout: Duration::from_secs(10),
        }
    }

    /// A share that is this process's own, for when there is no lease: while Redis is away for longer
    /// than leases last, or can't lease yet. Without it, calls fail as
    /// [`NotSent`](crate::Outcome::NotSent) then.
    ///
    /// It must be one of the [reserved](Self::reserved) shares, and **no other process may have the
    /// same one**: nobody watches over these. What clones of this builder connect, in one process,
    /// uses it together.
    pub fn fallback(mut self, share: NonceShare) -> Self {
        self.fallback = Some(Arc::new(NonceAllocator::new(share)));
        self
    }

    /// How many shares, the first ones, are never leased, so that they can be
    /// [fallbacks](Self::fallback); 16 by default.
    pub fn reserved(mut self, reserved: u32) -> Self {
        self.reserved = reserved;
        self
    }

    /// Into how many shares the nonces of a second are cut; 256 by default. A process can sign some
    /// 3,900 requests a second by one of them, and takes more of them if it needs to. A fleet of more
    /// processes than shares needs more.
    pub fn shares(mut self, shares: u32) -> Self {
        self.shares = shares;
        self
    }

    /// How many seconds are leased at once, in whole seconds; 10 s by default, which is the most. Redis
    /// is asked about once in this time.
    pub fn block(mut self, block: Duration) -> Self {
        self.block = block;
        self
    }

    /// How far this process's clock and Redis' may be apart when it connects, and how far ahead of
    /// Redis' clock is leased, in whole seconds and no less than a block; 20 s by default, which is the
    /// most.
    ///
    /// How long a Redis that has lost what it knew leases nothing doesn't depend on it, but on the most
    /// that it can be: others may have been set otherwise.
    pub fn skew(mut self, skew: Duration) -> Self {
        self.skew = skew;
        self
    }

    /// The key that all is kept under; `m7:nonces:` and the appkey by default.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = key.into();
        self
    }

    /// The clock that the first leases are taken by; the machine's by default. Give the one that the
    /// client signs by, if that is another. Later leases follow the time that is signed.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How long Redis may be unreachable, or fail, before [`connect`](Self::connect) gives up; 10 s
    /// by default. The time that a new Redis needs before it leases isn't counted.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Connects, and waits until requests can be signed: by a lease, or, if there is none yet, by the
    /// fallback. Keeps on leasing by a task of the current tokio runtime.
    ///
    /// # Errors
    ///
    /// If the settings can't be right, Redis can't be reached in time or refuses this process, the
    /// clocks differ, or all shares are taken. With a [fallback](Self::fallback), what can be expected
    /// to pass is no error.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn connect(self) -> Result<RedisNonces, RedisNoncesError> {
        let grid = Grid {
            block: whole_seconds("block", self.block)?,
            skew: whole_seconds("skew", self.skew)?,
            shares: self.shares,
            reserved: self.reserved,
        }
        .check()?;
        let fallback = self.fallback.map(|own| fallback_of(grid, own));
        let server = Server::new(&self.url, &self.key, grid)?;
        let shared = Arc::new(Shared::new(
            grid,
            server,
            fallback.transpose()?,
            self.clock.clone(),
        ));
        let keeper = Keeper::start(shared.clone());
        let nonces = RedisNonces::kept_by(keeper, shared.clone(), &self.appkey);
        wait_for_lease(&shared, self.timeout).await?;
        Ok(nonces)
    }
}

impl fmt::Debug for RedisNoncesBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisNoncesBuilder")
            .field("appkey", &self.appkey)
            .field("key", &self.key)
            .field("block", &self.block)
            .field("skew", &self.skew)
            .field("shares", &self.shares)
            .field("reserved", &self.reserved)
            .field("fallback", &self.fallback.as_ref().map(|own| own.share()))
            .finish_non_exhaustive()
    }
}

async fn wait_for_lease(shared: &Shared, patience: Duration) -> Result<(), RedisNoncesError> {
    let mut deadline = Instant::now() + patience;
    // A fence passes by itself; this is for a Redis that is emptied again and again.
    let last = deadline + shared.grid.longest_fence();
    loop {
        let now = shared
            .now()
            .map_err(|error| RedisNoncesError::Settings(error.to_string().into()))?;
        if let Some(error) = shared.clock_differs(now) {
            return Err(error);
        }
        // In this order, so that a fence that is over is no trouble any more.
        let trouble = shared.trouble();
        if shared.held.covers(now) {
            return Ok(());
        }
        match trouble {
            Some((error, _)) if error.is_lasting() => return Err(error),
            Some(_) if shared.fallback.is_some() => return Ok(()),
            Some((error, _)) if Instant::now() >= deadline => return Err(error),
            Some((RedisNoncesError::Fenced { .. }, _)) if Instant::now() < last => {
                deadline = Instant::now() + patience;
            }
            None if Instant::now() >= last => {
                return Err(RedisNoncesError::Failed {
                    server: shared.server.name(),
                    reason: "it granted no lease that could be used in time".into(),
                });
            }
            _ => {}
        }
        sleep(Duration::from_millis(10)).await;
    }
}

fn whole_seconds(name: &str, duration: Duration) -> Result<u64, RedisNoncesError> {
    if duration.subsec_nanos() == 0 {
        Ok(duration.as_secs())
    } else {
        Err(RedisNoncesError::Settings(
            format!("the {name} must be whole seconds; it is {duration:?}").into(),
        ))
    }
}

fn fallback_of(
    grid: Grid,
    own: Arc<NonceAllocator>,
) -> Result<Arc<NonceAllocator>, RedisNoncesError> {
    let share = own.share();
    if share.count() == grid.shares && share.index() < grid.reserved {
        Ok(own)
    } else {
        Err(RedisNoncesError::Settings(
            format!(
                "the fallback has index {} of {} shares, but must be one of those that are never \
                 leased: an index below {}, of {} shares",
                share.index(),
                share.count(),
                grid.reserved,
                grid.shares,
            )
            .into(),
        ))
    }
}
