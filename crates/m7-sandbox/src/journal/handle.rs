//! The journal, as the sandbox's owner holds it.

use std::fmt;
use std::sync::Arc;

use m7_auth::Credentials;
use serde::Serialize;

use super::entry::JournalEntry;
use super::reading;
use super::record::Record;
use super::ring::Ring;

/// How many requests a journal keeps unless the builder says otherwise.
pub(crate) const DEFAULT_CAPACITY: usize = 10_000;

/// The journal of a sandbox: the last requests to the documented API, refused or not, answered or
/// not. Its clones are the same journal, and it can be read when the sandbox is gone.
///
/// It keeps as many requests as [`journal_capacity`](crate::Builder::journal_capacity) says and no
/// more than 8 MiB of them; the oldest give way. Of a body it keeps the first 16 KiB.
#[derive(Clone)]
pub struct Journal(Arc<Shared>);

struct Shared {
    ring: Ring,
    /// Whose secret keys are looked for in what is shown, and in signs that are wrong.
    accounts: Vec<Credentials>,
}

/// A part of the journal.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct JournalPage {
    /// The entries, oldest first.
    pub entries: Vec<JournalEntry>,
    /// What to ask for next: the `seq` of the last entry here, or what was asked for.
    pub next: u64,
    /// How many entries that belong before these gave way to later ones. What was
    /// [cleared](Journal::clear) doesn't count.
    pub dropped: u64,
}

impl Journal {
    pub(crate) fn new(capacity: usize, accounts: Vec<Credentials>) -> Self {
        Self(Arc::new(Shared {
            ring: Ring::new(capacity),
            accounts,
        }))
    }

    /// All entries with a greater `seq`, oldest first; with 0, all there are.
    ///
    /// A request is here when its client has the answer.
    pub fn entries_after(&self, seq: u64) -> Vec<JournalEntry> {
        self.page_after(seq, usize::MAX).entries
    }

    /// The first `limit` entries with a greater `seq`, and how to go on.
    pub fn page_after(&self, seq: u64, limit: usize) -> JournalPage {
        let stretch = self.0.ring.after(seq, limit);
        let entries: Vec<_> = (stretch.first..)
            .zip(&stretch.records)
            .map(|(seq, record)| reading::entry(seq, record, &self.0.accounts))
            .collect();
        JournalPage {
            // Numbers of another sandbox, or of a time before a restart, lead back to this one's.
            next: entries
                .last()
                .map_or(seq.min(stretch.last), |entry| entry.seq),
            dropped: stretch.dropped,
            entries,
        }
    }

    /// The entries of requests for this operation of the contract (`sip_create`), oldest first: how
    /// often it was asked for, and what became of that.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), m7_sandbox::Error> {
    /// # let sandbox = m7_sandbox::Sandbox::builder().start().await?;
    /// let creates = sandbox.journal().of("sip_create");
    /// assert_eq!(creates.iter().filter(|create| create.committed).count(), 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(&self, operation: &str) -> Vec<JournalEntry> {
        let mut entries = self.entries_after(0);
        entries.retain(|entry| entry.operation == Some(operation));
        entries
    }

    /// Forgets all entries. Numbering goes on.
    pub fn clear(&self) {
        self.0.ring.clear();
    }

    pub(super) fn push(&self, record: Record) {
        self.0.ring.push(record);
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").finish_non_exhaustive()
    }
}
