//! What was started, and what became of it, whatever becomes of the stream.

use std::fmt;
use std::sync::Arc;

use super::Progress;
use super::book::Book;
use crate::{Error, Reply};

/// The record of what a [`Bulk`](super::Bulk) has started since the ledger was asked for: it outlives
/// the stream. Its clones are the same ledger.
///
/// It keeps every key and every result until the last clone and the stream are gone, some hundred
/// bytes each.
pub struct Ledger<K, T> {
    book: Arc<Book<K, T>>,
}

/// A call that was started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LedgerEntry<K, T> {
    /// The key that came with the call.
    pub key: K,
    /// What became of it. `None` as long as it is under way.
    pub result: Option<Result<Reply<T>, Error>>,
}

impl<K: Clone, T: Clone> Ledger<K, T> {
    pub(super) fn new(book: Arc<Book<K, T>>) -> Self {
        Self { book }
    }

    /// Each call that was started, in the order of starting.
    pub fn entries(&self) -> Vec<LedgerEntry<K, T>> {
        self.book.entries()
    }

    /// The keys of the calls that are under way, in the order of starting.
    pub fn unfinished(&self) -> Vec<K> {
        self.entries()
            .into_iter()
            .filter(|entry| entry.result.is_none())
            .map(|entry| entry.key)
            .collect()
    }

    /// Waits until no call is under way. If the stream is gone, that is for good.
    pub fn settled(&self) -> impl Future<Output = ()> + Send + use<K, T>
    where
        K: Send + 'static,
        T: Send + 'static,
    {
        let book = Arc::clone(&self.book);
        async move { book.settled().await }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        self.book.progress()
    }
}

impl<K, T> Clone for Ledger<K, T> {
    fn clone(&self) -> Self {
        Self {
            book: Arc::clone(&self.book),
        }
    }
}

impl<K, T> fmt::Debug for Ledger<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger")
            .field("progress", &self.book.progress())
            .finish_non_exhaustive()
    }
}
