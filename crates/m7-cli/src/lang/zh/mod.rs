//! The help in Chinese.
//!
//! Each file has English texts, as they stand in `cli`, and what they are in Chinese: lines of prose, or
//! what a line says of what is typed beside it. What is typed stays as it is.

mod account;
mod exporter;
mod global;
mod roster;
mod sandbox;
mod sign;
mod sip;
mod watching;

/// All texts.
pub(super) const TEXTS: &[&[(&str, &str)]] = &[
    global::TEXTS,
    account::TEXTS,
    sip::TEXTS,
    watching::TEXTS,
    roster::TEXTS,
    sign::TEXTS,
    exporter::TEXTS,
    sandbox::TEXTS,
];
