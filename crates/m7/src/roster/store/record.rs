//! What a journal tells, line by line.

use std::time::{Duration, SystemTime};

use m7_models::{CodingFormat, SipId};
use serde::{Deserialize, Serialize};

use crate::roster::{Action, StopCause};

/// The version of the records below.
pub(in crate::roster) const VERSION: u32 = 1;

/// A line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "camelCase")]
pub(in crate::roster) enum Record {
    /// The first line.
    Journal(Header),
    /// A plan is about to be applied.
    Run(Begin),
    /// A write is about to be sent.
    Intent(Intent),
    /// What became of a write. Of several for one the last holds.
    Result(Conclusion),
    /// A step that was left for later.
    Left(Left),
    /// The run is over. It isn't there of one that was cut off.
    End(End),
    /// A number is about to be written to outside of any run.
    Direct(Direct),
    /// What became of that.
    DirectEnd(DirectEnd),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Header {
    pub(in crate::roster) version: u32,
    /// Which account of which server it is about.
    pub(in crate::roster) target: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Begin {
    pub(in crate::roster) run: u64,
    pub(in crate::roster) at: Millis,
    /// The digest of its plan.
    pub(in crate::roster) plan: String,
    pub(in crate::roster) steps: usize,
    /// If it gives numbers new passwords: the run that began with that, itself or the one that it goes on
    /// with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) rotation: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Intent {
    /// The write's own number, from 1.
    pub(in crate::roster) op: u64,
    pub(in crate::roster) at: Millis,
    /// The earliest that it was by the server's clock, where two replies tell that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) server_at: Option<Millis>,
    pub(in crate::roster) number: String,
    pub(in crate::roster) action: Action,
    /// Of every number but one that is to be created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) sip_id: Option<SipId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) agent_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) codecs: Option<Vec<CodingFormat>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) behind_nat: Option<bool>,
    /// If it sets a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) password_version: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Conclusion {
    pub(in crate::roster) op: u64,
    pub(in crate::roster) at: Millis,
    pub(in crate::roster) became: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) sip_id: Option<SipId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) request_id: Option<String>,
    /// How long the call took, in milliseconds. Not there of what was settled later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) took: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) attempts: Option<u32>,
    /// What went wrong, or by what it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) note: Option<String>,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) enum Became {
    Done,
    NotSent,
    Rejected,
    /// It may have happened.
    Unknown,
    /// It was looked for, and has not happened.
    Absent,
    /// It can't be seen whether it has happened, or it shows that it hasn't; doing it again does no
    /// harm.
    Again,
    /// The number is there, but this write isn't proved to have made it.
    Unproved,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Left {
    pub(in crate::roster) number: String,
    pub(in crate::roster) action: Action,
    pub(in crate::roster) why: Why,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) sip_id: Option<SipId>,
    pub(in crate::roster) note: String,
}

/// Why a step was left for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) enum Why {
    /// Its phone isn't registered.
    Pending,
    /// The run was stopped, or what it rests on failed.
    NotStarted,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct End {
    pub(in crate::roster) at: Millis,
    /// Why it ended early, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) stopped: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) stopped_by: Option<StopCause>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct Direct {
    /// Its own number, from 1.
    pub(in crate::roster) id: u64,
    pub(in crate::roster) at: Millis,
    pub(in crate::roster) number: String,
    /// Of every number but one that was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) sip_id: Option<SipId>,
    /// Whether nothing holds any more that was known of the number of this name.
    pub(in crate::roster) replaces: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) codecs: Option<Vec<CodingFormat>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::roster) behind_nat: Option<bool>,
    /// Whether it sets a password.
    pub(in crate::roster) password: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::roster) struct DirectEnd {
    pub(in crate::roster) id: u64,
    pub(in crate::roster) became: Became,
}

/// A time in milliseconds since 1970, by the clock of whoever wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(in crate::roster) struct Millis(u64);

impl Millis {
    /// This machine's time.
    pub(in crate::roster) fn now() -> Self {
        SystemTime::now().into()
    }

    pub(in crate::roster) fn time(self) -> SystemTime {
        SystemTime::UNIX_EPOCH
            .checked_add(Duration::from_millis(self.0))
            .unwrap_or(SystemTime::UNIX_EPOCH)
    }
}

impl From<SystemTime> for Millis {
    /// A time before 1970 counts as 1970.
    fn from(time: SystemTime) -> Self {
        let since = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Self(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}
