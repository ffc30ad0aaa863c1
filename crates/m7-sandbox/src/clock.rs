//! The sandbox's clock: it can be set, advanced, sped up and stopped, and waited on.
//!
//! It isn't tokio's pausable clock: that one jumps ahead whenever a task waits for a socket, and then
//! a client's own timeouts fire at once. Here only the sandbox's time is touched; a client's stays
//! real.

use std::fmt;
use std::future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use m7_auth::Clock;
use tokio::sync::watch;
use tokio::time;

/// The earliest time that a clock shows: from here on Unix seconds have the 10 digits that a
/// signature's timestamp has. In Unix seconds.
const EARLIEST: u64 = 1_000_000_000;
/// The latest time that a clock shows: the last second that the four bytes of a sip id hold. In Unix
/// seconds.
const LATEST: u64 = 0xffff_ffff;

/// How long, in real time, nothing happens before a clock that skips latency jumps: long enough for
/// requests that are sent together to wait together.
const LULL: Duration = Duration::from_millis(1);

/// The clock of a sandbox. Its clones are the same clock.
///
/// Signatures are judged by it, ids, spans and times of registration are made from it, and latency is
/// waited for on it. Nothing else is: how long a client may take over a request is real time, and so
/// is everything that a client measures itself.
///
/// It shows times from 2001-09-09T01:46:40Z, from which on Unix seconds have the 10 digits that a
/// signature's timestamp has, to 2106-02-07T06:28:15Z, the last second that a sip id holds. Where it
/// would be set, run or be advanced beyond, it stays at that end.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use m7_auth::Clock as _;
/// use m7_sandbox::SandboxClock;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_572_018);
/// let clock = SandboxClock::stopped_at(start);
/// let waiting = tokio::spawn({
///     let clock = clock.clone();
///     async move { clock.sleep(Duration::from_secs(25)).await }
/// });
///
/// // It stands still until it is moved, and who waits on it waits as long.
/// while clock.next_wake().is_none() {
///     tokio::task::yield_now().await;
/// }
/// assert_eq!(clock.next_wake(), Some(Duration::from_secs(25)));
/// clock.advance(Duration::from_secs(25));
/// waiting.await.unwrap();
/// assert_eq!(clock.now(), start + Duration::from_secs(25));
/// # }
/// ```
#[derive(Clone)]
pub struct SandboxClock(Arc<Shared>);

struct Shared {
    run: watch::Sender<Run>,
    /// For what those who wait are waiting, as [`Run::passed`] counts.
    waits: Mutex<Vec<Duration>>,
}

/// How the clock runs since it was touched last.
#[derive(Clone, Copy)]
struct Run {
    /// What it showed then; `None` as long as it shows the machine's time.
    shown: Option<SystemTime>,
    /// How much of its time had passed then. Unlike what it shows, this never goes back.
    passed: Duration,
    since: Instant,
    scale: f64,
    times_set_back: u64,
    /// Whether it jumps to the end of a latency that is waited for.
    skips_latency: bool,
}

impl SandboxClock {
    /// The fastest pace of a clock: 11 days in a second.
    pub const MAX_SCALE: f64 = 1e6;

    /// A clock that shows the machine's time, until it is touched.
    pub fn system() -> Self {
        Self::running(None, 1.0)
    }

    /// A clock that shows `time` and stands still.
    pub fn stopped_at(time: SystemTime) -> Self {
        Self::running(Some(in_range(time)), 0.0)
    }

    fn running(shown: Option<SystemTime>, scale: f64) -> Self {
        let run = Run {
            shown,
            passed: Duration::ZERO,
            since: Instant::now(),
            scale,
            times_set_back: 0,
            skips_latency: false,
        };
        Self(Arc::new(Shared {
            run: watch::Sender::new(run),
            waits: Mutex::default(),
        }))
    }

    /// Sets it, forwards or backwards; it runs on from there at the same scale.
    ///
    /// Forwards, that time has passed for whoever waits on it; backwards, nobody waits longer, and
    /// requests that were forgotten because they had left the window are let in again.
    pub fn set(&self, time: SystemTime) {
        let time = in_range(time);
        self.change(|run, at| {
            let shown = run.shows(at);
            run.times_set_back += u64::from(time < shown);
            let skipped = time.duration_since(shown).unwrap_or_default();
            run.passed = run.passed.saturating_add(skipped);
            run.shown = Some(time);
        });
    }

    /// Moves it forwards. More than its whole range (105 years) counts as that, also for whoever waits
    /// on it.
    pub fn advance(&self, step: Duration) {
        // So that no step, however absurd, uses up the time that can pass.
        let step = step.min(Duration::from_secs(LATEST - EARLIEST));
        self.change(|run, at| {
            run.passed = run.passed.saturating_add(step);
            run.shown = Some(later(run.shows(at), step));
        });
    }

    /// Lets no client wait for [latency](crate::Latency) any more: whenever an operation is to take
    /// its time, the clock jumps to where the first wait ends. So 25 seconds of a delete pass in a
    /// few milliseconds, and have passed: ids, spans and expiry show them. [`scale`](Self::scale)
    /// ends this.
    ///
    /// A fault that holds a connection for some seconds holds it for as long: whoever tries a
    /// client's patience means real time.
    pub fn skip_latency(&self) {
        self.change(|run, _| run.skips_latency = true);
    }

    /// Lets it run at so many of its seconds to a real one, from what it shows now, and latency take
    /// its time again. 1 is the pace of real time, 0 stops it.
    ///
    /// # Panics
    ///
    /// If `scale` is negative, more than [`MAX_SCALE`](Self::MAX_SCALE) or no number.
    pub fn scale(&self, scale: f64) {
        assert!(is_scale(scale), "{scale} is no scale for a clock");
        self.change(|run, at| {
            run.shown = Some(run.shows(at));
            run.scale = scale;
            run.skips_latency = false;
        });
    }

    /// At how many of its seconds to a real one it runs.
    pub fn current_scale(&self) -> f64 {
        self.0.run.borrow().scale
    }

    /// How often it was set to an earlier time than it showed.
    pub(crate) fn times_set_back(&self) -> u64 {
        self.0.run.borrow().times_set_back
    }

    /// Waits until so much of its time has passed, from this call on: because it runs, or is set or
    /// advanced. On a clock that stands still this waits until it is touched.
    ///
    /// On a clock that runs this needs a tokio runtime that has its time enabled.
    pub fn sleep(&self, duration: Duration) -> impl Future<Output = ()> + Send + use<> {
        let mut runs = self.0.run.subscribe();
        let until = runs
            .borrow_and_update()
            .passed_by(Instant::now())
            .saturating_add(duration);
        // Not when it is first polled: what passes until then counts too.
        let waiting = Waiting::begin(Arc::clone(&self.0), until);
        async move {
            let _waiting = waiting;
            loop {
                let run = *runs.borrow_and_update();
                let Some(left) = run.real_time_until(until, Instant::now()) else {
                    return;
                };
                tokio::select! {
                    () = real_sleep(left) => {}
                    // The sender lives as long as this clock.
                    _ = runs.changed() => {}
                }
            }
        }
    }

    /// Lets so much of its time pass for an operation: waits for it, or jumps over it.
    pub(crate) async fn take(&self, latency: Duration) {
        let mut runs = self.0.run.subscribe();
        let passed = self.sleep(latency);
        tokio::pin!(passed);
        loop {
            let skips = runs.borrow_and_update().skips_latency;
            tokio::select! {
                () = &mut passed => return,
                // The sender lives as long as this clock.
                _ = runs.changed() => {}
                () = time::sleep(LULL), if skips => self.jump(),
            }
        }
    }

    /// Moves it to where the first of those who wait is woken.
    fn jump(&self) {
        let Some(until) = self.0.waits().iter().min().copied() else {
            return;
        };
        // Two who jump at once go to the same place, not twice as far.
        self.change(|run, at| {
            let step = until.saturating_sub(run.passed);
            run.passed = run.passed.saturating_add(step);
            run.shown = Some(later(run.shows(at), step));
        });
    }

    /// How much of its time has to pass until the first of those who wait on it is woken; `None` if
    /// nobody waits.
    ///
    /// Advancing a stopped clock by this, as often as somebody waits, shows each of them exactly the
    /// time that it waited for.
    pub fn next_wake(&self) -> Option<Duration> {
        let passed = self.0.run.borrow().passed_by(Instant::now());
        let next = self.0.waits().iter().min().copied();
        next.map(|until| until.saturating_sub(passed))
    }

    /// Changes how it runs, from what it shows at this moment.
    fn change(&self, act: impl FnOnce(&mut Run, Instant)) {
        self.0.run.send_modify(|run| {
            // Taken under the lock, so that it isn't before another change.
            let at = Instant::now();
            let passed = run.passed_by(at);
            // Judged by the old scale and moment; `act` looks at them too.
            let mut changed = Run { passed, ..*run };
            act(&mut changed, at);
            *run = Run {
                since: at,
                ..changed
            };
        });
    }
}

impl Clock for SandboxClock {
    fn now(&self) -> SystemTime {
        self.0.run.borrow().shows(Instant::now())
    }
}

impl Default for SandboxClock {
    /// [`SandboxClock::system`].
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for SandboxClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxClock")
            .field("now", &self.now())
            .field("scale", &self.current_scale())
            .finish_non_exhaustive()
    }
}

/// A sandbox's clock as one sees it that is off.
#[derive(Clone)]
pub(crate) struct ShiftedClock {
    pub(crate) clock: SandboxClock,
    /// How far it is ahead.
    pub(crate) seconds: i32,
}

impl Clock for ShiftedClock {
    fn now(&self) -> SystemTime {
        let (now, off) = (
            self.clock.now(),
            Duration::from_secs(self.seconds.unsigned_abs().into()),
        );
        let shifted = if self.seconds < 0 {
            now.checked_sub(off)
        } else {
            now.checked_add(off)
        };
        shifted.unwrap_or(now)
    }
}

/// Whether a clock can run at this many seconds to a real one.
pub(crate) fn is_scale(scale: f64) -> bool {
    (0.0..=SandboxClock::MAX_SCALE).contains(&scale)
}

impl Run {
    fn shows(&self, at: Instant) -> SystemTime {
        match self.shown {
            None => in_range(SystemTime::now()),
            Some(time) => later(time, self.run_by(at)),
        }
    }

    fn passed_by(&self, at: Instant) -> Duration {
        self.passed.saturating_add(self.run_by(at))
    }

    /// How much of the clock's time went by since it was touched.
    fn run_by(&self, at: Instant) -> Duration {
        let real = at.saturating_duration_since(self.since);
        // Far from what a duration holds, by the bound of the scale.
        real.mul_f64(self.scale)
    }

    /// How long it really takes until so much has passed, forever if the clock stands still; `None` if
    /// it has.
    fn real_time_until(&self, until: Duration, at: Instant) -> Option<Duration> {
        let left = until.checked_sub(self.passed_by(at))?;
        if left.is_zero() {
            return None;
        }
        let real = Duration::try_from_secs_f64(left.as_secs_f64() / self.scale);
        Some(real.unwrap_or(Duration::MAX))
    }
}

/// Needs no timer to wait forever.
async fn real_sleep(duration: Duration) {
    if duration < Duration::MAX {
        time::sleep(duration).await;
    } else {
        future::pending::<()>().await;
    }
}

fn later(time: SystemTime, step: Duration) -> SystemTime {
    time.checked_add(step).map_or_else(latest, in_range)
}

/// The first time that a clock shows.
pub(crate) fn earliest() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(EARLIEST)
}

/// The last time that a clock shows.
pub(crate) fn latest() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(LATEST)
}

fn in_range(time: SystemTime) -> SystemTime {
    time.clamp(earliest(), latest())
}

impl Shared {
    fn waits(&self) -> MutexGuard<'_, Vec<Duration>> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who waits, as long as this lives.
struct Waiting {
    shared: Arc<Shared>,
    until: Duration,
}

impl Waiting {
    fn begin(shared: Arc<Shared>, until: Duration) -> Self {
        shared.waits().push(until);
        Self { shared, until }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waits = self.shared.waits();
        if let Some(place) = waits.iter().position(|until| *until == self.until) {
            waits.swap_remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use proptest::prelude::*;

    use super::*;

    const START: Duration = Duration::from_secs(1_616_572_018);

    fn start() -> SystemTime {
        SystemTime::UNIX_EPOCH + START
    }

    #[derive(Clone, Debug)]
    enum Touch {
        Advance(u64),
        Scale(f64),
    }

    fn touches() -> impl Strategy<Value = Vec<Touch>> {
        let touch = prop_oneof![
            (0..10_000_000_000_u64).prop_map(Touch::Advance),
            prop_oneof![Just(0.0), Just(1.0), 0.0..=SandboxClock::MAX_SCALE].prop_map(Touch::Scale),
        ];
        prop::collection::vec(touch, 1..20)
    }

    proptest! {
        #[test]
        fn it_never_goes_back_unless_it_is_set_back(touches in touches()) {
            let clock = SandboxClock::stopped_at(start());
            let mut last = clock.now();
            for touch in touches {
                match touch {
                    Touch::Advance(millis) => clock.advance(Duration::from_millis(millis)),
                    Touch::Scale(scale) => clock.scale(scale),
                }
                let now = clock.now();
                prop_assert!(now >= last, "{now:?} after {last:?}");
                last = now;
            }
        }

        #[test]
        fn a_change_of_pace_neither_skips_nor_repeats_time(scales in prop::collection::vec(0.0..1e6, 1..20)) {
            let begun = Instant::now();
            let clock = SandboxClock::stopped_at(start());
            let fastest = scales.iter().copied().fold(0.0, f64::max);
            for scale in scales {
                clock.scale(scale);
            }
            clock.scale(0.0);
            let shown = clock.now().duration_since(start()).unwrap();
            // Not more than the fastest pace would have shown in all of the time that it took.
            let most = begun.elapsed().as_secs_f64() * fastest;
            prop_assert!(shown.as_secs_f64() <= most, "{shown:?} in {most} s");
        }

        #[test]
        fn a_clock_that_stands_moves_by_what_it_is_advanced_and_no_more(
            steps in prop::collection::vec(0..1_000_000_000_u64, 1..20),
        ) {
            let clock = SandboxClock::stopped_at(start());
            let steps: Vec<_> = steps.into_iter().map(Duration::from_micros).collect();
            for step in &steps {
                clock.advance(*step);
            }
            prop_assert_eq!(clock.now(), start() + steps.iter().sum::<Duration>());
        }
    }

    #[test]
    fn it_runs_at_its_pace() {
        let clock = SandboxClock::stopped_at(start());
        let begun = Instant::now();
        clock.scale(1000.0);
        thread::sleep(Duration::from_millis(20));
        let shown = clock.now().duration_since(start()).unwrap();
        assert!(shown >= Duration::from_secs(20), "{shown:?}");
        assert!(shown <= 1000 * begun.elapsed(), "{shown:?}");
        clock.scale(0.0);
        let stopped = clock.now();
        thread::sleep(Duration::from_millis(5));
        assert_eq!(clock.now(), stopped);
    }

    #[test]
    fn it_is_the_machine_s_until_it_is_touched() {
        let clock = SandboxClock::system();
        let before = SystemTime::now();
        let now = clock.now();
        assert!(before <= now && now <= SystemTime::now());
        clock.set(start());
        let off = clock.now().duration_since(start()).unwrap();
        assert!(off < Duration::from_secs(60), "{off:?}");
    }

    #[test]
    fn it_stays_in_its_range() {
        let clock = SandboxClock::stopped_at(SystemTime::UNIX_EPOCH);
        assert_eq!(clock.now(), earliest());
        clock.advance(Duration::MAX);
        assert_eq!(clock.now(), latest());
        clock.scale(SandboxClock::MAX_SCALE);
        assert_eq!(clock.now(), latest());
        clock.set(SystemTime::UNIX_EPOCH - Duration::from_secs(1));
        assert!(clock.now() >= earliest() && clock.now() < latest());
        clock.set(latest() + Duration::from_secs(1));
        assert_eq!(clock.now(), latest());
    }

    #[tokio::test]
    async fn no_leap_uses_up_the_time_that_can_pass() {
        let clock = SandboxClock::stopped_at(start());
        clock.scale(SandboxClock::MAX_SCALE);
        for _ in 0..1000 {
            clock.advance(Duration::MAX);
            clock.set(earliest());
        }
        clock.scale(0.0);
        let sleeping = sleeper(&clock, 10).await;
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(10)));
        clock.advance(Duration::from_secs(9));
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(1));
        assert!(ends(sleeping).await);
    }

    #[test]
    #[should_panic(expected = "no scale for a clock")]
    fn it_has_no_negative_pace() {
        SandboxClock::system().scale(-1.0);
    }

    #[test]
    #[should_panic(expected = "no scale for a clock")]
    fn it_has_no_absurd_pace() {
        SandboxClock::system().scale(1e308);
    }

    /// Whether `sleeping` ends, within a bound that is never reached if it does.
    async fn ends<T>(sleeping: tokio::task::JoinHandle<T>) -> bool {
        time::timeout(Duration::from_secs(20), sleeping)
            .await
            .is_ok()
    }

    async fn sleeper(clock: &SandboxClock, seconds: u64) -> tokio::task::JoinHandle<()> {
        let its_clock = clock.clone();
        let others = clock.0.waits().len();
        let sleeping =
            tokio::spawn(async move { its_clock.sleep(Duration::from_secs(seconds)).await });
        while clock.0.waits().len() == others {
            tokio::task::yield_now().await;
        }
        sleeping
    }

    #[tokio::test]
    async fn who_waits_is_woken_when_it_is_advanced_set_or_sped_up() {
        let clock = SandboxClock::stopped_at(start());
        let hour = 3600;
        let first = sleeper(&clock, hour).await;
        clock.advance(Duration::from_secs(hour - 1));
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(1)));
        assert!(!first.is_finished());
        clock.advance(Duration::from_secs(1));
        assert!(ends(first).await);

        let second = sleeper(&clock, hour).await;
        clock.set(clock.now() + Duration::from_secs(hour));
        assert!(ends(second).await);

        let third = sleeper(&clock, hour).await;
        clock.scale(1e6);
        assert!(ends(third).await);
        assert_eq!(clock.next_wake(), None);
    }

    #[tokio::test]
    async fn what_passes_before_it_is_looked_at_counts_too() {
        let clock = SandboxClock::stopped_at(start());
        let sleeping = clock.sleep(Duration::from_secs(10));
        clock.advance(Duration::from_secs(10));
        assert!(ends(tokio::spawn(sleeping)).await);
    }

    #[tokio::test]
    async fn nobody_waits_longer_because_it_is_set_back() {
        let clock = SandboxClock::stopped_at(start());
        let sleeping = sleeper(&clock, 10).await;
        clock.advance(Duration::from_secs(4));
        clock.set(start() - Duration::from_secs(1_000_000));
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(6)));
        clock.advance(Duration::from_secs(6));
        assert!(ends(sleeping).await);
    }

    #[tokio::test]
    async fn latency_is_skipped_and_has_passed() {
        let clock = SandboxClock::stopped_at(start());
        clock.skip_latency();
        let take = |seconds| {
            let clock = clock.clone();
            tokio::spawn(async move {
                clock.take(Duration::from_secs(seconds)).await;
                clock.now()
            })
        };
        let (long, short) = (take(25), take(7));
        // What is waited for together passes together, in its order.
        assert_eq!(short.await.unwrap(), start() + Duration::from_secs(7));
        assert_eq!(long.await.unwrap(), start() + Duration::from_secs(25));

        let held = sleeper(&clock, 60).await;
        assert!(ends(take(7)).await);
        assert_eq!(clock.now(), start() + Duration::from_secs(32));
        assert!(!held.is_finished());

        clock.scale(0.0);
        let waiting = take(7);
        time::sleep(20 * LULL).await;
        assert!(!waiting.is_finished());
        clock.skip_latency();
        assert!(ends(waiting).await);
    }

    #[tokio::test]
    async fn who_stops_waiting_is_not_counted_any_more() {
        let clock = SandboxClock::stopped_at(start());
        let sleeping = sleeper(&clock, 10).await;
        let longer = sleeper(&clock, 20).await;
        sleeping.abort();
        assert!(sleeping.await.unwrap_err().is_cancelled());
        assert_eq!(clock.next_wake(), Some(Duration::from_secs(20)));
        drop(longer);
    }
}
