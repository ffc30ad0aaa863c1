//! The thread that owns the connection.
//!
//! `SQLite` blocks, so it is kept off the threads that serve requests; and it lets one writer in at a
//! time, so there is one thread, and transactions line up in its queue instead of failing as busy.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use thiserror::Error as ThisError;
use tokio::sync::oneshot;
use tracing::dispatcher::{self, Dispatch};

use crate::{Data, Error};

use super::open;

/// Why a transaction didn't come about.
#[derive(Debug, ThisError)]
pub(crate) enum StoreError {
    #[error("SQLite failed")]
    Sqlite(#[from] rusqlite::Error),
    #[error("the store has stopped")]
    Stopped,
}

/// A way to the data, for as many as want one.
#[derive(Clone)]
pub(crate) struct Store {
    jobs: mpsc::Sender<Job>,
}

enum Job {
    Run(Box<dyn FnOnce(&mut Connection) + Send>),
    Stop,
}

impl Store {
    /// Runs a transaction that only reads.
    pub(crate) async fn read<T, E>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(TransactionBehavior::Deferred, act).await
    }

    /// Runs a transaction that may write. It is committed if `act` returns `Ok`, and changes nothing
    /// otherwise. It has the database to itself from its start, so what it reads stays true.
    pub(crate) async fn write<T, E>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(TransactionBehavior::Immediate, act).await
    }

    async fn transact<T, E>(
        &self,
        behavior: TransactionBehavior,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Job::Run(Box::new(move |connection: &mut Connection| {
            // Whoever asked may have gone; what was committed stays so.
            let _ = answer.send(in_transaction(connection, behavior, act));
        }));
        self.jobs.send(job).map_err(|_| StoreError::Stopped)?;
        answered.await.map_err(|_| StoreError::Stopped)?
    }
}

/// Runs `act` in a transaction: committed on `Ok`, rolled back otherwise.
pub(super) fn in_transaction<T, E: From<StoreError>>(
    connection: &mut Connection,
    behavior: TransactionBehavior,
    act: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = connection
        .transaction_with_behavior(behavior)
        .map_err(StoreError::from)?;
    let value = act(&transaction)?;
    transaction.commit().map_err(StoreError::from)?;
    Ok(value)
}

/// The thread itself, for whoever must see it end.
pub(crate) struct StoreThread {
    jobs: mpsc::Sender<Job>,
    thread: Option<JoinHandle<()>>,
}

impl StoreThread {
    /// Opens the data, lets `prepare` look at it, and starts the thread.
    pub(crate) fn start<T>(
        data: &Data,
        prepare: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<(Store, Self, T), Error> {
        let mut connection = open::open(data)?;
        let prepared = in_transaction(&mut connection, TransactionBehavior::Immediate, prepare)?;
        let (jobs, queue) = mpsc::channel();
        let listener = dispatcher::get_default(Dispatch::clone);
        let thread = thread::Builder::new()
            .name("m7-sandbox-store".to_owned())
            .spawn(move || dispatcher::with_default(&listener, || work(connection, &queue)))
            .map_err(Error::System)?;
        let store = Store { jobs: jobs.clone() };
        let thread = Some(thread);
        Ok((store, Self { jobs, thread }, prepared))
    }
}

impl Drop for StoreThread {
    /// Lets the transactions that wait have their turn, then closes the data.
    fn drop(&mut self) {
        let _ = self.jobs.send(Job::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(mut connection: Connection, queue: &mpsc::Receiver<Job>) {
    while let Ok(Job::Run(job)) = queue.recv() {
        // A panic rolls its transaction back as it unwinds, and takes only its own request along.
        if panic::catch_unwind(AssertUnwindSafe(|| job(&mut connection))).is_err() {
            tracing::error!("a transaction panicked and was rolled back");
        }
    }
    if let Err((_, error)) = connection.close() {
        tracing::warn!(%error, "the data wasn't closed cleanly");
    }
}
