//! How much one client sends at a time, and how fast.

mod pacer;
mod permits;
mod rate;
mod turns;

pub use rate::Rate;
pub(crate) use turns::{DEFAULT_MAX_IN_FLIGHT, Limits, Standing, Turn};
