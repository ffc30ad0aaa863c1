//! What a plan was made of, so that it can be seen that it still fits.

use std::collections::BTreeMap;

use m7_models::SipId;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Action, Step};
use crate::roster::seen::{SeenNumber, hex};
use crate::roster::{Error, History, Roster, Scope, Seen};

/// What a plan was made of: of each number of a row or of the scope, which there was and who was bound to
/// it, and what was known of it. (Phones come and go.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Basis {
    /// The digest of all of it.
    pub(super) state: String,
    rows: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    numbers: BTreeMap<String, Before>,
}

/// What a number was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Before {
    sip_id: SipId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    agent_id: Option<String>,
}

impl Basis {
    /// The basis of a plan that is about these rows and, if it prunes, this scope.
    pub(super) fn new(
        roster: &Roster,
        scope: Option<&Scope>,
        seen: &Seen,
        history: &History,
    ) -> Self {
        let rows = roster.rows().iter();
        let mut basis = Self {
            state: String::new(),
            rows: rows.map(|row| row.number().to_owned()).collect(),
            scope: scope.cloned(),
            numbers: BTreeMap::new(),
        };
        basis.numbers = basis
            .concerned(seen)
            .map(|there| (there.number.clone(), Before::of(there)))
            .collect();
        basis.state = basis.digest(seen, history);
        basis
    }

    /// Refuses another state than that which it was made of.
    pub(super) fn check(&self, seen: &Seen, history: &History) -> Result<(), Error> {
        if self.digest(seen, history) == self.state {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }

    /// Refuses a state that can't come of that which it was made of by some of these steps.
    pub(super) fn check_begun(
        &self,
        steps: &[Step],
        seen: &Seen,
        history: &History,
    ) -> Result<(), Error> {
        let does = |number: &str, action: Action| {
            let begin = steps.partition_point(|step| step.number.as_str() < number);
            let mut of_number = steps[begin..]
                .iter()
                .take_while(move |step| step.number == number);
            of_number.find(|step| step.action == action)
        };
        for (number, before) in &self.numbers {
            let is_fit = match seen.of_number(number) {
                [] => does(number, Action::Delete).is_some(),
                [there] => {
                    let is_bound_by_it = || {
                        does(number, Action::Bind).is_some_and(|it| it.agent_id == there.agent_id)
                    };
                    there.sip_id == before.sip_id
                        && (there.agent_id == before.agent_id
                            || there.agent_id.is_none() && does(number, Action::Unbind).is_some()
                            || is_bound_by_it())
                }
                _ => false,
            };
            if !is_fit {
                return Err(Error::Stale);
            }
        }
        let is_its_own = |there: &SeenNumber| {
            self.numbers.contains_key(&there.number)
                || does(&there.number, Action::Create).is_some()
                    && history.known(&there.number, &there.sip_id).is_some()
        };
        if self.concerned(seen).all(is_its_own) {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }

    /// The numbers of a row or of the scope.
    fn concerned<'a>(&'a self, seen: &'a Seen) -> impl Iterator<Item = &'a SeenNumber> {
        seen.all().iter().filter(|there| {
            let number = there.number.as_str();
            let is_in_scope = self.scope.as_ref().is_some_and(|it| it.contains(number));
            let row = self.rows.binary_search_by(|row| row.as_str().cmp(number));
            is_in_scope || row.is_ok()
        })
    }

    fn digest(&self, seen: &Seen, history: &History) -> String {
        let mut digest = Sha256::new();
        let mut field = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text);
        };
        for there in self.concerned(seen) {
            field(&there.number);
            field(there.sip_id.as_str());
            match &there.agent_id {
                Some(agent_id) => field(&format!("bound {agent_id}")),
                None => field("unbound"),
            }
            match history.known(&there.number, &there.sip_id) {
                // It is compared with what the same program writes.
                Some(known) => field(&format!("{known:?}")),
                None => field("not known"),
            }
        }
        hex(&digest.finalize())
    }
}

impl Before {
    fn of(there: &SeenNumber) -> Self {
        Self {
            sip_id: there.sip_id.clone(),
            agent_id: there.agent_id.clone(),
        }
    }
}
