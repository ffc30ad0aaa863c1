#![doc = include_str!("../README.md")]
//!
//! # What holds
//!
//! - `success` is read before `data`: data is typed only when the server says that it succeeded.
//!   Whatever it sends otherwise ([`Data::Untyped`]) can't fail the decoding.
//! - The request's echo (`requestInfo.body`, `requestInfo.headers`) is kept as raw text, is never
//!   parsed unless asked for, and its passwords and signs are never printed.
//! - One bad item doesn't lose a list: [`Envelope::salvage`] keeps it aside in [`Items`].
//! - No decoding error quotes a value of the reply.
//! - What a reply says besides (`code`, `message`, each part of `requestInfo`) is read whatever its
//!   type: one odd field costs neither the reply nor the fields beside it.
//! - Fields that the contract doesn't know are tolerated; the feature `drift` reports them.

mod blank;
mod data;
mod decode;
#[cfg(feature = "drift")]
pub mod drift;
mod envelope;
mod items;
mod raw_json;
pub mod redact;
mod request_id;
mod request_info;
mod span;
mod text;

pub use blank::blank_as_absent;
pub use data::Data;
pub use decode::DecodeError;
pub use envelope::{Code, Envelope};
pub use items::{Items, RejectedItem};
pub use raw_json::RawJson;
pub use request_id::RequestId;
pub use request_info::RequestInfo;
pub use span::Span;
