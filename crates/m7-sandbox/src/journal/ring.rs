//! The last records, bounded in number and in bytes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::record::Record;

/// How much memory all records together may take, in bytes.
const BYTES: usize = 8 * 1024 * 1024;

pub(super) struct Ring {
    capacity: usize,
    bytes: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    records: VecDeque<Arc<Record>>,
    bytes: usize,
    /// How many records there were ever; the last one's number.
    last: u64,
    /// The number of the last record that was cleared away, not pushed out.
    cleared: u64,
}

/// Records that follow each other, from the ring.
pub(super) struct Stretch {
    /// The number of the first.
    pub(super) first: u64,
    pub(super) records: Vec<Arc<Record>>,
    /// How many before the first were pushed out, of those that were asked for.
    pub(super) dropped: u64,
    /// The number of the last record there is.
    pub(super) last: u64,
}

impl Ring {
    pub(super) fn new(capacity: usize) -> Self {
        Self::with_bytes(capacity, BYTES)
    }

    fn with_bytes(capacity: usize, bytes: usize) -> Self {
        Self {
            capacity,
            bytes,
            held: Mutex::default(),
        }
    }

    pub(super) fn push(&self, record: Record) {
        let record = Arc::new(record);
        let mut held = self.held();
        held.last += 1;
        held.bytes += record.size();
        held.records.push_back(record);
        while held.records.len() > self.capacity || held.bytes > self.bytes {
            let Some(oldest) = held.records.pop_front() else {
                break;
            };
            held.bytes -= oldest.size();
        }
    }

    /// Up to `limit` records after the one with the number `after`.
    pub(super) fn after(&self, after: u64, limit: usize) -> Stretch {
        let held = self.held();
        let oldest = held.last + 1 - held.records.len() as u64;
        let first = oldest.max(after.saturating_add(1));
        let skipped = usize::try_from(first - oldest).unwrap_or(usize::MAX);
        let records = held.records.iter().skip(skipped).take(limit);
        Stretch {
            first,
            records: records.map(Arc::clone).collect(),
            dropped: (oldest - 1).saturating_sub(after.max(held.cleared)),
            last: held.last,
        }
    }

    /// Forgets all records. Numbering goes on.
    pub(super) fn clear(&self) {
        let mut held = self.held();
        held.records = VecDeque::new();
        held.bytes = 0;
        held.cleared = held.last;
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // Nothing that runs under the lock panics half-way through a change.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
