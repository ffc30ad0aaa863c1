//! A phone as the control API shows it.

use std::time::SystemTime;

use m7_registrar::Binding;
use serde::Serialize;

use crate::phones;
use crate::store::stored_time;
use crate::times;

/// A phone that is registered, or a stand-in for one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Phone {
    contact: Option<String>,
    client_url: String,
    device: Option<String>,
    transport: Option<&'static str>,
    registered_at: String,
    expires_at: Option<String>,
}

impl From<Binding> for Phone {
    fn from(binding: Binding) -> Self {
        // A stand-in speaks no SIP, and stays until it is told to leave.
        let is_phone = !phones::is_stand_in(&binding);
        let shown = |time: SystemTime| times::rfc3339(stored_time(time));
        Self {
            client_url: binding.source.to_string(),
            device: binding.user_agent,
            transport: is_phone.then(|| binding.transport.name()),
            registered_at: shown(binding.registered_at),
            expires_at: is_phone.then(|| shown(binding.expires_at)),
            contact: is_phone.then_some(binding.contact),
        }
    }
}
