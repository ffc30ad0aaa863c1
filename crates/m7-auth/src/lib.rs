#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **Pure.** No I/O, no HTTP types, no runtime. Time and nonce are arguments; [`Clock`] and
//!   [`NonceAllocator`] supply them, and a test supplies its own.
//! - **All or nothing.** [`SignedHeaders`] holds the four headers of one request; there is no way
//!   to get three of them.
//! - **No heap while signing.** [`Signer::sign`] and [`NonceAllocator::allocate`] work on the stack.
//! - **A nonce is allocated, not drawn**: one [`NonceAllocator`] never hands out the same nonce
//!   twice for the same second.
//! - **A refusal has a reason**, and no reason, error or `Debug` shows a secret or a sign.
//! - **A clock that is off is corrected**: [`ClockOffset`] learns how far from the server's replies.
//! - **Verified before remembered**: a [`ReplayGuard`] takes only what a [`Verifier`] accepted, so
//!   whoever doesn't know the secret can't fill it.

mod clock;
mod clock_belief;
mod clock_estimate;
mod clock_offset;
mod clock_sample;
mod credentials;
mod diagnosis;
mod digits;
pub mod header;
mod keyed_mac;
mod nonce;
mod nonce_allocator;
mod nonce_share;
mod nonce_source;
mod offset_range;
mod permutation;
mod refusal;
mod replay_guard;
mod server_time;
mod signer;
mod tag;
mod timestamp;
mod verifier;

pub use clock::{Clock, ManualClock, SystemClock};
pub use clock_estimate::ClockEstimate;
pub use clock_offset::{ClockOffset, Standing};
pub use clock_sample::{ClockSample, UnusableSample};
pub use credentials::{Credentials, CredentialsError};
pub use diagnosis::{Mistake, MistakeKind, Surroundings, diagnose};
pub use nonce::{Nonce, NonceError};
pub use nonce_allocator::{NonceAllocator, NoncesExhausted};
pub use nonce_share::{NonceShare, NonceShareError};
pub use nonce_source::{NoNonce, NonceSource};
pub use refusal::{Malformation, Refusal};
pub use replay_guard::ReplayGuard;
pub use server_time::{Lag, ServerTime};
pub use signer::{SignedHeaders, Signer};
pub use timestamp::{Timestamp, TimestampError};
pub use verifier::{PresentedHeaders, Verified, Verifier, WINDOW};
