//! What goes wrong: the rows of the matrix.

use std::time::Duration;

use m7_sandbox::{Fault, FaultBody, FaultRule, FaultSchedule, Moment};

use crate::policy::Policy;

use Moment::{AfterCommit, BeforeCommit};

/// Longer than any call here waits.
const FOR_EVER: Duration = Duration::from_secs(3600);

/// What goes wrong with the requests of one call.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The first is the first request's, and so on.
    pub(crate) faults: Vec<Fault>,
    /// Whether a reply doesn't come, so that it is the client who gives up.
    pub(crate) is_endless: bool,
}

/// Which requests meet a row's faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// The first request of the operation, or the first ones if there are several faults.
    First,
    /// All of them; the last fault is that of all further ones.
    Every,
    /// Those of all operations too, so that no list helps.
    Everything,
}

impl Position {
    pub(crate) const ALL: [Self; 3] = [Self::First, Self::Every, Self::Everything];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::First => "the first request meets it",
            Self::Every => "every request of the operation meets it",
            Self::Everything => "every request meets it, whatever the operation",
        }
    }
}

impl Row {
    /// The rules by which that happens. `None` if there is no such position for this row.
    pub(crate) fn schedule(
        &self,
        operation: &str,
        position: Position,
        policy: Policy,
    ) -> Option<FaultSchedule> {
        let mut schedule = FaultSchedule::new();
        let last = self.faults.len().checked_sub(1);
        for (index, fault) in self.faults.iter().enumerate() {
            let nth = index as u64 + 1;
            let goes_on = Some(index) == last && position != Position::First;
            let mut fault = fault.clone();
            let mut rule = match &mut fault {
                Fault::Refuse { seconds } => {
                    // Who tries once must not come too late for it.
                    if !goes_on && policy.tries_again() {
                        *seconds = Duration::from_millis(30);
                    }
                    FaultRule::new(fault).nth(nth)
                }
                Fault::UnknownEnumValues if operation != "sip_list" => return None,
                _ if position == Position::Everything => FaultRule::new(fault).nth(nth),
                _ => FaultRule::new(fault).nth(nth).operation(operation),
            };
            if goes_on && !matches!(rule.fault, Fault::Refuse { .. }) {
                rule = rule.every(1);
            }
            schedule = schedule.rule(rule);
        }
        Some(schedule)
    }
}

/// All rows: each kind of fault that the sandbox has, and what two of them make.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows = vec![row("nothing", [])];
    rows.push(row("refuse", [Fault::Refuse { seconds: FOR_EVER }]));
    for (moment, names) in [
        (
            BeforeCommit,
            [
                "reset before",
                "closed unanswered before",
                "no answer before",
                "html before",
            ],
        ),
        (
            AfterCommit,
            [
                "reset after",
                "closed unanswered after",
                "no answer after",
                "html after",
            ],
        ),
    ] {
        let silence = |seconds| Fault::NoAnswer {
            when: moment,
            seconds,
        };
        rows.push(row(names[0], [Fault::Reset(moment)]));
        rows.push(row(names[1], [silence(Some(Duration::from_millis(5)))]));
        rows.push(endless(names[2], silence(None)));
        rows.push(row(names[3], [Fault::Html(moment)]));
    }
    rows.extend(statuses());
    rows.extend(replies());
    rows.extend(sequences());
    rows
}

fn statuses() -> Vec<Row> {
    use FaultBody::{Empty, Envelope, Html};
    let mut rows = Vec::new();
    for (name, code, when, body, after) in [
        ("429 html", 429, BeforeCommit, Html, None),
        (
            "429 empty, Retry-After 0",
            429,
            BeforeCommit,
            Empty,
            Some(0),
        ),
        ("429 envelope", 429, BeforeCommit, Envelope, None),
        (
            "429 envelope, Retry-After 1 h",
            429,
            BeforeCommit,
            Envelope,
            Some(3600),
        ),
        ("500 envelope before", 500, BeforeCommit, Envelope, None),
        ("500 envelope after", 500, AfterCommit, Envelope, None),
        ("502 html before", 502, BeforeCommit, Html, None),
        ("502 html after", 502, AfterCommit, Html, None),
        (
            "503 empty before, Retry-After 0",
            503,
            BeforeCommit,
            Empty,
            Some(0),
        ),
        (
            "503 empty after, Retry-After 0",
            503,
            AfterCommit,
            Empty,
            Some(0),
        ),
        ("503 envelope before", 503, BeforeCommit, Envelope, None),
        ("503 envelope after", 503, AfterCommit, Envelope, None),
        ("504 html before", 504, BeforeCommit, Html, None),
        ("504 html after", 504, AfterCommit, Html, None),
    ] {
        let fault = Fault::Status {
            code,
            when,
            body,
            retry_after_seconds: after,
        };
        rows.push(row(name, [fault]));
    }
    rows
}

fn replies() -> Vec<Row> {
    vec![
        row(
            "slow body, in time",
            [Fault::SlowBody {
                seconds: Duration::from_millis(20),
            }],
        ),
        endless("slow body, too slow", Fault::SlowBody { seconds: FOR_EVER }),
        row("truncated body", [Fault::TruncatedBody]),
        row("wrong types", [Fault::WrongTypes]),
        row("unknown fields", [Fault::UnknownFields]),
        row("unknown enum values", [Fault::UnknownEnumValues]),
        row("clock 10 min ahead", [Fault::Skew { seconds: 600 }]),
        row("clock 10 min behind", [Fault::Skew { seconds: -600 }]),
        row("clock 1 min ahead", [Fault::Skew { seconds: 60 }]),
        row("replay rejection", [Fault::ReplayRejection]),
    ]
}

/// What says nothing about the request before it must not be taken for its answer.
fn sequences() -> Vec<Row> {
    let too_many = || Fault::Status {
        code: 429,
        when: BeforeCommit,
        body: FaultBody::Envelope,
        retry_after_seconds: None,
    };
    let refuse = Fault::Refuse { seconds: FOR_EVER };
    let reset = Fault::Reset(AfterCommit);
    let lost = Fault::Reset(BeforeCommit);
    vec![
        row("reset after, then 429", [reset.clone(), too_many()]),
        row("reset before, then 429", [lost.clone(), too_many()]),
        row("reset after, then refuse", [reset.clone(), refuse.clone()]),
        row("reset before, then refuse", [lost.clone(), refuse.clone()]),
        row("429, then refuse", [too_many(), refuse]),
        row(
            "reset after, then replay rejection",
            [reset.clone(), Fault::ReplayRejection],
        ),
        row(
            "reset before, then replay rejection",
            [lost.clone(), Fault::ReplayRejection],
        ),
        row(
            "reset after, then clock ahead",
            [reset.clone(), Fault::Skew { seconds: 600 }],
        ),
        row("429, then reset after", [too_many(), reset]),
        row("429, then reset before", [too_many(), lost]),
    ]
}

fn row<const N: usize>(name: &'static str, faults: [Fault; N]) -> Row {
    Row {
        name,
        faults: faults.into(),
        is_endless: false,
    }
}

fn endless(name: &'static str, fault: Fault) -> Row {
    Row {
        is_endless: true,
        ..row(name, [fault])
    }
}
