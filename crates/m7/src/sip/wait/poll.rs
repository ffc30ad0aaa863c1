//! Looks again and again.

use std::sync::Arc;
use std::time::Duration;

use m7_envelope::Items;
use m7_models::{SipNumber, operation};
use tokio::time::{self, Instant};

use crate::error::Parts;
use crate::sip::List;
use crate::sip::pause::pause;
use crate::verdict::Verdict;
use crate::{CallReport, Error, ErrorKind, Outcome, Reply};

/// How long is waited, and how often is looked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) within: Duration,
    pub(super) every: Duration,
}

impl Default for Patience {
    /// A phone that was just given its password registers within a minute or so, and a list takes
    /// a fifth of a second.
    fn default() -> Self {
        Self {
            within: Duration::from_secs(120),
            every: Duration::from_secs(2),
        }
    }
}

/// As good as forever, and nothing that a clock can't be told.
const LONGEST: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// What was seen so far.
#[derive(Default)]
struct Sight {
    /// What the last list that arrived showed, in words.
    seen: Option<(String, CallReport)>,
    /// Why the one after it didn't.
    failed: Option<Error>,
}

/// Lists until `judge` is content with what is there; until then it says in words what that is.
///
/// `wanted` says what is waited for, in words that end in "not": "number 2004 was not registered".
pub(super) async fn poll<T>(
    list: List,
    patience: Patience,
    wanted: impl FnOnce() -> String,
    judge: impl Fn(Items<SipNumber>) -> Result<T, String>,
) -> Result<Reply<T>, Error> {
    if patience.within.is_zero() {
        return Err(Error::invalid_input(
            &operation::SIP_LIST,
            "the time to wait is zero",
        ));
    }
    let deadline = Instant::now() + patience.within.min(LONGEST);
    let mut sight = Sight::default();
    // A list that is under way when the time is up is given up, which harms nobody.
    while let Ok(result) = time::timeout_at(deadline, list.clone().send()).await {
        match result {
            Err(error) if error.is_lasting() => return Err(error),
            Err(error) => sight.failed = Some(error),
            Ok(reply) => match judge(reply.data) {
                Ok(found) => return Ok(Reply::new(found, reply.call)),
                Err(words) => {
                    sight = Sight {
                        seen: Some((words, reply.call)),
                        failed: None,
                    };
                }
            },
        }
        let pause = pause(patience.every, sight.failed.as_ref());
        let next = Instant::now() + pause.min(LONGEST);
        time::sleep_until(next.min(deadline)).await;
        if next >= deadline {
            break;
        }
    }
    Err(sight.time_is_up(&wanted(), patience.within))
}

impl Sight {
    fn time_is_up(self, wanted: &str, within: Duration) -> Error {
        let (mut words, call) = match self.seen {
            Some((words, call)) => (words, Some(call)),
            None => ("no list has arrived".to_owned(), None),
        };
        if let Some(failed) = &self.failed {
            words.push_str(", and the last look failed (");
            words.push_str(failed.kind().as_str());
            words.push(')');
        }
        Error::from(Parts {
            operation: Some(&operation::SIP_LIST),
            timed_out: true,
            call,
            source: self.failed.map(|error| Arc::new(error) as _),
            ..Parts::new(
                Verdict::new(ErrorKind::Timeout, Outcome::Ambiguous),
                format!("{wanted} within {within:?}: {words}"),
            )
        })
    }
}

/// Adds to what was seen that it may not be all.
pub(super) fn with_unreadable(words: &str, list: &Items<SipNumber>) -> String {
    match list.rejected.len() {
        0 => words.to_owned(),
        unreadable => {
            format!("{words} among what could be read, and {unreadable} of the items couldn't")
        }
    }
}
