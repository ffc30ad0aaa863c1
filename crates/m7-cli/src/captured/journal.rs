//! Entries of a sandbox's journal, which hold no sign, but what the sandbox found.

use crate::json::Json;

/// What the sandbox said of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// Its sign was right.
    Accepted,
    /// It was refused for its signing headers.
    Refused {
        /// The reason's name for programs.
        kind: String,
        /// The reason, and the mistake behind it if that was found.
        message: String,
    },
}

impl Judged {
    /// What an entry says, if this is one.
    pub(super) fn of(entry: &Json) -> Option<Self> {
        entry.field("seq")?;
        entry.field("request")?.field("headers")?;
        // An appkey stands there only if the sign was right.
        if entry.field("appkey").is_some() {
            return Some(Self::Accepted);
        }
        let refusal = entry.field("refusal")?;
        let said = |of: &Json| Some(of.field("message")?.text()?.to_owned());
        let mistake = refusal.field("mistake");
        Some(Self::Refused {
            kind: mistake
                .and_then(|mistake| mistake.field("kind"))
                .or_else(|| refusal.field("kind"))?
                .text()?
                .to_owned(),
            message: mistake.and_then(said).or_else(|| said(refusal))?,
        })
    }
}
