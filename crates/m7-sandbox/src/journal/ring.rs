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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::{HeaderMap, Method};

    use super::super::record::{Headers, Kept, kept_method, kept_target};
    use super::*;
    use crate::refusal::Refusal;
    use crate::shown::Shown;

    fn record(method: &str, sent: &str, refusal: Refusal) -> Record {
        Record {
            at: 0,
            request_id: None,
            client: None,
            method: kept_method(&Method::from_bytes(method.as_bytes()).unwrap()),
            target: kept_target(sent),
            operation: None,
            appkey: None,
            status: None,
            duration: Duration::ZERO,
            committed: false,
            fault: None,
            refusal: Some(refusal),
            mistake: std::sync::OnceLock::new(),
            headers: Headers::of(&HeaderMap::new()),
            body: Some(Kept::of(sent.as_bytes())),
            reply: None,
        }
    }

    /// What a record takes at least: its own size, and all that it has elsewhere.
    fn held_by(record: &Record) -> usize {
        size_of_val(record)
            + record.method.len()
            + record.target.len()
            + record.body.as_ref().map_or(0, |body| body.bytes.len())
            // Debug shows all that there is of a text.
            + format!("{:?}", record.refusal).len()
    }

    #[test]
    fn whatever_is_sent_the_records_take_no_more_than_they_may() {
        const BYTES: usize = 256 * 1024;
        let ring = Ring::with_bytes(10_000, BYTES);
        let method = "M".repeat(60_000);
        let sent = "x".repeat(100_000);
        let shown = || Shown::of(&sent);
        for _ in 0..100 {
            for refusal in [
                Refusal::UnknownPath { path: shown() },
                Refusal::ContentType { found: shown() },
                Refusal::UnknownSipId { sip_id: shown() },
                Refusal::UnknownAgent { agent_id: shown() },
                Refusal::UnknownCodec { codec: shown() },
                Refusal::Bound {
                    number: "2004".to_owned(),
                    agent_id: sent.clone(),
                },
            ] {
                let record = record(&method, &sent, refusal);
                assert!(record.size() >= held_by(&record), "{}", record.size());
                ring.push(record);
            }
        }
        let held = ring.after(0, usize::MAX).records;
        assert!(!held.is_empty());
        let bytes: usize = held.iter().map(|record| held_by(record)).sum();
        assert!(bytes <= BYTES, "{bytes}");
    }
}
