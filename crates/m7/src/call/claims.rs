//! Which creates are under way, so that none of them is taken for another.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use m7_models::SipId;
use tokio::sync::OwnedMutexGuard;

/// How long a `sipId` is known to be some call's. A later call of the same client, however long it
/// takes, looks for what was made since it began, to the second and to the uncertainty of the clocks.
const KNOWN_FOR: Duration = Duration::from_secs(60);

/// How long a create whose end nobody knows may still show. It can be let in for the 5 minutes that
/// its signature is good for, and has as long again to be done.
const OPEN_FOR: Duration = Duration::from_secs(600);

/// How many of each are remembered. When there are more, nothing is proved until all that was
/// forgotten is out of date.
const CAPACITY: usize = 16 * 1024;

/// The creates of a client: one of a number at a time, and what became of the last ones.
#[derive(Default)]
pub(crate) struct Claims(Mutex<State>);

#[derive(Default)]
struct State {
    /// One for each number that is being created.
    gates: HashMap<String, Arc<tokio::sync::Mutex<()>>>,
    known: Memory<(String, SipId)>,
    open: Memory<String>,
}

/// The right to create a number, until it is dropped.
pub(crate) struct Claim<'a> {
    // In this order: the next one is let in before its gate is looked at.
    _gate: OwnedMutexGuard<()>,
    place: Place<'a>,
    standing: Standing,
    waited: Duration,
    before: Before,
}

/// What was known of a number's creates when a claim to it began. Nothing is added as long as it
/// lasts, and nothing may be forgotten.
struct Before {
    known: Vec<SipId>,
    doubt: Option<&'static str>,
}

/// A place at a gate.
struct Place<'a> {
    claims: &'a Claims,
    number: &'a str,
    gate: Arc<tokio::sync::Mutex<()>>,
}

/// What may become of the creates that a claim stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Nothing, or nothing that isn't known.
    Settled,
    /// They may take effect, unseen.
    Open,
}

impl Claims {
    /// Waits until nobody else creates this number: for ever, if that is a call which nobody polls
    /// any more.
    pub(crate) async fn enter<'a>(&'a self, number: &'a str) -> Claim<'a> {
        let gate = Arc::clone(self.state().gates.entry(number.to_owned()).or_default());
        let place = Place {
            claims: self,
            number,
            gate,
        };
        let (gate, waited) = if let Ok(gate) = Arc::clone(&place.gate).try_lock_owned() {
            (gate, Duration::ZERO)
        } else {
            let asked = Instant::now();
            let gate = Arc::clone(&place.gate).lock_owned().await;
            (gate, asked.elapsed())
        };
        let before = self.state().before(number, Instant::now());
        Claim {
            _gate: gate,
            place,
            standing: Standing::Settled,
            waited,
            before,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change of it is complete in itself, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim<'_> {
    /// How long it was waited for.
    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }

    /// From now on the number may be created, unseen. (It stays so if the call is dropped.)
    pub(crate) fn open(&mut self) {
        self.standing = Standing::Open;
    }

    /// Nothing that was sent so far took effect, nor will.
    pub(crate) fn settle(&mut self) {
        self.standing = Standing::Settled;
    }

    /// The number was created, with this id.
    pub(crate) fn acknowledge(&mut self, sip_id: &SipId) {
        let note = (self.place.number.to_owned(), sip_id.clone());
        let mut state = self.place.claims.state();
        state.known.keep(note, Instant::now(), KNOWN_FOR);
        self.standing = Standing::Settled;
    }

    /// Whether this id is known to be another call's.
    pub(crate) fn is_another_s(&self, sip_id: &SipId) -> bool {
        self.before.known.contains(sip_id)
    }

    /// Why it can't be proved which call a new number of this name belongs to, if so.
    pub(crate) fn doubt(&self) -> Option<&'static str> {
        self.before.doubt
    }
}

impl State {
    /// What is known of this number.
    fn before(&self, number: &str, now: Instant) -> Before {
        let known = self.known.fresh(now, KNOWN_FOR);
        let is_open = self.open.fresh(now, OPEN_FOR).any(|open| open == number);
        let has_lost = self.known.has_lost(now, KNOWN_FOR) || self.open.has_lost(now, OPEN_FOR);
        Before {
            known: known
                .filter(|(of, _)| of == number)
                .map(|(_, sip_id)| sip_id.clone())
                .collect(),
            doubt: if is_open {
                Some("an earlier call of this client that was to create it ended without an answer")
            } else if has_lost {
                Some("this client has created too many numbers lately to tell them apart")
            } else {
                None
            },
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if self.standing == Standing::Open {
            let number = self.place.number.to_owned();
            let mut state = self.place.claims.state();
            state.open.keep(number, Instant::now(), OPEN_FOR);
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.claims.state();
        // The map's and this one are two. Nobody can join in while the state is locked.
        if Arc::strong_count(&self.gate) <= 2 {
            state.gates.remove(self.number);
        }
    }
}

/// What was noted lately, as much as there is room for.
struct Memory<T> {
    notes: VecDeque<(Instant, T)>,
    /// When something was last forgotten before its time.
    lost: Option<Instant>,
}

impl<T> Memory<T> {
    fn keep(&mut self, note: T, now: Instant, life: Duration) {
        while let Some((at, _)) = self.notes.front() {
            let is_over = now.saturating_duration_since(*at) > life;
            if !is_over && self.notes.len() < CAPACITY {
                break;
            }
            if !is_over {
                self.lost = Some(now);
            }
            self.notes.pop_front();
        }
        self.notes.push_back((now, note));
    }

    /// What was noted within this time, the last first.
    fn fresh(&self, now: Instant, life: Duration) -> impl Iterator<Item = &T> {
        let is_fresh = move |at: Instant| now.saturating_duration_since(at) <= life;
        let notes = self.notes.iter().rev();
        notes
            .take_while(move |(at, _)| is_fresh(*at))
            .map(|(_, note)| note)
    }

    fn has_lost(&self, now: Instant, life: Duration) -> bool {
        self.lost
            .is_some_and(|at| now.saturating_duration_since(at) <= life)
    }
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self {
            notes: VecDeque::new(),
            lost: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_and_nothing_is_left_behind() {
        let claims = Claims::default();
        let first = claims.enter("2004").await;
        let other = claims.enter("2005").await;
        let waiting = claims.enter("2004");
        let given_up = tokio::time::timeout(Duration::from_millis(5), waiting).await;
        assert!(given_up.is_err());
        drop(first);
        drop(claims.enter("2004").await);
        drop(other);
        assert!(claims.state().gates.is_empty());
    }

    #[tokio::test]
    async fn a_create_that_was_given_up_leaves_a_doubt() {
        let claims = Claims::default();
        let mut claim = claims.enter("2004").await;
        assert_eq!(claim.doubt(), None);
        claim.open();
        claim.settle();
        drop(claim);
        let mut claim = claims.enter("2004").await;
        assert_eq!(claim.doubt(), None);
        claim.open();
        drop(claim);
        assert!(claims.enter("2004").await.doubt().is_some());
        assert_eq!(claims.enter("2005").await.doubt(), None);
    }

    #[tokio::test]
    async fn an_id_that_was_acknowledged_is_that_call_s() {
        let claims = Claims::default();
        let id = SipId::new("605aeef6b3cf63101b8f7fd4");
        let mut claim = claims.enter("2004").await;
        claim.open();
        claim.acknowledge(&id);
        drop(claim);
        let claim = claims.enter("2004").await;
        assert!(claim.is_another_s(&id));
        assert_eq!(claim.doubt(), None);
    }

    #[tokio::test]
    async fn it_is_still_known_after_a_long_call() {
        let claims = Claims::default();
        let id = SipId::new("605aeef6b3cf63101b8f7fd4");
        claims.enter("2004").await.acknowledge(&id);
        let claim = claims.enter("2004").await;
        // Long after, another create has what is out of date forgotten.
        let other = ("2005".to_owned(), SipId::new("605aeef6b3cf63101b8f7fd5"));
        let later = Instant::now() + 3 * KNOWN_FOR;
        claims.state().known.keep(other, later, KNOWN_FOR);
        assert_eq!(claims.state().known.notes.len(), 1);
        assert!(claim.is_another_s(&id));
    }

    #[test]
    fn memory_is_bounded_and_knows_what_it_lost() {
        let mut memory = Memory::default();
        let (now, life) = (Instant::now(), Duration::from_secs(60));
        for number in 0..CAPACITY {
            memory.keep(number, now, life);
        }
        assert!(!memory.has_lost(now, life));
        memory.keep(7, now + life * 2, life);
        assert_eq!(memory.notes.len(), 1);
        assert!(!memory.has_lost(now + life * 2, life));
        for number in 0..CAPACITY {
            memory.keep(number, now + life * 2, life);
        }
        assert_eq!(memory.notes.len(), CAPACITY);
        assert!(memory.has_lost(now + life * 3, life));
        assert!(!memory.has_lost(now + life * 4, life));
    }
}
