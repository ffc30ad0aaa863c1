//! What decides how a call goes on, each policy by itself.

mod budget;
mod deadline;
mod jitter;
mod probe;
mod reconcile;
mod retry;
mod retry_after;
mod table;

pub(crate) use budget::Bucket;
pub use budget::RetryBudget;
pub(crate) use deadline::Deadline;
pub(crate) use jitter::Jitter;
pub use probe::Probe;
pub(crate) use probe::is_well_inside;
pub(crate) use reconcile::IfMissing;
pub use reconcile::Reconcile;
pub use retry::RetryPolicy;
pub(crate) use retry_after::retry_after;
pub(crate) use table::{Step, step};
