//! By what it is known that a call was done.

use std::fmt;

/// By what it is known that a call was done.
///
/// Given by [`CallReport::evidence`](crate::CallReport::evidence).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// The reply says so.
    Reply,
    /// No usable reply came, but the number is listed, and its `sipId` was made after the first
    /// send, by the server's clock.
    FoundByList,
    /// No usable reply came, but a list shows the number as it was asked for.
    ShownByList,
    /// No usable reply came, but the number is listed no more.
    GoneFromList,
    /// The reply says so, to the very same bytes sent a second time after no usable reply had come to
    /// the first ([`Probe`](crate::Probe)): the first had not been executed, and this was its only
    /// execution. That rests on the documented check of replays.
    ProbeAccepted,
}

impl Evidence {
    /// In lower case with underscores, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "reply",
            Self::FoundByList => "found_by_list",
            Self::ShownByList => "shown_by_list",
            Self::GoneFromList => "gone_from_list",
            Self::ProbeAccepted => "probe_accepted",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
