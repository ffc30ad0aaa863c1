//! Sends an ambiguous write once more as it was, and says what its answer lets be done next.

use std::time::Instant;

use m7_client::Signed;
use m7_models::Effect;

use super::Course;
use crate::call::Request;
use crate::call::attempt::{Errand, Signature, attempt};
use crate::call::claims::Claim;
use crate::policy::{Step, is_well_inside, step};
use crate::sight::{self, Purpose};
use crate::{Client, Error, ErrorKind, Evidence, Outcome, Reply};

/// An attempt that can be made again as it was.
pub(in crate::call) struct Earlier {
    signed: Signed,
    sent: Instant,
}

impl<R: Request> Course<'_, R> {
    /// After an attempt that failed like this, sends it again as it was if that is wanted, safe and of
    /// use. An error is the one by which the call goes on.
    pub(super) async fn probe(
        &mut self,
        error: Error,
        sight: &mut sight::Call<'_>,
        claim: &mut Option<Claim<'_>>,
    ) -> Result<Reply<R::Data>, Error> {
        let Some(earlier) = self.take_unanswered(&error) else {
            return Err(error);
        };
        let conduct = self.client.conduct();
        let wait = conduct.jitter.up_to(self.retry.ceiling(self.attempts));
        if wait >= self.deadline.left_to_begin() || !conduct.budget.draw() {
            return Err(error);
        }
        sight::probing(&error);
        tokio::time::sleep(wait).await;
        let errand = Errand {
            purpose: Purpose::Probe,
            count: sight.next_attempt(),
            claim: claim.as_mut(),
            signature: Signature::Again(&earlier),
        };
        // Its future is big, and seldom needed.
        let sent = Box::pin(attempt(
            self.client,
            self.request,
            &mut self.deadline,
            errand,
        ));
        match sent.await {
            Ok(mut reply) => {
                let evidence = Evidence::ProbeAccepted;
                sight::settled(evidence.as_str());
                reply.call = reply.call.with_evidence(evidence);
                Ok(reply)
            }
            // Without a report nothing was attempted: its time was up.
            Err(answer) if answer.call().is_none() => Err(error),
            Err(answer) => {
                self.probes += 1;
                self.note(&answer);
                self.probe_showed = shown(&answer, self.client);
                Err(decisive(self.request.operation().effect, error, answer))
            }
        }
    }

    /// The attempt that failed like this, if it is the one to be sent again as it was: the first that
    /// may have taken effect. Of a later one, it would prove nothing about the first.
    fn take_unanswered(&mut self, error: &Error) -> Option<Earlier> {
        let signed = self.signed.take()?;
        if error.outcome() != Outcome::Ambiguous {
            return None;
        }
        let is_on = std::mem::take(&mut self.probe).is_on();
        if !is_on || error.will_recur() || error.retry_after().is_some() {
            return None;
        }
        let sent = error.sent()?.steady;
        Some(Earlier { signed, sent }).filter(|earlier| earlier.is_good_at(self.client))
    }

    /// Whether what an attempt is signed with is to be kept.
    pub(super) fn is_to_be_kept(&self) -> bool {
        self.request.operation().effect != Effect::Read && self.probe.is_on()
    }
}

impl Earlier {
    /// What it was signed with.
    pub(in crate::call) fn signed(&self) -> &Signed {
        &self.signed
    }

    /// Whether it can be sent again now without being done twice.
    pub(in crate::call) fn is_good_at(&self, client: &Client) -> bool {
        let local = client.clock().local_now();
        let age = self.sent.elapsed();
        client
            .clock_offset()
            .is_some_and(|clocks| is_well_inside(self.signed.timestamp(), age, clocks, local))
    }
}

/// By what the call goes on after an attempt and its second copy have failed like this.
fn decisive(effect: Effect, first: Error, second: Error) -> Error {
    let is_of_what_was_asked = match second.outcome() {
        Outcome::Applied => true,
        // A refusal of the signature is no wonder, and one for too many requests says to wait.
        Outcome::Rejected => {
            second.kind() != ErrorKind::Authentication && step(effect, &second) == Step::Stop
        }
        Outcome::NotSent | Outcome::Ambiguous => false,
    };
    if is_of_what_was_asked {
        second
    } else {
        let wait = first.retry_after().max(second.retry_after());
        first.amended(|parts| parts.retry_after = wait)
    }
}

/// What the second copy's failure shows, in words.
fn shown(second: &Error, client: &Client) -> Option<String> {
    if second.outcome() != Outcome::Rejected {
        return None;
    }
    // Others than the service refuse who is asking, too, but not by an envelope.
    let is_replay = second.kind() == ErrorKind::Authentication
        && !second.is_out_of_window()
        && second.code().is_some()
        && client.conduct().was_accepted();
    Some(if is_replay {
        "sent again as it was, it was refused like a replay: so it had arrived".to_owned()
    } else {
        format!(
            "sent again as it was, it was refused ({}), which proves nothing",
            second.kind()
        )
    })
}
