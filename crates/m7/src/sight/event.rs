//! What an observer is told.

use std::time::Duration;

use m7_models::Effect;

use crate::{CallReport, Error, Outcome};

/// What an observer is told: an attempt or a call is over.
///
/// Given to the function of [`ClientBuilder::observe`](crate::ClientBuilder::observe). Every text
/// in it is one of a few that are known beforehand, fit for a metric's label; no number, id,
/// message or secret is in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// One request was sent, or couldn't be, or was given up.
    Attempt(AttemptEvent),
    /// A call with all its attempts is over.
    Call(CallEvent),
}

/// One request was sent, or couldn't be, or was given up.
///
/// Attempts of a client's every call are told, those too that only look whether an earlier one took
/// effect ([`purpose`](Self::purpose)).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AttemptEvent {
    /// The operation's name in the contract, e.g. `sip_create`.
    pub operation: &'static str,
    /// What the operation does: `read`, `create`, `replace` or `remove`.
    pub effect: &'static str,
    /// What the attempt was for: `call`, what the caller asked for; `reconcile`, to see in a list
    /// whether an ambiguous write took effect; `probe`, to learn it by a resend of the same bytes.
    pub purpose: &'static str,
    /// Which attempt of its call this was, from 1.
    pub attempt: u32,
    /// What became of it: `ok`, `not_sent`, `rejected`, `ambiguous`, `applied` (as in
    /// [`Outcome`]) or `cancelled`: its future was dropped before it was over.
    pub outcome: &'static str,
    /// Why it failed ([`ErrorKind::as_str`](crate::ErrorKind::as_str)). `None` if it succeeded or
    /// was cancelled.
    pub error: Option<&'static str>,
    /// The HTTP status, if a reply's headers have arrived.
    pub status: Option<u16>,
    /// How long it waited for its turn before it was begun
    /// ([`ClientBuilder`](crate::ClientBuilder)'s limits).
    pub queued: Duration,
    /// From its begin to the last byte of its reply, or to its failure.
    pub elapsed: Duration,
    /// What of that was spent on the way. `None`, as the next two, if no reply tells.
    pub network: Option<Duration>,
    /// What of that was spent in the vendor's gateway.
    pub gateway: Option<Duration>,
    /// What of that was spent in the service behind the gateway.
    pub business: Option<Duration>,
}

/// A call with all its attempts is over.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallEvent {
    /// The operation's name in the contract, e.g. `sip_create`.
    pub operation: &'static str,
    /// What the operation does: `read`, `create`, `replace` or `remove`.
    pub effect: &'static str,
    /// What became of it: `ok`, `not_sent`, `rejected`, `ambiguous`, `applied` (as in
    /// [`Outcome`]) or `cancelled`: its future was dropped before it was over.
    pub outcome: &'static str,
    /// Why it failed ([`ErrorKind::as_str`](crate::ErrorKind::as_str)). `None` if it succeeded or
    /// was cancelled.
    pub error: Option<&'static str>,
    /// By what a success is known ([`Evidence::as_str`](crate::Evidence::as_str)): `reply`, or
    /// `found_by_list` for one. `None` if it failed or was cancelled.
    pub evidence: Option<&'static str>,
    /// The HTTP status of the reply that a success or an error is from. `None` if there is none, and
    /// of a success that is known otherwise than by its own reply.
    pub status: Option<u16>,
    /// How many attempts it took; 0 if its arguments were refused.
    pub attempts: u32,
    /// How long it took altogether, with queues and waits.
    pub elapsed: Duration,
}

/// What the end of an attempt or a call is labelled with.
#[derive(Clone, Copy)]
pub(super) struct Labels {
    pub(super) outcome: &'static str,
    pub(super) error: Option<&'static str>,
}

impl Labels {
    pub(super) const OK: Self = Self {
        outcome: "ok",
        error: None,
    };

    pub(super) const CANCELLED: Self = Self {
        outcome: "cancelled",
        error: None,
    };

    pub(super) fn of(result: Result<&CallReport, &Error>) -> Self {
        match result {
            Ok(_) => Self::OK,
            Err(error) => Self {
                outcome: outcome_label(error.outcome()),
                error: Some(error.kind().as_str()),
            },
        }
    }
}

/// The outcome as one word.
pub(super) const fn outcome_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotSent => "not_sent",
        Outcome::Rejected => "rejected",
        Outcome::Ambiguous => "ambiguous",
        Outcome::Applied => "applied",
    }
}

pub(super) const fn effect_label(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Create => "create",
        Effect::Replace => "replace",
        Effect::Remove => "remove",
    }
}
