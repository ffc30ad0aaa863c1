//! What is answered to whom asks for what.

use std::{fmt, sync::Arc};

use http_body_util::Full;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode,
    body::Bytes,
    header::{self, HeaderValue},
};
use prometheus_client::{
    encoding::{prometheus_text, text as open_metrics},
    registry::Registry,
};

use super::{accept::Format, board::Board};

const HTML: &str = "text/html; charset=utf-8";
const PLAIN: &str = "text/plain; charset=utf-8";

const START: &str = r#"<!DOCTYPE html>
<html lang="en">
<title>m7 exporter</title>
<h1>m7 exporter</h1>
<p>An account's SIP numbers for Prometheus: <a href="/metrics">metrics</a>, <a href="/healthz">health</a>.
</html>
"#;

/// All that there is to be asked for.
pub(super) struct Pages {
    registry: Registry,
    board: Arc<Board>,
    asked_by: AskedBy,
}

/// Who can ask for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// Programs of this machine, and so its browser, for whatever page it shows.
    ThisMachine,
    Others,
}

/// An answer, whole.
pub(super) type Answer = Response<Full<Bytes>>;

impl Pages {
    pub(super) fn new(registry: Registry, board: Arc<Board>, asked_by: AskedBy) -> Self {
        Self {
            registry,
            board,
            asked_by,
        }
    }

    /// Answers from what is known. Nothing is asked of the account.
    pub(super) fn answer<B>(&self, request: &Request<B>) -> Answer {
        if self.asked_by == AskedBy::ThisMachine && !asks_for_this_machine(request.headers()) {
            return foreign();
        }
        let page: fn(&Self, &HeaderMap) -> Answer = match request.uri().path() {
            "/" => |_, _| answer(StatusCode::OK, HTML, START),
            "/metrics" => Self::metrics,
            "/healthz" => |pages, _| pages.health(),
            _ => {
                return answer(
                    StatusCode::NOT_FOUND,
                    PLAIN,
                    "there is /metrics and /healthz\n",
                );
            }
        };
        match *request.method() {
            Method::GET | Method::HEAD => page(self, request.headers()),
            _ => not_allowed(),
        }
    }

    fn metrics(&self, headers: &HeaderMap) -> Answer {
        let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
        let format = Format::wanted(accept.unwrap_or_default());
        match self.text(format) {
            Ok(text) => answer(StatusCode::OK, format.content_type(), text),
            Err(fmt::Error) => answer(
                StatusCode::INTERNAL_SERVER_ERROR,
                PLAIN,
                "the metrics can't be written\n",
            ),
        }
    }

    fn text(&self, format: Format) -> Result<String, fmt::Error> {
        let mut text = String::new();
        match format {
            Format::Prometheus => prometheus_text::encode(&mut text, &self.registry)?,
            Format::OpenMetrics => open_metrics::encode(&mut text, &self.registry)?,
        }
        Ok(text)
    }

    fn health(&self) -> Answer {
        if self.board.fresh().is_some() {
            return answer(StatusCode::OK, PLAIN, "ok\n");
        }
        let why = match self.board.latest().seen {
            None => "no look at the account has succeeded yet\n",
            Some(_) => "no look at the account has succeeded for three intervals\n",
        };
        answer(StatusCode::SERVICE_UNAVAILABLE, PLAIN, why)
    }
}

/// Whether whoever asks knows whom. A web page can have its own name resolved to this machine; then the
/// browser says that name, and hands over to the page what is answered. Programs need not say any.
fn asks_for_this_machine(headers: &HeaderMap) -> bool {
    headers
        .get(header::HOST)
        .is_none_or(|host| host.to_str().is_ok_and(m7_sandbox::names_no_page))
}

fn foreign() -> Answer {
    answer(
        StatusCode::MISDIRECTED_REQUEST,
        PLAIN,
        "this is for this machine: ask localhost or the address\n",
    )
}

fn not_allowed() -> Answer {
    let mut answer = answer(StatusCode::METHOD_NOT_ALLOWED, PLAIN, "GET it\n");
    answer
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    answer
}

fn answer(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    answer
}
