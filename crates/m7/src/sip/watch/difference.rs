//! The changes that lead from one state of a number to another.

use m7_models::{RegisterStatus, SipNumber};

use super::Change;

/// Adds to `changes` what is different, each difference once.
pub(super) fn tell(before: &SipNumber, now: &SipNumber, changes: &mut Vec<Change>) {
    // What has been told of is made equal here, so that what is left shows.
    let mut told = before.clone();
    let both = || (before.clone(), now.clone());
    if before.number != now.number {
        let (before, now) = both();
        told.number.clone_from(&now.number);
        changes.push(Change::Renamed { before, now });
    }
    if let Some(change) = registration(before, now) {
        changes.push(change);
        told.register_status = now.register_status;
        told.client_url.clone_from(&now.client_url);
        told.server_url.clone_from(&now.server_url);
        told.register_device.clone_from(&now.register_device);
        told.register_time.clone_from(&now.register_time);
    }
    if let Some(change) = binding(before, now) {
        changes.push(change);
        told.agent.clone_from(&now.agent);
    }
    if told != *now {
        let (before, now) = both();
        changes.push(Change::Altered { before, now });
    }
}

fn registration(before: &SipNumber, now: &SipNumber) -> Option<Change> {
    let both = || (before.clone(), now.clone());
    let is_registered = |number: &SipNumber| number.register_status == RegisterStatus::Registered;
    match (is_registered(before), is_registered(now)) {
        (false, true) => {
            let (before, now) = both();
            Some(Change::Registered { before, now })
        }
        (true, false) => {
            let (before, now) = both();
            Some(Change::Unregistered { before, now })
        }
        (true, true) if phone_of(before) != phone_of(now) => {
            let (before, now) = both();
            Some(Change::Reregistered { before, now })
        }
        _ => None,
    }
}

fn phone_of(number: &SipNumber) -> [&Option<String>; 4] {
    [
        &number.client_url,
        &number.server_url,
        &number.register_device,
        &number.register_time,
    ]
}

fn binding(before: &SipNumber, now: &SipNumber) -> Option<Change> {
    let both = || (before.clone(), now.clone());
    match (&before.agent, &now.agent) {
        (None, Some(_)) => {
            let (before, now) = both();
            Some(Change::Bound { before, now })
        }
        (Some(_), None) => {
            let (before, now) = both();
            Some(Change::Unbound { before, now })
        }
        (Some(one), Some(other)) if one.agent_id != other.agent_id => {
            let (before, now) = both();
            Some(Change::Rebound { before, now })
        }
        _ => None,
    }
}
