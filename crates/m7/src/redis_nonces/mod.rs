//! Nonces for a fleet: leased from Redis, so that no two processes ever use the same.

mod builder;
mod error;
mod grid;
mod held;
mod keeper;
mod lives;
mod server;
mod shared;

use std::fmt;
use std::sync::Arc;

use m7_auth::{NoNonce, Nonce, NonceSource, Timestamp};

pub use builder::RedisNoncesBuilder;
pub use error::RedisNoncesError;

use keeper::Keeper;
use shared::Shared;

/// Nonces that are leased from Redis, for processes that sign for one appkey at the same time.
///
/// The service refuses a request whose nonce was used in the same second, whoever used it. A fleet
/// whose processes each know their number can split the nonces once and for all
/// ([`NonceShare`](crate::NonceShare), see [below](#without-redis)). For all others: processes that
/// come and go lease what they use.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use m7::{ClientBuilder, RedisNonces};
///
/// let nonces = RedisNonces::connect("redis://:password@redis.internal", "2000113").await?;
/// let m7 = ClientBuilder::from_env()?.nonces(nonces).build()?;
/// # Ok(())
/// # }
/// ```
///
/// Clones are handles of the same leases. When the last one is dropped, and the clients that have
/// one, leasing ends; what was leased is nobody's then, which harms nobody.
///
/// The appkey must be the client's own: [`ClientBuilder::build`](crate::ClientBuilder::build) refuses
/// leases of another.
///
/// # What it needs
///
/// - Redis 5 or later (or what speaks its language, with Lua and `INFO` in it), with one server that
///   takes the writes. Tested with Redis 7. No persistence is needed. Not for active-active replication,
///   where two servers take writes at the same time; Redis Cluster works as long as the URL leads to
///   the node that has the key.
/// - Memory, some 10 KiB. A limit of memory or an eviction makes no repeat, but may keep the fleet from
///   signing: a Redis that is full and may evict nothing grants nothing, and each eviction of the key
///   costs a minute.
/// - With replicas and failover: **no replica may stay with a master that is replaced**, and that master
///   must stop within 20 s: `min-replicas-max-lag 10`, and `min-replicas-to-write` with the number of
///   *all* replicas. With less, an old master goes on granting on its side of a split network if so many
///   are left to it, and the same as the new one. (A Sentinel beside each server, on its machine, and
///   nowhere else, makes half of the replicas enough, and at least 1: those who elect the new master
///   are the majority.) The price is that a lost replica stops leasing, until it is back or the number
///   is lowered. A process that comes to see both masters leases from the new one only
///   ([`Superseded`](RedisNoncesError::Superseded)); one that sees the old one only can't know.
/// - A user that may do this, if Redis has users:
///   `ACL SETUSER m7 on >password ~m7:nonces:* +eval +time +info +hmget +hset +hincrby +hkeys +hdel
///   +del +expire`.
/// - Clocks within [20 s](RedisNoncesBuilder::skew) of Redis' one when a process starts: one that is
///   further off isn't started, though a client would correct its clock by the service's replies
///   later ([`ClockDiffers`](RedisNoncesError::ClockDiffers)). Give it a
///   [clock](RedisNoncesBuilder::clock) that is right.
/// - No TLS: `rediss://` is refused. Go through a tunnel if the network isn't trusted.
///
/// # What happens when
///
/// | | |
/// | --- | --- |
/// | the first process ever starts, or Redis lost its data | the first new lease can be used after a minute. Processes that hold leases sign on with those; one that starts waits, or uses its [fallback](RedisNoncesBuilder::fallback) |
/// | Redis has its first replica, or has had none for an hour | the same as if it had lost its data: its history (`master_replid`) is another then |
/// | Redis can't be reached | leases held are used for two minutes after their seconds have passed, dating requests back. Then calls fail as [`NotSent`](crate::Outcome::NotSent) with the reason, or the fallback is used. It connects again by itself |
/// | a process is paused, however long | nothing: its seconds pass, and nobody else was ever granted its share of them |
/// | a process dies | nothing: others have other shares |
/// | all shares are taken | the process's calls fail, with the reason: more [`shares`](RedisNoncesBuilder::shares) |
/// | a process forks | the child's calls fail, with the reason: it must connect itself |
/// | the client [corrects its clock](crate::Clock) | later leases follow the time that it signs by. That may be up to two minutes ahead of Redis' clock, or ten minutes behind it; if behind, a Redis that lost its data keeps it waiting for as much longer |
///
/// # Why no pair of second and nonce is used twice
///
/// A lease isn't a lock that expires: nothing depends on who notices in time that it has. Seconds are
/// cut into blocks, each second's nonces into shares. A lease is a pair of a block and a
/// share, **granted to one process, for ever**. A process dates its requests only to seconds whose
/// block it has a lease of, and takes only nonces of that lease's share, each once
/// ([`NonceAllocator`](crate::NonceAllocator)). So all that must hold is: *no pair of block and share
/// is granted twice.*
///
/// One script decides on a grant, and Redis runs it alone. For a block it counts up how many shares are
/// granted. It keeps all counters of an appkey in one hash, with the *identity* of the server that
/// wrote it (`run_id`, new with each start, and `master_replid`, new with each promotion) and a
/// *fence*: the second before which no block is granted. `S` = 20 s is the greatest
/// [skew](RedisNoncesBuilder::skew), `B` = 10 s the longest [block](RedisNoncesBuilder::block), whatever
/// a fleet is set to.
///
/// 1. At Redis' time `t`, a block is granted only if it begins by `t + S`, and not before the fence. So
///    it is over by `t + S + B`.
/// 2. While the hash is there, and the identity in it is the server's, counters only go up. The oldest
///    are removed after the fence has passed them, and the fence only goes up. So no pair is
///    granted twice. Whatever a clock does: time decides only what is refused. A process that cuts time
///    or nonces otherwise than is kept there is refused, until all that was granted is over; then the
///    fence is where that ended.
/// 3. If the hash is gone (`FLUSHALL`, eviction, expiry, a start without data), or if it is an older
///    copy (a start from a snapshot or a truncated log, a replica that lagged behind and was promoted,
///    a server that was a replica in between), then it is missing or its identity isn't the server's.
///    All is in one hash, so there is no third: that a part is lost.
///    Then, at time `t'`, the script puts the fence to the first block that begins at `t' + 2 S + B` or
///    later.
/// 4. Whatever was granted by another server or before the loss, was granted when a clock showed
///    `t' + S` at most. This is what is assumed of servers that replace one another: the time for which
///    an old one still grants, and what its clock is ahead, are no more than `S` together. By 1, what
///    was granted then is over by `t' + 2 S + B`: before the fence, however the fleet was set then. So
///    no pair of before is granted after. ∎
///
/// What isn't covered: an operator who puts an older copy of the key in place by hand (`RESTORE`,
/// `SWAPDB`) while the same server runs, a snapshot of a running virtual machine that is started twice,
/// processes of a fleet that lease from different servers, databases or keys, and a fleet that is led to
/// another server and back to the first, which was neither restarted nor a replica meanwhile.
///
/// The fallbacks are shares that are never leased, so that they overlap with no lease; that no two
/// processes have the same one is up to whoever configures them. A process that is restarted doesn't
/// know what it signed by its fallback before. As requests may be dated back, that can be so for two
/// minutes: a repeat is as unlikely then as with random nonces, of those of a share.
///
/// # Without Redis
///
/// Where each process has a number, a fixed share needs no server. A pod of a Kubernetes `StatefulSet`
/// with 8 replicas has its ordinal in its name, and in the label `apps.kubernetes.io/pod-index`, which
/// can be handed to it in [`M7_NONCE_SHARE_INDEX`](crate::NONCE_SHARE_INDEX_VARIABLE); see there.
#[derive(Clone)]
pub struct RedisNonces {
    shared: Arc<Shared>,
    _keeper: Arc<Keeper>,
    appkey: Arc<str>,
}

impl RedisNonces {
    /// Leases nonces of this account from the Redis at `url`, as
    /// `redis://[[user]:password@]host[:port][/database]`, with the settings that are the default.
    ///
    /// # Errors
    ///
    /// See [`RedisNoncesBuilder::connect`].
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn connect(
        url: impl Into<String>,
        appkey: impl AsRef<str>,
    ) -> Result<Self, RedisNoncesError> {
        Self::builder(url, appkey).connect().await
    }

    /// Leases of the nonces of this account, to be configured.
    pub fn builder(url: impl Into<String>, appkey: impl AsRef<str>) -> RedisNoncesBuilder {
        RedisNoncesBuilder::new(url.into(), appkey.as_ref())
    }

    /// Why no more is leased, while that is so; for a health check. Leases that are held may still be
    /// used for a while.
    pub fn trouble(&self) -> Option<RedisNoncesError> {
        self.shared.trouble().map(|(error, _)| error)
    }

    fn kept_by(keeper: Keeper, shared: Arc<Shared>, appkey: &str) -> Self {
        Self {
            shared,
            _keeper: Arc::new(keeper),
            appkey: appkey.into(),
        }
    }
}

impl NonceSource for RedisNonces {
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        self.shared.allocate(now)
    }

    fn appkey(&self) -> Option<&str> {
        Some(&self.appkey)
    }
}

impl fmt::Debug for RedisNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisNonces")
            .field("server", &self.shared.server.name())
            .field("key", &self.shared.server.key())
            .field("trouble", &self.trouble())
            .finish_non_exhaustive()
    }
}
