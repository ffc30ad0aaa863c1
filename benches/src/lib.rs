//! What the benchmarks share: [`ratio`] compares two pieces of work in one run, [`account`] is what
//! they sign for, [`peers`] does the same job with other libraries.

pub mod account;
pub mod peers;
pub mod ratio;
