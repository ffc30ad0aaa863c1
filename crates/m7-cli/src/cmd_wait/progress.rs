//! How a wait is going, on stderr while it goes on.

use std::time::{Duration, Instant};

use m7::sip::Watch;
use unicode_width::UnicodeWidthStr;

use crate::{
    duration,
    looks::Told,
    print::{self, StatusLine},
    progress,
};

/// What is shown of a wait. However it ends, nothing stays at the bottom of the terminal.
pub(super) struct Progress {
    begun: Instant,
    within: Duration,
    /// How it stood when that was seen last.
    words: String,
    told: Told,
    /// One line that is drawn anew, where that can be.
    line: Option<StatusLine>,
}

impl Progress {
    pub(super) fn begin(within: Duration) -> Self {
        let progress = Self {
            begun: Instant::now(),
            within,
            words: "looking".to_owned(),
            told: Told::default(),
            line: progress::can_be_drawn_on().then(StatusLine::begin),
        };
        progress.tick();
        progress
    }

    /// Shows how it stands; off a terminal only if that is new.
    pub(super) fn show(&mut self, words: &str) {
        if self.words != words {
            words.clone_into(&mut self.words);
            self.note();
        }
        self.tick();
    }

    /// Tells that looks succeed again, if they didn't.
    pub(super) fn succeeded(&mut self, watch: &Watch) {
        self.told.succeeded(watch.unreadable());
    }

    /// Tells of a look that failed, once as long as they fail for the same reason.
    pub(super) fn failed(&mut self, error: m7::Error, watch: &Watch) {
        self.told.failed(error, watch.pausing_for());
        self.tick();
    }

    /// Shows how much time has passed.
    pub(super) fn tick(&self) {
        if let Some(line) = &self.line {
            line.set(fitted(&self.words, &self.clock(), print::width_of_stderr()));
        }
    }

    fn note(&self) {
        if self.line.is_none() {
            print::note(&format!("{}; {}", self.words, self.clock()));
        }
    }

    fn clock(&self) -> String {
        let passed = duration::clock(self.begun.elapsed().min(self.within));
        format!("{passed} of {}", duration::clock(self.within))
    }
}

/// One line, without which numbers are missing if the terminal is too narrow for them.
fn fitted(words: &str, clock: &str, width: Option<usize>) -> String {
    let line = format!("{words}; {clock}");
    // The last column stays free, as some terminals wrap there.
    let fits = |line: &str| width.is_none_or(|width| line.width() < width);
    if fits(&line) {
        return line;
    }
    let count = words.split([',', ':']).next().unwrap_or_default();
    let line = format!("{count}; {clock}");
    if fits(&line) {
        line
    } else if fits(clock) {
        clock.to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_is_told_less() {
        let words = "12 of 40 registered, 28 to go: 2013-2040";
        let fitted = |width| fitted(words, "00:35 of 10:00", Some(width));
        assert_eq!(fitted(80), format!("{words}; 00:35 of 10:00"));
        assert_eq!(fitted(40), "12 of 40 registered; 00:35 of 10:00");
        assert_eq!(fitted(20), "00:35 of 10:00");
        assert_eq!(fitted(10), "");
    }
}
