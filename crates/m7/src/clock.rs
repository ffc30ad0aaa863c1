//! The clock that requests are signed by: the caller's, corrected by what the server's replies tell.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use m7_auth::{
    Clock, ClockEstimate, ClockOffset, ClockSample, Lag, ServerTime, Standing, Timestamp,
    UnusableSample,
};
use m7_client::Attempt;
use m7_envelope::RequestInfo;

/// The clock that a client signs by. As a [`Clock`] it shows the corrected time.
#[derive(Debug)]
pub(crate) struct SigningClock {
    local: LocalClock,
    offset: ClockOffset,
    correction: Correction,
}

/// Whether what is learnt is applied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Correction {
    #[default]
    Applied,
    Off,
}

/// One attempt as far as clocks are concerned; its times are the local clock's.
pub(crate) struct Exchange {
    sent: SystemTime,
    received: SystemTime,
    over: SystemTime,
    signed: Option<Timestamp>,
    attempt: Attempt,
}

/// A request was refused while its timestamp was out of the window, by the server's own time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutOfWindow {
    pub(crate) lag: Lag,
    pub(crate) remedy: Remedy,
}

/// What became of a clock that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// What is signed from now on is inside the window.
    Corrected,
    /// The client was told not to correct it.
    SwitchedOff,
    /// The clocks are too far apart for that.
    TooFar,
    /// The reply says too little to correct it by.
    Unknown,
}

impl SigningClock {
    pub(crate) fn new(local: Arc<dyn Clock>, correction: Correction) -> Self {
        Self {
            local: LocalClock(local),
            offset: ClockOffset::new(),
            correction,
        }
    }

    /// What the caller's clock shows, uncorrected: what a [`ClockEstimate`] counts from.
    pub(crate) fn local_now(&self) -> SystemTime {
        self.local.0.now()
    }

    /// How far the server's clock is ahead, if it is known.
    pub(crate) fn estimate(&self) -> Option<ClockEstimate> {
        self.offset.estimate(self.local_now())
    }

    /// How far the server's clock was ahead when the exchange was over, by all that is known now.
    pub(crate) fn estimate_after(&self, exchange: &Exchange) -> Option<ClockEstimate> {
        self.offset.estimate(exchange.over)
    }

    /// The exchange of an attempt that was begun at `sent` by the local clock, and is over.
    pub(crate) fn exchange(&self, sent: SystemTime, attempt: &Attempt) -> Exchange {
        let over = self.local_now();
        // What went by since the reply's last byte went into decoding it.
        let decoding = attempt.started().and_then(|started| {
            let elapsed = started.elapsed();
            elapsed.checked_sub(attempt.body_after().unwrap_or(elapsed))
        });
        Exchange {
            sent,
            received: decoding
                .and_then(|decoding| over.checked_sub(decoding))
                // A clock that is moved by hand, or was set back, doesn't show that time going by.
                .filter(|&received| received >= sent)
                .unwrap_or(over),
            over,
            signed: attempt.signed_at(),
            attempt: attempt.clone(),
        }
    }

    /// Learns from the reply of a request that was let in.
    pub(crate) fn learn_from_accepted(&self, exchange: &Exchange, info: Option<&RequestInfo>) {
        self.learn(exchange, info, Standing::Accepted);
    }

    /// Learns from a reply that says nothing of whether the timestamp was good.
    pub(crate) fn learn_from_other(&self, exchange: &Exchange, info: Option<&RequestInfo>) {
        self.learn(exchange, info, |_| Standing::Unknown);
    }

    /// Learns from the reply of a request that was refused, perhaps for its timestamp, and tells
    /// whether that is why, by the server's own time.
    pub(crate) fn learn_from_refused(
        &self,
        exchange: &Exchange,
        info: Option<&RequestInfo>,
    ) -> Option<OutOfWindow> {
        let learnt = self.learn(exchange, info, Standing::Refused)?;
        let lag = exchange.server_time(info)?.lag_of(exchange.signed?);
        lag.is_outside_window().then_some(OutOfWindow {
            lag,
            remedy: match (self.correction, learnt) {
                (Correction::Off, _) => Remedy::SwitchedOff,
                (Correction::Applied, Ok(())) => Remedy::Corrected,
                (Correction::Applied, Err(UnusableSample::TooFar | UnusableSample::NoTime)) => {
                    Remedy::TooFar
                }
                (Correction::Applied, Err(_)) => Remedy::Unknown,
            },
        })
    }

    /// Learns that a request was refused as one is for its timestamp, unless the service's own time
    /// says whether it was. Returns whether requests are signed by another time now.
    pub(crate) fn learn_from_unexplained(
        &self,
        exchange: &Exchange,
        info: Option<&RequestInfo>,
    ) -> bool {
        let is_explained = matches!(
            exchange.server_time(info),
            Some(ServerTime::Span { .. } | ServerTime::Start(_))
        );
        match (self.correction, exchange.signed) {
            (Correction::Applied, Some(signed)) if !is_explained => {
                self.offset.distrust(exchange.sent, signed)
            }
            _ => false,
        }
    }

    /// `None` if the reply tells no time.
    fn learn(
        &self,
        exchange: &Exchange,
        info: Option<&RequestInfo>,
        standing: impl FnOnce(Timestamp) -> Standing,
    ) -> Option<Result<(), UnusableSample>> {
        let server = exchange.server_time(info)?;
        let sample = ClockSample::new(exchange.sent, exchange.received, server);
        Some(sample.map(|sample| {
            let standing = exchange.signed.map_or(Standing::Unknown, standing);
            self.offset.note(&sample, standing);
        }))
    }
}

impl Clock for SigningClock {
    fn now(&self) -> SystemTime {
        match self.correction {
            Correction::Applied => self.offset.corrected(self.local_now()),
            Correction::Off => self.local_now(),
        }
    }
}

impl Exchange {
    /// What the reply tells of the server's clock; the header `Date` only if it tells nothing else.
    fn server_time(&self, info: Option<&RequestInfo>) -> Option<ServerTime> {
        let info_time = info.and_then(|info| {
            let span = info.span.as_ref().and_then(|span| {
                let start = span.started_at()?;
                let end = start.checked_add(span.total())?;
                Some(ServerTime::Span { start, end })
            });
            let id = || Some(ServerTime::Start(info.request_id.as_ref()?.time()?));
            span.or_else(id)
        });
        let date = || httpdate::parse_http_date(self.attempt.date()?.trim()).ok();
        info_time.or_else(|| Some(ServerTime::Date(date()?)))
    }
}

/// As `20 min behind`.
impl fmt::Display for OutOfWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lag {
            Lag::Ahead(by) => write!(f, "{} ahead of", Rough(by)),
            Lag::Behind(by) => write!(f, "{} behind", Rough(by)),
        }
    }
}

/// A difference of clocks, as precise as matters to who sets one.
pub(crate) struct Rough(pub(crate) Duration);

impl fmt::Display for Rough {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs_f64();
        let (unit, name) = match seconds {
            172_800.0.. => (86_400.0, "days"),
            7_200.0.. => (3_600.0, "h"),
            120.0.. => (60.0, "min"),
            10.0.. => (1.0, "s"),
            _ => return write!(f, "{seconds:.1} s"),
        };
        write!(f, "{:.0} {name}", seconds / unit)
    }
}

/// The caller's clock, which may have no `Debug`.
struct LocalClock(Arc<dyn Clock>);

impl fmt::Debug for LocalClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
