//! What became of each step of a run.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use m7_models::SipId;
use serde::{Deserialize, Serialize};

use super::Action;
use super::store::record::{Became, Intent, Left, Record, Why};

/// What became of each step of a run: of one that was just made, or of an earlier one, from the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The run's number, from 1.
    pub run: u64,
    /// When it was begun, by this machine's clock.
    pub begun: SystemTime,
    /// Whether it came to its end. Otherwise it was cut off.
    pub is_over: bool,
    /// Why it ended before its plan did, if so.
    pub stopped: Option<String>,
    /// What kind of reason that is.
    pub stopped_by: Option<StopCause>,
    /// Its steps, in the order of the numbers.
    pub rows: Vec<ReportRow>,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ReportRow {
    /// The number.
    pub number: String,
    /// What was to be done to it.
    pub action: Action,
    /// What became of that.
    pub status: Status,
    /// The number's id, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip_id: Option<SipId>,
    /// The server's id for the request, if it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// How often it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// How long the call took, its further attempts included.
    #[serde(rename = "tookMs", skip_serializing_if = "Option::is_none")]
    #[serde(serialize_with = "in_millis")]
    pub took: Option<Duration>,
    /// What went wrong, what it waits for, or by what it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Status {
    /// It was done.
    Done,
    /// It waits for a phone; a later run does it.
    Pending,
    /// It was not done.
    Failed,
    /// It may have been done or not: settle it before the next run.
    Unknown,
    /// The run was stopped before it.
    NotStarted,
}

/// What ended a run before its plan did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum StopCause {
    /// [`Stopper::stop`](super::Stopper::stop).
    Interrupted,
    /// The service doesn't accept the account, the sign or the time.
    Authentication,
    /// This client can't send anything: it is set up wrong, or has no nonces.
    Client,
    /// Too many calls in a row failed on their way.
    Failures,
}

impl Report {
    /// How many steps this became of.
    pub fn count(&self, status: Status) -> usize {
        let of_that = |row: &&ReportRow| row.status == status;
        self.rows.iter().filter(of_that).count()
    }
}

impl Status {
    /// `done`, `pending`, `failed`, `unknown`, `not started`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotStarted => "not started",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[expect(clippy::ref_option, reason = "serde wants it so")]
fn in_millis<S: serde::Serializer>(
    took: &Option<Duration>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let millis = took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    millis.serialize(serializer)
}

/// The report of one run, as far as the records have told.
pub(super) struct Folded {
    /// The last one, if none is given.
    wanted: Option<u64>,
    report: Option<Report>,
    /// Whether what comes is of the wanted run.
    is_its: bool,
    /// By the write: its place in the rows.
    places: HashMap<u64, usize>,
}

impl Folded {
    pub(super) fn of(wanted: Option<u64>) -> Self {
        Self {
            wanted,
            report: None,
            is_its: false,
            places: HashMap::new(),
        }
    }

    pub(super) fn take(&mut self, record: Record) {
        match record {
            Record::Run(begin) => {
                self.is_its = self.wanted.is_none_or(|wanted| wanted == begin.run);
                if self.is_its {
                    self.places.clear();
                    self.report = Some(Report {
                        run: begin.run,
                        begun: begin.at.time(),
                        is_over: false,
                        stopped: None,
                        stopped_by: None,
                        rows: Vec::with_capacity(begin.steps),
                    });
                }
            }
            // Also of a write that was settled after its run.
            Record::Result(conclusion) => {
                let Some(row) = self
                    .places
                    .get(&conclusion.op)
                    .and_then(|place| self.report.as_mut()?.rows.get_mut(*place))
                else {
                    return;
                };
                row.status = conclusion.became.status();
                row.sip_id = conclusion.sip_id.or(row.sip_id.take());
                row.request_id = conclusion.request_id.or(row.request_id.take());
                row.attempts = conclusion.attempts.or(row.attempts);
                row.took = conclusion.took.map(Duration::from_millis).or(row.took);
                row.note = conclusion.note;
            }
            Record::Intent(intent) if self.is_its => self.intend(intent),
            Record::Left(left) if self.is_its => self.leave(left),
            Record::End(end) if self.is_its => {
                if let Some(report) = &mut self.report {
                    report.is_over = true;
                    report.stopped = end.stopped;
                    report.stopped_by = end.stopped_by;
                }
            }
            Record::Journal(_)
            | Record::Intent(_)
            | Record::Left(_)
            | Record::End(_)
            | Record::Direct(_)
            | Record::DirectEnd(_) => {}
        }
    }

    fn intend(&mut self, intent: Intent) {
        let Some(report) = &mut self.report else {
            return;
        };
        self.places.insert(intent.op, report.rows.len());
        report.rows.push(ReportRow {
            number: intent.number,
            action: intent.action,
            status: Status::Unknown,
            sip_id: intent.sip_id,
            request_id: None,
            attempts: None,
            took: None,
            note: Some("the run was cut off before its result was known".to_owned()),
        });
    }

    fn leave(&mut self, left: Left) {
        if let Some(report) = &mut self.report {
            report.rows.push(ReportRow {
                number: left.number,
                action: left.action,
                status: match left.why {
                    Why::Pending => Status::Pending,
                    Why::NotStarted => Status::NotStarted,
                },
                sip_id: left.sip_id,
                request_id: None,
                attempts: None,
                took: None,
                note: Some(left.note),
            });
        }
    }

    pub(super) fn finish(self) -> Option<Report> {
        let mut report = self.report?;
        report
            .rows
            .sort_by(|a, b| (&a.number, a.action).cmp(&(&b.number, b.action)));
        Some(report)
    }
}

impl Became {
    pub(super) fn status(self) -> Status {
        match self {
            Self::Done => Status::Done,
            Self::NotSent | Self::Rejected | Self::Absent | Self::Again => Status::Failed,
            Self::Unknown | Self::Unproved => Status::Unknown,
        }
    }
}
