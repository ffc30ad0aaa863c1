//! How one call goes on from attempt to attempt.

use std::time::Duration;

use crate::call::attempt::attempt;
use crate::call::{Options, Request};
use crate::error::GivenUp;
use crate::policy::{Deadline, Step, step};
use crate::sight::{self, Purpose};
use crate::{CallReport, Client, Error, Outcome, Reply, RetryPolicy};

/// A call under way.
pub(super) struct Course<'a, R> {
    client: &'a Client,
    request: &'a R,
    retry: RetryPolicy,
    deadline: Deadline,
    attempts: u32,
    /// How long the first attempt waited for its turn.
    queued: Option<Duration>,
    /// How often it was signed anew by a corrected clock.
    corrections: u32,
    /// Whether it was signed anew because its nonce may have been used by another process.
    signed_anew: bool,
    /// The last attempt.
    last: Option<Error>,
    /// The last attempt that may have taken effect.
    ambiguous: Option<Error>,
}

/// How often a call is signed anew by a corrected clock: once, and once more when what the clock was
/// corrected by turns out to have been wrong.
const MOST_CORRECTIONS: u32 = 2;

/// What comes after a failed attempt.
enum Next {
    Again,
    After(Duration),
    End(Option<GivenUp>),
}

impl<'a, R: Request> Course<'a, R> {
    pub(super) fn new(client: &'a Client, request: &'a R, options: &Options) -> Self {
        let policies = &client.conduct().policies;
        let timeout = options
            .timeout
            .unwrap_or_else(|| client.timeouts().of(R::OPERATION.effect));
        Self {
            client,
            request,
            retry: options.retry.unwrap_or(policies.retry),
            deadline: Deadline::new(timeout, options.deadline.or(policies.deadline)),
            attempts: 0,
            queued: None,
            corrections: 0,
            signed_anew: false,
            last: None,
            ambiguous: None,
        }
    }

    /// Attempts the call until it is done, or another attempt is of no use, unsafe or too late.
    pub(super) async fn run(
        mut self,
        sight: &mut sight::Call<'_>,
    ) -> Result<Reply<R::Data>, Error> {
        self.client.conduct().budget.note_call();
        loop {
            let (deadline, number) = (&mut self.deadline, sight.next_attempt());
            let sent = attempt(self.client, self.request, deadline, Purpose::Call, number);
            let error = match sent.await {
                Ok(reply) => return Ok(self.reported(reply)),
                Err(error) => error,
            };
            // Without a report nothing was attempted: the time was up.
            if error.call().is_none()
                && let Some(last) = self.last.take()
            {
                let given_up = GivenUp::Deadline(self.deadline.total());
                return Err(self.concluded(last, Some(given_up)));
            }
            self.attempts += 1;
            match self.next(&error) {
                Next::Again => {
                    sight::signing_anew(&error);
                    self.note(error);
                }
                Next::After(wait) => {
                    sight::will_retry(&error, wait);
                    self.note(error);
                    tokio::time::sleep(wait).await;
                }
                Next::End(given_up) => {
                    match given_up {
                        Some(GivenUp::Budget) => sight::budget_exhausted(&error),
                        Some(GivenUp::Deadline(total)) => sight::deadline_reached(total),
                        None => {}
                    }
                    return Err(self.concluded(error, given_up));
                }
            }
        }
    }

    /// Decides what comes after this attempt.
    fn next(&mut self, error: &Error) -> Next {
        let step = step(R::OPERATION.effect, error);
        if step == Step::Stop || self.attempts >= self.retry.max_attempts() {
            return Next::End(None);
        }
        match step {
            Step::Stop => Next::End(None),
            Step::Retry => self.retry(error.retry_after()),
            Step::CorrectClock => {
                self.corrections += 1;
                if self.corrections <= MOST_CORRECTIONS {
                    Next::Again
                } else {
                    Next::End(None)
                }
            }
            Step::SignAnew => {
                let is_worth_it = self.client.conduct().was_accepted() && !self.signed_anew;
                self.signed_anew = true;
                if !is_worth_it {
                    Next::End(None)
                } else if self.client.conduct().budget.draw() {
                    Next::Again
                } else {
                    Next::End(Some(GivenUp::Budget))
                }
            }
        }
    }

    /// Attempts it again after a wait, if the deadline and the budget allow for that.
    fn retry(&self, retry_after: Option<Duration>) -> Next {
        let conduct = self.client.conduct();
        let backoff = conduct.jitter.up_to(self.retry.ceiling(self.attempts));
        // On top of what the server asks for, or all whom it asked come back at the same moment.
        let wait = retry_after.unwrap_or_default().saturating_add(backoff);
        if wait >= self.deadline.left() {
            Next::End(Some(GivenUp::Deadline(self.deadline.total())))
        } else if conduct.budget.draw() {
            Next::After(wait)
        } else {
            Next::End(Some(GivenUp::Budget))
        }
    }

    /// Remembers what a later end depends on.
    fn note(&mut self, error: Error) {
        self.queued = self.queued.or(error.call().map(CallReport::queued));
        if error.outcome() == Outcome::Ambiguous {
            self.ambiguous = Some(error.clone());
        }
        self.last = Some(error);
    }

    /// The reply with what there is to say of the whole call.
    fn reported(&self, mut reply: Reply<R::Data>) -> Reply<R::Data> {
        if self.attempts > 0 {
            reply.call = self.report_of(reply.call, self.attempts + 1);
        }
        reply
    }

    fn report_of(&self, report: CallReport, attempts: u32) -> CallReport {
        if attempts == 1 {
            return report;
        }
        let queued = self.queued.unwrap_or_default();
        report.of_call(attempts, queued, self.deadline.elapsed())
    }

    /// The error with what there is to say of the whole call, and with the outcome of all attempts.
    fn concluded(&mut self, error: Error, given_up: Option<GivenUp>) -> Error {
        let attempts = self.attempts;
        let is_certain = matches!(error.outcome(), Outcome::Ambiguous | Outcome::Applied);
        let decisive = match self.ambiguous.take() {
            // What a later attempt says of itself says nothing about an earlier one.
            Some(ambiguous) if error.is_write() && !is_certain => ambiguous,
            _ => error,
        };
        decisive.amended(|parts| {
            parts.given_up = given_up;
            parts.call = parts
                .call
                .take()
                .map(|report| self.report_of(report, attempts));
        })
    }
}
