//! `create`: a new number.

use m7_models::{SipCreateRequest, SipIdentity};

use crate::refusal::Refusal;
use crate::service::Desk;
use crate::shown::Shown;
use crate::store::NewNumber;

use super::fields::{check_codecs, check_number, check_password, if_not_blank};

/// Makes a number. It can't be bound in the same step: no phone can have registered to it yet.
/// Documented: create-fields, create-reply. Derived: agent-blank, agent-on-create. Assumed:
/// number-unique, create-defaults.
pub(crate) fn create(desk: &Desk<'_>, request: &SipCreateRequest) -> Result<SipIdentity, Refusal> {
    let coding_format = request.coding_format.as_deref().unwrap_or_default();
    check_number(&request.number)?;
    check_password(&request.password)?;
    check_codecs(coding_format)?;
    if desk.account.has_number(&request.number)? {
        return Err(Refusal::DuplicateNumber {
            number: request.number.clone(),
        });
    }
    if let Some(agent_id) = if_not_blank(request.agent_id.as_deref()) {
        if !desk.account.knows_agent(agent_id)? {
            let agent_id = Shown::of(agent_id);
            return Err(Refusal::UnknownAgent { agent_id });
        }
        return Err(Refusal::NotRegistered {
            number: request.number.clone(),
        });
    }
    let sip_id = desk.object_ids.next(desk.clock.now());
    desk.account.insert_number(&NewNumber {
        sip_id: &sip_id,
        number: &request.number,
        password: &request.password,
        is_nat: request.is_nat.unwrap_or(false),
        coding_format,
    })?;
    Ok(SipIdentity::new(sip_id))
}
