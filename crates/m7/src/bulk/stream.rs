//! A stream of the results of many calls.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tracing::Instrument;

use super::book::{Book, StopOn};
use super::{Ledger, Progress};
use crate::{Error, ErrorKind, Reply};

/// How many calls are open at a time unless [`Bulk::concurrency`] says otherwise.
const DEFAULT_CONCURRENCY: usize = 8;

/// The results of many calls, as they complete. Made by [`bulk`] or [`bulk_stream`].
///
/// See the [module](mod@crate::bulk) for what holds. It is a [`Stream`], and can be asked for its
/// [`next`](Self::next) item without one of the crates for streams; dropping that future loses nothing.
/// Nothing is started before it is polled, and when it has ended, it has ended.
#[must_use = "nothing is started until it is polled"]
pub struct Bulk<K, T> {
    book: Arc<Book<K, T>>,
    /// `None` once it has ended, or nothing more is to be started.
    source: Option<Source<K, T>>,
    concurrency: usize,
    stop_on: StopOn,
}

/// A call that is done.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BulkItem<K, T> {
    /// The key that came with the call.
    pub key: K,
    /// What became of it.
    pub result: Result<Reply<T>, Error>,
}

type Source<K, T> = Pin<Box<dyn Stream<Item = (K, Call<T>)> + Send>>;
type Call<T> = Pin<Box<dyn Future<Output = Result<Reply<T>, Error>> + Send>>;

/// Makes these calls, each with a key that its result is known by.
///
/// See the [module](mod@crate::bulk).
pub fn bulk<K, T, C>(
    calls: impl IntoIterator<Item = (K, C), IntoIter: Send + 'static>,
) -> Bulk<K, T>
where
    K: Clone + Send + 'static,
    T: Clone + Send + 'static,
    C: IntoFuture<Output = Result<Reply<T>, Error>, IntoFuture: Send + 'static>,
{
    let calls = calls
        .into_iter()
        .map(|(key, call)| (key, Box::pin(call.into_future()) as Call<T>));
    Bulk::new(Box::pin(Iterated(calls)))
}

/// Makes the calls of a stream: of rows that arrive bit by bit, from a queue for example.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::stream::{self, StreamExt as _};
///
/// # let test = m7::testing::Sandboxed::start().await?;
/// # let sip = test.client().sip();
/// let rows = stream::iter(["2004", "2005", "2006"]);
/// let creates = rows.map(move |number| (number, sip.create(number, "a-password")));
///
/// let results = m7::bulk_stream(creates).results().await;
/// assert!(results.iter().all(|item| item.result.is_ok()));
/// # Ok(())
/// # }
/// ```
pub fn bulk_stream<K, T, C>(calls: impl Stream<Item = (K, C)> + Send + 'static) -> Bulk<K, T>
where
    K: Clone + Send + 'static,
    T: Clone + Send + 'static,
    C: IntoFuture<Output = Result<Reply<T>, Error>, IntoFuture: Send + 'static>,
{
    Bulk::new(Box::pin(Boxed(Box::pin(calls))))
}

impl<K, T> Bulk<K, T>
where
    K: Clone + Send + 'static,
    T: Clone + Send + 'static,
{
    fn new(source: Source<K, T>) -> Self {
        Self {
            book: Arc::new(Book::new()),
            source: Some(source),
            concurrency: DEFAULT_CONCURRENCY,
            stop_on: Arc::new(hits_all),
        }
    }

    /// Has at most so many calls open: under way, or done and not yet taken. 8 by default; 0 counts
    /// as 1.
    ///
    /// More than the client's own [limit](crate::ClientBuilder::max_in_flight) is of no use: what is
    /// over it has been started, and waits for its turn.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Starts nothing more once a call has failed with an error of which this is true; what is under
    /// way is finished and told of, and then the stream ends.
    ///
    /// By default that is so for errors that would meet all further calls too: those of the kinds
    /// [`Authentication`](ErrorKind::Authentication) and [`Configuration`](ErrorKind::Configuration).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// # let creates = ["2004", "2004", "2005"].map(|number| (number, sip.create(number, "a-password")));
    /// let bulk = m7::bulk(creates)
    ///     .concurrency(1)
    ///     .stop_on(|error| error.is_auth() || error.is_conflict());
    /// # assert_eq!(bulk.results().await.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn stop_on(mut self, ends_it: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.stop_on = Arc::new(ends_it);
        self
    }

    /// The record of all that is started from now on, which outlives this stream.
    pub fn ledger(&self) -> Ledger<K, T> {
        self.book.keep_entries();
        Ledger::new(Arc::clone(&self.book))
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.book.progress()
    }

    /// Starts nothing more. What is under way is finished and told of, and then the stream ends.
    pub fn stop(&mut self) {
        self.book.stop();
        self.source = None;
    }

    /// Whether it was stopped, by [`stop`](Self::stop) or by an [error](Self::stop_on): there may
    /// have been calls that weren't started.
    pub fn is_stopped(&self) -> bool {
        self.book.is_stopped()
    }

    /// The next call that is done; `None` when all are. Dropping the future loses nothing.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, which the calls need.
    pub async fn next(&mut self) -> Option<BulkItem<K, T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Makes all calls, and returns their results in the order in which they completed.
    pub async fn results(mut self) -> Vec<BulkItem<K, T>> {
        let mut results = Vec::new();
        while let Some(item) = self.next().await {
            results.push(item);
        }
        results
    }

    /// Starts nothing more, waits for what is under way, and returns what wasn't taken yet.
    pub async fn finish(mut self) -> Vec<BulkItem<K, T>> {
        self.stop();
        self.results().await
    }

    /// Starts as many calls as may be open.
    fn start(&mut self, context: &mut Context<'_>) {
        while self.book.open() < self.concurrency {
            if self.book.is_stopped() {
                self.source = None;
            }
            let Some(source) = &mut self.source else {
                return;
            };
            match source.as_mut().poll_next(context) {
                Poll::Pending => return,
                Poll::Ready(None) => self.source = None,
                Poll::Ready(Some((key, call))) => {
                    let mut begun = self.book.begin(key, Arc::clone(&self.stop_on));
                    let task = async move {
                        begun.runs();
                        let result = call.await;
                        begun.end(result);
                    };
                    // What the task does belongs to what the stream is polled for.
                    tokio::spawn(task.in_current_span());
                }
            }
        }
    }
}

impl<K, T> Stream for Bulk<K, T>
where
    K: Clone + Send + 'static,
    T: Clone + Send + 'static,
{
    type Item = BulkItem<K, T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // First, so that there is room for another one.
        let item = self.book.take_done(context.waker());
        self.start(context);
        match item {
            Some(item) => Poll::Ready(Some(item)),
            None if self.source.is_none() && self.book.open() == 0 => Poll::Ready(None),
            None => Poll::Pending,
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let open = self.book.open();
        match &self.source {
            None => (open, Some(open)),
            // An error may end it at any time.
            Some(source) => {
                let more = source.size_hint().1;
                (open, more.and_then(|more| more.checked_add(open)))
            }
        }
    }
}

impl<K, T> Drop for Bulk<K, T> {
    fn drop(&mut self) {
        self.book.close();
    }
}

impl<K, T> fmt::Debug for Bulk<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("concurrency", &self.concurrency)
            .field("progress", &self.book.progress())
            .field("is_stopped", &self.book.is_stopped())
            .finish_non_exhaustive()
    }
}

/// Whether a call failed with what would meet all others too.
fn hits_all(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Authentication | ErrorKind::Configuration
    )
}

/// An iterator as a stream.
struct Iterated<I>(I);

impl<I> Unpin for Iterated<I> {}

impl<I: Iterator> Stream for Iterated<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

/// A stream of calls as a stream of boxed ones.
struct Boxed<S>(Pin<Box<S>>);

impl<K, T, C, S> Stream for Boxed<S>
where
    S: Stream<Item = (K, C)>,
    C: IntoFuture<Output = Result<Reply<T>, Error>, IntoFuture: Send + 'static>,
{
    type Item = (K, Call<T>);

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(context)
            .map(|next| next.map(|(key, call)| (key, Box::pin(call.into_future()) as Call<T>)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
