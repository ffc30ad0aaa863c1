//! What goes wrong on demand: a schedule as data, and which request meets which of its faults.

mod body;
mod chance;
mod concern;
mod error;
mod fault;
mod live;
mod orders;
mod reply;
mod rule;
mod schedule;
mod vocabulary;

pub use error::FaultError;
pub use fault::{Fault, FaultBody, Moment};
pub use orders::{Faults, RuleCount};
pub use rule::FaultRule;
pub use schedule::FaultSchedule;

pub(crate) use body::{Manner, slowly, truncated, whole};
pub(crate) use concern::number_concerned;
pub(crate) use live::{Asked, Live as LiveFaults, Met};
pub(crate) use reply::spoil;
