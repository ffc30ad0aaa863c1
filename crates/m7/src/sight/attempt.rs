//! An attempt in sight.

use std::time::{Duration, Instant};

use m7_models::Operation;
use tracing::{Span, debug, field};

use super::event::{AttemptEvent, Event, Labels, effect_label};
use super::{Count, Observer, Purpose, TARGET};
use crate::{CallReport, Client, Error, Outcome, Reply};

/// An attempt that goes on: OpenTelemetry's span of an HTTP client, which each request has that is
/// sent. One that is dropped before its [`end`](Self::end) was cancelled.
pub(crate) struct Attempt<'a> {
    operation: &'static Operation,
    purpose: Purpose,
    count: Count<'a>,
    number: u32,
    record: m7_client::Attempt,
    span: Span,
    queued: Duration,
    /// Who is told, if anybody is, and since when.
    observer: Option<(&'a Observer, Instant)>,
    is_over: bool,
}

impl<'a> Attempt<'a> {
    /// An attempt to this path begins, which has been waiting for its turn until now; `record` is
    /// where the transport will note what becomes of it.
    pub(crate) fn begin(
        client: &'a Client,
        operation: &'static Operation,
        path: &str,
        purpose: Purpose,
        count: Count<'a>,
        queued: Duration,
        record: &m7_client::Attempt,
    ) -> Self {
        let number = count.begin();
        let base_url = client.parsed_base_url();
        let span = tracing::info_span!(target: TARGET,
            "m7.attempt",
            otel.name = format_args!("{} {}", operation.method, path),
            otel.kind = "client",
            otel.status_code = field::Empty,
            http.request.method = operation.method,
            http.request.resend_count = field::Empty,
            http.response.status_code = field::Empty,
            network.protocol.version = field::Empty,
            network.peer.address = field::Empty,
            network.peer.port = field::Empty,
            server.address = base_url.host(),
            server.port = base_url.port(),
            // A base URL holds no user, no password and no query.
            url.full = format_args!("{base_url}{path}"),
            error.type = field::Empty,
            m7.operation = operation.id,
            m7.purpose = purpose.as_str(),
            m7.attempt = number,
            m7.outcome = field::Empty,
            m7.request_id = field::Empty,
            m7.queued_ms = milliseconds(queued),
            m7.network_ms = field::Empty,
            m7.gateway_ms = field::Empty,
            m7.business_ms = field::Empty,
            m7.clock_offset_ms = field::Empty,
        );
        if number > 1 && purpose != Purpose::Reconcile {
            span.record("http.request.resend_count", number - 1);
        }
        Self {
            operation,
            purpose,
            count,
            number,
            record: record.clone(),
            span,
            queued,
            observer: client.observer().map(|observer| (observer, Instant::now())),
            is_over: false,
        }
    }

    /// What the attempt is to be [instrumented](tracing::Instrument) with.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The attempt is over.
    pub(crate) fn end<T>(&mut self, result: &Result<Reply<T>, Error>) {
        self.is_over = true;
        let result = match result {
            Ok(reply) => Ok(&reply.call),
            Err(error) => Err(error),
        };
        let is_certain =
            |error: &Error| matches!(error.outcome(), Outcome::NotSent | Outcome::Rejected);
        if !result.is_err_and(is_certain) {
            self.count.note_that_it_may_have_happened();
        }
        if !self.span.is_disabled() {
            self.note(result);
        }
        self.tell(Labels::of(result), result.map_or_else(Error::call, Some));
    }

    fn note(&self, result: Result<&CallReport, &Error>) {
        let span = &self.span;
        let labels = Labels::of(result);
        self.note_reply();
        span.record("m7.outcome", labels.outcome);
        if let Some(kind) = labels.error {
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
        let Some(report) = result.map_or_else(Error::call, Some) else {
            return;
        };
        if let Some(id) = report.request_id() {
            span.record("m7.request_id", id.as_str());
        }
        if let Some(clocks) = report.clock_offset() {
            span.record("m7.clock_offset_ms", clocks.offset_nanos() / 1_000_000);
        }
        for (name, spent) in [
            ("m7.network_ms", report.network()),
            ("m7.gateway_ms", report.gateway()),
            ("m7.business_ms", report.business()),
        ] {
            if let Some(spent) = spent {
                span.record(name, milliseconds(spent));
            }
        }
    }

    /// Notes what the transport knows of the reply.
    fn note_reply(&self) {
        let span = &self.span;
        if let Some(status) = self.record.status() {
            span.record("http.response.status_code", status);
        }
        if let Some(version) = self.record.http_version() {
            span.record("network.protocol.version", version);
        }
        if let Some(peer) = self.record.peer() {
            span.record("network.peer.address", field::display(peer.ip()));
            span.record("network.peer.port", peer.port());
        }
    }

    fn tell(&self, labels: Labels, report: Option<&CallReport>) {
        if let Some((observer, started)) = self.observer {
            observer.tell(&Event::Attempt(AttemptEvent {
                operation: self.operation.id,
                effect: effect_label(self.operation.effect),
                purpose: self.purpose.as_str(),
                attempt: self.number,
                outcome: labels.outcome,
                error: labels.error,
                status: self.record.status(),
                queued: self.queued,
                elapsed: report.map_or_else(|| started.elapsed(), CallReport::elapsed),
                network: report.and_then(CallReport::network),
                gateway: report.and_then(CallReport::gateway),
                business: report.and_then(CallReport::business),
            }));
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let _within = self.span.enter();
        // So that what is told here stays true.
        let was_sent = !self.record.withdraw();
        if was_sent {
            self.count.note_that_it_may_have_happened();
        }
        self.note_reply();
        self.span.record("m7.outcome", Labels::CANCELLED.outcome);
        debug!(target: TARGET, parent: &self.span, was_sent, "cancelled");
        self.tell(Labels::CANCELLED, None);
    }
}

/// Whole ones, as the server counts them.
fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
