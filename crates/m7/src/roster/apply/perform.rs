//! One write: its intent, the call, its result.

use std::time::{Instant, SystemTime};

use m7_auth::ClockEstimate;
use m7_models::{SipId, SipIdentity, SipPassword};

use super::secrets::Secrets;
use super::{ApplyEvent, Observer};
use crate::roster::store::record::{Became, Conclusion, Intent, Millis, Record};
use crate::roster::{Action, Error, ReportRow, Step, Store};
use crate::{Client, Evidence, Outcome, Reply};

/// What all writes of a run share.
pub(super) struct Writer {
    pub(super) m7: Client,
    pub(super) store: Store,
    pub(super) secrets: Secrets,
    pub(super) observer: Observer,
}

/// A write that is over.
pub(super) struct Performed {
    pub(super) number: String,
    pub(super) result: Result<Reply<SipIdentity>, crate::Error>,
}

impl Writer {
    /// Makes one write. `sip_id` is that of the number, if it has one.
    pub(super) async fn perform(
        &self,
        step: Step,
        sip_id: Option<SipId>,
    ) -> Result<Performed, Error> {
        let intent = self.intent(&step, sip_id.clone());
        let secret = self.secrets.of(&step);
        let (op, password) = self.store.intend(intent, secret).await?;
        let (number, action) = (step.number.clone(), step.action);
        self.tell(&ApplyEvent::Begun {
            number: number.clone(),
            action,
        });
        let began = Instant::now();
        let result = self.call(&step, sip_id.clone(), password).await;
        let conclusion = conclude(op, began, &result);
        self.tell(&ApplyEvent::Answered {
            number: number.clone(),
            action,
        });
        let row = ReportRow::of(&number, action, sip_id, &conclusion);
        self.store.append(Record::Result(conclusion)).await?;
        self.tell(&ApplyEvent::Ended(row));
        Ok(Performed { number, result })
    }

    fn intent(&self, step: &Step, sip_id: Option<SipId>) -> Intent {
        let now = SystemTime::now();
        let clocks = self.m7.clock_offset().filter(ClockEstimate::is_confirmed);
        Intent {
            // The store gives it its number.
            op: 0,
            at: now.into(),
            server_at: clocks
                .map(|clocks| clocks.earliest_server_time(self.m7.local_now()))
                .map(Millis::from),
            number: step.number.clone(),
            action: step.action,
            sip_id,
            agent_id: step.agent_id.clone(),
            codecs: step.codecs.clone(),
            behind_nat: step.behind_nat,
            password_version: step.password_version,
        }
    }

    async fn call(
        &self,
        step: &Step,
        sip_id: Option<SipId>,
        password: Option<SipPassword>,
    ) -> Result<Reply<SipIdentity>, crate::Error> {
        let sip = self.m7.sip();
        // Only a number that is to be created has none; the service refuses an empty one.
        let sip_id = sip_id.unwrap_or_else(|| SipId::new(""));
        match step.action {
            Action::Create => {
                let password = password.unwrap_or_else(|| SipPassword::new(""));
                let mut create = sip.create(&step.number, password);
                if let Some(codecs) = &step.codecs {
                    create = create.codecs(codecs.iter().cloned());
                }
                if let Some(behind_nat) = step.behind_nat {
                    create = create.behind_nat(behind_nat);
                }
                create.send().await
            }
            Action::Update => {
                let mut update = sip.update(sip_id);
                if let Some(codecs) = &step.codecs {
                    update = update.codecs(codecs.iter().cloned());
                }
                if let Some(behind_nat) = step.behind_nat {
                    update = update.behind_nat(behind_nat);
                }
                if let Some(password) = password {
                    update = update.password(password);
                }
                update.send().await
            }
            Action::Unbind => sip.unbind(sip_id).send().await,
            Action::Bind => {
                let agent_id = step.agent_id.clone().unwrap_or_default();
                sip.bind(sip_id, agent_id).send().await
            }
            Action::Delete => sip.delete(sip_id).send().await,
        }
    }

    pub(super) fn tell(&self, event: &ApplyEvent) {
        (self.observer)(event);
    }
}

/// What goes into the journal of a call's result.
fn conclude(
    op: u64,
    began: Instant,
    result: &Result<Reply<SipIdentity>, crate::Error>,
) -> Conclusion {
    let call = match result {
        Ok(reply) => Some(&reply.call),
        Err(error) => error.call(),
    };
    let (became, sip_id, note) = match result {
        Ok(reply) => {
            let evidence = reply.call.evidence();
            let note = (evidence != Evidence::Reply).then(|| evidence.to_string());
            (Became::Done, Some(reply.data.sip_id.clone()), note)
        }
        Err(error) => (became(error), None, Some(told(error))),
    };
    Conclusion {
        op,
        at: Millis::now(),
        became,
        sip_id,
        request_id: call
            .and_then(|call| call.request_id())
            .map(ToString::to_string),
        took: Some(u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)),
        attempts: call.map(crate::CallReport::attempts),
        note,
    }
}

fn became(error: &crate::Error) -> Became {
    match error.outcome() {
        Outcome::NotSent => Became::NotSent,
        Outcome::Rejected => Became::Rejected,
        // A create that was done has an id, which is looked for. Of all else the id is known.
        Outcome::Applied if error.operation() == Some(Action::Create.operation().id) => {
            Became::Unknown
        }
        Outcome::Applied => Became::Done,
        Outcome::Ambiguous => Became::Unknown,
    }
}

/// An error and what caused it, in one line; what a cause only repeats is left out.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| {
        let cause = cause.to_string();
        if text.contains(&cause) {
            text
        } else {
            format!("{text}: {cause}")
        }
    })
}

impl ReportRow {
    fn of(number: &str, action: Action, sip_id: Option<SipId>, conclusion: &Conclusion) -> Self {
        Self {
            number: number.to_owned(),
            action,
            status: conclusion.became.status(),
            sip_id: conclusion.sip_id.clone().or(sip_id),
            request_id: conclusion.request_id.clone(),
            attempts: conclusion.attempts,
            took: conclusion.took.map(std::time::Duration::from_millis),
            note: conclusion.note.clone(),
        }
    }
}
