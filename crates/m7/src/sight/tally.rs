//! How many attempts of a call have begun, and whether one may have taken effect.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// What a call knows of its attempts while they go on, so that it can tell if it is cancelled.
///
/// Only its own future writes to it and reads it, in whatever thread that is polled.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    begun: AtomicU32,
    may_have_happened: AtomicBool,
}

/// Which one an attempt is, of those for its purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Count<'a> {
    /// The call's next. It counts from when it begins, not while it waits for its turn.
    Next(&'a Tally),
    /// The look of this number, from 1.
    Look(u32),
}

impl Tally {
    pub(super) fn begun(&self) -> u32 {
        self.begun.load(Ordering::Relaxed)
    }

    pub(super) fn may_have_happened(&self) -> bool {
        self.may_have_happened.load(Ordering::Relaxed)
    }
}

impl Count<'_> {
    /// The attempt begins; which one, from 1.
    pub(super) fn begin(self) -> u32 {
        match self {
            Self::Next(tally) => tally.begun.fetch_add(1, Ordering::Relaxed) + 1,
            Self::Look(number) => number,
        }
    }

    /// The attempt may have done, unseen or not, what the call is for.
    pub(super) fn note_that_it_may_have_happened(self) {
        if let Self::Next(tally) = self {
            tally.may_have_happened.store(true, Ordering::Relaxed);
        }
    }
}
