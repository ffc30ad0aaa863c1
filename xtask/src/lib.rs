//! Maintainers' tasks, as functions; `main.rs` is their command line.
//!
//! [`regen`] turns the contract, `spec/openapi.yaml`, into the generated halves of `m7-models` and
//! `m7-client`. It is the only place of the workspace that knows the generator. [`regen_proof`]
//! proves that the contract may grow with nothing else to be done. [`e2e`] has programs that this
//! project didn't write use the sandbox; [`conformance`] tries a server against the table of what the
//! sandbox does.

pub mod conformance;
pub mod e2e;
pub mod regen;
pub mod regen_proof;
mod served_sandbox;
mod wire;

pub use served_sandbox::SandboxError;
