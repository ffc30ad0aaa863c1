//! What both transports share: the service, the limits, and the word that it is over.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use crate::Limits;
use crate::service::Service;
use crate::token_bucket::TokenBuckets;

/// Addresses whose requests are counted at the same time.
const COUNTED_ADDRESSES: usize = 16_384;

/// The way in.
pub(crate) struct Door<S> {
    pub(crate) service: Service<S>,
    pub(crate) limits: Limits,
    buckets: Mutex<TokenBuckets>,
    closing: watch::Receiver<bool>,
}

impl<S> Door<S> {
    pub(crate) fn new(service: Service<S>, limits: Limits, closing: watch::Receiver<bool>) -> Self {
        let buckets = TokenBuckets::new(
            limits.requests_per_second,
            limits.request_burst,
            COUNTED_ADDRESSES,
        );
        Self {
            service,
            limits,
            buckets: Mutex::new(buckets),
            closing,
        }
    }

    /// Counts one request of an address, or tells how long it must wait.
    pub(crate) fn take_token(&self, address: IpAddr) -> Result<(), Duration> {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(address, Instant::now())
    }

    /// Turns `true` when it is over.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.closing.clone()
    }
}
