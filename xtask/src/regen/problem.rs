//! One thing that is wrong with the contract.

use std::fmt;

/// Where in the document, what is wrong there, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Problem {
    /// The place, as keys joined by dots: `components.schemas.SipNumber.properties.agent`.
    pub at: String,
    /// What is wrong, and what would come of it.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl Problem {
    /// Puts the three together.
    pub fn new(at: impl Into<String>, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            what: what.into(),
            instead: instead.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n  {}\n  write instead: {}",
            self.at, self.what, self.instead
        )
    }
}
