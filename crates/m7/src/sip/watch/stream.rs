//! A stream of changes.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use futures_core::Stream;
use m7_envelope::Items;
use m7_models::{SipNumber, operation};
use tokio::time::{self, Instant, Sleep};

use super::Change;
use super::roll::Roll;
use crate::error::Parts;
use crate::sip::List;
use crate::sip::pause::{pause, rest};
use crate::verdict::Verdict;
use crate::{CallReport, Error, ErrorKind, Outcome, Reply, Sip};

impl Sip {
    /// Watches all SIP numbers of the account: polls their list, at once and then `interval` after
    /// each poll is over, and yields what changed. It pauses for 5 ms at least, and after a poll that
    /// the server refused for as long as it asks (`Retry-After`), but no longer than
    /// [`LONGEST_REST`](crate::sip::LONGEST_REST).
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// # sip.create("2004", "a-password").await?;
    /// use std::time::Duration;
    /// use m7::sip::Change;
    ///
    /// let mut changes = sip.watch(Duration::from_secs(10));
    /// while let Some(change) = changes.next().await {
    ///     match change {
    ///         Ok(Change::Registered { now, .. }) => println!("{} is registered", now.number),
    ///         Ok(change) => println!("{} {}", change.number().number, change.name()),
    ///         Err(error) => eprintln!("{error}; it goes on"),
    ///     }
    /// #   break;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn watch(&self, interval: Duration) -> Watch {
        Watch {
            list: self.list(),
            interval,
            roll: Roll::default(),
            changes: VecDeque::new(),
            trouble: Trouble::None,
            phase: Phase::Due,
            looked_at: None,
        }
    }
}

/// The changes of an account's SIP numbers. Made by [`Sip::watch`](crate::Sip::watch).
///
/// It is a [`Stream`], and can be asked for its [`next`](Self::next) item without one of the crates
/// for streams. It never ends.
///
/// - **The first poll** yields a [`Change::Present`] for each number that there is.
/// - **Between two polls that succeed**, no change is lost or told twice: applied to what the one
///   showed, the changes give what the other shows. (What comes and goes between two polls, nobody
///   sees.) They come in this order: what is gone, what has changed, what is new, each in the order of
///   the ids.
/// - **A poll that fails** changes nothing. The first one of a run of failures of one kind yields its
///   error, and the next that succeeds is compared with the last that did. Which errors are worth
///   going on after is for the consumer to say: it drops the stream after others.
/// - **An item that can't be read** isn't taken for one that is gone: its number stays as it was seen
///   last. The first of a run of such polls yields an error of the kind
///   [`InvalidReply`](ErrorKind::InvalidReply), after what else has changed.
/// - **Nothing is polled that nobody waits for**: a consumer that takes its time is told later, and
///   of less that came and went. Dropping the future of `next` loses nothing.
#[must_use = "nothing is polled until it is asked for"]
pub struct Watch {
    list: List,
    interval: Duration,
    roll: Roll,
    changes: VecDeque<Result<Change, Error>>,
    trouble: Trouble,
    phase: Phase,
    looked_at: Option<SystemTime>,
}

/// What was wrong with the last poll.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Failed(ErrorKind),
    Unreadable,
}

enum Phase {
    Due,
    Polling {
        listing: Listing,
        since: Instant,
    },
    Waiting {
        sleep: Pin<Box<Sleep>>,
        /// Until when the server asked to be left alone, if it did.
        not_before: Instant,
    },
}

type Listing = Pin<Box<dyn Future<Output = Result<Reply<Items<SipNumber>>, Error>> + Send>>;

impl Watch {
    /// The next change, or the first error of a run. Never `None`. Dropping the future loses nothing.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, which the polls need.
    pub async fn next(&mut self) -> Option<Result<Change, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All that the next poll brings, at once: the changes in their order, none if nothing has changed,
    /// or why it failed, each time that it does. For whoever judges or shows all numbers after each poll.
    ///
    /// What [`next`](Self::next) hasn't been asked for yet comes first; its errors are left out. Items
    /// that can't be read are no error here: there are so many [`unreadable`](Self::unreadable) ones.
    /// Dropping the future loses nothing.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// # for number in ["2004", "2005"] { sip.create(number, "a-password").await?; test.register(number).await?; }
    /// use std::time::Duration;
    /// use m7::RegisterStatus;
    ///
    /// // Until two phones are registered, whichever.
    /// let mut watch = sip.watch(Duration::from_secs(10));
    /// loop {
    ///     watch.look().await?;
    ///     let registered = watch
    ///         .numbers()
    ///         .filter(|number| number.register_status == RegisterStatus::Registered);
    ///     if registered.count() >= 2 {
    ///         break;
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`List::send`]; after one that [lasts](Error::is_lasting) no further look helps.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, which the polls need.
    pub async fn look(&mut self) -> Result<Vec<Change>, Error> {
        let done = poll_fn(|context| self.poll_list(context)).await;
        self.changes.retain(Result::is_ok);
        done?;
        Ok(self.changes.drain(..).filter_map(Result::ok).collect())
    }

    /// The numbers as the last poll that succeeded showed them, in the order of their ids, with those
    /// that couldn't be read then as they were seen before.
    pub fn numbers(&self) -> impl Iterator<Item = &SipNumber> {
        self.roll.numbers()
    }

    /// How many items of the last poll that succeeded can't be read.
    pub fn unreadable(&self) -> usize {
        self.roll.unreadable()
    }

    /// When the last poll that succeeded was over, by this machine's clock. `None` before the first.
    pub fn looked_at(&self) -> Option<SystemTime> {
        self.looked_at
    }

    /// For how long the poll that is under way has been. `None` between polls.
    pub fn looking_for(&self) -> Option<Duration> {
        match &self.phase {
            Phase::Polling { since, .. } => Some(since.elapsed()),
            Phase::Due | Phase::Waiting { .. } => None,
        }
    }

    /// How long it is until the next poll is due. `None` while one is under way, or due.
    pub fn pausing_for(&self) -> Option<Duration> {
        let Phase::Waiting { sleep, .. } = &self.phase else {
            return None;
        };
        let left = sleep.deadline().saturating_duration_since(Instant::now());
        Some(left).filter(|left| !left.is_zero())
    }

    /// Ends the pause that is under way, if one is: the next poll is due at once, or when the server's
    /// wish to be left alone is over. For who has no time for another pause.
    pub fn look_now(&mut self) {
        if let Phase::Waiting { sleep, not_before } = &mut self.phase {
            sleep.as_mut().reset((*not_before).max(Instant::now()));
        }
    }

    /// Makes the next poll, when it is due, and takes in what it brings.
    fn poll_list(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            match &mut self.phase {
                Phase::Due => {
                    self.phase = Phase::Polling {
                        listing: self.list.clone().into_future(),
                        since: Instant::now(),
                    };
                }
                Phase::Polling { listing, .. } => {
                    let result = ready!(listing.as_mut().poll(context));
                    self.phase = paused(self.interval, result.as_ref().err());
                    return Poll::Ready(self.take(result));
                }
                Phase::Waiting { sleep, .. } => {
                    ready!(sleep.as_mut().poll(context));
                    self.phase = Phase::Due;
                }
            }
        }
    }

    /// Takes in what a poll has brought, and says whether it failed.
    fn take(&mut self, result: Result<Reply<Items<SipNumber>>, Error>) -> Result<(), Error> {
        let (trouble, error, failed) = match result {
            Err(error) => (
                Trouble::Failed(error.kind()),
                Some(error.clone()),
                Err(error),
            ),
            Ok(list) => {
                self.looked_at = Some(SystemTime::now());
                let changes = self.roll.update(list.data);
                self.changes.extend(changes.into_iter().map(Ok));
                match self.roll.unreadable() {
                    0 => (Trouble::None, None, Ok(())),
                    count => (
                        Trouble::Unreadable,
                        Some(unreadable_items(count, list.call)),
                        Ok(()),
                    ),
                }
            }
        };
        if trouble != self.trouble {
            self.changes.extend(error.map(Err));
        }
        self.trouble = trouble;
        failed
    }
}

impl Stream for Watch {
    type Item = Result<Change, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(change) = self.changes.pop_front() {
                return Poll::Ready(Some(change));
            }
            // What has failed is among the changes, unless that was told before.
            let _ = ready!(self.poll_list(context));
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.changes.len(), None)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("interval", &self.interval)
            .finish_non_exhaustive()
    }
}

fn paused(interval: Duration, failed: Option<&Error>) -> Phase {
    Phase::Waiting {
        sleep: Box::pin(time::sleep(pause(interval, failed))),
        not_before: Instant::now() + rest(failed),
    }
}

fn unreadable_items(count: usize, call: CallReport) -> Error {
    Error::from(Parts {
        operation: Some(&operation::SIP_LIST),
        call: Some(call),
        ..Parts::new(
            Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
            format!(
                "{count} of the items can't be read: their numbers stay as they were seen last"
            ),
        )
    })
}
