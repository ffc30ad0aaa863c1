//! What a failed attempt lets be done next: the one table of what is sent again.

use m7_models::Effect;

use crate::{Error, ErrorKind, Outcome};

/// What may come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing: another attempt would bring the same, or isn't safe.
    Stop,
    /// The same request again, after a wait.
    Retry,
    /// The same request again at once: the reply's own time shows that the timestamp lay outside the
    /// window, and the clock is corrected by that.
    CorrectClock,
    /// The same request again at once, if the credentials are known to be good: the nonce may have
    /// been used by another process.
    SignAnew,
}

/// What may come after an attempt of this effect that failed like this.
///
/// | | read | create | replace | remove |
/// |---|---|---|---|---|
/// | not sent: no connection, no nonce | retry | retry | retry | retry |
/// | rejected: 429 | retry | retry | retry | retry |
/// | rejected: signed outside the window | sign anew | same | same | same |
/// | rejected: authentication | sign anew once, if accepted before | same | same | same |
/// | rejected: else | stop | stop | stop | stop |
/// | ambiguous | retry | stop | retry | retry |
/// | applied | stop | stop | stop | stop |
///
/// Ambiguous are also replies that aren't of the API, such as HTML with status 200. A login page
/// doesn't go away, but a gateway's excuse does, and the two can't be told apart; what may be
/// repeated is, and the attempts are few. Only what is certain to come again isn't tried again: a
/// redirect, and a reply that is longer than the limit.
pub(crate) fn step(effect: Effect, error: &Error) -> Step {
    match (error.outcome(), error.kind()) {
        (Outcome::NotSent, ErrorKind::Connect | ErrorKind::RateLimited | ErrorKind::NotLeased)
        | (Outcome::Rejected, ErrorKind::RateLimited) => Step::Retry,
        (Outcome::Rejected, _) if error.is_mended_by_signing_anew() => Step::CorrectClock,
        (Outcome::Rejected, ErrorKind::Authentication) if !error.is_out_of_window() => {
            Step::SignAnew
        }
        (Outcome::Ambiguous, _) if !error.will_recur() => match effect {
            Effect::Read | Effect::Replace | Effect::Remove => Step::Retry,
            Effect::Create => Step::Stop,
        },
        _ => Step::Stop,
    }
}
