//! Whether an ambiguous write is sent once more as it was, and when that is safe.

use std::time::{Duration, SystemTime};

use m7_auth::{ClockEstimate, Timestamp, WINDOW};

/// Whether an ambiguous write is sent once more **as it was**, the very same signed bytes, to learn
/// what became of it. Off by default.
///
/// A service that remembers what it has let in refuses the second copy of a request. So an answer
/// tells more than any list does:
///
/// | the answer to the second copy | what it proves | what comes next |
/// |---|---|---|
/// | it is done | the first had not been let in, so this was its only execution | the call succeeds, with this reply ([`Evidence::ProbeAccepted`](crate::Evidence::ProbeAccepted)) |
/// | refused as authentication is | the first arrived; not that it was done | what would have come without it: looking, or another attempt; [`Error::evidence`](crate::Error::evidence) says so |
/// | refused otherwise | nothing | it is looked for ([`Reconcile`](crate::Reconcile)) |
/// | none, or one that says nothing | nothing | what would have come without it |
///
/// A refusal of another kind proves nothing since nobody has documented how a replay is refused, and
/// a service that doesn't look for replays would refuse a number that its first copy has created. So
/// an ambiguous write never becomes [`Rejected`](crate::Outcome::Rejected) by this.
///
/// # What it rests on
///
/// **On a promise that has not been seen kept by the real service**: the vendor's authorization page
/// says that `sign + nonce` is remembered for five minutes, and a request that comes again refused.
/// **A service, or a gateway before it, that doesn't check this does the write twice**: a second
/// number is created, and this call reports one. Try it with an account where that does no harm
/// before you switch it on.
///
/// By that promise at most one of the two copies is let in, whichever arrives first: also if the
/// first was held up, and arrives after the second.
///
/// # When it is sent
///
/// At most once in a call, after the first attempt of a write that is ambiguous, and only if
///
/// - the server's clock is known ([`Client::clock_offset`](crate::Client::clock_offset));
/// - by that clock, at its earliest and at its latest, the timestamp is at most 240 s old: a minute
///   less than what the service lets in and remembers. Nor is it more than 10 s ahead, since it could
///   be let in for as much longer than it is remembered;
/// - by this machine's clock, it was sent at most 240 s ago;
/// - the server has not asked to wait (`Retry-After`), the [`RetryBudget`](crate::RetryBudget) has a
///   token for it, and the call's deadline leaves time for it and for looking.
///
/// It waits as a second attempt does, takes a turn as any does, and counts among
/// [`CallReport::attempts`](crate::CallReport::attempts), but not among those that the
/// [`RetryPolicy`](crate::RetryPolicy) allows. It is not sent where the same is certain to come again: after a
/// redirect, or a reply that is longer than the limit.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = m7_sandbox::Sandbox::builder().start().await?;
/// # let builder = m7::Client::builder().credentials(sandbox.credentials()).base_url(sandbox.base_url());
/// use m7::Probe;
///
/// let m7 = builder.probe(Probe::on()).build()?;
/// // The first reply tells the server's time; without that, nothing is sent as it was.
/// m7.sip().list().await?;
/// let new = m7.sip().create("2004", "a-password").await?;
/// println!("known by {}", new.call.evidence());
///
/// m7.sip().delete(&new.data.sip_id).probe(Probe::off()).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probe(Switch);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Switch {
    On,
    #[default]
    Off,
}

/// How much earlier than the service would refuse or forget it the second copy is sent: time for it to
/// arrive.
const MARGIN: Duration = Duration::from_secs(60);

/// How far a timestamp may be ahead of the server's clock. What is within 5 s isn't corrected.
const MOST_AHEAD: Duration = Duration::from_secs(10);

impl Probe {
    /// Sends an ambiguous write once more as it was.
    pub fn on() -> Self {
        Self(Switch::On)
    }

    /// Doesn't.
    pub fn off() -> Self {
        Self(Switch::Off)
    }

    /// Whether to send it at all.
    pub(crate) fn is_on(self) -> bool {
        self.0 == Switch::On
    }
}

/// Whether a request that was signed with this timestamp, and sent so long ago, may be sent again as it
/// was when this machine's clock shows `local`.
///
/// Of two copies of a request the service lets in the one that arrives first, and refuses the other
/// while it remembers the first or when it is out of the window. It remembers for as long as half the
/// window, from the arrival; so nothing is between the two for a timestamp that is not ahead.
pub(crate) fn is_well_inside(
    signed: Timestamp,
    age: Duration,
    clocks: ClockEstimate,
    local: SystemTime,
) -> bool {
    let oldest = WINDOW.saturating_sub(MARGIN);
    let signed = SystemTime::from(signed);
    let is_more_than = |most: Duration, later: SystemTime, earlier: SystemTime| {
        later
            .duration_since(earlier)
            .is_ok_and(|apart| apart > most)
    };
    age <= oldest
        && !is_more_than(oldest, clocks.latest_server_time(local), signed)
        && !is_more_than(MOST_AHEAD, signed, clocks.earliest_server_time(local))
}

#[cfg(test)]
mod tests {
    use m7_auth::{ClockOffset, ClockSample, ServerTime, Standing};

    use super::*;

    const SIGNED: u64 = 1_616_408_549;

    fn at(seconds: f64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds)
    }

    /// Whether it is sent when the server's clock shows so many seconds since the timestamp, known to
    /// `doubt` seconds, on a machine whose own clock is `ahead`.
    fn is_sent(since: f64, doubt: f64, ahead: f64, age: f64) -> bool {
        let offset = ClockOffset::new();
        let server = 1_616_408_549.0 + since;
        let local = at(server + ahead);
        let sent = at(server + ahead - 2.0 * doubt);
        let sample = ClockSample::new(sent, local, ServerTime::Start(at(server - doubt))).unwrap();
        offset.note(&sample, Standing::Unknown);
        let clocks = offset.estimate(local).unwrap();
        let signed = Timestamp::from_unix_seconds(SIGNED).unwrap();
        is_well_inside(signed, Duration::from_secs_f64(age), clocks, local)
    }

    #[test]
    fn it_is_off_unless_it_is_switched_on() {
        assert_eq!(Probe::default(), Probe::off());
        assert!(Probe::on().is_on() && !Probe::off().is_on());
    }

    #[test]
    fn it_is_sent_within_four_minutes_of_the_timestamp_by_the_server_s_clock() {
        for ahead in [0.0, 1200.0, -1200.0] {
            for (since, expected) in [
                (-12.0, false),
                (-9.0, true),
                (0.0, true),
                (239.0, true),
                (241.0, false),
                (301.0, false),
            ] {
                assert_eq!(
                    is_sent(since, 0.001, ahead, 0.0),
                    expected,
                    "{since} {ahead}"
                );
            }
        }
    }

    #[test]
    fn what_is_in_doubt_of_the_clocks_counts_against_it() {
        assert!(is_sent(225.0, 1.0, 0.0, 0.0));
        assert!(!is_sent(235.0, 10.0, 0.0, 0.0));
        assert!(!is_sent(0.0, 25.0, 0.0, 0.0));
    }

    #[test]
    fn it_is_not_sent_when_the_first_may_have_been_forgotten() {
        assert!(is_sent(-5.0, 0.001, 0.0, 239.0));
        assert!(!is_sent(-5.0, 0.001, 0.0, 241.0));
    }
}
