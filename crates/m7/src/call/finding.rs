//! What a list shows of a write that may have taken effect.

use std::time::SystemTime;

use m7_envelope::Items;
use m7_models::{SipId, SipListRequest, SipNumber, SipUpdateRequest};

use crate::Evidence;

/// What a write is about, and so how a list shows whether it took effect.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// This number is to be.
    Create(&'a str),
    /// A number is to have these values.
    Replace(&'a SipUpdateRequest),
    /// The number with this id is to be no more.
    Remove(&'a SipId),
}

/// What a list shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// It took effect, for this number.
    Done(SipId, Evidence),
    /// What was to be created is not there.
    Missing,
    /// It isn't proved that it took effect, for this reason.
    Open(String),
}

/// How a new number is told to be this call's.
pub(super) struct Authorship<'a> {
    /// When the first request was sent by the server's clock. `None` if that isn't known for sure.
    pub(super) since: Option<SystemTime>,
    /// Why nothing can be proved, if so.
    pub(super) doubt: Option<&'static str>,
    /// Whether an id is known to be another call's.
    pub(super) is_another_s: &'a dyn Fn(&SipId) -> bool,
}

impl<'a> Subject<'a> {
    /// The number or the `sipId`.
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::Create(number) => number,
            Self::Replace(update) => update.sip_id.as_str(),
            Self::Remove(sip_id) => sip_id.as_str(),
        }
    }

    /// What to ask for.
    pub(super) fn list(self) -> SipListRequest {
        let list = SipListRequest::new();
        match self {
            Self::Create(number) => list.with_number(number),
            Self::Replace(update) => match &update.number {
                Some(number) => list.with_number(number.as_str()),
                None => list,
            },
            Self::Remove(_) => list,
        }
    }

    /// Why no list could prove that it took effect, if so.
    pub(super) fn invisible(self) -> Option<&'static str> {
        match self {
            Self::Replace(update)
                if update.password.is_some()
                    || update.is_nat.is_some()
                    || update.coding_format.is_some() =>
            {
                Some("a list shows neither password nor codecs nor NAT, so none could tell")
            }
            _ => None,
        }
    }
}

/// Looks whether a create took effect.
pub(super) fn of_create(
    number: &str,
    list: &Items<SipNumber>,
    authorship: &Authorship<'_>,
) -> Finding {
    let of_that_name = || list.items.iter().filter(|item| item.number == number);
    let Some(first) = of_that_name().next() else {
        return match list.rejected.len() {
            0 => Finding::Missing,
            unreadable => Finding::Open(unread(unreadable)),
        };
    };
    let Some(since) = authorship.since else {
        return Finding::Open(format!(
            "{} is listed, but the server's time isn't known for sure, so it may be older than this call",
            first.sip_id
        ));
    };
    if let Some(doubt) = authorship.doubt {
        return Finding::Open(format!("{} is listed, but {doubt}", first.sip_id));
    }
    let mut ours = of_that_name()
        .filter(|item| item.sip_id.created_at().is_some_and(|at| at >= since))
        .filter(|item| !(authorship.is_another_s)(&item.sip_id));
    match (ours.next(), ours.next()) {
        (Some(made), None) => Finding::Done(made.sip_id.clone(), Evidence::FoundByList),
        (Some(one), Some(other)) => Finding::Open(format!(
            "{} and {} were both created since",
            one.sip_id, other.sip_id
        )),
        (None, _) => Finding::Open(format!(
            "{} is listed, which existed before this call",
            first.sip_id
        )),
    }
}

/// Looks whether a change took effect.
pub(super) fn of_replace(update: &SipUpdateRequest, list: &Items<SipNumber>) -> Finding {
    let Some(item) = list.items.iter().find(|item| item.sip_id == update.sip_id) else {
        return Finding::Open(match list.rejected.len() {
            0 => format!("{} is not listed as it was asked for", update.sip_id),
            unreadable => unread(unreadable),
        });
    };
    if let Some(number) = update
        .number
        .as_ref()
        .filter(|asked| **asked != item.number)
    {
        return Finding::Open(format!("it is still {} and not {number}", item.number));
    }
    let bound = item
        .agent
        .as_ref()
        .and_then(|agent| agent.agent_id.as_deref());
    match update.agent_id.as_deref() {
        Some("") if bound.is_some() || item.agent.is_some() => {
            Finding::Open("an agent is still bound to it".to_owned())
        }
        Some(asked) if asked != bound.unwrap_or_default() => {
            Finding::Open(format!("agent {asked} is not bound to it"))
        }
        _ => Finding::Done(update.sip_id.clone(), Evidence::ShownByList),
    }
}

/// Looks whether a removal took effect.
pub(super) fn of_remove(sip_id: &SipId, list: &Items<SipNumber>) -> Finding {
    if list.items.iter().any(|item| item.sip_id == *sip_id) {
        return Finding::Open(format!("{sip_id} is still listed"));
    }
    match list.rejected.len() {
        0 => Finding::Done(sip_id.clone(), Evidence::GoneFromList),
        unreadable => Finding::Open(unread(unreadable)),
    }
}

fn unread(items: usize) -> String {
    format!("it is not among what could be read of a list, but {items} of its items couldn't")
}
