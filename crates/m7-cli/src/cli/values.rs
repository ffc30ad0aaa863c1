//! What more than one command takes.

use std::{num::NonZeroUsize, time::Duration};

/// Longer than anybody waits for a call, and far from what can't be added to a time.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(86_400);
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|timeout| !timeout.is_zero() && *timeout <= LONGEST_TIMEOUT)
        .ok_or_else(|| {
            "give a number of seconds above 0 and up to 86400 (a day), e.g. 30 or 0.5".to_owned()
        })
}

/// How many of something, one at least.
pub(crate) fn count(text: &str) -> Result<NonZeroUsize, String> {
    text.parse()
        .map_err(|_| "give a whole number from 1 on".to_owned())
}

/// A text that isn't blank and has no blanks in it. What else is wrong with a number or an id is for
/// the server to say.
pub(crate) fn text(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("it is empty".to_owned())
    } else if text.contains(char::is_whitespace) {
        Err("it has white space in it".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
