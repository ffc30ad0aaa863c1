//! How a run goes on from step to step.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use m7_models::SipId;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::perform::{Performed, Writer, told};
use super::secrets::Secrets;
use super::{Apply, ApplyEvent, Rotation, Stopper};
use crate::roster::seen::Phone;
use crate::roster::store::record::{Begin, End, Left, Millis, Record, Why};
use crate::roster::{Action, Error, Plan, Report, Seen, Step, StopCause, Store, When};
use crate::{Client, ErrorKind};

/// A run under way.
pub(super) struct Course {
    writer: Arc<Writer>,
    steps: Vec<Step>,
    run: u64,
    concurrency: usize,
    wait: Duration,
    interval: Duration,
    stopper: Stopper,
    /// The ids of the numbers that this run has made.
    made: HashMap<String, SipId>,
    /// The numbers of which a step has failed.
    failed: HashSet<String>,
    /// How many calls in a row have failed on their way.
    failures: usize,
    /// Why nothing more is begun, if so.
    stopped: Option<Stopped>,
    /// Why the journal can't be written any more, if so.
    fatal: Option<Error>,
}

/// Why nothing more is begun.
struct Stopped {
    by: StopCause,
    note: String,
}

const INTERRUPTED: &str = "it was interrupted";
const NO_PHONE: &str = "no phone is registered to it";
const EARLIER_FAILED: &str = "an earlier step of this number failed";

impl Course {
    /// Reads the passwords that are needed, and enters the run.
    pub(super) async fn begin(apply: Apply) -> Result<Self, Error> {
        let Apply {
            plan, m7, store, ..
        } = apply;
        let (plan, secrets) = read_secrets(plan).await?;
        if plan.count(Action::Create) > 0 {
            confirm_clock(&m7).await?;
        }
        let history = store.history();
        let run = history.runs() + 1;
        let rotation = apply
            .rotation
            .map(|rotation| history.rotation(rotation == Rotation::GoesOn));
        let begin = Begin {
            run,
            at: Millis::now(),
            plan: plan.id().to_owned(),
            steps: plan.steps().len(),
            rotation,
        };
        store.append(Record::Run(begin)).await?;
        Ok(Self {
            writer: Arc::new(Writer {
                m7,
                store,
                secrets,
                observer: apply.observer,
            }),
            steps: plan.into_steps(),
            run,
            concurrency: apply.concurrency,
            wait: apply.wait,
            interval: apply.interval,
            stopper: apply.stopper,
            made: HashMap::new(),
            failed: HashSet::new(),
            failures: 0,
            stopped: None,
            fatal: None,
        })
    }

    /// Makes all writes, and enters the end.
    pub(super) async fn run(mut self) -> Result<Report, Error> {
        let mut steps = std::mem::take(&mut self.steps);
        let mut take = |which: &dyn Fn(&Step) -> bool| -> Vec<Step> {
            steps.extract_if(.., |step| which(step)).collect()
        };
        let waiting = take(&|step| step.when == When::Registered);
        let deletes = take(&|step| step.action == Action::Delete);
        let binds = take(&|step| step.action == Action::Bind);
        let unbinds = take(&|step| step.action == Action::Unbind);
        self.phase(steps).await;
        self.phase(unbinds).await;
        self.phase(binds).await;
        self.once_registered(waiting).await;
        self.phase(deletes).await;
        if let Some(error) = self.fatal {
            return Err(error);
        }
        let store = &self.writer.store;
        let (stopped, stopped_by) = match self.stopped {
            Some(Stopped { by, note }) => (Some(note), Some(by)),
            None => (None, None),
        };
        let end = End {
            at: Millis::now(),
            stopped,
            stopped_by,
        };
        store.append(Record::End(end)).await?;
        store.report(self.run).await
    }

    /// Makes these writes, so many at a time, each when the one before it in its place is over.
    async fn phase(&mut self, steps: Vec<Step>) {
        let mut steps = self.without_failed(steps).await.into_iter();
        let mut under_way = JoinSet::new();
        loop {
            while under_way.len() < self.concurrency && self.may_begin() {
                let Some(step) = steps.next() else {
                    break;
                };
                let sip_id = self.id_of(&step);
                let writer = Arc::clone(&self.writer);
                let write = async move { writer.perform(step, sip_id).await };
                under_way.spawn(write.in_current_span());
            }
            match under_way.join_next().await {
                None => break,
                Some(Ok(Ok(performed))) => self.note(performed),
                Some(Ok(Err(error))) => {
                    self.fatal.get_or_insert(error);
                }
                // A bug, and nobody's who could do something about it here.
                Some(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
            }
        }
        self.leave_stopped(steps).await;
    }

    /// Makes these writes as phones register to their numbers, as long as it is waited for.
    async fn once_registered(&mut self, waiting: Vec<Step>) {
        let mut waiting = self.without_failed(waiting).await;
        let began = Instant::now();
        let mut left_for = None;
        while !waiting.is_empty() && self.may_begin() {
            match Seen::list(&self.writer.m7).await {
                Ok(seen) => {
                    self.bind_those(&mut waiting, &seen).await;
                    left_for = Some((Why::Pending, NO_PHONE.to_owned()));
                }
                Err(error) => {
                    if let Error::List(error) = &error {
                        self.judge(error);
                    }
                    // The next look may tell.
                    left_for = Some((Why::NotStarted, told(&error)));
                }
            }
            let left = self.wait.saturating_sub(began.elapsed());
            if left.is_zero() || waiting.is_empty() || !self.may_begin() {
                break;
            }
            self.writer.tell(&ApplyEvent::Waiting {
                steps: waiting.len(),
                left,
            });
            // That it was stopped is seen then.
            let _ = timeout(self.interval.min(left), self.stopper.stopped()).await;
        }
        match left_for {
            Some((why, note)) => self.leave(waiting, why, &note).await,
            None => self.leave_stopped(waiting).await,
        }
    }

    /// Makes those of the writes whose numbers have a phone.
    async fn bind_those(&mut self, waiting: &mut Vec<Step>, seen: &Seen) {
        for seen in seen.all() {
            self.made.insert(seen.number.clone(), seen.sip_id.clone());
        }
        let ready = waiting.extract_if(.., |step| is_ready(step, seen));
        let (binds, unbinds) = ready.partition(|step| step.action == Action::Bind);
        self.phase(unbinds).await;
        self.phase(binds).await;
    }

    /// Leaves those steps of whose number an earlier one has failed.
    async fn without_failed(&mut self, mut steps: Vec<Step>) -> Vec<Step> {
        let of_failed = steps.extract_if(.., |step| self.failed.contains(&step.number));
        let of_failed: Vec<Step> = of_failed.collect();
        self.leave(of_failed, Why::NotStarted, EARLIER_FAILED).await;
        steps
    }

    fn may_begin(&mut self) -> bool {
        if self.stopper.is_stopped() && self.stopped.is_none() {
            self.stop(StopCause::Interrupted, INTERRUPTED.to_owned());
        }
        self.stopped.is_none() && self.fatal.is_none()
    }

    /// What a write's result means for those to come.
    fn note(&mut self, Performed { number, result }: Performed) {
        let error = match result {
            Ok(reply) => {
                self.failures = 0;
                self.made.insert(number, reply.data.sip_id);
                return;
            }
            Err(error) => error,
        };
        self.failed.insert(number);
        self.judge(&error);
        if is_on_the_way(&error) {
            self.failures += 1;
        } else {
            self.failures = 0;
        }
        if self.failures >= self.concurrency.max(LEAST_FAILURES) {
            let note = format!(
                "{} calls in a row failed on their way: {error}",
                self.failures
            );
            self.stop(StopCause::Failures, note);
        }
    }

    /// Ends the run if all other writes would meet this too.
    fn judge(&mut self, error: &crate::Error) {
        if let Some(by) = stop_cause(error) {
            self.stop(by, error.to_string());
        }
    }

    /// Has nothing more begun. The first reason is the one that is told.
    fn stop(&mut self, by: StopCause, note: String) {
        self.stopped.get_or_insert(Stopped { by, note });
    }

    fn id_of(&self, step: &Step) -> Option<SipId> {
        let made = || self.made.get(&step.number).cloned();
        step.sip_id.clone().or_else(|| match step.action {
            Action::Create => None,
            _ => made(),
        })
    }

    /// Leaves what is not begun, because nothing is any more.
    async fn leave_stopped(&mut self, steps: impl IntoIterator<Item = Step>) {
        let why = self.stopped.as_ref().map(|it| it.note.clone());
        self.leave(steps, Why::NotStarted, &why.unwrap_or_default())
            .await;
    }

    /// Enters steps that aren't done.
    async fn leave(&mut self, steps: impl IntoIterator<Item = Step>, why: Why, note: &str) {
        let records: Vec<Record> = steps
            .into_iter()
            .map(|step| {
                Record::Left(Left {
                    sip_id: self.id_of(&step),
                    number: step.number,
                    action: step.action,
                    why,
                    note: note.to_owned(),
                })
            })
            .collect();
        if records.is_empty() || self.fatal.is_some() {
            return;
        }
        if let Err(error) = self.writer.store.append_all(records).await {
            self.fatal = Some(error);
        }
    }
}

/// So many failures in a row may be by chance.
const LEAST_FAILURES: usize = 5;

/// What it is that would meet all other writes too, if it would.
fn stop_cause(error: &crate::Error) -> Option<StopCause> {
    match error.kind() {
        ErrorKind::Authentication => Some(StopCause::Authentication),
        ErrorKind::Configuration | ErrorKind::NotLeased => Some(StopCause::Client),
        _ => None,
    }
}

/// Whether it has more to do with the service than with the row.
fn is_on_the_way(error: &crate::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Connect
            | ErrorKind::Timeout
            | ErrorKind::Interrupted
            | ErrorKind::RateLimited
            | ErrorKind::Server
            | ErrorKind::Redirect
            | ErrorKind::InvalidReply
    )
}

fn is_ready(step: &Step, seen: &Seen) -> bool {
    let of_number = seen.of_number(&step.number);
    of_number.iter().any(|seen| seen.phone == Phone::Registered)
}

async fn read_secrets(plan: Plan) -> Result<(Plan, Secrets), Error> {
    let read = tokio::task::spawn_blocking(move || {
        let secrets = Secrets::read(&plan)?;
        Ok((plan, secrets))
    });
    read.await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

/// Asks the service for its time until two replies tell the same: by that a number is told to be a run's
/// own, should the run be cut off.
async fn confirm_clock(m7: &Client) -> Result<(), Error> {
    for _ in 0..2 {
        if m7.clock_offset().is_some_and(|it| it.is_confirmed()) {
            return Ok(());
        }
        // What is asked for doesn't matter.
        let list = m7.sip().list().number("0");
        list.send().await.map_err(Error::List)?;
    }
    Ok(())
}

impl Store {
    /// What became of a run.
    async fn report(&self, run: u64) -> Result<Report, Error> {
        let folder = self.folder().to_owned();
        let read = tokio::task::spawn_blocking(move || Report::read(folder, Some(run)));
        let report = read
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))?;
        report.ok_or_else(|| Error::Damaged {
            path: self.folder().to_owned(),
            line: 0,
            what: format!("run {run} isn't in the journal any more"),
        })
    }
}
