//! The gateway: lets requests in or says why not, has them done, and answers with an envelope.
//!
//! A request that isn't let in reaches no data.

use std::future;
use std::panic;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header, request::Parts};
use axum::response::Response;
use m7_envelope::{Envelope, RawJson, RequestId, Span};
use m7_models::Operation;

use crate::body;
use crate::echo::Echo;
use crate::ids::unix_millis;
use crate::refusal::Refusal;
use crate::routes;
use crate::service::Service;
use crate::times;

/// How large a request's body may be, in bytes. A create or update has a few hundred.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Answers any request that isn't for the control API.
pub(crate) async fn answer(
    State(service): State<Arc<Service>>,
    request: axum::extract::Request,
) -> Response {
    // On a task of its own: a client that leaves while its request waits doesn't undo it.
    let answer = tokio::spawn(async move {
        let arrived = service.now();
        let (parts, body) = request.into_parts();
        let mut call = Call {
            service: &service,
            parts: &parts,
            request_id: service.request_ids.next(unix_millis(arrived)),
            arrived,
            body: None,
            appkey: None,
            proxied: None,
        };
        let outcome = call.perform(body).await;
        call.reply(&outcome)
    });
    match answer.await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            // The runtime is gone, and this with it.
            Err(_) => future::pending().await,
        },
    }
}

/// One request on its way through the gateway.
struct Call<'a> {
    service: &'a Service,
    parts: &'a Parts,
    request_id: RequestId,
    arrived: SystemTime,
    body: Option<RawJson>,
    appkey: Option<String>,
    /// When the request was passed on, and when that was answered. Unix milliseconds.
    proxied: Option<(u64, u64)>,
}

impl Call<'_> {
    /// Assumed: refusal-order. Documented: window-before-replay.
    async fn perform(&mut self, body: Body) -> Result<RawJson, Refusal> {
        // Read whatever comes of it: a client that is still sending may not see its refusal.
        let bytes = body::read(body, &self.parts.headers, self.service).await;
        let operation = self.operation()?;
        let bytes = bytes?;
        // Assumed: refusal-echo. Kept for it, whether the request is let in or not.
        let json = body::json_object(&bytes).inspect(|json| self.body = Some(json.clone()));
        let verified = self
            .service
            .doors
            .admit(&self.parts.headers, self.arrived)?;
        self.appkey = Some(verified.appkey().to_owned());
        body::check_content_type(&self.parts.headers)?;
        let json = json?;

        self.pass_on(operation, verified.appkey(), &json).await
    }

    /// Has the operation done, in the time that it takes.
    ///
    /// What is asked is done at the end of that time. Assumed: latency. Derived: done-at-the-end.
    async fn pass_on(
        &mut self,
        operation: &Operation,
        appkey: &str,
        json: &RawJson,
    ) -> Result<RawJson, Refusal> {
        let latency = self.service.latency.of(operation);
        self.service.wait(latency.gateway).await;
        let passed_on = self.millis_after(unix_millis(self.arrived));
        self.service.wait(latency.business).await;
        let outcome = routes::perform(self.service, operation, appkey, json).await;
        self.proxied = Some((passed_on, self.millis_after(passed_on)));
        self.service.wait(latency.reply).await;
        outcome
    }

    fn operation(&self) -> Result<&'static Operation, Refusal> {
        let operation = Operation::by_path(self.path()).ok_or_else(|| Refusal::UnknownPath {
            path: self.path().to_owned(),
        })?;
        if self.parts.method.as_str() == operation.method {
            Ok(operation)
        } else {
            Err(Refusal::Method {
                path: operation.path,
                expected: operation.method,
            })
        }
    }

    /// Without what may stand behind a question mark. Assumed: query-ignored.
    fn path(&self) -> &str {
        self.parts.uri.path()
    }

    /// The time now, but never before `earlier`, so that a clock which is set back in the middle of
    /// a request doesn't turn its span round.
    fn millis_after(&self, earlier: u64) -> u64 {
        unix_millis(self.service.now()).max(earlier)
    }

    /// The span: the four times are in order, and the differences those of the page's examples.
    /// Derived: span-times, span-biz, span-latency.
    fn span(&self) -> Span {
        let started = unix_millis(self.arrived);
        // Assumed: refusal-echo. What wasn't passed on spent its time at the gateway.
        let (passed_on, answered) = self.proxied.unwrap_or((started, started));
        Span::from_times(started, passed_on, answered, self.millis_after(answered))
    }

    fn reply(self, outcome: &Result<RawJson, Refusal>) -> Response {
        let span = self.span();
        let ended = span.req_end_time;
        let request_info = Echo {
            request_id: &self.request_id,
            path: self.path(),
            body: self.body.as_ref(),
            headers: &self.parts.headers,
            appkey: self.appkey.as_deref(),
            span,
        }
        .request_info();
        let (status, envelope) = match outcome {
            // Derived: envelope. Assumed: success-status.
            Ok(data) => (200, Envelope::done(data, request_info)),
            Err(refusal) => {
                let status = refusal.status();
                let (code, message) = (status.to_string(), refusal.to_string());
                (status, Envelope::refused(code, message, request_info))
            }
        };
        self.log(status, outcome.as_ref().err());
        let json = serde_json::to_vec(&envelope)
            .unwrap_or_else(|_| unreachable!("texts, numbers and JSON can be written as JSON"));
        let mut response = Response::new(json.into());
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        set_headers(&mut response, ended, outcome.as_ref().err());
        response
    }

    /// Says what was asked and answered: nothing of the body, and no sign.
    fn log(&self, status: u16, refusal: Option<&Refusal>) {
        const SHOWN: usize = 128;
        let method: &Method = &self.parts.method;
        // A path that is none of ours may have any length.
        let path: String = self.path().chars().take(SHOWN).collect();
        let (request_id, appkey) = (&self.request_id, self.appkey.as_deref());
        match refusal {
            None => tracing::info!(%method, path, status, %request_id, appkey, "done"),
            Some(refusal @ (Refusal::Store(_) | Refusal::Reply(_))) => {
                let error: &dyn std::error::Error = refusal;
                tracing::error!(%method, path, status, %request_id, appkey, error, "failed");
            }
            Some(reason) => {
                tracing::info!(%method, path, status, %request_id, appkey, %reason, "refused");
            }
        }
    }
}

/// Assumed: reply-headers.
fn set_headers(response: &mut Response, ended: u64, refusal: Option<&Refusal>) {
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=utf-8"),
    );
    // By the sandbox's own clock, which need not be this machine's.
    let date = times::http_date(i64::try_from(ended).unwrap_or(i64::MAX));
    if let Ok(date) = HeaderValue::try_from(date) {
        headers.insert(header::DATE, date);
    }
    match refusal {
        Some(Refusal::Method { expected, .. }) => {
            headers.insert(header::ALLOW, HeaderValue::from_static(expected));
        }
        // What is left of the body would be taken for the next request.
        Some(Refusal::TooLarge | Refusal::TooSlow | Refusal::CutOff) => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
}
