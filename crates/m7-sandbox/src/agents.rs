//! The directory of agents that a sandbox starts with.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An agent (座席) of the directory, to whom numbers can be bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Agent {
    /// Its id (座席id), 24 hex digits on the vendor's page.
    #[serde(rename = "agentId")]
    pub id: Cow<'static, str>,
    /// Its name (座席名称).
    #[serde(rename = "agentName")]
    pub name: Cow<'static, str>,
    /// Its number (座席工号).
    #[serde(rename = "agentNumber")]
    pub number: Cow<'static, str>,
}

impl Agent {
    /// An agent with this id, name and number.
    pub fn new(
        id: impl Into<Cow<'static, str>>,
        name: impl Into<Cow<'static, str>>,
        number: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            number: number.into(),
        }
    }
}

/// The agents that every account of a sandbox has: the two whose ids stand on the vendor's SIP page.
///
/// The page names the first; name and number of the second are invented. Assumed: agent-directory.
pub const SEEDED_AGENTS: &[Agent] = &[
    Agent {
        id: Cow::Borrowed("5feb148e19a5207b5020e728"),
        name: Cow::Borrowed("凯哥测试"),
        number: Cow::Borrowed("8734"),
    },
    Agent {
        id: Cow::Borrowed("5fe47b9df94f8c728ac1bbde"),
        name: Cow::Borrowed("沙盒座席"),
        number: Cow::Borrowed("8735"),
    },
];
