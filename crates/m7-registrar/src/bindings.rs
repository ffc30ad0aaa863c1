//! What a REGISTER does to the bindings of its number (RFC 3261 §10.3 steps 6 and 7): a function of
//! the request, what is there, and the time.

use std::time::SystemTime;

use bytes::Bytes;
use sipx_sip::Uri;

use crate::Binding;
use crate::registration::{Contacts, Registration, WantedContact};

/// What became of the bindings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// All that count from now on.
    pub(crate) bindings: Vec<Binding>,
    /// What was new, what was refreshed, and what was removed before its time.
    pub(crate) effects: Vec<Effect>,
}

/// What happened to one binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Added(Binding),
    Refreshed(Binding),
    Removed(Binding),
}

/// Why nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conflict {
    /// A request with a later `CSeq` of the same Call-ID came first (§10.3 step 7).
    OutOfOrder,
    /// There would be more contacts than a number may have.
    TooManyContacts,
}

/// Applies all of a registration, or nothing of it.
pub(crate) fn apply(
    registration: &Registration,
    mut bindings: Vec<Binding>,
    max_contacts: usize,
    now: SystemTime,
) -> Result<Applied, Conflict> {
    bindings.retain(|binding| binding.is_current(now));
    let mut effects = Vec::new();
    match &registration.contacts {
        Contacts::Query => {}
        Contacts::RemoveAll => {
            for binding in &bindings {
                in_order(registration, binding)?;
            }
            effects.extend(bindings.drain(..).map(Effect::Removed));
        }
        Contacts::Set(wanted) => {
            for contact in wanted {
                effects.extend(set(registration, contact, &mut bindings, now)?);
            }
        }
    }
    if bindings.len() > max_contacts {
        return Err(Conflict::TooManyContacts);
    }
    Ok(Applied { bindings, effects })
}

fn set(
    registration: &Registration,
    contact: &WantedContact,
    bindings: &mut Vec<Binding>,
    now: SystemTime,
) -> Result<Option<Effect>, Conflict> {
    let found = bindings.iter().position(|binding| {
        Uri::parse(Bytes::copy_from_slice(binding.contact.as_bytes()))
            .is_ok_and(|uri| uri.equivalent(&contact.uri))
    });
    let Some(index) = found else {
        if contact.expires.is_zero() {
            return Ok(None);
        }
        let binding = bound(registration, contact, now, now);
        bindings.push(binding.clone());
        return Ok(Some(Effect::Added(binding)));
    };
    in_order(registration, &bindings[index])?;
    if contact.expires.is_zero() {
        return Ok(Some(Effect::Removed(bindings.remove(index))));
    }
    bindings[index] = bound(registration, contact, bindings[index].registered_at, now);
    Ok(Some(Effect::Refreshed(bindings[index].clone())))
}

fn in_order(registration: &Registration, binding: &Binding) -> Result<(), Conflict> {
    if binding.call_id == registration.call_id && registration.cseq <= binding.cseq {
        Err(Conflict::OutOfOrder)
    } else {
        Ok(())
    }
}

fn bound(
    registration: &Registration,
    contact: &WantedContact,
    registered_at: SystemTime,
    now: SystemTime,
) -> Binding {
    Binding {
        contact: String::from_utf8_lossy(&contact.uri.to_bytes()).into_owned(),
        q: contact.q.clone(),
        call_id: registration.call_id.clone(),
        cseq: registration.cseq,
        source: registration.source,
        transport: registration.transport,
        user_agent: registration.user_agent.clone(),
        registered_at,
        refreshed_at: now,
        // A clock at the end of time is nobody's; the binding then ends at once.
        expires_at: now.checked_add(contact.expires).unwrap_or(now),
    }
}
