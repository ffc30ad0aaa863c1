//! What a call shows of itself through `tracing`: OpenTelemetry's names for HTTP, and no secret.

use m7_models::Operation;
use tracing::{Span, debug, field};

use crate::{Client, Error, Reply};

/// The span of one call.
pub(crate) fn span(client: &Client, operation: &'static Operation) -> Span {
    let base_url = client.parsed_base_url();
    tracing::info_span!(
        "m7.call",
        otel.name = operation.id,
        otel.kind = "client",
        m7.operation = operation.id,
        m7.request_id = field::Empty,
        m7.outcome = field::Empty,
        http.request.method = operation.method,
        server.address = base_url.host(),
        server.port = base_url.port(),
        url.path = format_args!("{}{}", base_url.path(), operation.path),
        http.response.status_code = field::Empty,
        error.type = field::Empty,
    )
}

/// Notes the reply's status on the current span.
pub(crate) fn record_status(status: Option<u16>) {
    if let Some(status) = status {
        Span::current().record("http.response.status_code", status);
    }
}

/// Notes on the current span what became of its call, and says so in an event.
pub(crate) fn record<T>(result: &Result<Reply<T>, Error>) {
    let span = Span::current();
    let call = match result {
        Ok(reply) => {
            debug!(call = %reply.call, "done");
            Some(&reply.call)
        }
        Err(error) => {
            span.record("m7.outcome", error.outcome().as_str());
            span.record("error.type", error.kind().as_str());
            debug!(%error, "failed");
            error.call()
        }
    };
    if let Some(id) = call.and_then(|call| call.request_id()) {
        span.record("m7.request_id", id.as_str());
    }
}
