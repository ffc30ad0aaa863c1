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
    /// How many deletes of it have been sent.
    deletes: u32,
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
    /// A `delete` of it was sent, and a list after that lacks it.
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
        self.entries.iter().any(|entry| entry.has_id(id))
    }

    /// A write is about to be sent: from here on it may have happened.
    pub(crate) fn sent(&mut self, call: Call, body: Option<&Value>) {
        let sent = |name: &str| body.and_then(|body| field(body, name));
        match (call, sent("number"), sent("sipId")) {
            (Call::Create, Some(number), _) => self.entries.push(Entry {
                number: number.to_owned(),
                sip_id: None,
                state: State::Asked,
                deletes: 0,
            }),
            (Call::Delete, _, Some(id)) => {
                for entry in self.entries.iter_mut().filter(|entry| entry.has_id(id)) {
                    entry.deletes += 1;
                }
            }
            _ => {}
        }
    }

    /// A write couldn't be sent after all.
    pub(crate) fn not_sent(&mut self, call: Call, body: Option<&Value>) {
        if call == Call::Delete
            && let Some(id) = body.and_then(|body| field(body, "sipId"))
        {
            for entry in self.entries.iter_mut().filter(|entry| entry.has_id(id)) {
                entry.deletes = entry.deletes.saturating_sub(1);
            }
        }
        self.answered(call, None);
    }

    /// The server said what became of it: what it has made, or that it refused. That it has removed
    /// a number is believed when a list lacks it.
    pub(crate) fn answered(&mut self, call: Call, data: Option<&Value>) {
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

    /// Whether a number may still appear that the last list lacked: its `create` wasn't answered, or
    /// was, and nobody has asked for its end.
    pub(crate) fn may_appear(&self) -> bool {
        self.entries.iter().any(|entry| match entry.state {
            State::Asked => true,
            State::Made => entry.deletes == 0,
            State::Free | State::Removed => false,
        })
    }

    /// The sipIds of numbers that were made, whether a list shows them or not.
    pub(crate) fn made_ids(&self) -> Vec<String> {
        let made = self
            .entries
            .iter()
            .filter(|entry| entry.state == State::Made);
        made.filter_map(|entry| entry.sip_id.clone()).collect()
    }

    /// Takes back that numbers were thought to be gone which a later list shows. Returns whether
    /// there are any.
    pub(crate) fn reopen(&mut self, listed: &[Value]) -> bool {
        let mut any = false;
        for listed in listed {
            let (Some(id), Some(number)) = (field(listed, "sipId"), field(listed, "number")) else {
                continue;
            };
            if self.foreign.contains(&id.to_lowercase()) {
                continue;
            }
            // A number whose sipId was never told is known by itself: the prefix was free.
            let by_id = self.entries.iter().position(|entry| entry.has_id(id));
            let found = by_id.or_else(|| {
                self.entries
                    .iter()
                    .position(|entry| entry.sip_id.is_none() && entry.number == number)
            });
            if let Some(index) = found {
                let entry = &mut self.entries[index];
                entry.sip_id = Some(id.to_owned());
                entry.state = State::Made;
                any = true;
            }
        }
        any
    }

    /// Learns from a list of all numbers what is there. Returns the sipIds that are to be deleted.
    pub(crate) fn learn(&mut self, listed: &[Value]) -> Vec<String> {
        let mut here = Vec::new();
        for entry in self.entries.iter_mut().filter(|entry| entry.may_be_there()) {
            let found = listed.iter().find(|listed| {
                let (id, number) = (field(listed, "sipId"), field(listed, "number"));
                match &entry.sip_id {
                    Some(sip_id) => id.is_some_and(|id| id.eq_ignore_ascii_case(sip_id)),
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
                // One that was just made may not be listed yet.
                None if entry.state == State::Made && entry.deletes > 0 => {
                    entry.state = State::Removed;
                }
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
    fn has_id(&self, id: &str) -> bool {
        let own = self.sip_id.as_deref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(id))
    }

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
        ledger.answered(Call::Create, Some(&made));
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
        ledger.answered(Call::Create, Some(&foreign));
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
        let delete = json!({"sipId": "605AEEF6E9930E49F48444BE"});
        ledger.sent(Call::Delete, Some(&delete));
        assert!(ledger.learn(&[]).is_empty());
        assert!(!ledger.may_have_left());
    }

    #[test]
    fn what_is_not_listed_yet_is_not_gone() {
        let mut ledger = ledger();
        let listed = json!({"number": "99000001", "sipId": "605aeef6e9930e49f48444be"});
        ledger.sent(Call::Create, Some(&listed));
        ledger.answered(Call::Create, Some(&listed));
        assert!(ledger.learn(&[]).is_empty());
        assert!(ledger.may_have_left() && ledger.may_appear());
        assert_eq!(ledger.made_ids(), ["605aeef6e9930e49f48444be"]);

        // A delete that never left this machine is none.
        ledger.sent(Call::Delete, Some(&listed));
        ledger.not_sent(Call::Delete, Some(&listed));
        ledger.learn(&[]);
        assert!(ledger.may_have_left());

        ledger.sent(Call::Delete, Some(&listed));
        ledger.learn(&[]);
        assert!(!ledger.may_have_left());
        assert!(!ledger.reopen(&[json!({"number": "99000002", "sipId": "60"})]));
        assert!(ledger.reopen(&[listed]));
        assert!(ledger.may_have_left());
    }
}
