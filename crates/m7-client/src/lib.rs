#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **One function, one attempt.** Nothing here retries, follows a redirect of its own accord, or
//!   decides what a failure means: that is the `m7` crate's.
//! - **Nothing goes out unsigned.** [`Transport`] signs each request as the last thing before it is
//!   sent, with a timestamp and a nonce of its own.
//! - **The functions are generated** from the OpenAPI document by `cargo xtask regen`, and
//!   committed; the transport is written by hand.

// What prettyplease prints stays as it is, so that a difference is always one of content.
#[rustfmt::skip]
#[allow(
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    unused_qualifications,
    reason = "generated code is judged by its tests, and its generator by these lints"
)]
mod generated;
mod transport;

pub use generated::{Client, ClientInfo, Error, ResponseValue};
pub use transport::Transport;
