//! Digest access authentication (RFC 2617, RFC 7616, RFC 8760): the server's half, and in `answer` the
//! client's.

mod algorithm;
mod answer;
mod authorization;
mod challenge;
mod expected;
mod parameters;
mod secret;

pub use algorithm::{Algorithm, Offer};
pub(crate) use answer::{Answer, Challenge};
pub(crate) use authorization::{Authorization, Protection};
pub(crate) use challenge::{Freshness, challenge};
pub(crate) use expected::answers;
pub use secret::{DigestSecret, DigestSecretError};
