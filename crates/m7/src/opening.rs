//! From what became of an attempt to a reply or an error.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use m7_auth::NoNonce;
use m7_client::{Attempt, Failure, SigningError, UntypedReply};
use m7_envelope::{Data, Envelope, RequestInfo};
use m7_models::{Effect, Operation, SipPassword};

use crate::call::{Request, SentAt};
use crate::clock::{Exchange, OutOfWindow, Remedy};
use crate::error::Parts;
use crate::glimpse::{Glimpse, look_of, without_bom};
use crate::policy;
use crate::redactor::Redactor;
use crate::verdict::Verdict;
use crate::{CallReport, Client, Error, ErrorKind, Outcome, Reply};

/// An attempt that is over, to be opened.
pub(crate) struct Opening<'a> {
    pub(crate) client: &'a Client,
    pub(crate) operation: &'static Operation,
    pub(crate) report: CallReport,
    pub(crate) passwords: &'a [SipPassword],
    pub(crate) exchange: Exchange,
    pub(crate) sent: SentAt,
    pub(crate) attempt: Attempt,
    pub(crate) timeout: Duration,
}

impl Opening<'_> {
    /// A reply that could be decoded, of a status of 2xx.
    pub(crate) fn envelope<R: Request>(
        self,
        envelope: Envelope<R::Data>,
    ) -> Result<Reply<R::Data>, Error> {
        let info = envelope.request_info;
        if envelope.success {
            self.client.conduct().note_accepted();
        }
        match (envelope.success, envelope.data) {
            (true, Data::Typed(data)) => {
                let report = self.report_of_done(info.as_ref());
                if let Some(lack) = R::lacks(&data) {
                    return Err(self.unusable(report, lack));
                }
                #[cfg(feature = "drift")]
                crate::drift::report::<R::Data>(
                    self.operation,
                    without_bom(&self.attempt.kept_body()),
                );
                Ok(Reply::new(data, report))
            }
            (true, Data::Absent | Data::Untyped(_)) => {
                let report = self.report_of_done(info.as_ref());
                Err(self.unusable(report, "it has no `data`"))
            }
            (false, _) => Err(self.refused(Glimpse {
                success: Some(false),
                code: Some(envelope.code.as_str().to_owned()).filter(|code| !code.is_empty()),
                message: Some(envelope.message).filter(|message| !message.is_empty()),
                data: None,
                info,
            })),
        }
    }

    /// A whole reply of any status that is no success as the contract has it.
    pub(crate) fn untyped<R: Request>(self, reply: &UntypedReply) -> Result<Reply<R::Data>, Error> {
        let body = without_bom(&reply.body);
        let glimpse = Glimpse::of(body);
        match glimpse.success {
            Some(false) => Err(self.refused(glimpse)),
            Some(true) if (200..=299).contains(&reply.status) => match R::salvage(body) {
                Ok(envelope) => self.envelope::<R>(envelope),
                Err(error) => {
                    let what = self.done_but(glimpse.data.unwrap_or("it can't be read"));
                    Err(Error::from(Parts {
                        source: Some(Arc::new(error)),
                        ..self.parts_of(
                            glimpse,
                            Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
                            what,
                        )
                    }))
                }
            },
            success => {
                let mut verdict = Verdict::of_status(reply.status);
                let what = if success == Some(true) {
                    // Nobody can tell which of the two is right.
                    verdict.outcome = Outcome::Ambiguous;
                    "the reply says that it was done, and its status says otherwise".to_owned()
                } else {
                    self.what_of_status(reply)
                };
                Err(Error::from(self.parts_of(glimpse, verdict, what)))
            }
        }
    }

    /// The reply says `success: true`, and is of no use.
    fn unusable(self, report: CallReport, why: &str) -> Error {
        let what = self.done_but(why);
        Error::from(Parts {
            call: Some(report),
            ..self.parts(
                Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
                what,
            )
        })
    }

    fn done_but(&self, why: &str) -> String {
        let done = match self.operation.effect {
            Effect::Read => "answered",
            Effect::Create | Effect::Replace | Effect::Remove => "did it",
        };
        format!("the server {done}, but its reply isn't what the contract says: {why}")
    }

    /// The reply says `success: false`.
    fn refused(self, glimpse: Glimpse) -> Error {
        let status = self.attempt.status().unwrap_or_default();
        let verdict = Verdict::of_refusal(status, glimpse.code.as_deref());
        let what = match verdict.outcome {
            Outcome::Ambiguous => "the server failed",
            _ => "the server refused it",
        };
        Error::from(self.parts_of(glimpse, verdict, what))
    }

    /// There is no whole reply.
    pub(crate) fn failure(self, failure: Failure) -> Error {
        let host = format!(
            "{}:{}",
            self.client.parsed_base_url().host(),
            self.client.parsed_base_url().port()
        );
        let timed_out = matches!(
            failure,
            Failure::TimedOut { .. }
                | Failure::NotSent {
                    timed_out: true,
                    ..
                }
        );
        let will_recur = matches!(failure, Failure::TooLarge(_));
        let (verdict, what, source) = match failure {
            Failure::Unsigned(reason) => {
                let kind = match reason {
                    SigningError::Nonces(NoNonce::NotLeased(_)) => ErrorKind::NotLeased,
                    SigningError::Nonces(_) => ErrorKind::RateLimited,
                    _ => ErrorKind::Configuration,
                };
                (
                    Verdict::new(kind, Outcome::NotSent),
                    reason.to_string(),
                    None,
                )
            }
            Failure::NotSent { timed_out, source } => {
                let through = match self.client.proxy() {
                    Some(proxy) => format!(" through the environment's proxy {proxy}"),
                    None => String::new(),
                };
                let in_time = if timed_out { " in time" } else { "" };
                (
                    Verdict::new(ErrorKind::Connect, Outcome::NotSent),
                    format!(
                        "there was no connection to {host}{through}{in_time}, so nothing was sent"
                    ),
                    Some(source),
                )
            }
            Failure::TimedOut { source } => (
                self.cut_short(ErrorKind::Timeout),
                format!(
                    "no whole reply arrived within {:?}",
                    whole_millis(self.timeout)
                ),
                Some(source),
            ),
            Failure::Interrupted { source } => (
                self.cut_short(ErrorKind::Interrupted),
                format!("the connection to {host} broke before all of the reply had arrived"),
                Some(source),
            ),
            Failure::NotHttp { source } => (
                self.cut_short(ErrorKind::InvalidReply),
                format!("what answers at {host} doesn't speak HTTP"),
                Some(source),
            ),
            Failure::TooLarge(too_large) => (
                self.cut_short(ErrorKind::InvalidReply),
                too_large.to_string(),
                None,
            ),
            // Only a later version of the client has others, and what isn't known is ambiguous.
            _ => (
                self.cut_short(ErrorKind::InvalidReply),
                "the attempt failed".to_owned(),
                None,
            ),
        };
        Error::from(Parts {
            timed_out,
            source: source.map(Arc::from),
            will_recur,
            ..self.parts(verdict, what)
        })
    }

    /// A reply was cut short: its status, if it had arrived, may say enough by itself.
    fn cut_short(&self, kind: ErrorKind) -> Verdict {
        match self.attempt.status() {
            Some(status) if status >= 300 => Verdict::of_status(status),
            _ => Verdict::new(kind, Outcome::Ambiguous),
        }
    }

    fn parts_of(self, glimpse: Glimpse, mut verdict: Verdict, what: impl Into<String>) -> Parts {
        let out_of_window = self.learn(verdict, glimpse.info.as_ref());
        let is_signed_otherwise = match out_of_window.map(|out| out.remedy) {
            Some(Remedy::Corrected) => true,
            Some(Remedy::SwitchedOff) => false,
            Some(Remedy::TooFar | Remedy::Unknown) | None => {
                (verdict.outcome, verdict.kind) == (Outcome::Rejected, ErrorKind::Authentication)
                    && self.distrust(glimpse.info.as_ref())
            }
        };
        let mut what = what.into();
        if let Some(out) = out_of_window {
            // The service looks at the timestamp first, so that is why, whatever code it has for it.
            verdict.kind = ErrorKind::Authentication;
            what = format!("{what}, signed {out} the server's clock");
        }
        let report = self.report_with(glimpse.info.as_ref());
        let redactor = self.redactor();
        Parts {
            out_of_window,
            is_signed_otherwise,
            code: glimpse.code.map(|code| redactor.message(&code)),
            message: glimpse.message.map(|message| redactor.message(&message)),
            call: Some(report),
            ..self.parts(verdict, what)
        }
    }

    /// The report of a request that was let in and done.
    fn report_of_done(&self, info: Option<&RequestInfo>) -> CallReport {
        let clock = self.client.clock();
        clock.learn_from_accepted(&self.exchange, info);
        self.report_with(info)
    }

    fn report_with(&self, info: Option<&RequestInfo>) -> CallReport {
        let clock = self.client.clock();
        self.report
            .clone()
            .with_http_status(self.attempt.status())
            .with_reply(info, clock.estimate_after(&self.exchange))
    }

    /// Learns the server's time from a reply that was judged like this, and tells whether it was
    /// refused for its timestamp.
    fn learn(&self, verdict: Verdict, info: Option<&RequestInfo>) -> Option<OutOfWindow> {
        let clock = self.client.clock();
        match (verdict.outcome, verdict.kind) {
            (Outcome::Applied, _) => clock.learn_from_accepted(&self.exchange, info),
            (Outcome::Rejected, ErrorKind::Authentication) => {
                return clock.learn_from_refused(&self.exchange, info);
            }
            // Nobody knows which code the service has for it. But what is refused for another reason
            // may come with a time that is made up, by who stands in for the service.
            (Outcome::Rejected, ErrorKind::Rejected) => {
                return clock
                    .learn_from_refused(&self.exchange, info)
                    .filter(|out| out.remedy != Remedy::TooFar);
            }
            _ => clock.learn_from_other(&self.exchange, info),
        }
        None
    }

    /// Learns from a refusal that isn't explained what it may say of the clock, and tells whether
    /// requests are signed by another time now.
    fn distrust(&self, info: Option<&RequestInfo>) -> bool {
        let clock = self.client.clock();
        clock.learn_from_unexplained(&self.exchange, info)
    }

    fn parts(&self, verdict: Verdict, what: impl Into<String>) -> Parts {
        let body = self.attempt.kept_body();
        Parts {
            operation: Some(self.operation),
            http_status: self.attempt.status(),
            retry_after: self.retry_after(),
            sent: Some(self.sent),
            body: (!body.is_empty()).then(|| self.redactor().body(&body)),
            call: Some(self.report.clone()),
            ..Parts::new(verdict, what)
        }
    }

    /// How long the server asks to wait.
    fn retry_after(&self) -> Option<Duration> {
        let value = self.attempt.retry_after()?;
        let date = self.attempt.date();
        policy::retry_after(&value, date.as_deref(), SystemTime::now)
    }

    /// What takes the secrets of this call out of what the server says.
    fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.hide(self.client.credentials().expose_secret_key());
        for password in self.passwords {
            redactor.hide(password.expose());
        }
        if let Some(signed) = self.attempt.signed() {
            redactor.hide(signed.sign());
        }
        redactor
    }

    /// What happened when a reply has no readable `success`.
    fn what_of_status(&self, reply: &UntypedReply) -> String {
        let look = look_of(&reply.body);
        match reply.status {
            300..=399 => match reply.redirected_to() {
                Some(place) => format!("the server redirected it to {place}, which isn't followed"),
                None => "the server redirected it, which isn't followed".to_owned(),
            },
            407 => match self.client.proxy() {
                Some(proxy) => {
                    format!("the environment's proxy {proxy} wants to know who is asking")
                }
                None => "a proxy on the way wants to know who is asking".to_owned(),
            },
            500.. => format!("the server failed, with {look}"),
            _ => format!("the reply is {look}"),
        }
    }
}

/// What is left of a deadline is known more exactly than anybody wants to read.
fn whole_millis(time: Duration) -> Duration {
    match time.subsec_millis() {
        0 if time.as_secs() == 0 => time,
        millis => Duration::new(time.as_secs(), millis * 1_000_000),
    }
}
