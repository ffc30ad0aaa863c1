//! `list`: which numbers an account has.

use m7_envelope::Items;
use m7_models::{RegisterStatus, SipListRequest, SipNumber};

use crate::refusal::Refusal;
use crate::service::Desk;
use crate::store::{ListedNumber, Wanted, stored_time};
use crate::times;

use super::fields::if_not_blank;

/// The numbers that are asked for; all of them if nothing is.
///
/// Documented: list-fields, list-all, account-numbers. Derived: list-whole. Assumed: list-number,
/// list-none.
pub(crate) fn list(desk: &Desk<'_>, request: &SipListRequest) -> Result<Items<SipNumber>, Refusal> {
    let wanted = Wanted {
        number: if_not_blank(request.number.as_deref()),
        registered: wanted_registration(request.register_statuses.as_deref().unwrap_or_default())?,
        now: stored_time(desk.clock.now()),
    };
    let numbers: Vec<_> = desk
        .account
        .numbers(&wanted)?
        .into_iter()
        .map(|number| shown(desk, number))
        .collect();
    Ok(numbers.into())
}

/// Whether only registered or only unregistered numbers are asked for. No status asks for both, as
/// both do. Assumed: list-statuses.
fn wanted_registration(statuses: &[RegisterStatus]) -> Result<Option<bool>, Refusal> {
    let (mut registered, mut unregistered) = (false, false);
    for status in statuses {
        match status {
            RegisterStatus::Registered => registered = true,
            RegisterStatus::Unregistered => unregistered = true,
            status => return Err(Refusal::UnknownStatus { status: *status }),
        }
    }
    Ok((registered != unregistered).then_some(registered))
}

/// Documented: list-item, list-agent, register-status, client-url. Derived: register-status-type,
/// list-account-id. Assumed: list-absent.
fn shown(desk: &Desk<'_>, listed: ListedNumber) -> SipNumber {
    let status = match listed.phone {
        Some(_) => RegisterStatus::Registered,
        None => RegisterStatus::Unregistered,
    };
    let mut number =
        SipNumber::new(status, listed.number, listed.sip_id).with_account_id(desk.account.appkey());
    number.agent = listed.agent;
    let Some(phone) = listed.phone else {
        return number;
    };
    number.register_device = phone.device;
    // Assumed: register-time.
    number
        .with_client_url(phone.client_url)
        .with_server_url(desk.server_url)
        .with_register_time(times::civil(phone.registered_at))
}
