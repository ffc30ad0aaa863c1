//! Maintainers' tasks, as functions; `main.rs` is their command line.
//!
//! [`regen`] turns the contract, `spec/openapi.yaml`, into the generated halves of `m7-models` and
//! `m7-client`. It is the only place of the workspace that knows the generator. [`regen_proof`]
//! proves that the contract may grow with nothing else to be done.

pub mod regen;
pub mod regen_proof;
