//! Phones: those that register over SIP, and those that are only said to be there.

mod host_port;
mod lines;
mod registrar;
mod stand_in;

pub(crate) use host_port::is_host_and_port;
pub(crate) use registrar::{SipAddresses, SipSettings, serve, start};
pub(crate) use stand_in::{is_stand_in, register, unregister};
