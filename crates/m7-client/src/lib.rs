#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **One function, one attempt.** Nothing here retries, follows a redirect of its own accord, or
//!   decides what a failure means: that is the `m7` crate's. A request's body can be taken by a
//!   connection only once, so no layer below can send it again either.
//! - **Nothing goes out unsigned.** [`Transport`] signs each request as the last thing before it is
//!   sent, with a timestamp and a nonce of its own.
//! - **Everything is bounded**: an attempt by the time that its effect is given ([`Timeouts`]), a
//!   reply by a number of bytes ([`BodyTooLarge`]).
//! - **"Not sent" is certain.** An [`Attempt`] knows whether a connection has taken the request,
//!   and [`Failure`] says [`NotSent`](Failure::NotSent) only when none has, nor will.
//! - **The functions are generated** from the OpenAPI document by `cargo xtask regen`, and
//!   committed; the transport is written by hand.

mod attempt;
mod connection;
mod endpoints;
mod exchange;
mod failure;
// What prettyplease prints stays as it is, so that a difference is always one of content.
#[rustfmt::skip]
#[allow(
    clippy::all,
    clippy::pedantic,
    unreachable_pub,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    unused_qualifications,
    reason = "generated code is judged by its tests, and its generator by these lints"
)]
mod generated;
mod post_json;
mod proxy;
mod reply_body;
mod request_body;
mod timeouts;
#[cfg(feature = "rustls")]
mod tls;
mod transport;

pub use attempt::{Attempt, Signed};
pub use connection::{Connection, ConnectionError};
pub use failure::{Failure, Source, UntypedReply};
pub use generated::{Client, ClientInfo, Error, ResponseValue};
pub use proxy::Proxy;
pub use reply_body::BodyTooLarge;
pub use timeouts::Timeouts;
pub use transport::{DEFAULT_BODY_LIMIT, DEFAULT_KEPT_BODY, SigningError, Transport};
