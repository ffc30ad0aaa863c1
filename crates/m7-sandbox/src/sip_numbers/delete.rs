//! `delete`: a number and what belongs to it.

use m7_models::{SipDeleteRequest, SipIdentity};

use crate::refusal::Refusal;
use crate::service::Desk;
use crate::shown::Shown;

/// Removes a number; its registration and its binding go with it. Documented: delete-fields.
/// Derived: delete-reply, write-reply-id. Assumed: delete-bound, write-unknown, id-case.
pub(crate) fn delete(desk: &Desk<'_>, request: &SipDeleteRequest) -> Result<SipIdentity, Refusal> {
    if desk.account.remove_number(request.sip_id.as_str())? {
        Ok(SipIdentity::new(&request.sip_id))
    } else {
        Err(Refusal::UnknownSipId {
            sip_id: Shown::of(request.sip_id.as_str()),
        })
    }
}
