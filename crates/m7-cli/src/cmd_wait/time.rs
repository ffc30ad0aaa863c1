//! How long a wait goes on: until its time is up, and one more look then.

use std::time::Duration;

use m7::sip::Watch;
use tokio::time::{self, Instant};

/// How long the last look may take beyond the time, for what was waited for may have come by then.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// What is left of it.
pub(super) struct Time {
    end: Instant,
    last_look: LastLook,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LastLook {
    /// The time isn't up yet.
    Ahead,
    /// It comes after one that was under way for so long that it shows what was, as where the process was
    /// stopped meanwhile.
    Next,
    Begun,
}

impl Time {
    pub(super) fn begin(within: Duration) -> Self {
        Self {
            end: Instant::now() + within,
            last_look: LastLook::Ahead,
        }
    }

    /// Completes when it is up, and when it has been for as long as the last look may take.
    pub(super) async fn up(&self) {
        time::sleep_until(self.end).await;
    }

    /// Has the last look made, and says whether there is nothing to come of it: it was too slow, or the
    /// server wants to be left alone.
    pub(super) fn is_over(&mut self, watch: &mut Watch) -> bool {
        if self.last_look != LastLook::Ahead {
            return true;
        }
        watch.look_now();
        self.last_look = match watch.looking_for() {
            Some(taken) if taken > LAST_LOOK => LastLook::Next,
            _ => LastLook::Begun,
        };
        self.end = Instant::now() + LAST_LOOK;
        watch.pausing_for().is_some_and(|pause| pause > LAST_LOOK)
    }

    /// Whether the look that has just ended was the last.
    pub(super) fn was_last_look(&mut self, watch: &mut Watch) -> bool {
        if self.last_look == LastLook::Next {
            self.last_look = LastLook::Begun;
            watch.look_now();
            return false;
        }
        self.last_look == LastLook::Begun
    }
}
