//! What one number is to be.

use m7_models::CodingFormat;

use super::{PasswordRule, Place};

/// What one number is to be. What isn't said is left as it is.
///
/// ```
/// use m7::CodingFormat;
/// use m7::roster::{PasswordRule, Row};
///
/// let row = Row::new("2004")
///     .codecs([CodingFormat::G711a])
///     .agent("5feb148e19a5207b5020e728")
///     .password(PasswordRule::Generate);
/// # let _ = row;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub(super) number: String,
    pub(super) place: Option<Place>,
    pub(super) codecs: Option<Vec<CodingFormat>>,
    pub(super) behind_nat: Option<bool>,
    pub(super) agent: AgentRule,
    pub(super) password: Option<PasswordRule>,
    pub(super) password_version: u32,
}

/// Which agent a number is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum AgentRule {
    /// Whichever it has.
    #[default]
    Any,
    /// None.
    Nobody,
    /// The one of this id.
    Bound(String),
}

/// What a row's password version is, unless it says otherwise.
pub(super) const FIRST_VERSION: u32 = 1;

impl Row {
    /// A row that says no more than that there is to be such a number.
    pub fn new(number: impl Into<String>) -> Self {
        Self {
            number: number.into(),
            place: None,
            codecs: None,
            behind_nat: None,
            agent: AgentRule::Any,
            password: None,
            password_version: FIRST_VERSION,
        }
    }

    /// The number is to have these codecs.
    #[must_use]
    pub fn codecs<C: Into<CodingFormat>>(self, codecs: impl IntoIterator<Item = C>) -> Self {
        Self {
            codecs: Some(codecs.into_iter().map(Into::into).collect()),
            ..self
        }
    }

    /// Whether the number's phone is behind NAT.
    #[must_use]
    pub fn behind_nat(self, behind_nat: bool) -> Self {
        Self {
            behind_nat: Some(behind_nat),
            ..self
        }
    }

    /// This agent is to be bound to the number, as soon as its phone is registered.
    #[must_use]
    pub fn agent(self, agent_id: impl Into<String>) -> Self {
        Self {
            agent: AgentRule::Bound(agent_id.into()),
            ..self
        }
    }

    /// No agent is to be bound to the number.
    #[must_use]
    pub fn no_agent(self) -> Self {
        Self {
            agent: AgentRule::Nobody,
            ..self
        }
    }

    /// Where the number's password comes from when it is created or gets a new one.
    #[must_use]
    pub fn password(self, rule: PasswordRule) -> Self {
        Self {
            password: Some(rule),
            ..self
        }
    }

    /// Which password it is to be: 1 at first. With a higher version than the one that was set last,
    /// the number gets a new one.
    #[must_use]
    pub fn password_version(self, version: u32) -> Self {
        Self {
            password_version: version,
            ..self
        }
    }

    /// The number.
    pub fn number(&self) -> &str {
        &self.number
    }
}
