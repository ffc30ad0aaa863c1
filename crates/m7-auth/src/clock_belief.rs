//! What is believed of how far the server's clock is ahead, and what is held against it.

use std::mem;
use std::time::{Duration, SystemTime};

use crate::ClockSample;
use crate::clock_offset::Standing;
use crate::clock_sample::{MOST_DOUBT, drift_in};
use crate::offset_range::{OffsetRange, difference, nanos};

/// What lies within this of the estimate isn't corrected further: so near, a timestamp is as good
/// as exact, and one that is moved with every reply goes back and forth for nothing.
pub(crate) const SLACK: Duration = Duration::from_secs(5);

/// What is known of the difference.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) estimate: Option<Belief>,
    /// What is held against the estimate; if there is none, against the machine's own clock.
    pub(crate) rival: Option<Belief>,
}

/// Where the difference may lie, and how far that is to be believed.
#[derive(Clone, Copy)]
pub(crate) struct Belief {
    pub(crate) aged: Aged,
    teller: Teller,
    trust: Trust,
}

/// Who told the time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Teller {
    /// The service, inside its reply.
    Service,
    /// Whoever wrote the header `Date`.
    Anybody,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trust {
    OnTrial,
    /// It was confirmed, and a request that was signed by it has been refused since.
    Doubted,
    /// Another reply agreed, to a request that was let in.
    Confirmed,
}

/// Where the difference lay at a time.
#[derive(Clone, Copy)]
pub(crate) struct Aged {
    range: OffsetRange,
    pub(crate) at: SystemTime,
}

impl Known {
    /// Learns from a sample.
    pub(crate) fn note(&mut self, sample: &ClockSample, standing: Standing) {
        let new = Belief::from(sample);
        let explains_refusal = was_out_of_the_window(sample, standing);
        let moves_signing = new.teller == Teller::Service || explains_refusal;
        let Some(estimate) = self.estimate else {
            if moves_signing {
                self.estimate = Some(new);
                self.drop_what_is_disproved_by(new, standing);
            }
            return;
        };
        if let Some(both) = estimate.aged.and(new.aged) {
            if new.teller == Teller::Anybody && estimate.teller == Teller::Service {
                return;
            }
            let agreed = match standing {
                Standing::Accepted(_) => Trust::Confirmed,
                Standing::Refused(_) | Standing::Unknown => estimate.trust,
            };
            self.estimate = Some(if estimate.teller == new.teller {
                let (aged, trust) = (both, agreed);
                Belief { aged, trust, ..new }
            } else {
                new
            });
            self.drop_what_is_disproved_by(new, standing);
        } else if explains_refusal {
            // Should it be this one that is wrong, the next reply tells, and the old one is back.
            if estimate.trust != Trust::OnTrial || self.rival.is_none() {
                self.rival = Some(estimate);
            }
            self.estimate = Some(new);
        } else if !moves_signing {
            // Others than the service write that header too, and their clocks are none of ours.
        } else if estimate.teller == Teller::Anybody {
            self.estimate = Some(new);
        } else if let Some(rival) = self.rival.filter(|rival| rival.aged.is_near(new.aged)) {
            let aged = rival.aged.and(new.aged).unwrap_or(new.aged);
            let trust = match standing {
                Standing::Accepted(_) if rival.teller == Teller::Service => Trust::Confirmed,
                _ => rival.trust,
            };
            self.estimate = Some(Belief { aged, trust, ..new });
            self.rival = None;
        } else if matches!(standing, Standing::Accepted(_))
            || self.rival.is_none_or(|rival| rival.trust == Trust::OnTrial)
        {
            self.rival = Some(new);
        }
    }

    /// Holds a refusal against the estimate, and tells whether another is in its place now. The
    /// machine's own clock has its turn, too, however many are refused.
    pub(crate) fn distrust(&mut self) -> bool {
        match (&mut self.estimate, self.rival) {
            (Some(estimate), _) if estimate.trust == Trust::Confirmed => {
                estimate.trust = Trust::Doubted;
                return false;
            }
            (Some(estimate), Some(_)) if estimate.trust == Trust::OnTrial => {
                self.estimate = self.rival.take();
            }
            (estimate, _) => {
                if let Some(estimate) = estimate {
                    estimate.trust = Trust::OnTrial;
                }
                mem::swap(&mut self.estimate, &mut self.rival);
            }
        }
        true
    }

    /// Whether two replies of the service tell the same, the latter to a request that it let in, and
    /// none has told otherwise since.
    pub(crate) fn is_beyond_dispute(&self) -> bool {
        self.rival.is_none()
            && self.estimate.is_some_and(|estimate| {
                estimate.teller == Teller::Service && estimate.trust == Trust::Confirmed
            })
    }

    /// Drops the rival if this contradicts it; one that was confirmed, only for a reply to a request
    /// that was let in.
    fn drop_what_is_disproved_by(&mut self, new: Belief, standing: Standing) {
        let counts_for_all = matches!(standing, Standing::Accepted(_));
        self.rival = self.rival.filter(|rival| {
            let may_be_disproved = counts_for_all || rival.trust == Trust::OnTrial;
            !may_be_disproved || rival.aged.and(new.aged).is_some()
        });
    }

    pub(crate) fn forget_what_is_outdated(&mut self, local: SystemTime) {
        let is_current = |belief: &Belief| !belief.aged.is_outdated(local);
        self.rival = self.rival.filter(is_current);
        self.estimate = self.estimate.filter(is_current);
    }
}

/// What to add to the clock by this belief, or for lack of one, where `applied` is added now.
pub(crate) fn to_apply(belief: Option<Belief>, applied: i64) -> i64 {
    let Some(Belief { aged, .. }) = belief else {
        return 0;
    };
    let good_enough = aged.range.widened(SLACK);
    [applied, 0]
        .into_iter()
        .find(|&offset| good_enough.contains(offset))
        .unwrap_or(aged.range.middle())
}

impl From<&ClockSample> for Belief {
    fn from(sample: &ClockSample) -> Self {
        Self {
            aged: Aged {
                range: sample.range,
                at: sample.received,
            },
            teller: if sample.server.is_date() {
                Teller::Anybody
            } else {
                Teller::Service
            },
            trust: Trust::OnTrial,
        }
    }
}

impl Aged {
    /// Where the difference lies when this machine's clock shows `local`.
    pub(crate) fn range_at(self, local: SystemTime) -> OffsetRange {
        let age = difference(local, self.at).unsigned_abs();
        self.range.widened(drift_in(age))
    }

    /// What both allow, at the later of their times.
    fn and(self, other: Self) -> Option<Self> {
        let at = self.at.max(other.at);
        let range = self.range_at(at).intersection(other.range_at(at))?;
        Some(Self { range, at })
    }

    /// Whether both may be of the same clock, were it running at some other pace.
    fn is_near(self, other: Self) -> bool {
        let wider = Self {
            range: self.range.widened(SLACK),
            ..self
        };
        wider.and(other).is_some()
    }

    /// Whether it is too old, or from a time that `local` hasn't reached: the clock was set back
    /// since. (Replies that are noted in another order than they came differ by less.)
    fn is_outdated(self, local: SystemTime) -> bool {
        self.range_at(local).doubt() > MOST_DOUBT || difference(self.at, local) > nanos(SLACK)
    }
}

/// Whether the server's own time says that the timestamp is why it refused the request.
fn was_out_of_the_window(sample: &ClockSample, standing: Standing) -> bool {
    match standing {
        Standing::Refused(signed) => sample.server.lag_of(signed).is_outside_window(),
        Standing::Accepted(_) | Standing::Unknown => false,
    }
}
