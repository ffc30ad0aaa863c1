//! Wait for what phones, or other programs, do to SIP numbers.

mod gone;
mod poll;
mod registered;
mod waitable;

pub use gone::WaitGone;
pub use registered::{WaitRegistered, WaitRegisteredAll};
