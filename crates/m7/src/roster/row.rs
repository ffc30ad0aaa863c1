//! What one number is to be.

use m7_models::CodingFormat;

use super::{PasswordRule, Place};

/// What one number is to be. What isn't said is left as it is.
///
/// Two rows that say the same are equal, wherever they stand.
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
#[derive(Clone, Debug)]
pub struct Row {
    pub(super) number: String,
    pub(super) place: Option<Place>,
    pub(super) codecs: Option<Vec<CodingFormat>>,
    pub(super) behind_nat: Option<bool>,
    pub(super) agent: AgentRule,
    pub(super) password: Option<PasswordRule>,
    pub(super) password_version: u32,
    pub(super) note: Option<String>,
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

/// How a file says that no agent is to be bound.
pub(super) const NOBODY: &str = "none";

/// Whether this stands for [`NOBODY`] where an agent's id is expected.
pub(super) fn is_nobody(text: &str) -> bool {
    text.eq_ignore_ascii_case(NOBODY) || text == "无"
}

/// A note as a file can keep it.
pub(super) fn note_of(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.replace("\r\n", "\n").replace('\r', "\n"))
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
            note: None,
        }
    }

    /// A row that stands in a file.
    pub(super) fn at(self, place: Place) -> Self {
        Self {
            place: Some(place),
            ..self
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

    /// What its readers are to know of the number, such as whose it is. The service is told nothing
    /// of it. Blanks at its ends are left out, and a line break is a `\n`.
    #[must_use]
    pub fn note(self, note: impl AsRef<str>) -> Self {
        Self {
            note: note_of(note.as_ref()),
            ..self
        }
    }

    /// The number.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The agent that is to be bound to it, if one is.
    pub fn agent_id(&self) -> Option<&str> {
        match &self.agent {
            AgentRule::Bound(agent_id) => Some(agent_id),
            AgentRule::Any | AgentRule::Nobody => None,
        }
    }

    /// Where its password comes from, if it says so.
    pub fn password_rule(&self) -> Option<&PasswordRule> {
        self.password.as_ref()
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        // By name, so that none is forgotten.
        let Self {
            number,
            place: _,
            codecs,
            behind_nat,
            agent,
            password,
            password_version,
            note,
        } = self;
        *number == other.number
            && *codecs == other.codecs
            && *behind_nat == other.behind_nat
            && *agent == other.agent
            && *password == other.password
            && *password_version == other.password_version
            && *note == other.note
    }
}

impl Eq for Row {}
