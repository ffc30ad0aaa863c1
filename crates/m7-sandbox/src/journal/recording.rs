//! A request that is being recorded, while it goes through the gateway.

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::Response;
use axum::http::request::Parts;
use m7_envelope::RequestId;

use crate::refusal::Refusal;

use super::Journal;
use super::entry::JournalFault;
use super::record::{Headers, Kept, Record, kept_method, kept_target};

/// A request that is being recorded. It is in the journal when this is dropped, however that comes
/// about: answered, given up, or in the middle of a panic. So drop it before the client can have the
/// answer, and before waiting for ever.
pub(crate) struct Recording {
    journal: Journal,
    begun: Instant,
    /// `None` when it is in the journal.
    record: Option<Record>,
}

/// Where a connection came from: the server notes it in a request's extensions.
#[derive(Clone, Copy)]
pub(crate) struct Client(pub(crate) SocketAddr);

/// What became of a request.
pub(crate) struct Conclusion<'a> {
    pub(crate) request_id: RequestId,
    /// Whose it is, if it was verified.
    pub(crate) appkey: Option<String>,
    /// Whether what it asked for was done and stored.
    pub(crate) committed: bool,
    /// The rule by which a fault met it, and which.
    pub(crate) fault: Option<(String, &'static str)>,
    pub(crate) refusal: Option<Refusal>,
    /// What its client is sent, if anything is.
    pub(crate) answer: Option<&'a Response<Bytes>>,
}

impl Recording {
    /// A request that has arrived at `at`, in Unix milliseconds by the sandbox's clock.
    pub(crate) fn begin(journal: &Journal, parts: &Parts, at: u64) -> Self {
        let target = parts.uri.path_and_query();
        let record = Record {
            at,
            request_id: None,
            client: parts.extensions.get().map(|Client(address)| *address),
            method: kept_method(&parts.method),
            target: kept_target(target.map_or("", |target| target.as_str())),
            operation: None,
            appkey: None,
            status: None,
            duration: Duration::ZERO,
            committed: false,
            fault: None,
            refusal: None,
            headers: Headers::of(&parts.headers),
            body: None,
            reply: None,
            mistake: OnceLock::new(),
        };
        Self {
            journal: journal.clone(),
            begun: Instant::now(),
            record: Some(record),
        }
    }

    /// It is a request of this operation of the contract.
    pub(crate) fn operation(&mut self, id: &'static str) {
        if let Some(record) = &mut self.record {
            record.operation = Some(id);
        }
    }

    /// Its body.
    pub(crate) fn body(&mut self, bytes: &[u8]) {
        if let Some(record) = &mut self.record {
            record.body = Some(Kept::of(bytes));
        }
    }

    /// All that is to be known of it is known.
    pub(crate) fn concluded(&mut self, conclusion: Conclusion<'_>) {
        let Some(record) = &mut self.record else {
            return;
        };
        record.request_id = Some(conclusion.request_id);
        record.appkey = conclusion.appkey;
        record.committed = conclusion.committed;
        record.fault = conclusion
            .fault
            .map(|(rule, kind)| JournalFault { rule, kind });
        // That is no refusal, but told above.
        let is_refused = |refusal: &Refusal| !matches!(refusal, Refusal::Fault { .. });
        record.refusal = conclusion.refusal.filter(is_refused);
        if let Some(answer) = conclusion.answer {
            record.status = Some(answer.status().as_u16());
            record.reply = Some(Kept::of(answer.body()));
        }
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(mut record) = self.record.take() {
            record.duration = self.begun.elapsed();
            self.journal.push(record);
        }
    }
}
