//! Keeps leases at hand: fetches them ahead, and goes on when Redis was away.

use std::hash::BuildHasher;
use std::sync::Arc;
use std::time::Duration;

use m7_auth::{NonceShare, Timestamp};
use redis::aio::MultiplexedConnection;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use super::RedisNoncesError;
use super::server::{Answer, Said};
use super::shared::Shared;

/// The task that leases. It ends with this.
pub(super) struct Keeper(JoinHandle<()>);

impl Keeper {
    /// Has a task of the current tokio runtime lease.
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        Self(tokio::spawn(async move {
            let _end = End(shared.clone());
            keep(&shared).await;
        }))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Tells that the task has ended, since its runtime has.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.note_trouble(RedisNoncesError::Ended);
    }
}

async fn keep(shared: &Shared) {
    let mut pause = Pause::default();
    let mut fence = 0;
    loop {
        match shared.server.connect().await {
            Err(error) => shared.note_trouble(error),
            Ok((connection, redis_time)) => {
                shared.note_redis_time(redis_time);
                debug!(server = %shared.server.name(), "connected to redis");
                let (served, error) = lease_by(shared, connection, &mut fence).await;
                if served {
                    // A connection that breaks may only have been idle for too long.
                    pause = Pause::default();
                    debug!(%error, "the connection to redis broke");
                    continue;
                }
                shared.note_trouble(error);
            }
        }
        sleep(pause.next()).await;
    }
}

/// Leases by this connection until it fails: whether it ever served, and how it failed.
async fn lease_by(
    shared: &Shared,
    mut connection: MultiplexedConnection,
    fence: &mut u64,
) -> (bool, RedisNoncesError) {
    let mut served = false;
    loop {
        let mut refused = false;
        for block in wanted(shared, *fence) {
            match shared.server.ask(&mut connection, block).await {
                Err(error) => return (served, error),
                Ok(answer) => {
                    served = true;
                    shared.note_redis_time(answer.redis_time);
                    refused |= !take(shared, block, answer, fence);
                }
            }
        }
        // Looking costs nothing while nothing is missing.
        let tick = Duration::from_millis((shared.grid.block * 250).clamp(100, 2500));
        if refused {
            sleep(tick).await;
        } else {
            // That nobody woke it up is as good.
            let _ = timeout(tick, shared.wanted.notified()).await;
        }
    }
}

/// The blocks that a share should be had of: the current one, and the next.
///
/// The current one is that of the time that is signed by, as far as Redis grants that far ahead, and
/// the first beyond the fence while that is later.
fn wanted(shared: &Shared, fence: u64) -> Vec<u64> {
    let grid = shared.grid;
    let (Ok(now), Some(redis_now)) = (shared.now(), shared.redis_now()) else {
        return Vec::new();
    };
    let reach = redis_now + grid.skew;
    let current = grid
        .block_of(now.unix_seconds().min(reach))
        .max(grid.block_from(fence));
    [current, current + 1]
        .into_iter()
        .filter(|block| grid.first_of(*block) <= reach && shared.held.wants(*block))
        .collect()
}

/// Takes what Redis answered: whether there is a lease.
fn take(shared: &Shared, block: u64, answer: Answer, fence: &mut u64) -> bool {
    let server = shared.server.name();
    let Ok(now) = shared.now() else {
        return false;
    };
    if answer.set_fence {
        warn!(%server, "redis doesn't know what it granted before: leasing only beyond that");
    }
    match answer.said {
        Said::Granted(share) => {
            let Ok(share) = NonceShare::new(share, shared.grid.shares) else {
                return false;
            };
            shared.held.hold(block, share, now);
            debug!(%server, from = shared.grid.first_of(block), %share, "took a lease of nonces");
            // Beyond a fence, it may not be usable yet.
            if shared.held.covers(now) {
                shared.note_all_well();
            }
            return true;
        }
        Said::Ahead => debug!(%server, block, "the block is too far ahead to be leased"),
        Said::Before(from) => {
            *fence = from;
            note_fence(shared, now, answer.redis_time.as_secs(), from);
        }
        Said::Taken => shared.note_trouble(RedisNoncesError::AllTaken {
            server,
            leased: shared.grid.shares - shared.grid.reserved,
        }),
        Said::Grid(theirs) => shared.note_trouble(RedisNoncesError::Disagreement {
            server,
            own: shared.grid.text().into(),
            theirs,
        }),
        Said::Nameless => shared.note_trouble(RedisNoncesError::Nameless { server }),
    }
    false
}

/// No block that begins before `from` is granted.
fn note_fence(shared: &Shared, now: Timestamp, redis_time: u64, from: u64) {
    let grid = shared.grid;
    if from > redis_time + 2 * grid.skew + grid.block {
        shared.note_trouble(RedisNoncesError::ClockWentBack {
            server: shared.server.name(),
            redis: redis_time,
            granted: from,
            key: shared.server.key(),
        });
    } else if !shared.held.covers(now) {
        shared.note_trouble(RedisNoncesError::Fenced {
            server: shared.server.name(),
            wait: Duration::from_secs(from.saturating_sub(now.unix_seconds())),
        });
    }
}

/// How long to wait before connecting again: longer each time, up to 5 s, and for each process
/// otherwise, so that a fleet doesn't come all at once.
#[derive(Default)]
struct Pause {
    failures: u32,
}

impl Pause {
    fn next(&mut self) -> Duration {
        let most = 100_u64 << self.failures.min(6);
        self.failures += 1;
        let random = std::hash::RandomState::new().hash_one(self.failures);
        let most = most.min(5000);
        Duration::from_millis(most / 2 + random % (most / 2 + 1))
    }
}
