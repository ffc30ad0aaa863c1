//! How long is paused between two looks.

use std::time::Duration;

use crate::Error;

/// The shortest pause, so that none at all doesn't keep a processor and the service busy.
const LEAST: Duration = Duration::from_millis(5);

/// For how long a server that refuses a look (`Retry-After`) is left alone at most: one that asks for
/// more is looked at again after an hour all the same. It may have been a mistake, or be over by then.
pub const LONGEST_REST: Duration = Duration::from_secs(3600);

/// How long is paused after a look: as long as was asked for, and no shorter than the server asks for
/// when it refuses one.
pub(super) fn pause(every: Duration, failed: Option<&Error>) -> Duration {
    every.max(rest(failed)).max(LEAST)
}

/// For how long a server is left alone after this.
pub(super) fn rest(failed: Option<&Error>) -> Duration {
    let asked_for = failed.and_then(Error::retry_after).unwrap_or_default();
    asked_for.min(LONGEST_REST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Parts;
    use crate::verdict::Verdict;
    use crate::{ErrorKind, Outcome};

    #[test]
    fn no_pause_is_a_short_one() {
        assert_eq!(pause(Duration::ZERO, None), LEAST);
        assert_eq!(pause(LEAST * 2, None), LEAST * 2);
    }

    #[test]
    fn no_server_is_left_alone_for_days() {
        for (asked_for, rested) in [(60, 60), (1_000_000, 3600)] {
            let refused = Error::from(Parts {
                retry_after: Some(Duration::from_secs(asked_for)),
                ..Parts::new(
                    Verdict::new(ErrorKind::RateLimited, Outcome::Rejected),
                    "the server is busy",
                )
            });
            let rested = Duration::from_secs(rested);
            assert_eq!(pause(Duration::from_secs(5), Some(&refused)), rested);
        }
        // Whoever wants to look that seldom may.
        assert_eq!(pause(LONGEST_REST * 2, None), LONGEST_REST * 2);
    }
}
