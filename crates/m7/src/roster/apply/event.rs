//! What is told of a run while it goes on.

use std::time::Duration;

use crate::roster::{Action, ReportRow};

/// What is told of a run while it goes on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ApplyEvent {
    /// A write is about to be sent: its intent, and its password if that was made up, are on the disk.
    #[non_exhaustive]
    Begun {
        /// The number.
        number: String,
        /// What is done to it.
        action: Action,
    },
    /// A write's outcome is known, and not yet on the disk.
    #[non_exhaustive]
    Answered {
        /// The number.
        number: String,
        /// What was done to it.
        action: Action,
    },
    /// A write's outcome is on the disk.
    Ended(ReportRow),
    /// Nothing is under way: steps wait for their phones, and are looked for again after a while.
    #[non_exhaustive]
    Waiting {
        /// How many steps.
        steps: usize,
        /// How much longer they are waited for.
        left: Duration,
    },
}
