//! What was signed, to be searched for repeats.

use std::collections::HashMap;
use std::time::SystemTime;

use m7::{NoNonce, NonceSource, RedisNonces};
use m7_auth::{Nonce, Timestamp};

/// Pairs of timestamp and nonce, and how often each was signed.
#[derive(Default)]
pub(crate) struct Signed(HashMap<(u64, u32), u32>);

impl Signed {
    pub(crate) fn add(&mut self, timestamp: u64, nonce: u32) {
        *self.0.entry((timestamp, nonce)).or_default() += 1;
    }

    /// Signs `count` requests now.
    pub(crate) fn sign(&mut self, nonces: &RedisNonces, count: u32) -> Result<(), NoNonce> {
        for _ in 0..count {
            let (timestamp, nonce) = nonces.allocate(now())?;
            self.add(timestamp.unix_seconds(), nonce.value());
        }
        Ok(())
    }

    pub(crate) fn note(&mut self, (timestamp, nonce): (Timestamp, Nonce)) {
        self.add(timestamp.unix_seconds(), nonce.value());
    }

    pub(crate) fn total(&self) -> u32 {
        self.0.values().sum()
    }

    /// How many requests were signed with a pair that another one had.
    pub(crate) fn repeats(&self) -> u32 {
        self.0.values().map(|count| count - 1).sum()
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp::from_system_time(SystemTime::now()).unwrap()
}

/// So many seconds from now.
pub(crate) fn from_now(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(now().unix_seconds() + seconds).unwrap()
}
