//! Looks until it is known what became of a write, or until its time to settle is over.

use std::time::{Duration, Instant, SystemTime};

use m7_envelope::Items;
use m7_models::{Operation, SipNumber};

use crate::call::attempt::{Errand, Signature, attempt};
use crate::call::claims::Claim;
use crate::call::finding::{Authorship, Finding, Subject, of_create, of_remove, of_replace};

use crate::policy::{Deadline, Reconcile};
use crate::sight::{Count, Purpose};
use crate::{Client, Error, ErrorKind, Outcome};

/// A write whose outcome is looked for.
pub(super) struct Search<'a> {
    pub(super) client: &'a Client,
    pub(super) operation: &'static Operation,
    pub(super) subject: Subject<'a>,
    pub(super) policy: Reconcile,
    /// The first request that may have taken effect.
    pub(super) sent: Option<SentAt>,
    /// The right to create the number, for a create.
    pub(super) claim: Option<&'a Claim<'a>>,
    /// How long the server asked not to be bothered.
    pub(super) retry_after: Duration,
    /// What the call has left.
    pub(super) left: Duration,
}

/// When a request was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentAt {
    /// By the clock that the client was given.
    pub(crate) local: SystemTime,
    /// By the one that can't be set.
    pub(crate) steady: Instant,
}

/// What was found, after so many looks.
pub(super) struct Found {
    pub(super) finding: Finding,
    pub(super) lookups: u32,
}

impl Search<'_> {
    /// Looks until it is known, or the time is over.
    pub(super) async fn run(self) -> Found {
        if let Some(why) = self.subject.invisible() {
            return Found::without_looking(why.to_owned());
        }
        if self.retry_after >= self.left {
            return Found::without_looking(
                "the server wants no further request within this call's time".to_owned(),
            );
        }
        let mut deadline = Deadline::new(self.client.timeouts().read(), Some(self.left));
        deadline.begin();
        tokio::time::sleep(self.retry_after).await;
        // By what has passed: an instant as far off as a settle time may be doesn't exist.
        let (began, settle) = (
            Instant::now(),
            self.policy.settle_of(self.operation).min(deadline.left()),
        );
        let until_settled = || settle.saturating_sub(began.elapsed());
        let mut wait = self.policy.interval();
        let mut lookups = 0;
        let mut seen = None;
        loop {
            // What is asked for from then on shows what had settled by then.
            let is_last = until_settled().is_zero();
            lookups += 1;
            let list = self.subject.list();
            let listed = attempt(
                self.client,
                &list,
                &mut deadline,
                Errand {
                    purpose: Purpose::Reconcile,
                    count: Count::Look(lookups),
                    claim: None,
                    signature: Signature::New,
                },
            );
            let (finding, is_hopeless) = match listed.await {
                Ok(reply) => (self.judge(&reply.data), false),
                // That it was cut short by the call's own end says nothing of the service.
                Err(error) if error.is_timeout() && deadline.left().is_zero() => {
                    lookups -= u32::from(error.call().is_none());
                    return Found {
                        finding: Finding::Open(words_for_end(seen.as_ref())),
                        lookups,
                    };
                }
                Err(error) => (Finding::Open(words_for(&error)), is_hopeless(&error)),
            };
            let is_done = matches!(finding, Finding::Done(..));
            if lookups == 1 && !is_done && !is_hopeless && self.wants_another_time() {
                seen = Some(finding);
                continue;
            }
            let is_late = deadline.left() <= wait.min(until_settled());
            if is_done || is_last || is_hopeless || is_late {
                return Found { finding, lookups };
            }
            tokio::time::sleep(wait.min(until_settled())).await;
            wait = self.policy.grown(wait);
            seen = Some(finding);
        }
    }

    /// Whether a second list would tell what the first couldn't: the server's time, of which a
    /// client that has made no call before knows what one reply says.
    fn wants_another_time(&self) -> bool {
        matches!(self.subject, Subject::Create(_)) && self.since().is_none()
    }

    fn judge(&self, list: &Items<SipNumber>) -> Finding {
        match self.subject {
            Subject::Create(number) => {
                let authorship = Authorship {
                    since: self.since(),
                    doubt: self.claim.and_then(Claim::doubt),
                    is_another_s: &|id| self.claim.is_some_and(|claim| claim.is_another_s(id)),
                };
                of_create(number, list, &authorship)
            }
            Subject::Replace(update) => of_replace(update, list),
            Subject::Remove(sip_id) => of_remove(sip_id, list),
        }
    }

    /// When the first request was sent by the server's clock, to the second: that is how exact a
    /// `sipId` is. `None` while that isn't known for sure: an older number would pass for a new one.
    ///
    /// So it takes two replies of the service that tell the same, the latter since the request: the
    /// list's own, as a rule. Where they leave a doubt, it is the latest that it can have been, but
    /// for a second.
    fn since(&self) -> Option<SystemTime> {
        let conduct = self.client.conduct();
        let local = conduct.local_time_of(self.sent?, self.client.clock());
        let estimate = self
            .client
            .clock_offset()
            .filter(|estimate| estimate.is_confirmed() && estimate.sampled_at() >= local)?;
        let latest = estimate.latest_server_time(local);
        let sent = latest
            .checked_sub(Duration::from_secs(1))?
            .max(estimate.earliest_server_time(local));
        let since_epoch = sent.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(since_epoch.as_secs()))
    }
}

impl Found {
    fn without_looking(why: String) -> Self {
        Self {
            finding: Finding::Open(why),
            lookups: 0,
        }
    }
}

/// What there is to say when the call's time ends while a list is under way.
fn words_for_end(seen: Option<&Finding>) -> String {
    let seen = match seen {
        Some(Finding::Missing) => "it is not listed",
        Some(Finding::Open(words)) => words,
        // Nothing is looked for once it is found.
        Some(Finding::Done(..)) | None => {
            return "the call's time was up before a list had come".to_owned();
        }
    };
    format!("{seen}, and the call's time was up before the next list had come")
}

fn words_for(error: &Error) -> String {
    format!("the last list failed ({})", error.kind())
}

/// Whether a list that failed like this will fail the next time too.
fn is_hopeless(error: &Error) -> bool {
    match error.outcome() {
        Outcome::NotSent => !matches!(
            error.kind(),
            ErrorKind::Connect | ErrorKind::RateLimited | ErrorKind::NotLeased
        ),
        Outcome::Rejected => {
            !matches!(error.kind(), ErrorKind::RateLimited) && !error.is_mended_by_signing_anew()
        }
        Outcome::Ambiguous => error.will_recur(),
        Outcome::Applied => true,
    }
}
