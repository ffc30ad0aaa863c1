//! The numbers as they were seen last.

use std::collections::{BTreeMap, BTreeSet};

use m7_envelope::{Items, RejectedItem};
use m7_models::{SipId, SipNumber};
use serde::Deserialize;

use super::{Change, difference};

/// The numbers as they were seen last, by their ids.
#[derive(Clone, Debug, Default)]
pub(super) struct Roll {
    numbers: BTreeMap<SipId, SipNumber>,
    /// What the last list had besides them. `None` before there was one.
    unreadable: Option<Unreadable>,
}

/// The items of a list that can't be read.
#[derive(Clone, Debug, Default)]
struct Unreadable {
    /// Those of which the id at least can be.
    known: BTreeSet<SipId>,
    /// Whether there are others.
    has_unknown: bool,
    count: usize,
}

impl Roll {
    pub(super) fn numbers(&self) -> impl Iterator<Item = &SipNumber> {
        self.numbers.values()
    }

    /// How many items of the last list can't be read.
    pub(super) fn unreadable(&self) -> usize {
        self.unreadable.as_ref().map_or(0, |items| items.count)
    }

    /// Takes over what a list shows, and tells what is different from the one before: what is gone,
    /// then what has changed, then what is new; each in the order of their ids.
    ///
    /// So whoever follows by number sees a number leave before it comes back under another id.
    pub(super) fn update(&mut self, list: Items<SipNumber>) -> Vec<Change> {
        let unreadable = Unreadable::of(&list.rejected);
        let mut listed = BTreeMap::new();
        for number in list.items {
            // Of two with one id, which the contract rules out, the first.
            listed.entry(number.sip_id.clone()).or_insert(number);
        }

        let mut changes = Vec::new();
        let gone: Vec<SipId> = self
            .numbers
            .keys()
            .filter(|&id| !listed.contains_key(id) && !unreadable.may_be(id))
            .cloned()
            .collect();
        changes.extend(
            gone.iter()
                .filter_map(|id| self.numbers.remove(id))
                .map(Change::Removed),
        );
        let mut new = Vec::new();
        for (id, now) in listed {
            match self.numbers.get_mut(&id) {
                Some(before) if *before == now => {}
                Some(before) => {
                    difference::tell(before, &now, &mut changes);
                    *before = now;
                }
                None => {
                    self.numbers.insert(id.clone(), now.clone());
                    let was_absent = self
                        .unreadable
                        .as_ref()
                        .is_some_and(|unreadable| !unreadable.may_be(&id));
                    new.push(if was_absent {
                        Change::Created(now)
                    } else {
                        Change::Present(now)
                    });
                }
            }
        }
        changes.append(&mut new);
        self.unreadable = Some(unreadable);
        changes
    }
}

impl Unreadable {
    fn of(rejected: &[RejectedItem]) -> Self {
        let mut unreadable = Self {
            count: rejected.len(),
            ..Self::default()
        };
        for item in rejected {
            match item.raw.parse::<Identified>() {
                Ok(identified) => {
                    unreadable.known.insert(identified.sip_id);
                }
                Err(_) => unreadable.has_unknown = true,
            }
        }
        unreadable
    }

    /// Whether one of them may have this id.
    fn may_be(&self, id: &SipId) -> bool {
        self.has_unknown || self.known.contains(id)
    }
}

/// What has to be readable of an item to know whose it is.
#[derive(Deserialize)]
struct Identified {
    #[serde(rename = "sipId")]
    sip_id: SipId,
}

#[cfg(test)]
mod tests;
