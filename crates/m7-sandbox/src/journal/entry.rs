//! What the journal says of one request.

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use crate::times;

/// One request to the documented API, and what became of it. Passwords, secret keys and signs are
/// shown as `[redacted]`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalEntry {
    /// Counts from 1, in the order in which requests were done with. It never comes again.
    pub seq: u64,
    /// When it arrived, by the sandbox's clock.
    #[serde(serialize_with = "times::serialize_rfc3339")]
    pub at: SystemTime,
    /// Its id, which its reply carries too. `None` if the sandbox gave it up in the middle.
    pub request_id: Option<String>,
    /// Where it came from.
    pub client: Option<SocketAddr>,
    /// Its HTTP method, cut after 32 characters.
    pub method: String,
    /// Its path with its query, cut after 1024 characters.
    pub path: String,
    /// The contract's `operationId` for method and path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// Whose request it is, if its sign was right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub appkey: Option<String>,
    /// The HTTP status of its reply. `None` if it got none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The `code` of the reply, if that was an envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The `message` of the reply, if that was an envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// How long it took from its arrival until the answer was made, in real time.
    #[serde(rename = "durationMs", serialize_with = "milliseconds")]
    pub duration: Duration,
    /// Whether what it asked was done and stored, answered or not. A read stores nothing. Of a request
    /// that was given up in the middle, one without a `request_id`, it isn't known, and this is false.
    pub committed: bool,
    /// What was ordered to go wrong with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<JournalFault>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<JournalRefusal>,
    /// What was sent.
    pub request: JournalRequest,
    /// What was answered.
    pub reply: JournalReply,
}

/// What was ordered to go wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalFault {
    /// Which rule of the schedule it was.
    pub rule: String,
    /// What kind of fault.
    pub kind: &'static str,
}

/// Why a request was refused. What else is known depends on the kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalRefusal {
    /// Names the reason for programs, for example `wrong-sign`.
    pub kind: &'static str,
    /// The sentence of the reply.
    pub message: String,
    /// Which header is missing, malformed or repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<&'static str>,
    /// The timestamp minus the sandbox's time, negative if the client is behind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// How far a timestamp may be off, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_seconds: Option<u64>,
    /// What the sandbox signed to compare: appkey, timestamp and nonce as they were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// What the client did instead of signing that, if doing the same gives its sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistake: Option<JournalMistake>,
    /// Where in the body something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// What a client did instead of what is documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalMistake {
    /// Names the mistake for programs, for example `order`.
    pub kind: &'static str,
    /// What it did, and what to do.
    pub message: String,
    /// What it signed, if that was another text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// The first character, counted from 1, in which that differs from the canonical one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs_at: Option<usize>,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalRequest {
    /// Names and values in the order of their arrival; a name stands there once.
    #[serde(serialize_with = "map")]
    pub headers: Vec<(String, String)>,
    /// The body. `None` if it didn't arrive whole or was too large to be read.
    pub body: Option<String>,
    /// Whether the body was longer than what is kept of it.
    pub truncated: bool,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalReply {
    /// The body. `None` if there was no answer.
    pub body: Option<String>,
    /// Whether the body was longer than what is kept of it.
    pub truncated: bool,
}

fn milliseconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // Of more than microseconds nobody would know what they mean.
    let micros = u32::try_from(duration.as_micros()).unwrap_or(u32::MAX);
    serializer.serialize_f64(f64::from(micros) / 1000.0)
}

fn map<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
