//! Moves a stopped clock as far as somebody waits on it, and no further.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use m7_sandbox::SandboxClock;

/// Does what waits on the clock, and lets pass on it what is waited for, until that is done.
pub(crate) fn passing_what_is_waited_for<T>(clock: &SandboxClock, act: impl FnOnce() -> T) -> T {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                if let Some(step) = clock.next_wake() {
                    clock.advance(step);
                }
                thread::sleep(Duration::from_micros(200));
            }
        });
        let _over = Over(&done);
        act()
    })
}

/// Until somebody waits on the clock; how long they wait.
#[track_caller]
pub(crate) fn until_somebody_waits(clock: &SandboxClock) -> Duration {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        match clock.next_wake() {
            // Who has been woken is still counted until it has looked.
            Some(step) if !step.is_zero() => return step,
            _ => assert!(Instant::now() < patience, "nobody waits on the clock"),
        }
        thread::sleep(Duration::from_micros(200));
    }
}

/// Also when what is done fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Lets nobody wait on a clock for ever, also when a test fails.
pub(crate) struct Released<'a>(pub(crate) &'a SandboxClock);

impl Drop for Released<'_> {
    fn drop(&mut self) {
        self.0.scale(SandboxClock::MAX_SCALE);
    }
}
