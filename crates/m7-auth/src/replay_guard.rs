//! Remembers what was accepted, so that nothing is accepted twice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use crate::tag::TAG_LENGTH;
use crate::verifier::{check_window, unix_seconds};
use crate::{Refusal, Verified, WINDOW};

/// Refuses a request that was accepted before, in bounded memory.
///
/// The service remembers `sign + nonce` for five minutes (source: the vendor's authorization page).
/// This guard remembers a request until its timestamp falls out of the [`WINDOW`], which is up to
/// ten minutes for a client whose clock is ahead: five minutes alone would let such a request in a
/// second time.
///
/// When it is full it refuses what it couldn't remember ([`Refusal::ReplayGuardFull`]) rather than
/// forget something that could be replayed. Only verified requests take room, so only holders of a
/// secret can fill it; one guard for each account keeps them from one another.
///
/// It can be shared among threads. A request costs one look-up under a lock, full or not: what has
/// expired is dropped a second at a time, not one by one.
///
/// ```
/// use m7_auth::{Credentials, PresentedHeaders, Refusal, ReplayGuard, Signer, Timestamp, Verifier};
///
/// let credentials = Credentials::new("2000113", "not-a-real-secret")?;
/// let signer = Signer::new(&credentials);
/// let at: Timestamp = "1616408549".parse()?;
/// let signed = signer.sign(at, "025513".parse()?);
///
/// let guard = ReplayGuard::new(100_000);
/// let verified =
///     Verifier::new(&credentials).verify(&PresentedHeaders::from(&signed), at.into())?;
/// guard.admit(&verified, at.into())?;
/// assert_eq!(guard.admit(&verified, at.into()), Err(Refusal::Replayed));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ReplayGuard {
    capacity: usize,
    memory: Mutex<Memory>,
}

impl ReplayGuard {
    /// A guard that remembers up to `capacity` requests, in about 40 bytes each (60 for a moment,
    /// while a table grows) and at most 100 kB besides.
    ///
    /// For a steady rate, take ten minutes' worth of requests.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            memory: Mutex::default(),
        }
    }

    /// How many requests can be remembered.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// How many requests are remembered, some of which may have expired since the last call.
    pub fn len(&self) -> usize {
        self.with(|memory| memory.len)
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Forgets everything, as if it were new: for a test that starts over. Each request is let pass
    /// once more.
    pub fn clear(&self) {
        self.with(|memory| *memory = Memory::default());
    }

    /// Lets a verified request pass that arrived `now`, and remembers it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Replayed`], [`Refusal::ReplayGuardFull`], or [`Refusal::OutsideWindow`] if the
    /// request has left the window since it was verified.
    pub fn admit(&self, request: &Verified, now: SystemTime) -> Result<(), Refusal> {
        check_window(request.timestamp(), now)?;
        let second = request.timestamp().unix_seconds().cast_signed();
        self.with(|memory| {
            memory.forget_before(unix_seconds(now).saturating_sub(WINDOW.as_secs().cast_signed()));
            memory.remember(second, fingerprint(request.tag()), self.capacity)
        })
    }

    /// Like [`admit`](Self::admit), for a service that is wrong about the time on purpose, as in a
    /// test: the window is judged by what its clock shows (`judged_at`), and what is remembered is
    /// forgotten by the right time (`now`). By either clock the request passes once.
    ///
    /// # Errors
    ///
    /// As [`admit`](Self::admit).
    pub fn admit_judged_at(
        &self,
        request: &Verified,
        judged_at: SystemTime,
        now: SystemTime,
    ) -> Result<(), Refusal> {
        check_window(request.timestamp(), judged_at)?;
        let second = request.timestamp().unix_seconds().cast_signed();
        let now = unix_seconds(now);
        let behind = now.saturating_sub(unix_seconds(judged_at));
        self.with(|memory| {
            memory.forget_before(now.saturating_sub(WINDOW.as_secs().cast_signed()));
            let last = second.max(second.saturating_add(behind));
            memory.remember_until(last, second, fingerprint(request.tag()), self.capacity)
        })
    }

    /// Lets in again what is of a time whose requests are forgotten, because whoever may set the
    /// clock has set it back to that time. What isn't forgotten stays remembered.
    ///
    /// Without this, a guard takes a clock that goes back for a mistake, and each request of the time
    /// that it has forgotten for a replay.
    pub fn clock_was_set_back(&self) {
        self.with(|memory| memory.forgotten = None);
    }

    fn with<R>(&self, act: impl FnOnce(&mut Memory) -> R) -> R {
        // Nothing that runs under the lock panics half-way through a change.
        act(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for ReplayGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayGuard")
            .field("capacity", &self.capacity)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// What was accepted, by the second of its timestamp. At most 601 seconds are in the window.
#[derive(Default)]
struct Memory {
    seconds: BTreeMap<i64, HashSet<u128>>,
    len: usize,
    /// Requests of this second and all before it were forgotten.
    forgotten: Option<i64>,
    /// What was accepted by a clock that is off, and the last second that may be the oldest in the
    /// window for it to be remembered.
    shifted: HashMap<u128, i64>,
    /// The oldest second for which `shifted` was looked through.
    swept: Option<i64>,
}

impl Memory {
    fn forget_before(&mut self, oldest: i64) {
        while let Some(entry) = self.seconds.first_entry()
            && *entry.key() < oldest
        {
            let (second, requests) = entry.remove_entry();
            self.len -= requests.len();
            self.forgotten = self.forgotten.max(Some(second));
        }
        // Once a second at most.
        if !self.shifted.is_empty() && self.swept != Some(oldest) {
            self.swept = Some(oldest);
            self.len -= self.shifted.len();
            self.shifted.retain(|_, last| *last >= oldest);
            self.len += self.shifted.len();
        }
    }

    fn knows(&self, second: i64, request: u128) -> bool {
        let of_second = self.seconds.get(&second);
        of_second.is_some_and(|requests| requests.contains(&request))
            || self.shifted.contains_key(&request)
    }

    /// Remembers what was accepted by a clock that is off until `last` is out of the window.
    fn remember_until(
        &mut self,
        last: i64,
        second: i64,
        request: u128,
        capacity: usize,
    ) -> Result<(), Refusal> {
        if self.knows(second, request) {
            return Err(Refusal::Replayed);
        }
        if self.len >= capacity {
            return Err(Refusal::ReplayGuardFull { capacity });
        }
        self.shifted.insert(request, last);
        self.len += 1;
        Ok(())
    }

    fn remember(&mut self, second: i64, request: u128, capacity: usize) -> Result<(), Refusal> {
        // A clock that was set back brings seconds into the window again whose requests are
        // forgotten: whatever comes from them may be a replay.
        if self.forgotten.is_some_and(|forgotten| second <= forgotten) {
            return Err(Refusal::Replayed);
        }
        if self.knows(second, request) {
            return Err(Refusal::Replayed);
        }
        if self.len >= capacity {
            return Err(Refusal::ReplayGuardFull { capacity });
        }
        self.seconds.entry(second).or_default().insert(request);
        self.len += 1;
        Ok(())
    }
}

/// Half of the HMAC, which tells requests apart as well as all of it: it depends on account,
/// timestamp and nonce, and 10⁹ of them share a half with a probability of 10⁻²¹.
fn fingerprint(tag: &[u8; TAG_LENGTH]) -> u128 {
    let mut half = [0; 16];
    half.copy_from_slice(&tag[..16]);
    u128::from_ne_bytes(half)
}
