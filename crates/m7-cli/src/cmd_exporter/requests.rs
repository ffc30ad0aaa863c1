//! What the exporter's own client does, counted.

use m7::{AttemptEvent, CallEvent, Event};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

/// Upper bounds in seconds. The documented calls take 0.2 s to 25 s, the way to the service less.
const BOUNDS: [f64; 15] = [
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 45.0,
];

/// What an exporter asks for.
const LOOK: &str = "sip_list";

/// Counts and durations of requests and calls. Clones share them.
#[derive(Clone)]
pub(super) struct Requests {
    calls: Family<Ended, Counter>,
    call_durations: Durations<Call>,
    attempts: Family<Ended, Counter>,
    retries: Family<Call, Counter>,
    request_durations: Durations<Part>,
}

type Durations<L> = Family<L, Histogram, fn() -> Histogram>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    operation: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    operation: &'static str,
    outcome: &'static str,
    /// Empty, so none, if it didn't fail.
    error: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Part {
    operation: &'static str,
    part: &'static str,
}

impl Requests {
    /// Nothing is counted yet; what will be is there with 0, so that its first increase is seen.
    pub(super) fn new() -> Self {
        let requests = Self {
            calls: Family::default(),
            call_durations: Family::new_with_constructor(durations),
            attempts: Family::default(),
            retries: Family::default(),
            request_durations: Family::new_with_constructor(durations),
        };
        let _ = requests.calls.get_or_create(&Ended::of(LOOK, "ok", None));
        let _ = requests
            .attempts
            .get_or_create(&Ended::of(LOOK, "ok", None));
        let _ = requests.retries.get_or_create(&Call { operation: LOOK });
        requests
    }

    /// What a client is to tell its events.
    pub(super) fn observer(&self) -> impl Fn(&Event) + Send + Sync + 'static {
        let requests = self.clone();
        move |event| match event {
            Event::Attempt(attempt) => requests.count_attempt(attempt),
            Event::Call(call) => requests.count_call(call),
            _ => {}
        }
    }

    pub(super) fn register(&self, registry: &mut Registry) {
        registry.register(
            "calls",
            "Calls of the API that are over, each with all its attempts; a look is one",
            self.calls.clone(),
        );
        registry.register_with_unit(
            "call_duration",
            "How long calls took altogether, with their waits, whatever became of them",
            Unit::Seconds,
            self.call_durations.clone(),
        );
        registry.register(
            "requests",
            "Requests that were sent, or tried to be: the attempts of calls",
            self.attempts.clone(),
        );
        registry.register(
            "request_retries",
            "Of these, those that were further attempts of their call",
            self.retries.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "Where the time of requests went that the service answered: network, its gateway, its business",
            Unit::Seconds,
            self.request_durations.clone(),
        );
    }

    fn count_call(&self, call: &CallEvent) {
        let operation = call.operation;
        let ended = Ended::of(operation, call.outcome, call.error);
        self.calls.get_or_create(&ended).inc();
        self.call_durations
            .get_or_create(&Call { operation })
            .observe(call.elapsed.as_secs_f64());
    }

    fn count_attempt(&self, attempt: &AttemptEvent) {
        let operation = attempt.operation;
        let ended = Ended::of(operation, attempt.outcome, attempt.error);
        self.attempts.get_or_create(&ended).inc();
        if attempt.attempt > 1 {
            self.retries.get_or_create(&Call { operation }).inc();
        }
        for (part, time) in [
            ("network", attempt.network),
            ("gateway", attempt.gateway),
            ("business", attempt.business),
        ] {
            if let Some(time) = time {
                self.request_durations
                    .get_or_create(&Part { operation, part })
                    .observe(time.as_secs_f64());
            }
        }
    }
}

fn durations() -> Histogram {
    Histogram::new(BOUNDS)
}

impl Ended {
    fn of(operation: &'static str, outcome: &'static str, error: Option<&'static str>) -> Self {
        Self {
            operation,
            outcome,
            error: error.unwrap_or_default(),
        }
    }
}
