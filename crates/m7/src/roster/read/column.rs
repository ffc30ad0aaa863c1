//! The columns that a roster as CSV may have.

/// A column of a roster, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roster) enum Column {
    Number,
    Codecs,
    Nat,
    AgentId,
    Password,
    PasswordVersion,
    Note,
}

impl Column {
    pub(in crate::roster) const ALL: [Self; 7] = [
        Self::Number,
        Self::Codecs,
        Self::Nat,
        Self::AgentId,
        Self::Password,
        Self::PasswordVersion,
        Self::Note,
    ];

    /// What it is called in a header line that is written.
    pub(in crate::roster) fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Codecs => "codecs",
            Self::Nat => "nat",
            Self::AgentId => "agent_id",
            Self::Password => "password",
            Self::PasswordVersion => "password_version",
            Self::Note => "note",
        }
    }

    /// What else it may be called.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["号码", "sip号码", "sip号"],
            Self::Codecs => &["编码", "语音编码"],
            Self::Nat => &["是否nat"],
            Self::AgentId => &["座席id", "坐席id"],
            Self::Password => &["密码"],
            Self::PasswordVersion => &["密码版本"],
            Self::Note => &["备注"],
        }
    }

    /// The column of this name, whatever its case; `SIP 号码` may have a blank in it.
    pub(super) fn of(name: &str) -> Option<Self> {
        let name: String = name.split_whitespace().collect();
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|column| column.name() == name || column.aliases().contains(&name.as_str()))
    }

    /// Their names, for whoever wrote another one.
    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}
