//! What a call shows of itself while it goes on, and no secret: spans and events through `tracing`
//! ([`Call`], [`Attempt`], [`policies`]), and the events of [`ClientBuilder::observe`].
//!
//! [`ClientBuilder::observe`]: crate::ClientBuilder::observe

mod attempt;
mod call;
mod event;
mod observer;
mod policies;
mod purpose;
mod tally;

pub(crate) use attempt::Attempt;
pub(crate) use call::Call;
pub use event::{AttemptEvent, CallEvent, Event};
pub(crate) use observer::Observer;
pub(crate) use policies::{
    budget_exhausted, deadline_reached, probing, reconciling, settled, signing_anew, unsettled,
    will_retry,
};
pub(crate) use purpose::Purpose;
pub(crate) use tally::{Count, Tally};

/// The target of all spans and events here, to be filtered by: where they stand in this crate may
/// change.
const TARGET: &str = "m7";
