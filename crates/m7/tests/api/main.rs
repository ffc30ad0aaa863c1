//! What users can rely on in this crate's signatures, read from its source.
//!
//! (rustdoc's JSON would tell the same, but only a nightly compiler writes it.)

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod everything_is_owned_and_sendable;
mod names;
mod no_foreign_type_is_in_a_signature;
mod source;
mod surface;
mod what_may_grow_is_not_exhaustive;
