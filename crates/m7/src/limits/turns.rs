//! Gives attempts their turns.

use std::time::Duration;

use tokio::time::Instant;

use super::Rate;
use super::pacer::Pacer;
use super::permits::{Permit, Permits};

/// How many attempts of a client may be under way unless it is told otherwise.
///
/// A create takes 7 seconds, so 64 of them are 9 a second, which is more than a fleet needs and,
/// since no page of the vendor names a limit, as much as a stranger's gateway should be given
/// unasked. And twice as many connections fit into what a process may have open wherever
/// it runs (256 files on macOS, 1,024 on Linux).
pub(crate) const DEFAULT_MAX_IN_FLIGHT: usize = 64;

/// How much a client and its clones send at a time, and how fast.
///
/// Turns are given in the order in which they were asked for, but a call that has begun comes before
/// those that haven't: its time runs, and theirs doesn't.
pub(crate) struct Limits {
    in_flight: Permits,
    pacer: Option<Pacer>,
}

/// The right to have one attempt under way, until it is dropped.
pub(crate) struct Turn {
    queued: Duration,
    _permit: Permit,
}

/// What an attempt is to its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The first.
    New,
    /// A further one, or a look for what became of one.
    Continued,
}

impl Limits {
    /// Checks the limits and makes them. What is wrong is said in words.
    pub(crate) fn new(max_in_flight: usize, rate: Option<Rate>) -> Result<Self, String> {
        if max_in_flight == 0 {
            return Err(
                "at most 0 attempts may be under way, so that no call could ever be sent"
                    .to_owned(),
            );
        }
        let pacer = match rate.map(Rate::checked).transpose()? {
            // A rate that no clock can tell from none.
            Some((Duration::ZERO, _)) | None => None,
            Some((interval, burst)) => Some(Pacer::new(interval, burst)),
        };
        Ok(Self {
            in_flight: Permits::new(max_in_flight),
            pacer,
        })
    }

    /// Waits for a turn. Whoever gives up waiting loses nothing but its place.
    pub(crate) async fn turn(&self, standing: Standing) -> Turn {
        // Neither of the two lets anyone pass who would overtake somebody that waits.
        let free = self.in_flight.try_take();
        if let Some(permit) = free {
            if self.pacer.as_ref().is_none_or(Pacer::try_pass) {
                return Turn {
                    queued: Duration::ZERO,
                    _permit: permit,
                };
            }
            return self.paced(Instant::now(), permit, standing).await;
        }
        let asked = Instant::now();
        let permit = self.in_flight.take(standing).await;
        self.paced(asked, permit, standing).await
    }

    /// Waits until the attempt may begin: last, so that what begins at the rate really begins.
    async fn paced(&self, asked: Instant, permit: Permit, standing: Standing) -> Turn {
        if let Some(pacer) = &self.pacer {
            pacer.pass(standing).await;
        }
        Turn {
            queued: asked.elapsed(),
            _permit: permit,
        }
    }
}

impl Turn {
    /// How long it was waited for.
    pub(crate) fn queued(&self) -> Duration {
        self.queued
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn turns_come_in_the_order_in_which_they_were_asked_for() {
        for rate in [None, Some(Rate::per_second(1000).with_burst(3))] {
            let limits = Arc::new(Limits::new(2, rate).unwrap());
            let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
            for number in 0..50 {
                let (limits, done) = (Arc::clone(&limits), done.clone());
                tokio::spawn(async move {
                    let turn = limits.turn(Standing::New).await;
                    done.send(number).unwrap();
                    tokio::task::yield_now().await;
                    drop(turn);
                });
                tokio::task::yield_now().await;
            }
            drop(done);
            let mut seen = Vec::new();
            while let Some(number) = order.recv().await {
                seen.push(number);
            }
            assert_eq!(seen, (0..50).collect::<Vec<_>>(), "{rate:?}");
        }
    }

    #[tokio::test]
    async fn who_gives_up_waiting_costs_the_others_nothing() {
        let limits = Limits::new(1, Some(Rate::per_second(1.0 / 3600.0))).unwrap();
        let first = limits.turn(Standing::New).await;
        assert_eq!(first.queued(), Duration::ZERO);
        drop(first);
        // Each of these is given up while it waits for a token, which would come in an hour.
        for _ in 0..3 {
            let waiting = limits.turn(Standing::New);
            let given_up = tokio::time::timeout(Duration::from_millis(5), waiting).await;
            assert!(given_up.is_err());
        }
        let full_at = limits.pacer.as_ref().unwrap();
        // Had they taken one each, the next would come in four hours.
        assert!(full_at.due_in() < Duration::from_secs(3601));
        assert_eq!(limits.in_flight.free(), 1);
    }

    /// Else each further attempt of a long job would stand last, and find its call's time over.
    #[tokio::test(start_paused = true)]
    async fn a_call_that_has_begun_comes_before_those_that_have_not() {
        for rate in [None, Some(Rate::per_second(1))] {
            let limits = Arc::new(Limits::new(1, rate).unwrap());
            let (done, mut order) = tokio::sync::mpsc::unbounded_channel();
            let first = limits.turn(Standing::New).await;
            for (name, standing) in [
                ("new", Standing::New),
                ("new too", Standing::New),
                ("continued", Standing::Continued),
                ("continued too", Standing::Continued),
            ] {
                let (limits, done) = (Arc::clone(&limits), done.clone());
                tokio::spawn(async move {
                    let turn = limits.turn(standing).await;
                    done.send(name).unwrap();
                    drop(turn);
                });
                tokio::task::yield_now().await;
            }
            drop((done, first));
            let mut seen = Vec::new();
            while let Some(name) = order.recv().await {
                seen.push(name);
            }
            let expected = ["continued", "continued too", "new", "new too"];
            assert_eq!(seen, expected, "{rate:?}");
        }
    }

    /// It waits for its moment, and nobody polls it.
    #[tokio::test(start_paused = true)]
    async fn a_turn_that_nobody_polls_holds_no_other_up() {
        let limits = Limits::new(8, Some(Rate::per_second(1))).unwrap();
        drop(limits.turn(Standing::New).await);
        let mut forgotten = Box::pin(limits.turn(Standing::New));
        assert!((&mut forgotten).now_or_never().is_none());
        let started = Instant::now();
        for _ in 0..5 {
            drop(limits.turn(Standing::New).await);
        }
        // It has lost its own moment, and no more.
        assert!(started.elapsed() <= Duration::from_secs(6));
        // When it is remembered, it keeps to the rate like everybody.
        drop(forgotten.await);
        drop(limits.turn(Standing::New).await);
        assert!(started.elapsed() > Duration::from_millis(7900));
    }

    #[test]
    fn any_number_but_none_will_do() {
        assert!(Limits::new(0, None).is_err());
        assert!(Limits::new(1, None).is_ok());
        assert!(Limits::new(usize::MAX, Some(Rate::per_second(1e6))).is_ok());
        assert!(Limits::new(1, Some(Rate::per_second(0))).is_err());
    }
}
