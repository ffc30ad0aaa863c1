//! Every way in which a request can be refused: its code and its message.
//!
//! Assumed: refusal-form, refusal-code. The sentences are this project's own.

use m7_envelope::DecodeError;
use m7_models::{CodingFormat, RegisterStatus};
use thiserror::Error;

use crate::shown::Shown;
use crate::store::StoreError;

/// Why a request isn't done.
///
/// Messages are logged. They quote what was sent only where that is no secret, nor one that a mixed
/// up call could have put there: of a number that isn't one, they say what is wrong with it.
///
/// The journal keeps thousands of these. So what a client sent is cut where one is made, not where it
/// is shown.
#[derive(Debug, Error)]
pub(crate) enum Refusal {
    #[error("there is nothing at {path}")]
    UnknownPath { path: Shown },
    #[error("{path} takes {expected} only")]
    Method {
        path: &'static str,
        expected: &'static str,
    },
    #[error("the body is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the body didn't arrive in time")]
    TooSlow,
    #[error("the body ended before its end")]
    CutOff,

    #[error("{0}")]
    Sign(#[from] m7_auth::Refusal),
    #[error("the header {name} stands in the request more than once")]
    RepeatedHeader { name: &'static str },

    #[error("the header content-type is missing: it must be application/json")]
    NoContentType,
    #[error("the content-type is {found}: it must be application/json")]
    ContentType { found: Shown },
    #[error("the body is empty: it must be a JSON object, {{}} if there is nothing to say")]
    EmptyBody,
    #[error("the body isn't JSON: {0}")]
    NotJson(DecodeError),
    #[error("the body is {found}: it must be a JSON object")]
    NotAnObject { found: &'static str },
    #[error("the body{}: {error}", of_field(field))]
    Field { field: String, error: DecodeError },

    #[error("the operation {id} is part of the contract, and this sandbox doesn't do it")]
    NotImplemented { id: &'static str },

    #[error(
        "the number has something else than a digit at position {position}: a SIP number has 1 to \
         32 digits and nothing else"
    )]
    NumberCharacter { position: usize },
    #[error("the number has {found} digits: a SIP number has 1 to 32")]
    NumberLength { found: usize },
    #[error("the password is empty: a phone needs one to register")]
    EmptyPassword,
    #[error("the agentId is empty: a number couldn't be bound to it")]
    EmptyAgentId,
    #[error("codingFormat {codec}: the codecs are {}", known_codecs())]
    UnknownCodec { codec: Shown },
    #[error("registerStatuses {status}: the statuses are {}", known_statuses())]
    UnknownStatus { status: RegisterStatus },

    #[error("the account has a number {number} already")]
    DuplicateNumber { number: String },
    #[error("the account has no SIP number with the sipId {sip_id}")]
    UnknownSipId { sip_id: Shown },
    #[error("the account has no agent with the agentId {agent_id}")]
    UnknownAgent { agent_id: Shown },
    #[error(
        "an agent can be applied only to a number that is registered and not bound, and the number \
         {number} is not registered"
    )]
    NotRegistered { number: String },
    #[error(
        "an agent can be applied only to a number that is registered and not bound, and the number \
         {number} is bound to the agent {agent_id}"
    )]
    Bound { number: String, agent_id: String },
    #[error("the agent {agent_id} is bound to the number {number} already")]
    AgentTaken { agent_id: String, number: String },

    #[error("the sandbox was reset while this was under way, so it isn't done: ask again")]
    Reset,
    #[error("ordered to go wrong: {kind}")]
    Fault { kind: &'static str, status: u16 },

    #[error("the sandbox can't reach its data")]
    Store(#[from] StoreError),
    #[error("the sandbox can't write its reply")]
    Reply(#[source] serde_json::Error),
}

impl Refusal {
    /// Names the reason for programs. A name that was given stays.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::UnknownPath { .. } => "unknown-path",
            Self::Method { .. } => "method",
            Self::TooLarge { .. } => "too-large",
            Self::TooSlow => "too-slow",
            Self::CutOff => "cut-off",
            Self::Sign(refusal) => match refusal {
                m7_auth::Refusal::Missing { .. } => "missing-header",
                m7_auth::Refusal::Malformed { .. } => "malformed-header",
                m7_auth::Refusal::UnknownAppkey => "unknown-appkey",
                m7_auth::Refusal::OutsideWindow { .. } => "outside-window",
                m7_auth::Refusal::WrongSign => "wrong-sign",
                m7_auth::Refusal::Replayed => "replayed",
                m7_auth::Refusal::ReplayGuardFull { .. } => "replay-guard-full",
                _ => "not-signed",
            },
            Self::RepeatedHeader { .. } => "repeated-header",
            Self::NoContentType => "missing-header",
            Self::ContentType { .. } => "content-type",
            Self::EmptyBody => "empty-body",
            Self::NotJson(_) => "not-json",
            Self::NotAnObject { .. } => "not-an-object",
            Self::Field { .. } => "field",
            Self::NotImplemented { .. } => "not-implemented",
            Self::NumberCharacter { .. } | Self::NumberLength { .. } => "number",
            Self::EmptyPassword => "empty-password",
            Self::EmptyAgentId => "empty-agent-id",
            Self::UnknownCodec { .. } => "unknown-codec",
            Self::UnknownStatus { .. } => "unknown-status",
            Self::DuplicateNumber { .. } => "duplicate-number",
            Self::UnknownSipId { .. } => "unknown-sip-id",
            Self::UnknownAgent { .. } => "unknown-agent",
            Self::NotRegistered { .. } => "not-registered",
            Self::Bound { .. } => "bound",
            Self::AgentTaken { .. } => "agent-taken",
            Self::Reset => "reset",
            Self::Fault { kind, .. } => kind,
            Self::Store(_) | Self::Reply(_) => "failed",
        }
    }

    /// How much memory its texts take, in bytes; those of a few words aside.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::UnknownPath { path: shown }
            | Self::ContentType { found: shown }
            | Self::UnknownCodec { codec: shown }
            | Self::UnknownSipId { sip_id: shown }
            | Self::UnknownAgent { agent_id: shown } => shown.size(),
            Self::Field { field, .. } => field.len(),
            Self::DuplicateNumber { number } | Self::NotRegistered { number } => number.len(),
            // An agent's id is as long as its directory has it.
            Self::Bound { number, agent_id } | Self::AgentTaken { number, agent_id } => {
                number.len() + agent_id.len()
            }
            _ => 0,
        }
    }

    /// The sentence, with `hide` done to all in it that a client sent, and to nothing else: a secret
    /// that is an ordinary word leaves the reason as it is.
    pub(crate) fn told(&self, hide: impl Fn(&str) -> String) -> String {
        let quotes = match self {
            Self::UnknownPath { path } => Self::UnknownPath {
                path: path.map(hide),
            },
            Self::ContentType { found } => Self::ContentType {
                found: found.map(hide),
            },
            Self::UnknownCodec { codec } => Self::UnknownCodec {
                codec: codec.map(hide),
            },
            Self::UnknownSipId { sip_id } => Self::UnknownSipId {
                sip_id: sip_id.map(hide),
            },
            Self::UnknownAgent { agent_id } => Self::UnknownAgent {
                agent_id: agent_id.map(hide),
            },
            Self::DuplicateNumber { number } => Self::DuplicateNumber {
                number: hide(number),
            },
            Self::NotRegistered { number } => Self::NotRegistered {
                number: hide(number),
            },
            Self::Bound { number, agent_id } => Self::Bound {
                number: hide(number),
                agent_id: hide(agent_id),
            },
            Self::AgentTaken { number, agent_id } => Self::AgentTaken {
                number: hide(number),
                agent_id: hide(agent_id),
            },
            _ => return self.to_string(),
        };
        quotes.to_string()
    }

    /// The HTTP status, which is the envelope's `code` too.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::CutOff
            | Self::EmptyBody
            | Self::NotJson(_)
            | Self::NotAnObject { .. }
            | Self::Field { .. }
            | Self::NumberCharacter { .. }
            | Self::NumberLength { .. }
            | Self::EmptyPassword
            | Self::EmptyAgentId
            | Self::UnknownCodec { .. }
            | Self::UnknownStatus { .. } => 400,
            // Not the client's fault, and over in a few minutes.
            Self::Sign(m7_auth::Refusal::ReplayGuardFull { .. }) => 429,
            Self::Sign(_) | Self::RepeatedHeader { .. } => 401,
            Self::UnknownPath { .. } | Self::UnknownSipId { .. } | Self::UnknownAgent { .. } => 404,
            Self::Method { .. } => 405,
            Self::TooSlow => 408,
            Self::DuplicateNumber { .. }
            | Self::NotRegistered { .. }
            | Self::Bound { .. }
            | Self::AgentTaken { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::NoContentType | Self::ContentType { .. } => 415,
            Self::Store(_) | Self::Reply(_) => 500,
            Self::NotImplemented { .. } => 501,
            Self::Reset => 503,
            Self::Fault { status, .. } => *status,
        }
    }
}

/// A path into the body. It has names of the contract and places in arrays, nothing that was sent.
fn of_field(path: &str) -> String {
    match path {
        "." => String::new(),
        path => format!("'s {path}"),
    }
}

fn known_codecs() -> String {
    let names: Vec<_> = CodingFormat::KNOWN.iter().map(AsRef::as_ref).collect();
    names.join(", ")
}

fn known_statuses() -> String {
    let numbers: Vec<_> = RegisterStatus::KNOWN
        .iter()
        .map(ToString::to_string)
        .collect();
    numbers.join(", ")
}
