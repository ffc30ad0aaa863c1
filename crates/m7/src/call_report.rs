//! Where a call's time went.

use std::fmt;
use std::time::Duration;

use m7_auth::ClockEstimate;
use m7_envelope::{RequestId, RequestInfo, Span};
use m7_models::Operation;

use crate::Evidence;
use crate::clock::Rough;
use crate::plain::Plain;

/// What there is to say of a call besides its result: the server's id for it, and where the time
/// went.
///
/// ```text
/// 6.8 s (network 66 ms, gateway 24 ms, business 6.7 s), request 676ed0b08c7511ebadd101dc5c1e7708
/// ```
#[derive(Clone, Debug)]
pub struct CallReport {
    operation: &'static str,
    request_id: Option<RequestId>,
    attempts: u32,
    lookups: u32,
    evidence: Evidence,
    http_status: Option<u16>,
    queued: Duration,
    elapsed: Duration,
    spent: Option<Spent>,
    clock_offset: Option<ClockEstimate>,
}

/// Where the time of the attempt that was answered went.
#[derive(Clone, Copy, Debug)]
struct Spent {
    network: Duration,
    gateway: Duration,
    business: Duration,
}

impl CallReport {
    /// The report of a call that took one attempt, which took `elapsed` after having waited for its
    /// turn.
    pub(crate) fn of_attempt(
        operation: &'static Operation,
        queued: Duration,
        elapsed: Duration,
    ) -> Self {
        Self {
            operation: operation.id,
            request_id: None,
            attempts: 1,
            lookups: 0,
            evidence: Evidence::Reply,
            http_status: None,
            queued,
            elapsed,
            spent: None,
            clock_offset: None,
        }
    }

    /// The report of a whole call of so many attempts, the last of which this is the report of.
    pub(crate) fn of_call(self, attempts: u32, queued: Duration, elapsed: Duration) -> Self {
        Self {
            attempts,
            queued,
            elapsed,
            ..self
        }
    }

    /// The same report with what the reply says of itself, and what is known of the clocks since.
    pub(crate) fn with_reply(
        mut self,
        info: Option<&RequestInfo>,
        clock_offset: Option<ClockEstimate>,
    ) -> Self {
        self.clock_offset = clock_offset;
        self.request_id = info.and_then(|info| info.request_id.clone());
        self.spent = info
            .and_then(|info| info.span.as_ref())
            .map(|span| Spent::of(span, self.elapsed));
        self
    }

    /// The same report of a call that was looked for so many times.
    pub(crate) fn with_lookups(self, lookups: u32) -> Self {
        Self { lookups, ..self }
    }

    /// The same report with the reply's HTTP status.
    pub(crate) fn with_http_status(self, http_status: Option<u16>) -> Self {
        Self {
            http_status,
            ..self
        }
    }

    /// The same report of a call that is known by this to be done.
    pub(crate) fn with_evidence(self, evidence: Evidence) -> Self {
        let http_status = match evidence {
            Evidence::Reply | Evidence::ProbeAccepted => self.http_status,
            // That is of a reply that said something else.
            Evidence::FoundByList | Evidence::ShownByList | Evidence::GoneFromList => None,
        };
        Self {
            evidence,
            http_status,
            ..self
        }
    }

    /// The HTTP status of the reply that says that it was done, if one does.
    pub(crate) fn http_status(&self) -> Option<u16> {
        self.http_status
    }

    /// The operation's name in the contract, e.g. `sip_create`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The server's id for the request. `None` if no reply was read, or it has none.
    pub fn request_id(&self) -> Option<&RequestId> {
        self.request_id.as_ref()
    }

    /// How often the request was sent, or tried to be.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// How often the numbers were listed to find out what had become of it ([`Reconcile`](crate::Reconcile)).
    pub fn lookups(&self) -> u32 {
        self.lookups
    }

    /// By what it is known that the call was done, if it was.
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// How long the call waited in this client for its turn, because of
    /// [`max_in_flight`](crate::ClientBuilder::max_in_flight) and
    /// [`rate`](crate::ClientBuilder::rate), and before that for another create of the same number.
    /// It had no connection then, and no timeout ran.
    pub fn queued(&self) -> Duration {
        self.queued
    }

    /// How long the call took, by this machine's clock. What it was [`queued`](Self::queued) for
    /// comes before that, and isn't counted; what a further attempt waits for its turn is.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How long the last attempt spent on the way and in connecting: what is left of its time when
    /// the server's is taken off. `None` if the reply doesn't tell the server's (`span`).
    pub fn network(&self) -> Option<Duration> {
        self.spent.map(|spent| spent.network)
    }

    /// How long the last attempt spent in the vendor's gateway. `None` if the reply doesn't tell.
    pub fn gateway(&self) -> Option<Duration> {
        self.spent.map(|spent| spent.gateway)
    }

    /// How long the last attempt spent in the service behind the gateway. `None` if the reply
    /// doesn't tell.
    pub fn business(&self) -> Option<Duration> {
        self.spent.map(|spent| spent.business)
    }

    /// How far the server's clock was ahead of this machine's when the reply had arrived, by what
    /// all replies so far have told. `None` if none has told.
    pub fn clock_offset(&self) -> Option<ClockEstimate> {
        self.clock_offset
    }
}

impl fmt::Display for CallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Human(self.elapsed))?;
        if let Some(spent) = self.spent {
            let [network, gateway, business] =
                [spent.network, spent.gateway, spent.business].map(Human);
            write!(
                f,
                " (network {network}, gateway {gateway}, business {business})"
            )?;
        }
        if self.queued >= WORTH_TELLING {
            write!(f, ", queued {}", Human(self.queued))?;
        }
        if self.attempts != 1 {
            write!(f, ", {} attempts", self.attempts)?;
        }
        match self.lookups {
            0 => {}
            1 => write!(f, ", 1 lookup")?,
            lookups => write!(f, ", {lookups} lookups")?,
        }
        if self.evidence != Evidence::Reply {
            write!(f, ", {}", self.evidence)?;
        }
        if let Some(offset) = self.clock_offset.filter(matters) {
            let side = if offset.offset_nanos() < 0 {
                "behind"
            } else {
                "ahead"
            };
            write!(f, ", server's clock {} {side}", Rough(offset.distance()))?;
        }
        if let Some(id) = &self.request_id {
            write!(f, ", request {}", Plain(id.as_str()))?;
        }
        Ok(())
    }
}

/// Who waited less than this for its turn didn't wait.
const WORTH_TELLING: Duration = Duration::from_millis(1);

/// Whether the clocks differ by enough to say so, and surely.
fn matters(offset: &ClockEstimate) -> bool {
    offset.distance() >= Duration::from_secs(1).max(2 * offset.uncertainty())
}

/// A duration in seconds or milliseconds, as precise as matters: the server counts whole
/// milliseconds, so a decimal would claim too much.
struct Human(Duration);

impl fmt::Display for Human {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.0.as_secs_f64() * 1e3;
        if milliseconds >= 1e3 {
            write!(f, "{:.1} s", milliseconds / 1e3)
        } else if milliseconds >= 10.0 || self.0.subsec_nanos().is_multiple_of(1_000_000) {
            write!(f, "{milliseconds:.0} ms")
        } else {
            write!(f, "{milliseconds:.1} ms")
        }
    }
}

impl Spent {
    fn of(span: &Span, elapsed: Duration) -> Self {
        Self {
            network: elapsed.saturating_sub(span.total()),
            gateway: span.gateway(),
            business: span.business(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documented_create() -> RequestInfo {
        let mut info = RequestInfo::default();
        info.request_id = Some("676ed0b08c7511ebadd101dc5c1e7708".into());
        info.span = Some(Span::from_times(
            1_616_572_143_931,
            1_616_572_143_954,
            1_616_572_150_674,
            1_616_572_150_675,
        ));
        info
    }

    fn report(elapsed: Duration) -> CallReport {
        CallReport::of_attempt(&m7_models::operation::SIP_CREATE, Duration::ZERO, elapsed)
            .with_reply(Some(&documented_create()), None)
    }

    #[test]
    fn what_the_server_did_not_spend_the_network_did() {
        let report = report(Duration::from_millis(6810));
        assert_eq!(report.business(), Some(Duration::from_millis(6720)));
        assert_eq!(report.gateway(), Some(Duration::from_millis(24)));
        assert_eq!(report.network(), Some(Duration::from_millis(66)));
    }

    #[test]
    fn a_server_that_claims_more_time_than_passed_leaves_none_for_the_network() {
        let report = report(Duration::from_millis(10));
        assert_eq!(report.network(), Some(Duration::ZERO));
    }

    #[test]
    fn it_reads_in_one_line() {
        assert_eq!(
            report(Duration::from_millis(6810)).to_string(),
            "6.8 s (network 66 ms, gateway 24 ms, business 6.7 s), request \
             676ed0b08c7511ebadd101dc5c1e7708"
        );
        let queued = CallReport::of_attempt(
            &m7_models::operation::SIP_LIST,
            Duration::from_millis(1500),
            Duration::from_millis(20),
        );
        assert_eq!(queued.to_string(), "20 ms, queued 1.5 s");
    }
}
