//! What the policies do about a failed attempt, in events of the call's span.
//!
//! A caller is told of a failure by its error, so none of these repeats that: they tell what he
//! doesn't see otherwise. What an operator should look at is a warning.

use std::time::Duration;

use tracing::{info, warn};

use super::TARGET;
use super::event::outcome_label;
use crate::{CallReport, Error};

/// The attempt failed, and there will be another one after `wait`.
pub(crate) fn will_retry(error: &Error, wait: Duration) {
    info!(
        target: TARGET,
        {
            error.type = error.kind().as_str(),
            m7.outcome = outcome_label(error.outcome()),
            wait = ?wait,
            %error,
        },
        "will try again"
    );
}

/// There would be another attempt, but the client's budget for them is used up.
pub(crate) fn budget_exhausted(error: &Error) {
    warn!(
        target: TARGET,
        { error.type = error.kind().as_str() },
        "no further attempt: too many of this client's calls have failed lately"
    );
}

/// There would be another attempt, but it couldn't be over before the call's deadline.
pub(crate) fn deadline_reached(deadline: Duration) {
    info!(
        target: TARGET,
        { ?deadline },
        "no further attempt: the call's time is up"
    );
}

/// It isn't known whether a write took effect; it will be looked for, for at most `settle`.
pub(crate) fn reconciling(error: &Error, settle: Duration) {
    warn!(
        target: TARGET,
        {
            error.type = error.kind().as_str(),
            settle = ?settle,
            %error,
        },
        "the write may have happened: looking for it"
    );
}

/// It isn't known whether a write took effect; the very same bytes will be sent to learn it.
pub(crate) fn probing(error: &Error) {
    warn!(
        target: TARGET,
        {
            error.type = error.kind().as_str(),
            %error,
        },
        "the write may have happened: sending the same bytes once more to learn it"
    );
}

/// It is known now what became of an ambiguous write, by this evidence.
pub(crate) fn settled(evidence: &'static str) {
    info!(
        target: TARGET,
        { m7.evidence = evidence },
        "what became of the write is known"
    );
}

/// It isn't known at the end what became of an ambiguous write.
pub(crate) fn unsettled(error: &Error) {
    warn!(
        target: TARGET,
        { error.type = error.kind().as_str() },
        "what became of the write could not be found out"
    );
}

/// The attempt was refused, and is made again at once with a new signature: by the service's clock, or
/// with another nonce.
pub(crate) fn signing_anew(error: &Error) {
    let clocks = error.call().and_then(CallReport::clock_offset);
    info!(
        target: TARGET,
        {
            error.type = error.kind().as_str(),
            m7.clock_offset_ms = clocks.map(|clocks| clocks.offset_nanos() / 1_000_000),
            %error,
        },
        "will sign it anew"
    );
}
