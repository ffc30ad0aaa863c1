//! From what can be seen of a failed call to what it means.

use crate::{ErrorKind, Outcome};

/// What a failed call means: what went wrong, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) kind: ErrorKind,
    pub(crate) outcome: Outcome,
}

impl Verdict {
    pub(crate) const fn new(kind: ErrorKind, outcome: Outcome) -> Self {
        Self { kind, outcome }
    }

    /// The reply says `success: false`.
    pub(crate) fn of_refusal(status: u16, code: Option<&str>) -> Self {
        let code = code.and_then(http_like).unwrap_or_default();
        // A server that failed can't tell how far it had come, and one that got no answer in time
        // doesn't know what the other did. It's the same whether HTTP or the code says so.
        if [status, code]
            .iter()
            .any(|&told| told == 408 || told >= 500)
        {
            return Self::new(ErrorKind::Server, Outcome::Ambiguous);
        }
        // The status is HTTP's own; a code only looks like one.
        let told = if status >= 400 { status } else { code };
        let kind = match told {
            401 | 403 => ErrorKind::Authentication,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            _ => ErrorKind::Rejected,
        };
        Self::new(kind, Outcome::Rejected)
    }

    /// The reply has no readable `success`, or contradicts itself: all there is is the status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            301 | 307 | 308 => Self::new(ErrorKind::Redirect, Outcome::Rejected),
            300..=399 => Self::new(ErrorKind::Redirect, Outcome::Ambiguous),
            401 => Self::new(ErrorKind::Authentication, Outcome::Rejected),
            429 => Self::new(ErrorKind::RateLimited, Outcome::Rejected),
            404 | 405 | 407 | 411 | 413 | 414 | 415 | 417 | 421 | 426 | 428 | 431 => {
                Self::new(ErrorKind::InvalidReply, Outcome::Rejected)
            }
            500.. => Self::new(ErrorKind::Server, Outcome::Ambiguous),
            _ => Self::new(ErrorKind::InvalidReply, Outcome::Ambiguous),
        }
    }
}

/// A code that has the form of an HTTP status.
fn http_like(code: &str) -> Option<u16> {
    let number = code.parse().ok()?;
    (code.len() == 3 && (400..=599).contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_a_refusal_unless_the_server_failed_or_did_not_get_an_answer() {
        for (status, code, kind, outcome) in [
            (200, None, ErrorKind::Rejected, Outcome::Rejected),
            (200, Some("400"), ErrorKind::Rejected, Outcome::Rejected),
            (
                200,
                Some("401"),
                ErrorKind::Authentication,
                Outcome::Rejected,
            ),
            (200, Some("409"), ErrorKind::Conflict, Outcome::Rejected),
            (200, Some("408"), ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("500"), ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("503"), ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("504"), ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("599"), ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("600"), ErrorKind::Rejected, Outcome::Rejected),
            (400, Some("500"), ErrorKind::Server, Outcome::Ambiguous),
            (408, None, ErrorKind::Server, Outcome::Ambiguous),
            (200, Some("50412"), ErrorKind::Rejected, Outcome::Rejected),
            (
                403,
                Some("200"),
                ErrorKind::Authentication,
                Outcome::Rejected,
            ),
            (404, Some("1000"), ErrorKind::NotFound, Outcome::Rejected),
            (429, None, ErrorKind::RateLimited, Outcome::Rejected),
            (503, Some("409"), ErrorKind::Server, Outcome::Ambiguous),
        ] {
            assert_eq!(
                Verdict::of_refusal(status, code),
                Verdict::new(kind, outcome),
                "{status} {code:?}"
            );
        }
    }

    #[test]
    fn without_an_envelope_only_a_status_that_says_so_is_a_refusal() {
        for status in 200..=599 {
            let refused = [
                301, 307, 308, 401, 404, 405, 407, 411, 413, 414, 415, 417, 421, 426, 428, 429, 431,
            ];
            let expected = if refused.contains(&status) {
                Outcome::Rejected
            } else {
                Outcome::Ambiguous
            };
            assert_eq!(Verdict::of_status(status).outcome, expected, "{status}");
        }
    }
}
