#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **Nothing but a REGISTER with the right password changes state**, and it does all that it asks
//!   or nothing of it (RFC 3261 §10.3 step 7). An answer is sent after the [`Store`] has written.
//! - **A stranger costs a bounded amount.** A challenge costs no memory and asks no store; nonces,
//!   retransmissions, lockouts, rates and connections are kept in tables of a fixed size
//!   ([`Limits`]), and forgetting in them never opens a door.
//! - **An unknown number and a wrong password look the same**, in what is answered and in what it
//!   takes.
//! - **A nonce holds for a minute, for the address that got it**, and each count of its uses once; a
//!   client that gives no count uses it once. A client that comes late is told `stale=true`.
//! - **An answer goes to where the request came from**, never to an address that a header names.
//! - **Expiry goes by the clock that is handed over** ([`Builder::clock`]); rates, time-outs and
//!   retransmissions go by the machine's.
//! - **Secrets are types**; neither log nor error nor `Debug` shows a password or a hash of one.
//!
//! # Parsing
//!
//! Messages are parsed by `sipx-sip`, which does no I/O and reads no clock. It was chosen over
//! `ezk-sip-types` for what a registrar on an open port needs: every size limit is checked before it
//! is spent on, bytes that aren't text don't lose the message, a stream is framed incrementally, and
//! the rules for comparing URIs (RFC 3261 §19.1.4) and for validating a request are there and tested
//! against RFC 4475. It is the younger of the two, so no type of it is in this crate's interface. Its
//! elliptic curves are switched off. What no crate offers is here: the server's side of digest
//! authentication, nonces, lockout, and the cache of retransmissions.

mod address;
mod authentication;
mod binding;
mod bindings;
mod digest;
mod door;
mod error;
mod event;
mod expiry;
mod hex;
mod limits;
mod lockout;
mod memory_store;
mod nonces;
mod peer;
mod phone;
mod registrar;
mod registration;
mod reply;
mod retransmissions;
mod salvage;
mod service;
mod store;
mod tcp;
mod token_bucket;
mod udp;
mod via;

pub use binding::{Binding, Transport};
pub use digest::{Algorithm, DigestSecret, DigestSecretError, Offer};
pub use error::Error;
pub use event::{Event, Refusal};
pub use expiry::Expiry;
pub use limits::Limits;
pub use memory_store::MemoryStore;
pub use phone::{Phone, PhoneError};
pub use registrar::{Builder, Registrar};
pub use store::{Account, Change, Generation, Store};

/// What the `Server` header says.
const SERVER: &str = concat!("m7-registrar/", env!("CARGO_PKG_VERSION"));
