//! What the handles and the keeper of the leases know in common.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use m7_auth::{Clock, NoNonce, Nonce, NonceAllocator, Timestamp, TimestampError};
use tokio::sync::Notify;
use tracing::{debug, info, warn};

use super::RedisNoncesError;
use super::grid::Grid;
use super::held::Held;
use super::server::Server;

pub(super) struct Shared {
    pub(super) grid: Grid,
    pub(super) server: Server,
    pub(super) held: Held,
    pub(super) fallback: Option<Arc<NonceAllocator>>,
    /// Wakes the keeper: a lease is missing, or half used up.
    pub(super) wanted: Notify,
    clock: Arc<dyn Clock>,
    /// By how many seconds what is signed is ahead of `clock`: the signer may correct its own.
    ahead: AtomicI64,
    redis_time: Mutex<Option<(Duration, Instant)>>,
    trouble: Mutex<Option<Trouble>>,
    falls_back: AtomicBool,
    /// Whether the last handle is gone.
    done: AtomicBool,
    process: u32,
}

#[derive(Clone)]
struct Trouble {
    error: RedisNoncesError,
    since: Instant,
    told: Instant,
}

impl Shared {
    pub(super) fn new(
        grid: Grid,
        server: Server,
        fallback: Option<Arc<NonceAllocator>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            grid,
            server,
            held: Held::new(grid),
            fallback,
            wanted: Notify::new(),
            clock,
            ahead: AtomicI64::new(0),
            redis_time: Mutex::default(),
            trouble: Mutex::default(),
            falls_back: AtomicBool::new(false),
            done: AtomicBool::new(false),
            process: std::process::id(),
        }
    }

    pub(super) fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        // A child has a copy of its parent's leases, and would sign the same.
        if std::process::id() != self.process {
            return Err(not_leased(&RedisNoncesError::Forked));
        }
        self.note_signing_time(now);
        if let Some(taken) = self.held.take(now) {
            if taken.halved {
                self.wanted.notify_one();
            }
            if self.falls_back.swap(false, Ordering::Relaxed) {
                info!(server = %self.server.name(), "signing with leased nonces again");
            }
            return Ok((taken.timestamp, taken.nonce));
        }
        self.wanted.notify_one();
        match &self.fallback {
            None => Err(self.why_none(now)),
            Some(fallback) => {
                if !self.falls_back.swap(true, Ordering::Relaxed) {
                    let reason = self.why_none(now);
                    warn!(share = %fallback.share(), %reason, "signing with the nonces of the fallback");
                }
                Ok(fallback.allocate(now)?)
            }
        }
    }

    /// The time that requests are signed by.
    pub(super) fn now(&self) -> Result<Timestamp, TimestampError> {
        let own = Timestamp::from_system_time(self.clock.now())?;
        let ahead = self.ahead.load(Ordering::Relaxed);
        Timestamp::from_unix_seconds(own.unix_seconds().saturating_add_signed(ahead))
    }

    fn note_signing_time(&self, now: Timestamp) {
        if let Ok(own) = Timestamp::from_system_time(self.clock.now()) {
            let ahead = now.unix_seconds().cast_signed() - own.unix_seconds().cast_signed();
            self.ahead.store(ahead, Ordering::Relaxed);
        }
    }

    /// What Redis' clock shows, in Unix seconds, once it has told.
    pub(super) fn redis_now(&self) -> Option<u64> {
        let (told, at) = (*lock(&self.redis_time))?;
        Some((told + at.elapsed()).as_secs())
    }

    pub(super) fn note_redis_time(&self, redis_time: Duration) {
        *lock(&self.redis_time) = Some((redis_time, Instant::now()));
    }

    /// That `own` and Redis' clock are further apart than is allowed, if they are.
    pub(super) fn clock_differs(&self, own: Timestamp) -> Option<RedisNoncesError> {
        let redis = self.redis_now()?;
        let own = own.unix_seconds();
        (own.abs_diff(redis) > self.grid.skew).then(|| RedisNoncesError::ClockDiffers {
            server: self.server.name(),
            own,
            redis,
            allowed: self.grid.skew,
        })
    }

    pub(super) fn note_done(&self) {
        self.done.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_done(&self) -> bool {
        self.done.load(Ordering::Relaxed)
    }

    /// What is wrong, and for how long it has been. To look changes nothing: the keeper alone knows
    /// when all is well.
    pub(super) fn trouble(&self) -> Option<(RedisNoncesError, Duration)> {
        let Trouble { error, since, told } = lock(&self.trouble).clone()?;
        let RedisNoncesError::Fenced { server, wait } = error else {
            return Some((error, since.elapsed()));
        };
        // A lease of beyond the fence is there some time before it can be used.
        let is_over = told.elapsed() > wait + Duration::from_secs(1);
        if is_over || self.now().is_ok_and(|now| self.held.covers(now)) {
            return None;
        }
        let wait = wait.saturating_sub(told.elapsed());
        Some((RedisNoncesError::Fenced { server, wait }, since.elapsed()))
    }

    pub(super) fn note_trouble(&self, error: RedisNoncesError) {
        let now = Instant::now();
        let mut trouble = lock(&self.trouble);
        let since = match &*trouble {
            Some(before) if is_same_kind(&before.error, &error) => before.since,
            _ => {
                let held_until = self.held.last().map(Timestamp::unix_seconds);
                warn!(%error, held_until, "no new leases of nonces");
                now
            }
        };
        *trouble = Some(Trouble {
            error,
            since,
            told: now,
        });
    }

    pub(super) fn note_all_well(&self) {
        if let Some(trouble) = lock(&self.trouble).take() {
            let (server, seconds) = (self.server.name(), trouble.since.elapsed().as_secs());
            info!(%server, seconds, "nonces are leased again");
        } else {
            debug!(server = %self.server.name(), "nonces are leased");
        }
    }

    fn why_none(&self, now: Timestamp) -> NoNonce {
        match self.trouble() {
            Some((error @ RedisNoncesError::Fenced { .. }, _)) => not_leased(&error),
            Some((error, since)) => NoNonce::NotLeased(
                format!("{error} (this has been so for {} s)", since.as_secs()).into(),
            ),
            None if self.held.covers(now) => NoNonce::NotLeased(
                "all that were leased are used up, and more are on their way; send fewer requests, or \
                 this one again"
                    .into(),
            ),
            None => match self.clock_differs(now) {
                Some(error) => not_leased(&error),
                None => NoNonce::NotLeased("a lease is on its way; send this one again".into()),
            },
        }
    }
}

fn not_leased(error: &RedisNoncesError) -> NoNonce {
    NoNonce::NotLeased(error.to_string().into())
}

fn is_same_kind(a: &RedisNoncesError, b: &RedisNoncesError) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

/// What is locked is replaced as a whole, so that a panic leaves nothing half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use m7_auth::{NonceShare, SystemClock};

    use super::*;

    pub(in super::super) fn shared() -> Shared {
        let grid = Grid::default();
        let server = Server::new("redis://user:hunter2@redis.invalid", "key", grid).unwrap();
        let fallback = NonceAllocator::new(NonceShare::new(3, grid.shares).unwrap());
        Shared::new(
            grid,
            server,
            Some(Arc::new(fallback)),
            Arc::new(SystemClock),
        )
    }

    #[test]
    fn a_forked_child_signs_nothing() {
        let parent = shared();
        let now = parent.now().unwrap();
        assert!(parent.allocate(now).is_ok(), "by the fallback");
        let child = Shared {
            process: parent.process + 1,
            ..parent
        };
        let refused = child.allocate(now).unwrap_err().to_string();
        assert!(refused.contains("forked"), "{refused}");
    }

    /// A trouble that came meanwhile would be lost, and a lease be told of that nobody granted.
    #[test]
    fn looking_for_trouble_takes_none_away() {
        let shared = shared();
        let (server, wait) = (shared.server.name(), Duration::from_secs(60));
        shared.note_trouble(RedisNoncesError::Fenced { server, wait });
        assert!(shared.trouble().is_some());
        let now = shared.now().unwrap();
        let block = shared.grid.block_of(now.unix_seconds());
        let share = NonceShare::new(20, shared.grid.shares).unwrap();
        shared.held.hold(block, share, now);
        assert_eq!(
            shared.trouble(),
            None,
            "what is leased is of beyond the fence"
        );
        assert!(lock(&shared.trouble).is_some());
        shared.note_all_well();
        assert!(lock(&shared.trouble).is_none());
    }

    #[test]
    fn what_is_signed_may_be_ahead_of_the_clock() {
        let shared = shared();
        let now = shared.now().unwrap();
        let ahead = Timestamp::from_unix_seconds(now.unix_seconds() + 1000).unwrap();
        shared.allocate(ahead).unwrap();
        let after = shared.now().unwrap();
        assert!(after >= ahead && after.unix_seconds() < ahead.unix_seconds() + 20);
    }
}
