#![doc = include_str!("../README.md")]
//!
//! # Contract
//!
//! - **Generated** from the OpenAPI document by `cargo xtask regen`, and committed: whoever uses
//!   this crate compiles no generator. [`SipPassword`], [`SipId::created_at`] and the shape of the
//!   operation table are written by hand.
//! - **Growing breaks no caller.** Structs are `#[non_exhaustive]`, are made by `new` with what is
//!   required, and have a `with_…` for each optional field. Enums are open: a value that the
//!   contract doesn't list decodes as `Unknown`.
//! - **The document's field order** is the order in which fields are written.
//! - **Tolerant in, strict out.** Unknown fields are passed over, a numeric string counts as a
//!   number in an integer enum, and every blank form of an object such as [`Agent`] means that
//!   there is none; what is written has one form.
//! - **A password can't be printed**, whatever holds it: see [`SipPassword`].

mod blank;
// What prettyplease prints stays as it is, so that a difference is always one of content.
#[rustfmt::skip]
#[allow(
    clippy::all,
    clippy::pedantic,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    unused_qualifications,
    reason = "generated code is judged by its tests, and its generator by these lints"
)]
mod generated;
pub mod operation;
mod password;
mod sip_id;

pub use generated::open_enums::*;
pub use generated::schemas::*;
pub use operation::{Effect, OPERATIONS, Operation, Reconcile};
pub use password::SipPassword;
