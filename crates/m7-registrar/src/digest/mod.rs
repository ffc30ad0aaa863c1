//! Digest access authentication, the server's half (RFC 2617, RFC 7616, RFC 8760).

mod algorithm;
mod authorization;
mod challenge;
mod expected;
mod secret;

pub use algorithm::{Algorithm, Offer};
pub(crate) use authorization::{Authorization, Protection};
pub(crate) use challenge::{Freshness, challenge};
pub(crate) use expected::answers;
pub use secret::{DigestSecret, DigestSecretError};
