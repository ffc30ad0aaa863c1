//! What the benchmarks share.
//!
//! In one process: [`ratio`] compares two pieces of work in one run, [`account`] is what they sign
//! for, [`replies`] what they decode, [`peers`] and [`crypto_js`] do the same job with other libraries.
//!
//! Between processes: [`process`] starts a server and ends it, [`sandbox`] is ours, [`http_load`] sends
//! signed requests to one.

pub mod account;
pub mod crypto_js;
pub mod http_load;
pub mod peers;
pub mod print;
pub mod process;
pub mod ratio;
pub mod replies;
pub mod sandbox;

/// The workspace's README belongs to no published crate, so its programs are compiled here.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
