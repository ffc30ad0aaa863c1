//! The gateway: lets requests in or says why not, has them done, and answers with an envelope.
//!
//! A request that isn't let in reaches no data.

use std::future;
use std::panic;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Method, Response, StatusCode, header, request::Parts};
use m7_auth::Clock as _;
use m7_envelope::{Envelope, RawJson, RequestId, Span};
use m7_models::{Effect, Operation};

use crate::body;
use crate::clock::ShiftedClock;
use crate::delivery::Answer;
use crate::echo::Echo;
use crate::faults::{Asked, Fault, LiveFaults, Manner, Met, number_concerned, spoil};
use crate::generations::Generation;
use crate::ids::unix_millis;
use crate::journal::{Conclusion, Recording};
use crate::line::Line;
use crate::refusal::Refusal;
use crate::routes::{self, Caller};
use crate::service::Service;
use crate::shown::Shown;
use crate::times;

/// How large a request's body may be, in bytes. A create or update has a few hundred.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Answers any request that isn't for the control API.
pub(crate) async fn answer(
    State(service): State<Arc<Service>>,
    mut request: axum::extract::Request,
) -> Response<Body> {
    // Out of the request, so that the connection is all that holds it.
    let line = request.extensions_mut().remove::<Line>();
    let under_way = request.extensions().get().cloned();
    // On a task of its own: a client that leaves while its request waits doesn't undo it.
    let at_work = tokio::spawn({
        let service = Arc::clone(&service);
        async move {
            let (parts, body) = request.into_parts();
            let mut call = Call::new(&service, &parts);
            let outcome = call.perform(body).await;
            call.conclude(outcome).await
        }
    });
    match at_work.await {
        Ok(answer) => answer.deliver(line, under_way, &service).await,
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
    /// The sandbox's, unless a fault has it judged by one that is off.
    clock: ShiftedClock,
    request_id: RequestId,
    /// In the journal when this call is over.
    recording: Recording,
    arrived: SystemTime,
    body: Option<RawJson>,
    appkey: Option<String>,
    /// When the request was passed on, and when that was answered. Unix milliseconds.
    proxied: Option<(u64, u64)>,
    /// Whether something that it asked for is done for good, whatever the client gets to know.
    committed: bool,
    /// What it is judged by, whatever is ordered while it is under way.
    schedule: Option<Arc<LiveFaults>>,
    /// The data that it was asked of.
    generation: Generation,
    /// What goes wrong on demand.
    met: Option<Met>,
    /// For how long nobody listens from its answer on.
    then_refuse: Option<Duration>,
}

impl<'a> Call<'a> {
    fn new(service: &'a Service, parts: &'a Parts) -> Self {
        let arrived = service.now();
        Self {
            service,
            parts,
            clock: ShiftedClock {
                clock: service.clock.clone(),
                seconds: 0,
            },
            request_id: service.request_ids.next(unix_millis(arrived)),
            recording: Recording::begin(&service.journal, parts, unix_millis(arrived)),
            arrived,
            body: None,
            appkey: None,
            proxied: None,
            committed: false,
            schedule: service.faults.on_arrival(),
            generation: service.generations.current(),
            met: None,
            then_refuse: None,
        }
    }

    /// Assumed: refusal-order. Documented: window-before-replay.
    async fn perform(&mut self, body: Body) -> Result<RawJson, Refusal> {
        // Read whatever comes of it: a client that is still sending may not see its refusal.
        let bytes = body::read(body, &self.parts.headers, self.service).await;
        if let Ok(bytes) = &bytes {
            self.recording.body(bytes);
        }
        let operation = self.operation()?;
        self.recording.operation(operation.id);
        let bytes = bytes?;
        // Assumed: refusal-echo. Kept for it, whether the request is let in or not.
        let json = body::json_object(&bytes).inspect(|json| self.body = Some(json.clone()));
        if let Some(schedule) = self.schedule.clone() {
            self.meet_fault(operation, &schedule).await;
        }
        let headers = &self.parts.headers;
        let doors = &self.service.doors;
        let verified = doors.admit(headers, self.arrived, &self.clock)?;
        self.appkey = Some(verified.appkey().to_owned());
        if let Some(Fault::ReplayRejection) = self.fault() {
            return Err(m7_auth::Refusal::Replayed.into());
        }
        body::check_content_type(headers)?;
        let json = json?;

        self.pass_on(operation, verified.appkey(), &json).await
    }

    /// Finds out what goes wrong with this request.
    async fn meet_fault(&mut self, operation: &Operation, schedule: &LiveFaults) {
        let number = if schedule.looks_at_numbers() {
            number_concerned(self.service, &self.parts.headers, self.body.as_ref()).await
        } else {
            None
        };
        let decision = schedule.decide(&Asked {
            operation,
            number: number.as_deref(),
        });
        self.then_refuse = decision.then_refuse;
        self.met = decision.met;
        if let Some(&Fault::Skew { seconds }) = self.fault() {
            self.clock.seconds = seconds;
            self.arrived = self.clock.now();
            let arrived = unix_millis(self.arrived);
            self.request_id = self.service.request_ids.next(arrived);
        }
    }

    fn fault(&self) -> Option<&Fault> {
        self.met.as_ref().map(|met| &met.fault)
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
        self.service.take(latency.gateway).await;
        if let Some(refusal) = self.fault().and_then(Fault::instead) {
            return Err(refusal);
        }
        let passed_on = self.millis_after(unix_millis(self.arrived));
        self.service.take(latency.business).await;
        let caller = Caller {
            appkey,
            clock: &self.clock,
            generation: self.generation,
        };
        let outcome = routes::perform(self.service, &caller, operation, json).await;
        self.committed = outcome.is_ok() && operation.effect != Effect::Read;
        self.proxied = Some((passed_on, self.millis_after(passed_on)));
        self.service.take(latency.reply).await;
        outcome
    }

    fn operation(&self) -> Result<&'static Operation, Refusal> {
        let operation = Operation::by_path(self.path()).ok_or_else(|| Refusal::UnknownPath {
            path: Shown::of(self.path()),
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
        unix_millis(self.clock.now()).max(earlier)
    }

    /// The span: the four times are in order, and the differences those of the page's examples.
    /// Derived: span-times, span-biz, span-latency.
    fn span(&self) -> Span {
        let started = unix_millis(self.arrived);
        // Assumed: refusal-echo. What wasn't passed on spent its time at the gateway.
        let (passed_on, answered) = self.proxied.unwrap_or((started, started));
        Span::from_times(started, passed_on, answered, self.millis_after(answered))
    }

    /// What is to go out. From here on nothing of the request changes any more.
    async fn conclude(mut self, outcome: Result<RawJson, Refusal>) -> Answer {
        let mut reply = self.reply(&outcome);
        let manner = match self.fault() {
            Some(fault) => spoil(fault, &mut reply),
            None => Manner::Whole,
        };
        self.log(&reply, manner, outcome.as_ref().err());
        self.record(&reply, manner, outcome.err());
        if let (Some(duration), Some(schedule)) = (self.then_refuse, &self.schedule) {
            self.service.faults.refuse(duration, schedule).await;
        }
        Answer { reply, manner }
    }

    /// What the request deserves.
    fn reply(&self, outcome: &Result<RawJson, Refusal>) -> Response<Bytes> {
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
        let json = serde_json::to_vec(&envelope)
            .unwrap_or_else(|_| unreachable!("texts, numbers and JSON can be written as JSON"));
        let mut reply = Response::new(json.into());
        *reply.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        set_headers(&mut reply, ended, outcome.as_ref().err());
        reply
    }

    /// Notes for the journal what became of it.
    fn record(&mut self, reply: &Response<Bytes>, manner: Manner, refusal: Option<Refusal>) {
        self.recording.concluded(Conclusion {
            request_id: self.request_id.clone(),
            appkey: self.appkey.take(),
            committed: self.committed,
            fault: self.met.take().map(|met| (met.rule, met.fault.kind())),
            refusal,
            answer: manner.answers().then_some(reply),
        });
    }

    /// Says what was asked and answered: nothing of the body, and no sign.
    fn log(&self, reply: &Response<Bytes>, manner: Manner, refusal: Option<&Refusal>) {
        const SHOWN: usize = 128;
        let method: &Method = &self.parts.method;
        // A path that is none of ours may have any length.
        let path: String = self.path().chars().take(SHOWN).collect();
        let status = manner.answers().then(|| reply.status().as_u16());
        let (request_id, appkey) = (&self.request_id, self.appkey.as_deref());
        if let Some(Met { rule, fault }) = &self.met {
            let (kind, committed) = (fault.kind(), self.committed);
            tracing::info!(%request_id, rule, kind, committed, "met a fault as ordered");
        }
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
fn set_headers(response: &mut Response<Bytes>, ended: u64, refusal: Option<&Refusal>) {
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
        Some(Refusal::TooLarge { .. } | Refusal::TooSlow | Refusal::CutOff) => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        _ => {}
    }
}
