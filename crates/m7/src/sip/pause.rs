//! How long is paused between two looks.

use std::time::Duration;

use crate::Error;

/// The shortest pause, so that none at all doesn't keep a processor and the service busy.
const LEAST: Duration = Duration::from_millis(5);

/// How long is paused after a look: as long as was asked for, and no shorter than the server asks for
/// when it refuses one.
pub(super) fn pause(every: Duration, failed: Option<&Error>) -> Duration {
    let asked_for = failed.and_then(Error::retry_after).unwrap_or_default();
    every.max(asked_for).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_pause_is_a_short_one() {
        assert_eq!(pause(Duration::ZERO, None), LEAST);
        assert_eq!(pause(LEAST * 2, None), LEAST * 2);
    }
}
