//! The help in Chinese.
//!
//! Each file has English texts, as they stand in `cli`, and what they are in Chinese: a paragraph, or a
//! line's part that says something of what is typed beside it. What is typed stays as it is.

mod global;

/// All texts.
pub(super) const TEXTS: &[&[(&str, &str)]] = &[global::TEXTS];
