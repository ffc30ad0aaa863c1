//! Keeps leases at hand: fetches them ahead, and goes on when Redis was away.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use m7_auth::{NonceShare, Timestamp};
use redis::aio::MultiplexedConnection;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::{debug, warn};

use crate::policy::{Jitter, RetryPolicy};

use super::RedisNoncesError;
use super::lives::Lives;
use super::server::{Answer, Said};
use super::shared::Shared;

/// The task that leases. It ends with this.
pub(super) struct Keeper {
    task: JoinHandle<()>,
    shared: Arc<Shared>,
}

impl Keeper {
    /// Has a task of the current tokio runtime lease.
    pub(super) fn start(shared: Arc<Shared>) -> Self {
        let task = tokio::spawn({
            let shared = shared.clone();
            async move {
                let _end = End(shared.clone());
                keep(&shared).await;
            }
        });
        Self { task, shared }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        // That it ends now is no trouble.
        self.shared.note_done();
        self.task.abort();
    }
}

/// Tells that the task has ended though somebody has a handle: its runtime has ended, or it panicked.
struct End(Arc<Shared>);

impl Drop for End {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.note_trouble(RedisNoncesError::Panicked);
        } else if !self.0.is_done() {
            self.0.note_trouble(RedisNoncesError::Ended);
        }
    }
}

async fn keep(shared: &Shared) {
    // The pauses of a fleet differ, so that it doesn't come back all at once.
    let pauses = RetryPolicy::default().with_cap(Duration::from_secs(5));
    let jitter = Jitter::new();
    let mut failures = 0;
    let mut lives = Lives::default();
    loop {
        match shared.server.connect().await {
            Err(error) => shared.note_trouble(error),
            Ok((connection, redis_time)) => {
                shared.note_redis_time(redis_time);
                debug!(server = %shared.server.name(), "connected to redis");
                let (served, error) = lease_by(shared, connection, &mut lives).await;
                if served {
                    // A connection that breaks may only have been idle for too long.
                    failures = 0;
                    debug!(%error, "the connection to redis broke");
                    continue;
                }
                shared.note_trouble(error);
            }
        }
        failures += 1;
        sleep(jitter.up_to(pauses.ceiling(failures))).await;
    }
}

/// Leases by this connection until it fails: whether it ever served, and how it failed.
async fn lease_by(
    shared: &Shared,
    mut connection: MultiplexedConnection,
    lives: &mut Lives,
) -> (bool, RedisNoncesError) {
    let mut served = false;
    // Of this connection only: another may be to a Redis that has none.
    let mut fence = 0;
    let mut asked = Instant::now();
    loop {
        let mut refused = false;
        // The fence may have been taken down: somebody may have emptied Redis, or set it right.
        if asked.elapsed().as_secs() >= shared.grid.block {
            fence = 0;
        }
        for block in wanted(shared, fence) {
            asked = Instant::now();
            match shared.server.ask(&mut connection, block).await {
                Err(error) => return (served, error),
                Ok(answer) if !lives.admits(&answer.identity) => {
                    let server = shared.server.name();
                    return (false, RedisNoncesError::Superseded { server });
                }
                Ok(answer) => {
                    served = true;
                    shared.note_redis_time(answer.redis_time);
                    refused |= !take(shared, block, answer, &mut fence);
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
    if from > redis_time + grid.farthest_fence() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redis_nonces::shared::tests::shared;

    #[test]
    fn an_end_that_was_wanted_is_no_trouble() {
        let shared = Arc::new(shared());
        shared.note_done();
        drop(End(shared.clone()));
        assert_eq!(shared.trouble(), None);
    }

    #[test]
    fn an_end_of_the_runtime_is_told() {
        let shared = Arc::new(shared());
        drop(End(shared.clone()));
        assert_eq!(
            shared.trouble().map(|it| it.0),
            Some(RedisNoncesError::Ended)
        );
    }

    #[test]
    fn a_panic_is_not_taken_for_an_end_of_the_runtime() {
        let shared = Arc::new(shared());
        let end = End(shared.clone());
        let panicked = thread::spawn(move || {
            let _end = end;
            panic!("a panic of the test's own");
        });
        assert!(panicked.join().is_err());
        let told = shared.trouble().map(|it| it.0);
        assert_eq!(told, Some(RedisNoncesError::Panicked));
    }
}
