//! How a run is ended before its plan is done.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Ends a run early: what is under way is finished, and nothing more is begun. Its clones end the same
/// run.
#[derive(Clone, Debug, Default)]
pub struct Stopper(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    is_stopped: AtomicBool,
    notify: Notify,
}

impl Stopper {
    /// Has nothing more begun. Doing it again changes nothing.
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Release);
        self.0.notify.notify_waiters();
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.is_stopped.load(Ordering::Acquire)
    }

    /// Waits until it is stopped.
    pub(super) async fn stopped(&self) {
        let notified = self.0.notify.notified();
        let mut notified = std::pin::pin!(notified);
        // From here on no notice is missed.
        notified.as_mut().enable();
        if !self.is_stopped() {
            notified.await;
        }
    }
}
