//! `update`: other values for a number, and the agent that it is bound to.

use m7_models::{SipIdentity, SipUpdateRequest};

use crate::refusal::Refusal;
use crate::service::Desk;
use crate::shown::Shown;
use crate::store::{Changes, NumberState, stored_time};

use super::fields::{check_codecs, check_number, check_password};

/// Writes over the fields that are given, and binds or unbinds. All of it or nothing: the
/// transaction ends with the first refusal.
///
/// Documented: update-fields, update-reply. Derived: write-reply-id. Assumed: update-keeps,
/// update-nothing, registration-ends, write-unknown, write-whole, number-unique, agent-unbind.
pub(crate) fn update(desk: &Desk<'_>, request: &SipUpdateRequest) -> Result<SipIdentity, Refusal> {
    check_fields(request)?;
    let sip_id = request.sip_id.as_str();
    let current = desk
        .account
        .number_by_id(sip_id, stored_time(desk.clock.now()))?
        .ok_or_else(|| Refusal::UnknownSipId {
            sip_id: Shown::of(sip_id),
        })?;
    if let Some(number) = &request.number
        && *number != current.number
        && desk.account.has_number(number)?
    {
        let number = number.clone();
        return Err(Refusal::DuplicateNumber { number });
    }
    let changes = Changes {
        number: request.number.as_deref(),
        password: request.password.as_ref(),
        is_nat: request.is_nat,
        coding_format: request.coding_format.as_deref(),
    };
    desk.account.change_number(sip_id, &changes)?;
    match request.agent_id.as_deref() {
        None => {}
        Some("") => desk.account.set_agent(sip_id, None)?,
        Some(agent_id) => bind(desk, sip_id, &current, agent_id)?,
    }
    Ok(SipIdentity::new(&request.sip_id))
}

fn check_fields(request: &SipUpdateRequest) -> Result<(), Refusal> {
    if let Some(number) = &request.number {
        check_number(number)?;
    }
    if let Some(password) = &request.password {
        check_password(password)?;
    }
    check_codecs(request.coding_format.as_deref().unwrap_or_default())
}

/// Binds an agent, onto a number that is registered and not bound. Documented: agent-rule.
///
/// Assumed: agent-unknown, agent-again, agent-other, agent-one-number.
fn bind(
    desk: &Desk<'_>,
    sip_id: &str,
    current: &NumberState,
    agent_id: &str,
) -> Result<(), Refusal> {
    if !desk.account.knows_agent(agent_id)? {
        let agent_id = Shown::of(agent_id);
        return Err(Refusal::UnknownAgent { agent_id });
    }
    let number = || current.number.clone();
    match &current.agent_id {
        Some(bound) if bound == agent_id => return Ok(()),
        Some(bound) => {
            return Err(Refusal::Bound {
                number: number(),
                agent_id: bound.clone(),
            });
        }
        None => {}
    }
    if !current.is_registered {
        return Err(Refusal::NotRegistered { number: number() });
    }
    if let Some(number) = desk.account.number_of_agent(agent_id)? {
        let agent_id = agent_id.to_owned();
        return Err(Refusal::AgentTaken { agent_id, number });
    }
    desk.account.set_agent(sip_id, Some(agent_id))?;
    Ok(())
}
