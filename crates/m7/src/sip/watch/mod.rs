//! Watch an account's SIP numbers.

mod change;
mod difference;
mod roll;
mod stream;

pub use change::Change;
pub use stream::Watch;
