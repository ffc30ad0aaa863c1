//! What the benchmarks share: [`ratio`] compares two pieces of work in one run, [`account`] is what
//! they sign for, [`replies`] what they decode, [`peers`] and [`crypto_js`] do the same job with other
//! libraries.

pub mod account;
pub mod crypto_js;
pub mod peers;
pub mod ratio;
pub mod replies;

/// The workspace's README belongs to no published crate, so its programs are compiled here.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
