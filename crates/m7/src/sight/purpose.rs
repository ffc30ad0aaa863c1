//! What an attempt is for.

/// What an attempt is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To do what the call is about.
    Call,
    /// To look whether an earlier attempt did it.
    Reconcile,
    /// To learn by the very same bytes whether an earlier attempt arrived.
    Probe,
}

impl Purpose {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Reconcile => "reconcile",
            Self::Probe => "probe",
        }
    }
}
