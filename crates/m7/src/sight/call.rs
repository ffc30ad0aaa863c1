//! A call in sight.

use std::time::Instant;

use m7_models::{Effect, Operation};
use tracing::{Span, debug, field, warn};

use super::event::{CallEvent, Event, Labels, effect_label};
use super::{Count, Observer, TARGET, Tally};
use crate::plain::Plain;
use crate::{CallReport, Client, Error, Reply};

/// A call that goes on. One that is dropped before its [`end`](Self::end) was cancelled.
///
/// Its span stands for the caller's wish and is no span of HTTP: OpenTelemetry wants one of those
/// for each request that is sent ([`Attempt`](super::Attempt)), and none around them.
pub(crate) struct Call<'a> {
    operation: &'static Operation,
    span: Span,
    /// Who is told, if anybody is, and since when.
    observer: Option<(&'a Observer, Instant)>,
    tally: Tally,
    is_over: bool,
}

impl<'a> Call<'a> {
    /// A call begins.
    pub(crate) fn begin(
        client: &'a Client,
        operation: &'static Operation,
        subject: Option<&str>,
    ) -> Self {
        let span = tracing::info_span!(target: TARGET,
            "m7.call",
            otel.name = operation.id,
            otel.kind = "internal",
            otel.status_code = field::Empty,
            m7.operation = operation.id,
            m7.subject = subject.map(|subject| field::display(Plain(subject))),
            m7.attempts = field::Empty,
            m7.outcome = field::Empty,
            m7.request_id = field::Empty,
            error.type = field::Empty,
        );
        Self {
            operation,
            span,
            observer: client.observer().map(|observer| (observer, Instant::now())),
            tally: Tally::default(),
            is_over: false,
        }
    }

    /// What the call is to be [instrumented](tracing::Instrument) with.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// What its next attempt counts as, if that begins.
    pub(crate) fn next_attempt(&self) -> Count<'_> {
        Count::Next(&self.tally)
    }

    /// The call is over.
    pub(crate) fn end<T>(&mut self, result: &Result<Reply<T>, Error>) {
        self.is_over = true;
        let result = match result {
            Ok(reply) => Ok(&reply.call),
            Err(error) => Err(error),
        };
        match result {
            Ok(report) => debug!(target: TARGET, call = %report, "done"),
            Err(error) => debug!(target: TARGET, %error, "failed"),
        }
        let attempts = report_of(result).map_or(0, CallReport::attempts);
        self.record(attempts, result);
        self.tell(attempts, Labels::of(result), Some(result));
    }

    fn record(&self, attempts: u32, result: Result<&CallReport, &Error>) {
        if self.span.is_disabled() {
            return;
        }
        let span = &self.span;
        let labels = Labels::of(result);
        span.record("m7.attempts", attempts);
        span.record("m7.outcome", labels.outcome);
        if let Some(kind) = labels.error {
            span.record("error.type", kind);
            span.record("otel.status_code", "ERROR");
        }
        if let Some(id) = result.map_or_else(Error::request_id, CallReport::request_id) {
            span.record("m7.request_id", id.as_str());
        }
    }

    fn tell(&self, attempts: u32, labels: Labels, result: Option<Result<&CallReport, &Error>>) {
        if let Some((observer, started)) = self.observer {
            observer.tell(&Event::Call(CallEvent {
                operation: self.operation.id,
                effect: effect_label(self.operation.effect),
                outcome: labels.outcome,
                error: labels.error,
                evidence: result
                    .and_then(Result::ok)
                    .map(|report| report.evidence().as_str()),
                status: result.and_then(status_of),
                attempts,
                elapsed: started.elapsed(),
            }));
        }
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        let _within = self.span.enter();
        let attempts = self.tally.begun();
        self.span.record("m7.attempts", attempts);
        self.span.record("m7.outcome", Labels::CANCELLED.outcome);
        if self.operation.effect == Effect::Read || !self.tally.may_have_happened() {
            debug!(target: TARGET, parent: &self.span, "cancelled");
        } else {
            warn!(target: TARGET,
                parent: &self.span,
                "a write was cancelled; whether it has happened is not known"
            );
        }
        self.tell(attempts, Labels::CANCELLED, None);
    }
}

fn report_of<'a>(result: Result<&'a CallReport, &'a Error>) -> Option<&'a CallReport> {
    result.map_or_else(Error::call, Some)
}

fn status_of(result: Result<&CallReport, &Error>) -> Option<u16> {
    match result {
        Ok(report) => report.http_status(),
        Err(error) => error.http_status(),
    }
}
