//! Lets so many attempts be under way at a time.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::Standing;

/// So many permits, which go to attempts of calls that are under way before those that begin one,
/// and among these to whoever asked first.
pub(super) struct Permits(Arc<Shared>);

struct Shared(Mutex<State>);

struct State {
    /// Some only if nobody waits.
    free: usize,
    continued: Queue,
    new: Queue,
}

/// Those who wait. Some may have given up since.
type Queue = VecDeque<oneshot::Sender<Permit>>;

/// The right to be under way, until it is dropped.
pub(super) struct Permit {
    /// Empty if it was given to somebody else.
    shared: Option<Arc<Shared>>,
}

impl Permits {
    pub(super) fn new(count: usize) -> Self {
        Self(Arc::new(Shared(Mutex::new(State {
            free: count,
            continued: Queue::new(),
            new: Queue::new(),
        }))))
    }

    /// Takes a permit if one is free, which means that nobody waits for one.
    pub(super) fn try_take(&self) -> Option<Permit> {
        let mut state = self.0.state();
        state.free = state.free.checked_sub(1)?;
        Some(self.permit())
    }

    /// Waits for a permit.
    pub(super) async fn take(&self, standing: Standing) -> Permit {
        let waiting = {
            let mut state = self.0.state();
            if let Some(rest) = state.free.checked_sub(1) {
                state.free = rest;
                return self.permit();
            }
            let (place, waiting) = oneshot::channel();
            let queue = match standing {
                Standing::Continued => &mut state.continued,
                Standing::New => &mut state.new,
            };
            // Now and then, so that those who have given up don't pile up.
            if queue.len().is_power_of_two() {
                queue.retain(|place| !place.is_closed());
            }
            queue.push_back(place);
            waiting
        };
        // Whoever takes a place out of the queue sends to it.
        waiting
            .await
            .unwrap_or_else(|_| unreachable!("a place is dropped by who has given it up"))
    }

    fn permit(&self) -> Permit {
        Permit {
            shared: Some(Arc::clone(&self.0)),
        }
    }
}

#[cfg(test)]
impl Permits {
    pub(super) fn free(&self) -> usize {
        self.0.state().free
    }
}

impl Shared {
    /// Gives a permit to whoever is next.
    fn pass_on(self: Arc<Self>) {
        let mut permit = Permit {
            shared: Some(Arc::clone(&self)),
        };
        loop {
            let mut state = self.state();
            let next = state
                .continued
                .pop_front()
                .or_else(|| state.new.pop_front());
            let Some(next) = next else {
                state.free += 1;
                permit.shared = None;
                return;
            };
            drop(state);
            // Not under the lock: the one who is woken may be anybody's.
            match next.send(permit) {
                Ok(()) => return,
                Err(returned) => permit = returned,
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change is complete in itself, so a panic elsewhere leaves it whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.take() {
            shared.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt as _;

    use super::*;

    async fn given_up(permits: &Permits, standing: Standing) {
        let waiting = permits.take(standing);
        let given_up = tokio::time::timeout(Duration::from_millis(1), waiting).await;
        assert!(given_up.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_waiting_takes_no_permit_and_no_room() {
        let permits = Permits::new(1);
        let only = permits.take(Standing::New).await;
        for _ in 0..1000 {
            given_up(&permits, Standing::New).await;
            given_up(&permits, Standing::Continued).await;
        }
        assert!(permits.0.state().new.len() <= 2);
        assert!(permits.0.state().continued.len() <= 2);
        drop(only);
        assert_eq!(permits.free(), 1);
    }

    /// A permit that was sent to somebody who went away meanwhile comes back.
    #[tokio::test]
    async fn none_is_lost_on_its_way() {
        let permits = Permits::new(1);
        let only = permits.take(Standing::New).await;
        let mut waiting = Box::pin(permits.take(Standing::New));
        assert!((&mut waiting).now_or_never().is_none());
        drop(only);
        assert_eq!(permits.free(), 0);
        drop(waiting);
        assert_eq!(permits.free(), 1);
    }
}
