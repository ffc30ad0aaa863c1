//! Who may come in: one verifier and one memory of what was seen for each account.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderValue};
use m7_auth::{Clock as _, Credentials, PresentedHeaders, ReplayGuard, Verified, Verifier, header};

use crate::clock::{SandboxClock, ShiftedClock};
use crate::refusal::Refusal;

/// How many requests of one account are remembered: ten minutes at more than 1,600 a second. Assumed:
/// rate-limit.
const REMEMBERED: usize = 1_000_000;

/// The accounts' doors.
pub(crate) struct Doors {
    by_appkey: HashMap<String, Door>,
    /// Says what is wrong with headers that name no account.
    any: Verifier,
    /// How often the clock was set back when a request was let in last.
    times_set_back: AtomicU64,
}

struct Door {
    verifier: Verifier,
    guard: ReplayGuard,
}

impl Doors {
    /// Doors for `first` and all the others.
    pub(crate) fn new<'a>(
        first: &'a Credentials,
        others: impl Iterator<Item = &'a Credentials>,
    ) -> Self {
        let mut by_appkey = HashMap::new();
        for credentials in std::iter::once(first).chain(others) {
            let door = Door {
                verifier: Verifier::new(credentials),
                guard: ReplayGuard::new(REMEMBERED),
            };
            by_appkey.insert(credentials.appkey().to_owned(), door);
        }
        Self {
            by_appkey,
            any: Verifier::new(first),
            times_set_back: AtomicU64::new(0),
        }
    }

    /// Whether there is an account with this appkey.
    pub(crate) fn has(&self, appkey: &str) -> bool {
        self.by_appkey.contains_key(appkey)
    }

    /// Forgets which requests came in, so that each may come in once more.
    pub(crate) fn forget(&self) {
        for door in self.by_appkey.values() {
            door.guard.clear();
        }
    }

    /// Lets a request in that arrived `now` by this clock, once.
    ///
    /// Documented: sign-headers, sign-rule, sign-scope, timestamp-form, nonce-form, window, replay,
    /// appkey-account. Assumed: header-form, appkey-unknown, window-edge, replay-memory,
    /// repeated-header.
    pub(crate) fn admit(
        &self,
        headers: &HeaderMap,
        now: SystemTime,
        clock: &ShiftedClock,
    ) -> Result<Verified, Refusal> {
        for name in [
            header::APPKEY,
            header::NONCE,
            header::TIMESTAMP,
            header::SIGN,
        ] {
            if headers.get_all(name).iter().nth(1).is_some() {
                return Err(Refusal::RepeatedHeader { name });
            }
        }
        let presented =
            PresentedHeaders::from_lookup(|name| headers.get(name).map(HeaderValue::as_bytes));
        let door = presented
            .appkey
            .and_then(|appkey| str::from_utf8(appkey).ok())
            .and_then(|appkey| self.by_appkey.get(appkey));
        let Some(door) = door else {
            // Another account's verifier admits no headers that don't name it.
            self.any.verify(&presented, now)?;
            return Err(m7_auth::Refusal::UnknownAppkey.into());
        };
        let verified = door.verifier.verify(&presented, now)?;
        self.follow(&clock.clock);
        match clock.seconds {
            0 => door.guard.admit(&verified, now)?,
            // What is remembered is forgotten by the sandbox's clock alone.
            _ => door
                .guard
                .admit_judged_at(&verified, now, clock.clock.now())?,
        }
        Ok(verified)
    }

    /// Its owner may set a clock back, and then it is right. Assumed: clock-set-back.
    fn follow(&self, clock: &SandboxClock) {
        let times = clock.times_set_back();
        if self.times_set_back.swap(times, Ordering::SeqCst) != times {
            for door in self.by_appkey.values() {
                door.guard.clock_was_set_back();
            }
        }
    }
}
