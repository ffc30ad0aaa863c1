//! What is said of any command.

pub(super) const TEXTS: &[(&str, &str)] = &[];
