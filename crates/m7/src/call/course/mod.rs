//! How one call goes on from attempt to attempt.

mod probing;

use std::time::Duration;

use m7_client::Signed;
use m7_models::Effect;

use crate::call::attempt::{Errand, Signature, attempt};
use crate::call::claims::Claim;
use crate::call::finding::Finding;
use crate::call::reconcile::{Found, Search};
use crate::call::{Options, Request, SentAt, Subject};
use crate::error::GivenUp;
use crate::policy::{Deadline, IfMissing, Reconcile, Step, step};
use crate::sight::{self, Purpose};
use crate::{CallReport, Client, Error, ErrorKind, Evidence, Outcome, Probe, Reply, RetryPolicy};

pub(super) use probing::Earlier;

/// A call under way.
pub(super) struct Course<'a, R> {
    client: &'a Client,
    request: &'a R,
    retry: RetryPolicy,
    reconcile: Reconcile,
    /// What is still to be done about the first attempt that may have taken effect.
    probe: Probe,
    deadline: Deadline,
    attempts: u32,
    /// How often one was sent again as it was.
    probes: u32,
    /// What the last attempt was signed with, if it may be sent again as it was.
    signed: Option<Signed>,
    /// What sending it again has shown.
    probe_showed: Option<String>,
    lookups: u32,
    /// How long the first attempt waited for its turn.
    queued: Option<Duration>,
    /// How often it was signed anew by a corrected clock.
    corrections: u32,
    /// Whether it was signed anew because its nonce may have been used by another process.
    signed_anew: bool,
    /// The last attempt.
    last: Option<Error>,
    /// When the first attempt was sent that may have taken effect.
    first_sent: Option<SentAt>,
    /// The last attempt that left this machine.
    departed: Option<Error>,
    /// The last attempt that may have taken effect.
    ambiguous: Option<Error>,
}

/// How often a call is signed anew by a corrected clock: once, and once more when what the clock was
/// corrected by turns out to have been wrong.
const MOST_CORRECTIONS: u32 = 2;

/// What a create waited for that was never sent.
const GATE_HELD: &str = "another call of this client was creating the same number";

/// How many times the documented time is enough for an answer, in all likelihood.
const ENOUGH: u32 = 2;

/// What comes after a failed attempt.
enum Next {
    Again,
    After(Duration),
    End(Option<GivenUp>),
}

/// What comes after the last attempt.
enum Conclusion<T> {
    Over(Result<Reply<T>, Error>),
    Resend,
}

impl<'a, R: Request> Course<'a, R> {
    pub(super) fn new(client: &'a Client, request: &'a R, options: &Options) -> Self {
        let operation = request.operation();
        let policies = &client.conduct().policies;
        let timeout = options
            .timeout
            .unwrap_or_else(|| client.timeouts().of(operation.effect));
        let reconcile = options.reconcile.unwrap_or(policies.reconcile);
        let deadline = Deadline::new(timeout, options.deadline.or(policies.deadline));
        let enough = timeout.min(operation.typical.saturating_mul(ENOUGH));
        let reserve = reconcile.reserve_of(operation, enough, deadline.total());
        let least = match operation.effect {
            Effect::Read => Duration::ZERO,
            Effect::Create | Effect::Replace | Effect::Remove => enough,
        };
        Self {
            client,
            request,
            retry: options.retry.unwrap_or(policies.retry),
            reconcile,
            probe: options.probe.unwrap_or(policies.probe),
            deadline: deadline.with_reserve(reserve).with_least(least),
            attempts: 0,
            probes: 0,
            signed: None,
            probe_showed: None,
            lookups: 0,
            queued: None,
            corrections: 0,
            signed_anew: false,
            last: None,
            first_sent: None,
            departed: None,
            ambiguous: None,
        }
    }

    /// Attempts the call until it is done, or another attempt is of no use, unsafe or too late; then
    /// finds out what became of it, if that isn't known.
    pub(super) async fn run(
        &mut self,
        sight: &mut sight::Call<'_>,
    ) -> Result<Reply<R::Data>, Error> {
        self.client.conduct().budget.note_call();
        let mut claim = match self.request.subject() {
            Some(Subject::Create(number)) => Some(self.enter(number).await?),
            _ => None,
        };
        let result = loop {
            let (error, given_up) = match self.attempt_on(sight, &mut claim).await {
                Ok(reply) => break Ok(self.reported(reply)),
                Err(end) => end,
            };
            match self.conclude(error, given_up, claim.as_ref()).await {
                Conclusion::Resend => {}
                Conclusion::Over(result) => break result,
            }
        };
        if let (Ok(reply), Some(claim)) = (&result, &mut claim)
            && let Some(sip_id) = R::made(&reply.data)
        {
            claim.acknowledge(sip_id);
        }
        result
    }

    /// Waits until no other call of the client creates this number, but no longer than a call has
    /// time: the other may be one that nobody polls any more.
    async fn enter(&mut self, number: &'a str) -> Result<Claim<'a>, Error> {
        let (client, total) = (self.client, self.deadline.total());
        let entering = client.conduct().claims.enter(number);
        let Ok(claim) = tokio::time::timeout(total, entering).await else {
            let error = Error::too_late(self.request.operation(), total);
            return Err(error.amended(|parts| parts.evidence = Some(GATE_HELD.to_owned())));
        };
        self.deadline.note_waited(claim.waited());
        Ok(claim)
    }

    /// Attempts the call until it is done, or another attempt is of no use, unsafe or too late.
    async fn attempt_on(
        &mut self,
        sight: &mut sight::Call<'_>,
        claim: &mut Option<Claim<'_>>,
    ) -> Result<Reply<R::Data>, (Error, Option<GivenUp>)> {
        loop {
            let signature = if self.is_to_be_kept() {
                Signature::Kept(&mut self.signed)
            } else {
                Signature::New
            };
            let errand = Errand {
                purpose: Purpose::Call,
                count: sight.next_attempt(),
                claim: claim.as_mut(),
                signature,
            };
            let sent = attempt(self.client, self.request, &mut self.deadline, errand);
            let error = match sent.await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            // Without a report nothing was attempted: the time was up.
            if error.call().is_none()
                && let Some(last) = self.last.take()
            {
                return Err((last, Some(GivenUp::Deadline(self.deadline.total()))));
            }
            self.attempts += 1;
            self.note(&error);
            if self.ambiguous.is_none()
                && error.outcome() != Outcome::Applied
                && let Some(claim) = claim
            {
                claim.settle();
            }
            let error = match self.probe(error, sight, claim).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            match self.next(&error) {
                Next::Again => {
                    sight::signing_anew(&error);
                    self.last = Some(error);
                }
                Next::After(wait) => {
                    sight::will_retry(&error, wait);
                    self.last = Some(error);
                    tokio::time::sleep(wait).await;
                }
                Next::End(given_up) => {
                    tell_of(given_up, &error);
                    return Err((error, given_up));
                }
            }
        }
    }

    /// Remembers what the end depends on.
    fn note(&mut self, error: &Error) {
        self.queued = self.queued.or(error.call().map(CallReport::queued));
        if error.outcome() != Outcome::NotSent {
            self.departed = Some(error.clone());
        }
        if error.outcome() == Outcome::Ambiguous {
            self.first_sent = self.first_sent.or(error.sent());
            self.ambiguous = Some(error.clone());
        }
    }

    /// Decides what comes after this attempt.
    fn next(&mut self, error: &Error) -> Next {
        let step = step(self.request.operation().effect, error);
        if step == Step::Stop || self.attempts >= self.retry.max_attempts() {
            return Next::End(None);
        }
        match step {
            Step::Stop => Next::End(None),
            Step::Retry => self.retry(error),
            Step::CorrectClock => {
                self.corrections += 1;
                if self.corrections > MOST_CORRECTIONS {
                    Next::End(None)
                } else if let Some(given_up) = self.is_too_late(Duration::ZERO) {
                    Next::End(Some(given_up))
                } else {
                    Next::Again
                }
            }
            Step::SignAnew => {
                let is_worth_it = self.client.conduct().was_accepted() && !self.signed_anew;
                self.signed_anew = true;
                if !is_worth_it {
                    Next::End(None)
                } else if let Some(given_up) = self.forbids_another_after(Duration::ZERO) {
                    Next::End(Some(given_up))
                } else {
                    Next::Again
                }
            }
        }
    }

    /// Attempts it again after a wait, if the deadline and the budget allow for that.
    fn retry(&self, error: &Error) -> Next {
        let jitter = &self.client.conduct().jitter;
        let backoff = jitter.up_to(self.retry.ceiling(self.attempts));
        // On top of what the server asks for, or all whom it asked come back at the same moment.
        let wait = error
            .retry_after()
            .unwrap_or_default()
            .saturating_add(backoff);
        let given_up = if error.is_local() {
            // What never got to the network was no load for anybody, so this isn't one more.
            self.is_too_late(wait)
        } else {
            self.forbids_another_after(wait)
        };
        match given_up {
            Some(given_up) => Next::End(Some(given_up)),
            None => Next::After(wait),
        }
    }

    /// Why there is no further attempt after this wait, if so; otherwise takes its token.
    fn forbids_another_after(&self, wait: Duration) -> Option<GivenUp> {
        self.is_too_late(wait).or_else(|| {
            let has_token = self.client.conduct().budget.draw();
            (!has_token).then_some(GivenUp::Budget)
        })
    }

    /// Whether too little time is left for a further attempt after this wait.
    fn is_too_late(&self, wait: Duration) -> Option<GivenUp> {
        (wait >= self.deadline.left_to_begin()).then(|| GivenUp::Deadline(self.deadline.total()))
    }

    /// What the call comes to when the last attempt ended like this.
    async fn conclude(
        &mut self,
        error: Error,
        mut given_up: Option<GivenUp>,
        claim: Option<&Claim<'_>>,
    ) -> Conclusion<R::Data> {
        let is_open = error.is_write() && error.outcome() != Outcome::Applied;
        // What a later attempt says of itself says nothing about an earlier one.
        let Some(ambiguous) = self.ambiguous.take().filter(|_| is_open) else {
            // "Not sent" is of the call, not of its last attempt.
            let decisive = match self.departed.take() {
                Some(departed) if error.outcome() == Outcome::NotSent => departed,
                _ => error,
            };
            return Conclusion::Over(Err(self.reported_error(decisive, given_up)));
        };
        let Some(subject) = self.request.subject() else {
            return Conclusion::Over(Err(self.reported_error(ambiguous, given_up)));
        };
        // That it isn't found now may be for want of a route as well as of the number: it settles
        // nothing, but who reads of the failure wants to know.
        let is_missed = matches!(subject, Subject::Remove(_))
            && (error.outcome(), error.kind()) == (Outcome::Rejected, ErrorKind::NotFound);
        let seen = is_missed
            .then_some("when it was sent again, the answer was that there is no such number");
        if !self.reconcile.is_on() {
            let words = seen.map(str::to_owned);
            return Conclusion::Over(Err(self.reported_doubt(ambiguous, given_up, words)));
        }
        let settle = self.reconcile.settle_of(self.request.operation());
        sight::reconciling(&ambiguous, settle.min(self.deadline.left()));
        // Its future is big, and seldom needed.
        let Found { finding, lookups } = Box::pin(
            Search {
                client: self.client,
                operation: self.request.operation(),
                subject,
                policy: self.reconcile,
                sent: self.first_sent,
                claim,
                retry_after: error.retry_after().unwrap_or_default(),
                left: self.deadline.left(),
            }
            .run(),
        )
        .await;
        self.lookups += lookups;
        let words = match finding {
            Finding::Done(sip_id, evidence) => {
                return self.settled(R::settled(sip_id), &ambiguous, evidence);
            }
            Finding::Missing if self.is_to_be_sent_again() => {
                match self.forbids_another_after(Duration::ZERO) {
                    None => {
                        // Should its turn come too late, this is what there was.
                        self.last = Some(ambiguous.clone());
                        self.ambiguous = Some(ambiguous);
                        return Conclusion::Resend;
                    }
                    reason => {
                        tell_of(reason, &ambiguous);
                        given_up = reason;
                    }
                }
                "it is not listed".to_owned()
            }
            Finding::Missing => "it is not listed".to_owned(),
            Finding::Open(words) => words,
        };
        let words = match seen {
            Some(seen) => format!("{seen}, but {words}"),
            None => words,
        };
        let error = self.reported_doubt(ambiguous, given_up, Some(words));
        sight::unsettled(&error);
        Conclusion::Over(Err(error))
    }

    /// Whether the caller wants a create sent again that doesn't show.
    fn is_to_be_sent_again(&self) -> bool {
        self.request.operation().effect == Effect::Create
            && self.reconcile.if_missing() == IfMissing::IsSentAgain
            && self.attempts < self.retry.max_attempts()
    }

    /// It is known that it was done, though no reply says so.
    fn settled(
        &self,
        done: Option<R::Data>,
        by: &Error,
        evidence: Evidence,
    ) -> Conclusion<R::Data> {
        match (done, by.call()) {
            (Some(data), Some(report)) => {
                sight::settled(evidence.as_str());
                let report = self.report_of(report.clone(), self.sent());
                Conclusion::Over(Ok(Reply::new(data, report.with_evidence(evidence))))
            }
            // Only a read has nothing to show for it, and no attempt is without a report.
            _ => Conclusion::Over(Err(by.clone())),
        }
    }

    /// The reply with what there is to say of the whole call.
    fn reported(&self, mut reply: Reply<R::Data>) -> Reply<R::Data> {
        if self.sent() > 0 {
            reply.call = self.report_of(reply.call, self.sent() + 1);
        }
        reply
    }

    /// The error with what there is to say of the whole call.
    fn reported_error(&self, error: Error, given_up: Option<GivenUp>) -> Error {
        error.amended(|parts| {
            parts.given_up = given_up;
            if parts.verdict.outcome == Outcome::Ambiguous {
                parts.evidence.clone_from(&self.probe_showed);
            }
            parts.call = parts
                .call
                .take()
                .map(|report| self.report_of(report, self.sent()));
        })
    }

    /// The error of a call that nobody knows the outcome of, with what was found in words.
    fn reported_doubt(
        &self,
        ambiguous: Error,
        given_up: Option<GivenUp>,
        found: Option<String>,
    ) -> Error {
        self.reported_error(ambiguous, given_up).amended(|parts| {
            let facts: Vec<String> = found.into_iter().chain(parts.evidence.take()).collect();
            parts.evidence = (!facts.is_empty()).then(|| facts.join("; "));
        })
    }

    /// How often it was sent, or tried to be.
    fn sent(&self) -> u32 {
        self.attempts + self.probes
    }

    fn report_of(&self, report: CallReport, attempts: u32) -> CallReport {
        if attempts == 1 && self.lookups == 0 {
            return report;
        }
        let queued = self.queued.unwrap_or_default();
        report
            .of_call(attempts, queued, self.deadline.elapsed())
            .with_lookups(self.lookups)
    }
}

/// Tells whoever looks at traces why there is no further attempt.
fn tell_of(given_up: Option<GivenUp>, error: &Error) {
    match given_up {
        Some(GivenUp::Budget) => sight::budget_exhausted(error),
        Some(GivenUp::Deadline(total)) => sight::deadline_reached(total),
        None => {}
    }
}
