//! What a bulk, its ledgers and its tasks share.

use std::collections::VecDeque;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use tokio::sync::Notify;

use super::{BulkItem, LedgerEntry, Progress};
use crate::{Error, Outcome, Reply};

/// Which errors end a bulk.
pub(super) type StopOn = Arc<dyn Fn(&Error) -> bool + Send + Sync>;

/// What a bulk, its ledgers and its tasks share.
pub(super) struct Book<K, T> {
    pages: Mutex<Pages<K, T>>,
    settled: Notify,
}

struct Pages<K, T> {
    progress: Progress,
    /// Of those that were started since a ledger was asked for. `None` if none was.
    /// What is in them is shared, so that it is copied only when these pages aren't locked: a key's
    /// `clone` is its owner's code, which may panic, or ask how far the bulk has come.
    entries: Option<Vec<Entry<K, T>>>,
    /// What is done and not yet taken. `None` if nobody is there to take it.
    done: Option<VecDeque<BulkItem<K, T>>>,
    /// Whoever waits for something to be done.
    waker: Option<Waker>,
    is_stopped: bool,
}

/// Something to be copied from any thread, which may be fit for one at a time.
type Shared<T> = Arc<Mutex<T>>;

struct Entry<K, T> {
    key: Shared<K>,
    result: Option<Shared<Result<Reply<T>, Error>>>,
}

impl<K, T> Book<K, T> {
    pub(super) fn new() -> Self {
        Self {
            pages: Mutex::new(Pages {
                progress: Progress::default(),
                entries: None,
                done: Some(VecDeque::new()),
                waker: None,
                is_stopped: false,
            }),
            settled: Notify::new(),
        }
    }

    /// Keeps, from now on, what is started.
    pub(super) fn keep_entries(&self) {
        self.pages().entries.get_or_insert_default();
    }

    /// Has no more started.
    pub(super) fn stop(&self) {
        self.pages().is_stopped = true;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.pages().is_stopped
    }

    pub(super) fn progress(&self) -> Progress {
        self.pages().progress
    }

    /// How many calls are under way, or done and not yet taken.
    pub(super) fn open(&self) -> usize {
        let pages = self.pages();
        pages.progress.under_way + pages.done.as_ref().map_or(0, VecDeque::len)
    }

    /// Takes what was done first, or has `waker` woken when something is.
    pub(super) fn take_done(&self, waker: &Waker) -> Option<BulkItem<K, T>> {
        let mut pages = self.pages();
        let item = pages.done.as_mut().and_then(VecDeque::pop_front);
        if item.is_none() {
            pages.waker = Some(waker.clone());
        }
        item
    }

    /// Nobody will take what is done.
    pub(super) fn close(&self) {
        let mut pages = self.pages();
        let given_up = (pages.done.take(), pages.waker.take());
        drop(pages);
        // Not under the lock: what is dropped here may be anybody's.
        drop(given_up);
    }

    pub(super) async fn settled(&self) {
        loop {
            let mut settled = pin!(self.settled.notified());
            // From here on no notice is missed.
            settled.as_mut().enable();
            if self.progress().under_way == 0 {
                return;
            }
            settled.await;
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages<K, T>> {
        // Every change is complete in itself, so a panic elsewhere leaves it whole.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone, T: Clone> Book<K, T> {
    pub(super) fn entries(&self) -> Vec<LedgerEntry<K, T>> {
        let entries = self.pages().entries.clone().unwrap_or_default();
        entries
            .into_iter()
            .map(|entry| LedgerEntry {
                key: taken_from(&entry.key),
                result: entry.result.as_ref().map(taken_from),
            })
            .collect()
    }

    /// Enters a call that is about to be started.
    pub(super) fn begin(self: &Arc<Self>, key: K, stop_on: StopOn) -> Begun<K, T> {
        let is_kept = self.pages().entries.is_some();
        let copy = is_kept.then(|| shared(key.clone()));
        let mut pages = self.pages();
        pages.progress.started += 1;
        pages.progress.under_way += 1;
        let entry = copy.and_then(|key| {
            let entries = pages.entries.as_mut()?;
            entries.push(Entry { key, result: None });
            Some(entries.len() - 1)
        });
        drop(pages);
        Begun {
            book: Arc::clone(self),
            entry,
            stop_on,
            state: State::Waiting(key),
        }
    }

    fn end(&self, entry: Option<usize>, key: K, result: Result<Reply<T>, Error>) {
        let copy = entry.map(|_| shared(copy_of(&result)));
        let mut pages = self.pages();
        let progress = &mut pages.progress;
        progress.under_way -= 1;
        match &result {
            Ok(_) => progress.succeeded += 1,
            Err(error) => {
                progress.failed += 1;
                let unsettled = matches!(error.outcome(), Outcome::Ambiguous | Outcome::Applied);
                progress.failed_unsettled += usize::from(unsettled);
            }
        }
        let is_settled = progress.under_way == 0;
        if let (Some(index), Some(entries)) = (entry, &mut pages.entries) {
            entries[index].result = copy;
        }
        if let Some(done) = &mut pages.done {
            done.push_back(BulkItem { key, result });
        }
        let waker = pages.waker.take();
        drop(pages);
        if let Some(waker) = waker {
            waker.wake();
        }
        if is_settled {
            self.settled.notify_waiters();
        }
    }
}

impl<K, T> Clone for Entry<K, T> {
    fn clone(&self) -> Self {
        Self {
            key: Arc::clone(&self.key),
            result: self.result.clone(),
        }
    }
}

fn shared<T>(value: T) -> Shared<T> {
    Arc::new(Mutex::new(value))
}

fn taken_from<T: Clone>(shared: &Shared<T>) -> T {
    let value = shared.lock().unwrap_or_else(PoisonError::into_inner);
    T::clone(&value)
}

/// The same result, unless its copying panics, which must not cost the call its end.
fn copy_of<T: Clone>(result: &Result<Reply<T>, Error>) -> Result<Reply<T>, Error> {
    panic::catch_unwind(AssertUnwindSafe(|| result.clone())).unwrap_or_else(|_| {
        Err(Error::abandoned(
            Outcome::Applied,
            "what the call returned can't be copied: its clone() panicked",
        ))
    })
}

/// A call that was entered. Whatever becomes of it, its end is entered too: when this is dropped, at
/// the latest.
pub(super) struct Begun<K: Clone, T: Clone> {
    book: Arc<Book<K, T>>,
    entry: Option<usize>,
    stop_on: StopOn,
    state: State<K>,
}

enum State<K> {
    Waiting(K),
    UnderWay(K),
    Ended,
}

impl<K: Clone, T: Clone> Begun<K, T> {
    /// Its task runs.
    pub(super) fn runs(&mut self) {
        self.state = match mem::replace(&mut self.state, State::Ended) {
            State::Waiting(key) => State::UnderWay(key),
            state => state,
        };
    }

    /// It has its result.
    pub(super) fn end(mut self, result: Result<Reply<T>, Error>) {
        self.enter(result);
    }

    fn enter(&mut self, result: Result<Reply<T>, Error>) {
        let (State::Waiting(key) | State::UnderWay(key)) =
            mem::replace(&mut self.state, State::Ended)
        else {
            return;
        };
        // Before the result is known of, so that whoever takes it starts nothing more. One that
        // panics says nothing, and must not cost the result.
        let ends_it = |error: &Error| {
            panic::catch_unwind(AssertUnwindSafe(|| (self.stop_on)(error))).unwrap_or(true)
        };
        if result.as_ref().is_err_and(ends_it) {
            self.book.stop();
        }
        self.book.end(self.entry, key, result);
    }
}

impl<K: Clone, T: Clone> Drop for Begun<K, T> {
    fn drop(&mut self) {
        let error = match self.state {
            State::Ended => return,
            State::Waiting(_) => Error::abandoned(
                Outcome::NotSent,
                "the runtime was shut down before the call was begun",
            ),
            State::UnderWay(_) if std::thread::panicking() => {
                Error::abandoned(Outcome::Ambiguous, "the call's task panicked")
            }
            State::UnderWay(_) => Error::abandoned(
                Outcome::Ambiguous,
                "the runtime was shut down while the call was under way",
            ),
        };
        self.enter(Err(error));
    }
}
