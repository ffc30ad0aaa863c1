//! Who is told of attempts and calls.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::TARGET;
use crate::Event;

/// A user's function that is told of attempts and calls.
#[derive(Clone)]
pub(crate) struct Observer(Arc<dyn Fn(&Event) + Send + Sync>);

impl Observer {
    pub(crate) fn new(observe: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(observe))
    }

    /// Tells it. A panic in there is its own: what became of the call is returned nevertheless,
    /// since a write that was done must not be lost for a metric.
    pub(super) fn tell(&self, event: &Event) {
        if catch_unwind(AssertUnwindSafe(|| (self.0)(event))).is_err() {
            tracing::error!(target: TARGET, "the client's observer panicked; the call goes on");
        }
    }
}
