#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **A call is sent again only if that can do no harm** ([`RetryPolicy`]): when nothing was done, or
//!   when twice is the same as once. A create that may have taken effect is looked for
//!   ([`Reconcile`]), and sent again only if its caller says so (there, or by [`Probe`]). No redirect
//!   is followed, and nothing below a call's attempts repeats one.
//! - **[`Error::outcome`] says what is certain**, and `Ambiguous` otherwise. See the table at
//!   [`Outcome`], and what it rests on.
//! - **Bounded**: each attempt by the time for what it does ([`Timeouts`]), each call by a deadline
//!   ([`ClientBuilder::deadline`]), all retries of a client by a budget ([`RetryBudget`]), each reply
//!   by a number of bytes ([`ClientBuilder::body_limit`]).
//! - **No secret is shown**: no `Debug`, `Display` or trace of anything here holds a password, a
//!   secret key or a sign, though the service echoes two of them in every reply.
//! - **Owned, `Send`, cheap to clone**: no lifetime and no type of an HTTP library stands in a
//!   signature, [`Client::raw`] excepted.

mod base_url;
pub mod bulk;
mod call;
mod call_report;
mod callable;
mod client;
mod client_builder;
mod clock;
#[cfg(feature = "drift")]
mod drift;
mod environment;
mod error;
mod error_kind;
mod evidence;
mod glimpse;
mod input;
mod limits;
mod opening;
mod outcome;
mod plain;
mod policy;
mod redactor;
#[cfg(feature = "redis")]
mod redis_nonces;
mod reply;
mod request;
#[cfg(feature = "roster")]
pub mod roster;
mod sight;
pub mod sip;
mod spellings;
#[cfg(feature = "testing")]
pub mod testing;
mod verdict;

pub use base_url::DOCUMENTED_BASE_URL;
pub use bulk::{bulk, bulk_stream};
pub use call_report::CallReport;
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use environment::{
    APPKEY_VARIABLE, BASE_URL_VARIABLE, NONCE_SHARE_COUNT_VARIABLE, NONCE_SHARE_INDEX_VARIABLE,
    SECRET_KEY_VARIABLE, environment_credentials, environment_nonce_share,
};
pub use error::Error;
pub use error_kind::ErrorKind;
pub use evidence::Evidence;
pub use limits::Rate;
pub use outcome::Outcome;
pub use policy::{Probe, Reconcile, RetryBudget, RetryPolicy};
#[cfg(feature = "redis")]
pub use redis_nonces::{RedisNonces, RedisNoncesBuilder, RedisNoncesError};
pub use reply::Reply;
pub use request::{Answer, Request};
pub use sight::{AttemptEvent, CallEvent, Event};
#[doc(inline)]
pub use sip::Sip;

pub use m7_auth::{
    Clock, ClockEstimate, Credentials, CredentialsError, ManualClock, NoNonce, Nonce,
    NonceAllocator, NonceError, NonceShare, NonceShareError, NonceSource, NoncesExhausted,
    SystemClock, Timestamp, TimestampError,
};
pub use m7_client::Timeouts;
pub use m7_envelope::{DecodeError, Items, RawJson, RejectedItem, RequestId};
pub use m7_models::{
    Agent, CodingFormat, Effect, RegisterStatus, SipId, SipIdentity, SipNumber, SipPassword,
};
