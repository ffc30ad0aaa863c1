//! How looks at the account go, as it is told on stderr.

use std::time::Duration;

use m7::{Error, ErrorKind};

use crate::{duration, failure::Failure, print, roster_view::counted, times};

/// What was told of it: what goes wrong once, and not at each look, and that it is over.
#[derive(Default)]
pub(crate) struct Told(Option<Trouble>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Failed(ErrorKind),
    /// Some items can't be read.
    Unreadable,
}

impl Told {
    /// Tells of a look that failed, and when the next is if the server asked for a rest.
    pub(crate) fn failed(&mut self, error: Error, next: Option<Duration>) {
        let trouble = Trouble::Failed(error.kind());
        if self.0.replace(trouble) == Some(trouble) {
            return;
        }
        let next = next.filter(|_| error.retry_after().is_some());
        let next = next.map(|next| format!("; the next look is in {}", duration::shown(next)));
        let (message, hint) = Failure::from(error).into_words();
        print::warn(&format!(
            "a look failed at {}, and is tried again: {}{}",
            now(),
            print::visible(&message),
            next.unwrap_or_default()
        ));
        if let Some(hint) = hint {
            print::note(&format!("  hint: {}", print::visible(&hint)));
        }
    }

    /// Tells that looks succeed again if they didn't, and of items that can't be read if there are any.
    pub(crate) fn succeeded(&mut self, unreadable: usize) {
        let before = self.0;
        self.0 = (unreadable > 0).then_some(Trouble::Unreadable);
        if before == self.0 {
            return;
        }
        match (before, self.0) {
            (_, Some(_)) => print::warn(&format!(
                "{} of the list can't be read since {}: `m7 sip list` says why",
                counted(unreadable, "item"),
                now()
            )),
            (Some(Trouble::Unreadable), None) => {
                print::note(&format!(
                    "all of the list can be read again since {}",
                    now()
                ));
            }
            _ => print::note(&format!("looks succeed again since {}", now())),
        }
    }
}

/// For whoever reads it later.
fn now() -> String {
    format!("{} (UTC+8)", times::utc8_of(jiff::Timestamp::now()))
}
