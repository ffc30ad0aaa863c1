//! What the runner made on the account, so that it touches nothing else and leaves nothing behind.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::Value;

use super::scenario::Call;

/// A sipId that no number has: it would be of 1970.
pub(crate) const NOBODY: &str = "000000000000000000000000";

/// The numbers that were made, and those that aren't ours.
pub(crate) struct Ledger {
    prefix: String,
    reserved: u32,
    entries: Vec<Entry>,
    /// The sipIds that were there before.
    foreign: HashSet<String>,
}

/// A number that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) number: String,
    pub(crate) sip_id: Option<String>,
    pub(crate) state: State,
}

/// What is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was sent, or it was refused.
    Free,
    /// `create` was sent, and nothing is known of what became of it.
    Asked,
    /// It was made.
    Made,
    /// It was removed, by what the server says.
    Removed,
}

/// A number that is still there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeftBehind {
    pub(crate) number: String,
    pub(crate) sip_id: Option<String>,
    pub(crate) why: String,
}

impl Ledger {
    /// For numbers that begin with `prefix`, on an account that has `listed`.
    pub(crate) fn new(prefix: &str, listed: &[Value]) -> Self {
        Self {
            prefix: prefix.to_owned(),
            reserved: 0,
            entries: Vec::new(),
            foreign: listed
                .iter()
                .filter_map(|number| field(number, "sipId"))
                .map(str::to_lowercase)
                .collect(),
        }
    }

    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// A number that nobody has.
    pub(crate) fn reserve(&mut self) -> String {
        self.reserved += 1;
        format!("{}{:04}", self.prefix, self.reserved)
    }

    /// Whether a write may be sent: it makes, changes or removes a number of ours and nothing else.
    pub(crate) fn guard(&self, call: Call, body: Option<&Value>) -> Result<(), String> {
        let body = body.unwrap_or(&Value::Null);
        let number = body.get("number");
        let is_ours = |number: &Value| {
            let number = number.as_str();
            number.is_some_and(|number| number.starts_with(&self.prefix))
        };
        if number.is_some_and(|number| !is_ours(number))
            || (call == Call::Create && number.is_none())
        {
            return Err(format!(
                "it would write a number that doesn't begin with {}",
                self.prefix
            ));
        }
        match (call, field(body, "sipId")) {
            (Call::List | Call::Create, _) | (_, Some(NOBODY)) => Ok(()),
            (Call::Update | Call::Delete, Some(id)) if self.made(id) => Ok(()),
            _ => Err("it would touch a number that wasn't made here".to_owned()),
        }
    }

    fn made(&self, id: &str) -> bool {
        let id = id.to_lowercase();
        let mut ids = self
            .entries
            .iter()
            .filter_map(|entry| entry.sip_id.as_ref());
        ids.any(|made| *made.to_lowercase() == id)
    }

    /// A write is about to be sent: from here on it may have happened.
    pub(crate) fn sent(&mut self, call: Call, body: Option<&Value>) {
        let number = body.and_then(|body| field(body, "number"));
        if let (Call::Create, Some(number)) = (call, number) {
            self.entries.push(Entry {
                number: number.to_owned(),
                sip_id: None,
                state: State::Asked,
            });
        }
    }

    /// The server said what became of it.
    pub(crate) fn answered(&mut self, call: Call, body: Option<&Value>, data: Option<&Value>) {
        let sent = |name: &str| body.and_then(|body| field(body, name));
        match (call, data) {
            (Call::Create, Some(data)) => {
                let id = field(data, "sipId").map(str::to_owned);
                // A server that names another's number mustn't make it ours.
                let id = id.filter(|id| !self.foreign.contains(&id.to_lowercase()));
                if let Some(entry) = self.asked_last() {
                    entry.state = if id.is_some() {
                        State::Made
                    } else {
                        State::Asked
                    };
                    entry.sip_id = id;
                }
            }
            (Call::Create, None) => {
                if let Some(entry) = self.asked_last() {
                    entry.state = State::Free;
                }
            }
            (Call::Delete, Some(_)) => {
                for entry in &mut self.entries {
                    if entry.sip_id.as_deref() == sent("sipId") {
                        entry.state = State::Removed;
                    }
                }
            }
            _ => {}
        }
    }

    fn asked_last(&mut self) -> Option<&mut Entry> {
        let entry = self.entries.last_mut()?;
        (entry.state == State::Asked).then_some(entry)
    }

    /// Whether something may be there that must be removed.
    pub(crate) fn may_have_left(&self) -> bool {
        self.entries.iter().any(Entry::may_be_there)
    }

    /// Whether a number may still appear: its `create` wasn't answered.
    pub(crate) fn may_appear(&self) -> bool {
        self.entries.iter().any(|entry| entry.state == State::Asked)
    }

    /// Learns from a list of all numbers what is there. Returns the sipIds that are to be deleted.
    pub(crate) fn learn(&mut self, listed: &[Value]) -> Vec<String> {
        let mut here = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.may_be_there()) {
            let found = listed.iter().find(|listed| {
                let (id, number) = (field(listed, "sipId"), field(listed, "number"));
                match &entry.sip_id {
                    Some(sip_id) => id == Some(sip_id),
                    // It was free before, and nobody else is to use the prefix.
                    None => {
                        number == Some(&entry.number)
                            && id.is_some_and(|id| !self.foreign.contains(&id.to_lowercase()))
                    }
                }
            });
            match found.and_then(|found| field(found, "sipId")) {
                Some(id) => {
                    entry.sip_id = Some(id.to_owned());
                    entry.state = State::Made;
                    here.push(id.to_owned());
                }
                None if entry.state == State::Made => entry.state = State::Removed,
                None => {}
            }
        }
        here
    }

    /// No number is waited for any longer.
    pub(crate) fn give_up_waiting(&mut self) {
        for entry in &mut self.entries {
            if entry.state == State::Asked {
                entry.state = State::Free;
            }
        }
    }

    /// What can't be said to be gone.
    pub(crate) fn left_behind(&self, why: &str) -> Vec<LeftBehind> {
        let left = self.entries.iter().filter(|entry| entry.may_be_there());
        left.map(|entry| LeftBehind {
            number: entry.number.clone(),
            sip_id: entry.sip_id.clone(),
            why: why.to_owned(),
        })
        .collect()
    }
}

impl Entry {
    fn may_be_there(&self) -> bool {
        matches!(self.state, State::Asked | State::Made)
    }
}

/// A field that is a string.
pub(crate) fn field<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ledger() -> Ledger {
        let foreign = json!({"number": "2000", "sipId": "5fc9d54105fd0161a498c503"});
        Ledger::new("9900", &[foreign])
    }

    #[test]
    fn nothing_but_what_was_made_here_is_touched() {
        let mut ledger = ledger();
        let foreign = json!({"sipId": "5FC9D54105FD0161A498C503"});
        assert!(ledger.guard(Call::Delete, Some(&foreign)).is_err());
        assert!(ledger.guard(Call::Delete, None).is_err());
        assert!(
            ledger
                .guard(Call::Create, Some(&json!({"number": "2001"})))
                .is_err()
        );
        assert!(ledger.guard(Call::Create, Some(&json!({}))).is_err());
        assert!(
            ledger
                .guard(Call::Update, Some(&json!({"sipId": NOBODY})))
                .is_ok()
        );

        let create = json!({"number": ledger.reserve()});
        assert!(ledger.guard(Call::Create, Some(&create)).is_ok());
        ledger.sent(Call::Create, Some(&create));
        let made = json!({"sipId": "605aeef6e9930e49f48444be"});
        assert!(ledger.guard(Call::Delete, Some(&made)).is_err());
        ledger.answered(Call::Create, Some(&create), Some(&made));
        assert!(ledger.guard(Call::Delete, Some(&made)).is_ok());
        let renamed = json!({"sipId": "605aeef6e9930e49f48444be", "number": "2002"});
        assert!(ledger.guard(Call::Update, Some(&renamed)).is_err());
    }

    #[test]
    fn a_reply_that_names_another_s_number_doesn_t_make_it_ours() {
        let mut ledger = ledger();
        let create = json!({"number": "99000001"});
        ledger.sent(Call::Create, Some(&create));
        let foreign = json!({"sipId": "5fc9d54105fd0161a498c503"});
        ledger.answered(Call::Create, Some(&create), Some(&foreign));
        assert!(ledger.guard(Call::Delete, Some(&foreign)).is_err());
        let listed = [json!({"number": "99000001", "sipId": "5fc9d54105fd0161a498c503"})];
        assert!(ledger.learn(&listed).is_empty());
    }

    #[test]
    fn what_an_unanswered_create_made_is_found_by_its_number() {
        let mut ledger = ledger();
        ledger.sent(Call::Create, Some(&json!({"number": "99000001"})));
        assert!(ledger.learn(&[]).is_empty());
        assert!(ledger.may_have_left());
        let listed = [json!({"number": "99000001", "sipId": "605aeef6e9930e49f48444be"})];
        assert_eq!(ledger.learn(&listed), ["605aeef6e9930e49f48444be"]);
        assert!(ledger.learn(&[]).is_empty());
        assert!(!ledger.may_have_left());
    }
}
