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

/// The latest time that a clock runs or is advanced to: the end of the year 9999, the last that
/// dates have a form for. In Unix seconds.
const LATEST: u64 = 253_402_300_799;

/// The clock of a sandbox. Its clones are the same clock.
///
/// Signatures are judged by it, ids, spans and times of registration are made from it, and latency is
/// waited for on it. Nothing else is: how long a client may take over a request is real time, and so
/// is everything that a client measures itself.
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
}

impl SandboxClock {
    /// A clock that shows the machine's time, until it is touched.
    pub fn system() -> Self {
        Self::running(None, 1.0)
    }

    /// A clock that shows `time` and stands still.
    pub fn stopped_at(time: SystemTime) -> Self {
        Self::running(Some(time), 0.0)
    }

    fn running(shown: Option<SystemTime>, scale: f64) -> Self {
        let run = Run {
            shown,
            passed: Duration::ZERO,
            since: Instant::now(),
            scale,
        };
        Self(Arc::new(Shared {
            run: watch::Sender::new(run),
            waits: Mutex::default(),
        }))
    }

    /// Sets it, forwards or backwards; it runs on from there at the same scale.
    ///
    /// Forwards, that time has passed for whoever waits on it; backwards, nobody waits longer.
    pub fn set(&self, time: SystemTime) {
        self.change(|run, at| {
            let skipped = time.duration_since(run.shows(at)).unwrap_or_default();
            run.passed = run.passed.saturating_add(skipped);
            run.shown = Some(time);
        });
    }

    /// Moves it forwards. It doesn't go beyond the year 9999.
    pub fn advance(&self, step: Duration) {
        self.change(|run, at| {
            run.passed = run.passed.saturating_add(step);
            run.shown = Some(later(run.shows(at), step));
        });
    }

    /// Lets it run at so many of its seconds to a real one, from what it shows now. 1 is the pace of
    /// real time, 0 stops it.
    ///
    /// # Panics
    ///
    /// If `scale` is negative, infinite or no number.
    pub fn scale(&self, scale: f64) {
        assert!(is_scale(scale), "{scale} is no scale for a clock");
        self.change(|run, at| {
            run.shown = Some(run.shows(at));
            run.scale = scale;
        });
    }

    /// At how many of its seconds to a real one it runs.
    pub fn current_scale(&self) -> f64 {
        self.0.run.borrow().scale
    }

    /// Waits until so much of its time has passed: because it runs, or is set or advanced. On a clock
    /// that stands still this waits until it is touched.
    ///
    /// On a clock that runs this needs a tokio runtime that has its time enabled.
    pub async fn sleep(&self, duration: Duration) {
        let mut runs = self.0.run.subscribe();
        let until = runs
            .borrow_and_update()
            .passed_by(Instant::now())
            .saturating_add(duration);
        let _waiting = Waiting::begin(&self.0, until);
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
    scale.is_finite() && scale >= 0.0
}

impl Run {
    fn shows(&self, at: Instant) -> SystemTime {
        match self.shown {
            None => SystemTime::now(),
            Some(time) => later(time, self.run_by(at)),
        }
    }

    fn passed_by(&self, at: Instant) -> Duration {
        self.passed.saturating_add(self.run_by(at))
    }

    /// How much of the clock's time went by since it was touched.
    fn run_by(&self, at: Instant) -> Duration {
        let real = at.saturating_duration_since(self.since);
        let sped_up = Duration::try_from_secs_f64(real.as_secs_f64() * self.scale);
        sped_up.unwrap_or(Duration::MAX)
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
    let latest = SystemTime::UNIX_EPOCH + Duration::from_secs(LATEST);
    let moved = time.checked_add(step).unwrap_or(latest);
    // What was set beyond that is left there.
    moved.min(latest.max(time))
}

impl Shared {
    fn waits(&self) -> MutexGuard<'_, Vec<Duration>> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Somebody who waits, as long as this lives.
struct Waiting<'a> {
    shared: &'a Shared,
    until: Duration,
}

impl<'a> Waiting<'a> {
    fn begin(shared: &'a Shared, until: Duration) -> Self {
        shared.waits().push(until);
        Self { shared, until }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut waits = self.shared.waits();
        if let Some(place) = waits.iter().position(|until| *until == self.until) {
            waits.swap_remove(place);
        }
    }
}
