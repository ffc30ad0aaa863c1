//! What a client sent, as far as it is quoted.

use std::fmt;

/// How much is quoted, in characters.
const LIMIT: usize = 64;

/// What stands behind a text that is cut.
pub(crate) const CUT: char = '…';

/// The beginning of what a client sent. It is shown in quotes and without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown(Box<str>);

impl Shown {
    /// The beginning of this text, and no more memory than that takes.
    pub(crate) fn of(text: &str) -> Self {
        let mut shown: String = text.chars().take(LIMIT).collect();
        if shown.len() < text.len() {
            shown.push(CUT);
        }
        Self(shown.into())
    }

    /// What `change` makes of the beginning that is kept, with the mark of its cut.
    pub(crate) fn map(&self, change: impl FnOnce(&str) -> String) -> Self {
        Self(change(&self.0).into())
    }

    /// How much memory it takes, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_and_cut() {
        assert_eq!(Shown::of("a\n\u{1b}b").to_string(), r#""a\n\u{1b}b""#);
        assert_eq!(
            Shown::of(&"é".repeat(64)).to_string(),
            format!("{:?}", "é".repeat(64))
        );
        let cut = Shown::of(&"é".repeat(1_000_000));
        assert_eq!(cut.to_string(), format!("\"{}…\"", "é".repeat(64)));
        assert_eq!(cut.size(), 64 * "é".len() + "…".len());
    }
}
