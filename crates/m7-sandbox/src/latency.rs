//! How long an operation takes, as the page's examples show it or otherwise.

use std::str::FromStr;
use std::time::Duration;

use m7_models::Operation;
use m7_models::operation::{SIP_CREATE, SIP_DELETE, SIP_LIST, SIP_UPDATE};
use thiserror::Error;

/// How long a sandbox takes over an operation, by its own clock.
///
/// ```
/// use std::time::Duration;
/// use m7_sandbox::Latency;
///
/// assert_eq!("instant".parse(), Ok(Latency::Instant));
/// assert_eq!("documented".parse(), Ok(Latency::Documented));
/// assert_eq!("250".parse(), Ok(Latency::Fixed(Duration::from_millis(250))));
/// assert!("fast".parse::<Latency>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Latency {
    /// No longer than it needs.
    #[default]
    Instant,
    /// As long as in the page's example of the operation, to the millisecond of each part of its
    /// `span`: 0.2 s for `list`, 6.7 s for `create`, 7.4 s for `update`, 25.3 s for `delete`.
    Documented,
    /// So long between the gateway's passing it on and its being answered (`bizSpan`).
    Fixed(Duration),
}

/// A text that is no [`Latency`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text:?} is no latency: it is instant, documented, or a whole number of milliseconds")]
pub struct LatencyError {
    text: String,
}

impl FromStr for Latency {
    type Err = LatencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "instant" => Ok(Self::Instant),
            "documented" => Ok(Self::Documented),
            millis => match millis.parse() {
                Ok(millis) => Ok(Self::Fixed(Duration::from_millis(millis))),
                Err(_) => Err(LatencyError {
                    text: text.to_owned(),
                }),
            },
        }
    }
}

/// Where the time of one request goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// From its arrival to its being passed on.
    pub(crate) gateway: Duration,
    /// From then to its being answered.
    pub(crate) business: Duration,
    /// From then to its end.
    pub(crate) reply: Duration,
}

impl Latency {
    /// How long this operation takes.
    pub(crate) fn of(self, operation: &Operation) -> Parts {
        match self {
            Self::Instant => Parts::default(),
            Self::Documented => documented(operation),
            Self::Fixed(business) => Parts {
                business,
                ..Parts::default()
            },
        }
    }
}

/// The `span` of the operation's example.
fn documented(operation: &Operation) -> Parts {
    let millis = match operation.id {
        id if id == SIP_LIST.id => [23, 211, 1],
        id if id == SIP_CREATE.id => [23, 6720, 1],
        id if id == SIP_UPDATE.id => [205, 7149, 1],
        id if id == SIP_DELETE.id => [382, 24_895, 0],
        // Not on the page: all that the contract says of it is how long it took altogether.
        _ => {
            return Parts {
                business: operation.typical,
                ..Parts::default()
            };
        }
    };
    let [gateway, business, reply] = millis.map(Duration::from_millis);
    Parts {
        gateway,
        business,
        reply,
    }
}

#[cfg(test)]
mod tests {
    use m7_models::operation::OPERATIONS;

    use super::*;

    #[test]
    fn the_parts_add_up_to_what_the_contract_says_is_typical() {
        for operation in OPERATIONS {
            let parts = Latency::Documented.of(operation);
            let whole = parts.gateway + parts.business + parts.reply;
            assert_eq!(whole, operation.typical, "{operation:?}");
        }
    }

    #[test]
    fn what_is_no_latency_is_refused_by_name() {
        for text in ["", "-1", "1.5", "7s", "Instant"] {
            let error = text.parse::<Latency>().unwrap_err();
            assert!(error.to_string().starts_with(&format!("{text:?} ")));
        }
    }
}
