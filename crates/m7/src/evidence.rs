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
    /// No usable reply came, but the number is listed, and its `sipId` was made in the second of the
    /// first send or later, by the server's clock. Certain is that the number is there, and how old it
    /// is; that this call made it is assumed of it, unless another call of this client did. Somebody
    /// else's of the same second or later, if this call's request never arrived, looks the same.
    FoundByList,
    /// No usable reply came, but a list shows the number as it was asked for. It may have been so
    /// before, and an attempt that is still on its way may set it so once more.
    ShownByList,
    /// No usable reply came, but a list of all numbers, each of which could be read, doesn't have the
    /// `sipId`. Who removed it, and whether it ever was there, a list doesn't say.
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
