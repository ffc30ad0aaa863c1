//! Where the nonces come from: this process's own share, or one that is leased.

use std::sync::Arc;

use thiserror::Error;

use crate::{Nonce, NonceAllocator, NoncesExhausted, Timestamp};

/// Hands out nonces, each at most once for a second.
pub trait NonceSource: Send + Sync {
    /// A nonce for a request that is signed `now`, and the timestamp that it must be signed with,
    /// which may be some seconds less.
    ///
    /// It must never hand out the same pair twice, nor one that another process may hand out: a
    /// request with a pair that was used is refused as a replay.
    ///
    /// # Errors
    ///
    /// If there is none. Nothing may be signed then.
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce>;

    /// The appkey that its nonces are of, if it is bound to one. Whoever signs for another must not use
    /// it: other processes may have the same nonces of that.
    fn appkey(&self) -> Option<&str> {
        None
    }
}

impl NonceSource for NonceAllocator {
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        Ok(Self::allocate(self, now)?)
    }
}

/// Clones of the pointer hand out the nonces of the same source.
impl<S: NonceSource + ?Sized> NonceSource for Arc<S> {
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        (**self).allocate(now)
    }

    fn appkey(&self) -> Option<&str> {
        (**self).appkey()
    }
}

/// Why there is no nonce.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoNonce {
    /// All are used up.
    #[error(transparent)]
    Exhausted(#[from] NoncesExhausted),
    /// None is leased to this process, for the reason that is told.
    #[error("no nonces are leased to this process: {0}")]
    NotLeased(Arc<str>),
}
