//! The operations on SIP numbers.

mod bind;
mod create;
mod delete;
mod get;
mod list;
mod operations;
mod pause;
mod update;
mod wait;
mod watch;

pub use bind::{Bind, Unbind};
pub use create::Create;
pub use delete::Delete;
pub use get::Get;
pub use list::List;
pub use operations::Sip;
pub use pause::LONGEST_REST;
pub use update::Update;
pub use wait::{WaitGone, WaitRegistered, WaitRegisteredAll};
pub use watch::{Change, Watch};
