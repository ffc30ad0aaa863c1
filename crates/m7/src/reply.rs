//! What a call brings.

use crate::CallReport;

/// The result of a call that succeeded, and what there is to say of the call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reply<T> {
    /// What was asked for.
    pub data: T,
    /// The server's id for the request, and where the time went.
    pub call: CallReport,
}

impl<T> Reply<T> {
    pub(crate) fn new(data: T, call: CallReport) -> Self {
        Self { data, call }
    }

    /// The same reply with its data changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        Reply::new(change(self.data), self.call)
    }
}
