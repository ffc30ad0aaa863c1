//! Why there are no leases.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

/// Why this process has no leases. It shows no password.
///
/// [`RedisNonces::connect`](super::RedisNonces::connect) returns it; later it is the reason of a
/// call that couldn't be signed, and [`RedisNonces::trouble`](super::RedisNonces::trouble) tells it.
/// `server` is the host and port, or the path of the socket.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedisNoncesError {
    /// A setting can't be right. Nothing was connected to.
    #[error("the leases of nonces are unusable as they are set: {0}")]
    Settings(Arc<str>),
    /// Redis can't be connected to, or doesn't answer.
    #[error("redis at {server} is unreachable: {reason}")]
    Unreachable {
        /// Which one.
        server: Arc<str>,
        /// What the network said.
        reason: Arc<str>,
    },
    /// Redis refuses the password or the user, or the user may not do what leases need.
    #[error("redis at {server} refuses this process: {reason}")]
    Refused {
        /// Which one.
        server: Arc<str>,
        /// What Redis said.
        reason: Arc<str>,
    },
    /// Redis answered with an error, as it does while it loads its data or is a replica.
    #[error("redis at {server} can't lease: {reason}")]
    Failed {
        /// Which one.
        server: Arc<str>,
        /// What Redis said.
        reason: Arc<str>,
    },
    /// This process's clock and Redis' differ by more than is allowed.
    #[error(
        "this process's clock shows {own} and that of redis at {server} {redis} (Unix seconds), more \
         than the {allowed} s apart that are allowed: have both machines' clocks set by NTP"
    )]
    ClockDiffers {
        /// Which one.
        server: Arc<str>,
        /// What this process signs by, in Unix seconds.
        own: u64,
        /// What Redis shows, in Unix seconds.
        redis: u64,
        /// How many seconds they may be apart.
        allowed: u64,
    },
    /// Redis knows nothing of what it granted before, so nothing is leased before a time that is
    /// beyond all of it. This passes by itself.
    #[error(
        "redis at {server} has no record of what it granted before (it is new, was restarted, emptied \
         or replaced, or has its first replica), so that the first lease can be had in {} s", wait.as_secs()
    )]
    Fenced {
        /// Which one.
        server: Arc<str>,
        /// How long it takes.
        wait: Duration,
    },
    /// A server answers that another one has replaced meanwhile: two take writes at the same time.
    #[error(
        "redis at {server} is one that was replaced by another, as this process has seen, and yet it \
         leases: the same nonces may have been leased twice. Stop the older one (restart it, if it is to \
         serve again), and have one that is replaced stop by itself: see the docs of RedisNonces"
    )]
    Superseded {
        /// Which one.
        server: Arc<str>,
    },
    /// Every share of the block is taken.
    #[error(
        "all {leased} shares that redis at {server} leases are taken: the fleet has more processes, or \
         sends more, than it has shares; raise the number of shares, for all processes alike"
    )]
    AllTaken {
        /// Which one.
        server: Arc<str>,
        /// How many there are.
        leased: u32,
    },
    /// Another part of the fleet cuts time and nonces otherwise, so that the shares would overlap.
    #[error(
        "this process is set to [{own}], but others lease from redis at {server} with [{theirs}]: set \
         all processes of the fleet alike, or stop the others and wait for two minutes"
    )]
    Disagreement {
        /// Which one.
        server: Arc<str>,
        /// How this process cuts.
        own: Arc<str>,
        /// How the others do.
        theirs: Arc<str>,
    },
    /// The fence is further ahead than any that is set by the time that Redis shows.
    #[error(
        "the clock of redis at {server} has gone back: it shows {redis}, and leases were granted by it \
         up to {granted} (Unix seconds). Set its clock; if it is right now, wait until {granted}, or \
         stop the fleet for two minutes and delete the key {key}"
    )]
    ClockWentBack {
        /// Which one.
        server: Arc<str>,
        /// What it shows, in Unix seconds.
        redis: u64,
        /// Until when leases may have been granted, in Unix seconds.
        granted: u64,
        /// Where the leases are kept.
        key: Arc<str>,
    },
    /// This Redis doesn't say which server it is, so that a replaced one can't be told.
    #[error(
        "redis at {server} doesn't tell its run_id and master_replid (INFO), without which leases \
         could be granted twice after it is replaced: use another Redis, or fixed shares"
    )]
    Nameless {
        /// Which one.
        server: Arc<str>,
    },
    /// The process was forked from the one that holds the leases.
    #[error(
        "this process was forked from the one that holds the leases: have each process connect after \
         the fork"
    )]
    Forked,
    /// The task that leases has ended with its tokio runtime.
    #[error(
        "the tokio runtime in which the leases were connected has ended: connect in one that lives as \
         long as the client"
    )]
    Ended,
    /// The task that leases has panicked.
    #[error(
        "the task that leases has panicked, which is a mistake of m7's: report it with what was printed \
         then, and connect again"
    )]
    Panicked,
}

impl RedisNoncesError {
    /// Whether it can't be expected to pass without somebody doing something.
    pub(super) fn is_lasting(&self) -> bool {
        !matches!(
            self,
            Self::Unreachable { .. }
                | Self::Failed { .. }
                | Self::Fenced { .. }
                | Self::AllTaken { .. }
        )
    }
}
