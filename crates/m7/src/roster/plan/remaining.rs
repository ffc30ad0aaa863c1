//! What is left of a plan that was begun.

use super::{Action, Plan, Step};
use crate::roster::seen::SeenNumber;
use crate::roster::store::Setting;
use crate::roster::{Error, History, Seen};

impl Plan {
    /// What is left to do of this plan: all of it, if the numbers and what is known of them are as they
    /// were when it was made; what hasn't been done, if the last run was of this plan. (Phones come and
    /// go.)
    ///
    /// # Errors
    ///
    /// [`Error::Stale`] if the numbers were changed by something else: one of a row or of the scope has
    /// come, gone, got another id, agent or setting.
    pub fn remaining(mut self, seen: &Seen, history: &History) -> Result<Self, Error> {
        let is_begun = history
            .last_run()
            .is_some_and(|begin| begin.plan == self.id);
        if !is_begun {
            return self.basis.check(seen, history).map(|()| self);
        }
        self.basis.check_begun(&self.steps, seen, history)?;
        let mut left = Vec::new();
        for step in std::mem::take(&mut self.steps) {
            left.extend(rest_of(step, seen, history)?);
        }
        self.steps = left;
        Ok(self)
    }
}

/// What is left to do of a step.
fn rest_of(step: Step, seen: &Seen, history: &History) -> Result<Option<Step>, Error> {
    let there = match seen.of_number(&step.number) {
        [] => None,
        [there] => Some(there),
        _ => return Err(Error::Stale),
    };
    let is_same = |there: &SeenNumber| match &step.sip_id {
        Some(sip_id) => there.sip_id == *sip_id,
        // It was made by this plan, if the journal knows it.
        None => history.known(&step.number, &there.sip_id).is_some(),
    };
    match (step.action, there) {
        (Action::Create, None) => Ok(Some(step)),
        (Action::Create, Some(there)) if is_same(there) => Ok(None),
        (Action::Delete, None) => Ok(None),
        (Action::Bind, None) if step.sip_id.is_none() => Ok(Some(step)),
        (_, None) => Err(Error::Stale),
        (_, Some(there)) if !is_same(there) => Err(Error::Stale),
        (Action::Update, Some(there)) => Ok(rest_of_update(step, there, history)),
        (Action::Unbind, Some(there)) => match &there.agent_id {
            bound if *bound == step.agent_id => Ok(Some(step)),
            // The plan's own bind, or nobody any more.
            _ => Ok(None),
        },
        (Action::Bind, Some(there)) if there.agent_id == step.agent_id => Ok(None),
        (Action::Create | Action::Bind | Action::Delete, Some(_)) => Ok(Some(step)),
    }
}

fn rest_of_update(mut step: Step, there: &SeenNumber, history: &History) -> Option<Step> {
    let known = history.known(&step.number, &there.sip_id);
    if let Some(known) = known {
        if is_so(step.codecs.as_ref(), known.codecs.as_ref()) {
            step.codecs = None;
        }
        if is_so(step.behind_nat.as_ref(), known.behind_nat.as_ref()) {
            step.behind_nat = None;
        }
        if is_so(
            step.password_version.as_ref(),
            known.password_version.as_ref(),
        ) {
            step.password = None;
            step.password_version = None;
        }
    }
    let is_left = step.codecs.is_some() || step.behind_nat.is_some() || step.password.is_some();
    is_left.then_some(step)
}

fn is_so<T: PartialEq>(wanted: Option<&T>, known: Option<&Setting<T>>) -> bool {
    matches!((wanted, known), (Some(wanted), Some(Setting::To(set))) if wanted == set)
}
