//! What the benchmarks share.
//!
//! In one process: [`ratio`] compares two pieces of work in one run, [`account`] is what they sign
//! for, [`replies`] what they decode, [`peers`] and [`crypto_js`] do the same job with other libraries.
//!
//! Between processes: [`rivals`] call the server of [`canned`] replies; [`process`] starts a server and ends it; [`sandbox`] is ours, [`kamailio`] with
//! [`postgres`] another; [`http_load`] sends signed requests, [`sipp`] registers phones.

pub mod account;
pub mod canned;
pub mod crypto_js;
pub mod http_load;
pub mod kamailio;
pub mod peers;
pub mod postgres;
pub mod print;
pub mod process;
pub mod ratio;
pub mod replies;
pub mod rivals;
pub mod sandbox;
pub mod sipp;

/// The workspace's README belongs to no published crate, so its programs are compiled here.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
