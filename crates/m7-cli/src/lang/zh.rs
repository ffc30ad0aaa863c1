//! The help in Chinese.

/// Each English text, and what it is in Chinese. What is typed stays as it is.
pub(super) const TEXTS: &[(&str, &str)] = &[];
