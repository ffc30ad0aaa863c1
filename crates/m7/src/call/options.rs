//! What a caller has said about one call.

use std::time::Duration;

/// What a caller has said about one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
}
