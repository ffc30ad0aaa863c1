//! One write that a plan asks for.

use std::fmt;

use m7_models::operation::{SIP_CREATE, SIP_DELETE, SIP_UPDATE};
use m7_models::{CodingFormat, Operation, SipId};
use serde::{Deserialize, Serialize};

use crate::roster::PasswordRule;

/// What is done to a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Action {
    /// It is made.
    Create,
    /// Its codecs, NAT or password are set.
    Update,
    /// Its agent is taken off.
    Unbind,
    /// An agent is bound to it.
    Bind,
    /// It is removed.
    Delete,
}

/// One write that a plan asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// The number that it is done to.
    pub number: String,
    /// What is done to it.
    pub action: Action,
    /// The number's id. `None` of one that is to be created, and of what comes after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sip_id: Option<SipId>,
    /// The codecs that are set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codecs: Option<Vec<CodingFormat>>,
    /// Whether the phone is behind NAT, if that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind_nat: Option<bool>,
    /// Where the password comes from, if one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<PasswordRule>,
    /// Which version of the password that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_version: Option<u32>,
    /// The agent that is bound, or taken off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// When it can be done.
    #[serde(default)]
    pub when: When,
}

/// When a step can be done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum When {
    /// At once.
    #[default]
    Now,
    /// Only while a phone is registered to the number, and none was.
    Registered,
}

impl Action {
    /// `create`, `update`, `unbind`, `bind`, `delete`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Unbind => "unbind",
            Self::Bind => "bind",
            Self::Delete => "delete",
        }
    }

    /// The operation that does it.
    pub(in crate::roster) fn operation(self) -> &'static Operation {
        match self {
            Self::Create => &SIP_CREATE,
            Self::Update | Self::Unbind | Self::Bind => &SIP_UPDATE,
            Self::Delete => &SIP_DELETE,
        }
    }
}

impl Step {
    pub(in crate::roster) fn new(number: &str, action: Action) -> Self {
        Self {
            number: number.to_owned(),
            action,
            sip_id: None,
            codecs: None,
            behind_nat: None,
            password: None,
            password_version: None,
            agent_id: None,
            when: When::Now,
        }
    }

    /// What it sets, in a few words: `codecs G711A, NAT, password (generate)`.
    pub fn summary(&self) -> String {
        let mut parts = Vec::new();
        if let Some(codecs) = &self.codecs {
            let names: Vec<&str> = codecs.iter().map(CodingFormat::as_str).collect();
            parts.push(format!("codecs {}", names.join("+")));
        }
        match self.behind_nat {
            Some(true) => parts.push("behind NAT".to_owned()),
            Some(false) => parts.push("no NAT".to_owned()),
            None => {}
        }
        if let Some(rule) = &self.password {
            parts.push(format!("password ({rule})"));
        }
        if let Some(agent_id) = self.agent_id.as_deref().filter(|id| !id.is_empty()) {
            parts.push(format!("agent {agent_id}"));
        }
        if self.when == When::Registered {
            parts.push("once its phone is registered".to_owned());
        }
        parts.join(", ")
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
