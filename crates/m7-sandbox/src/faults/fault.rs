//! The kinds of faults.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::refusal::Refusal;

/// Something that goes wrong with a request. In JSON, what the example of each kind shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// Instead of the request, nobody listens: connections are refused. `{"refuse": {"seconds": 5}}`
    ///
    /// Which request that is can be said by [`nth`](crate::FaultRule::nth) alone, since nobody sees
    /// what a client that isn't let in would have asked for. Until that one comes (at once, for the
    /// first), the sandbox stops to listen and closes the connections that are idle, before it gives
    /// its last answer. The control API is out of reach for as long.
    Refuse {
        /// How long, by the sandbox's clock, but no longer than that in real time.
        #[serde(with = "seconds")]
        seconds: Duration,
    },
    /// The connection is reset, by a TCP RST. `{"reset": "afterCommit"}`
    ///
    /// After the commit, a request that is sent again with the same headers is refused as a replay.
    Reset(Moment),
    /// No answer comes. `{"noAnswer": {"when": "afterCommit", "seconds": 60}}`
    NoAnswer {
        /// Whether what is asked is done.
        when: Moment,
        /// How long the connection is held, by the sandbox's clock; then it is closed. A client that
        /// has only closed its half is held for as long, one that resets the connection is not.
        /// Without, until the client leaves: until it has closed its half at least.
        #[serde(
            with = "optional_seconds",
            default,
            skip_serializing_if = "Option::is_none"
        )]
        seconds: Option<Duration>,
    },
    /// Another HTTP status than the request deserves.
    /// `{"status": {"code": 503, "when": "beforeCommit", "body": "html", "retryAfterSeconds": 3}}`
    Status {
        /// 429, 500, 502, 503 or 504. With 429 nothing is done.
        code: u16,
        /// Whether what is asked is done.
        when: Moment,
        /// What comes with it.
        #[serde(default)]
        body: FaultBody,
        /// What the header `Retry-After` says; without it there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u32>,
    },
    /// The reply's body comes bit by bit. `{"slowBody": {"seconds": 20}}`
    SlowBody {
        /// From its first byte to its last, by the sandbox's clock.
        #[serde(with = "seconds")]
        seconds: Duration,
    },
    /// The connection is closed in the middle of the reply's body. `"truncatedBody"`
    TruncatedBody,
    /// A page for people, with status 200. `{"html": "beforeCommit"}`
    Html(Moment),
    /// Each value in `data` is of another type: texts are numbers, numbers and booleans texts.
    /// `"wrongTypes"`
    WrongTypes,
    /// Objects have fields that the contract doesn't know. `"unknownFields"`
    UnknownFields,
    /// Each `registerStatus` has a value that the contract doesn't know. `"unknownEnumValues"`
    ///
    /// For `sip_list` only: no other reply has one.
    UnknownEnumValues,
    /// The request is judged and answered by a clock that is off. `{"skew": {"seconds": -600}}`
    Skew {
        /// How far it is ahead of the sandbox's.
        seconds: i32,
    },
    /// The request is refused as a replay, though it is none. `"replayRejection"`
    ReplayRejection,
}

/// Whether a fault comes before or after what is asked is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moment {
    /// Nothing is done. The request was let in: its nonce is used up.
    BeforeCommit,
    /// All is done, as far as it can be.
    AfterCommit,
}

/// What comes with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FaultBody {
    /// A page for people, as proxies send it.
    #[default]
    Html,
    /// Nothing.
    Empty,
    /// The envelope of a refusal, with the status as its code.
    Envelope,
}

impl Fault {
    /// Its name in JSON: `reset`, `noAnswer`, …
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refuse { .. } => "refuse",
            Self::Reset(_) => "reset",
            Self::NoAnswer { .. } => "noAnswer",
            Self::Status { .. } => "status",
            Self::SlowBody { .. } => "slowBody",
            Self::TruncatedBody => "truncatedBody",
            Self::Html(_) => "html",
            Self::WrongTypes => "wrongTypes",
            Self::UnknownFields => "unknownFields",
            Self::UnknownEnumValues => "unknownEnumValues",
            Self::Skew { .. } => "skew",
            Self::ReplayRejection => "replayRejection",
        }
    }

    /// What becomes of a request in place of its being passed on, for a fault that comes before.
    pub(crate) fn instead(&self) -> Option<Refusal> {
        let status = match *self {
            Self::Status {
                code,
                when: Moment::BeforeCommit,
                ..
            } => code,
            Self::Html(Moment::BeforeCommit)
            | Self::Reset(Moment::BeforeCommit)
            | Self::NoAnswer {
                when: Moment::BeforeCommit,
                ..
            } => 500,
            _ => return None,
        };
        let kind = self.kind();
        Some(Refusal::Fault { kind, status })
    }
}

/// Durations as numbers of seconds, which may have fractions.
mod seconds {
    use super::{Deserialize, Deserializer, Duration, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        if duration.subsec_nanos() == 0 {
            serializer.serialize_u64(duration.as_secs())
        } else {
            serializer.serialize_f64(duration.as_secs_f64())
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        super::duration(f64::deserialize(deserializer)?)
    }
}

/// The same, perhaps absent.
mod optional_seconds {
    #![expect(clippy::ref_option, reason = "serde asks for this form")]

    use super::{Deserialize, Deserializer, Duration, Serializer, seconds};

    pub(super) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match duration {
            Some(duration) => seconds::serialize(duration, serializer),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let seconds: Option<f64> = Option::deserialize(deserializer)?;
        seconds.map(super::duration).transpose()
    }
}

fn duration<E: serde::de::Error>(seconds: f64) -> Result<Duration, E> {
    // A day is longer than any test waits, and far from what can't be added to a time.
    const MOST: f64 = 86_400.0;
    if (0.0..=MOST).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err(E::custom(format_args!(
            "{seconds} isn't from 0 to {MOST} seconds"
        )))
    }
}
