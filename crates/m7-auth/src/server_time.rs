//! What a reply tells of the server's clock.

use std::time::{Duration, SystemTime};

use crate::{Timestamp, WINDOW};

/// The times come in whole milliseconds or seconds, and the server looks at its clock a moment
/// before or after it notes them: so near to the window's edge either may be meant.
const EDGE: Duration = Duration::from_secs(1);

/// What a reply tells of the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerTime {
    /// When the server took the request, and when it had answered (`requestStartTime` and
    /// `reqEndTime` of the span).
    Span {
        /// When it took the request.
        start: SystemTime,
        /// When it had answered.
        end: SystemTime,
    },
    /// When it took the request (the time inside the `requestId`).
    Start(SystemTime),
    /// The HTTP header `Date`: when the reply was made, in whole seconds (RFC 9110 §6.6.1). Whoever
    /// answers may have written it, a proxy too.
    Date(SystemTime),
}

impl ServerTime {
    /// How far the server's clock was ahead of `signed`, or behind it.
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    /// use m7_auth::{Lag, ServerTime, Timestamp};
    ///
    /// let signed: Timestamp = "1616408549".parse()?;
    /// let server = ServerTime::Start(SystemTime::from(signed) + Duration::from_secs(1200));
    /// assert_eq!(server.lag_of(signed), Lag::Behind(Duration::from_secs(1200)));
    /// assert!(server.lag_of(signed).is_outside_window());
    /// # Ok::<(), m7_auth::TimestampError>(())
    /// ```
    pub fn lag_of(self, signed: Timestamp) -> Lag {
        let (Self::Span { start: server, .. } | Self::Start(server) | Self::Date(server)) = self;
        match server.duration_since(signed.into()) {
            Ok(behind) => Lag::Behind(behind),
            Err(error) => Lag::Ahead(error.duration()),
        }
    }

    pub(crate) fn is_date(self) -> bool {
        matches!(self, Self::Date(_))
    }

    /// The first and the last reading of the server's clock, and how much later than it says each
    /// may have been: the rest of its unit.
    pub(crate) fn readings(self) -> (SystemTime, SystemTime, Duration) {
        match self {
            Self::Span { start, end } => (start, end, Duration::from_millis(1)),
            Self::Start(start) => (start, start, Duration::from_millis(1)),
            Self::Date(date) => (date, date, Duration::from_secs(1)),
        }
    }
}

/// How a signed timestamp lay to the clock of the server that judged it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lag {
    /// The timestamp was so much later than the server's time.
    Ahead(Duration),
    /// The timestamp was so much earlier than the server's time, or equal to it.
    Behind(Duration),
}

impl Lag {
    /// Whether that is outside the [`WINDOW`], or at its very edge: reason enough for a server that
    /// refused the request to have done so.
    pub fn is_outside_window(self) -> bool {
        let (Self::Ahead(by) | Self::Behind(by)) = self;
        by + EDGE > WINDOW
    }

    /// Whether it is so far outside that no server which keeps to the [`WINDOW`] lets it in.
    pub(crate) fn is_beyond_doubt(self) -> bool {
        let (Self::Ahead(by) | Self::Behind(by)) = self;
        by > WINDOW + 2 * EDGE
    }
}
