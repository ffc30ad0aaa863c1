//! The numbers that a look has seen, as far as metrics tell of them.

use std::collections::BTreeMap;

use m7::{Items, RegisterStatus, SipNumber};

use super::label;

/// The numbers of one list.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// By `sipId`, as the label has it: two numbers may be of the same text, but no two series.
    by_id: BTreeMap<String, Listed>,
    /// How many items of the list couldn't be read.
    pub(super) unreadable: usize,
}

/// One of them. All texts are labels' values.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) number: String,
    /// `None` of a status that the contract doesn't know.
    pub(super) is_registered: Option<bool>,
    pub(super) is_bound: bool,
    pub(super) agent_id: String,
    pub(super) agent_number: String,
    pub(super) device: String,
}

impl Numbers {
    pub(super) fn of(list: &Items<SipNumber>) -> Self {
        let by_id = list
            .iter()
            .map(|number| (label::value(number.sip_id.as_str()), Listed::of(number)))
            .collect();
        Self {
            by_id,
            unreadable: list.rejected.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Listed)> {
        self.by_id.iter().map(|(id, number)| (id.as_str(), number))
    }

    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn count_that(&self, counts: impl Fn(&Listed) -> bool) -> usize {
        self.by_id.values().filter(|number| counts(number)).count()
    }
}

impl Listed {
    fn of(number: &SipNumber) -> Self {
        let agent = number.agent.as_ref();
        let of_agent = |text: Option<&String>| label::value_or_none(text.map(String::as_str));
        Self {
            number: label::value(&number.number),
            is_registered: match number.register_status {
                RegisterStatus::Registered => Some(true),
                RegisterStatus::Unregistered => Some(false),
                _ => None,
            },
            is_bound: agent.is_some(),
            agent_id: of_agent(agent.and_then(|agent| agent.agent_id.as_ref())),
            agent_number: of_agent(agent.and_then(|agent| agent.agent_number.as_ref())),
            device: label::value_or_none(number.register_device.as_deref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(numbers: &str) -> Items<SipNumber> {
        serde_json::from_str(numbers).unwrap()
    }

    #[test]
    fn two_of_the_same_text_are_two() {
        let numbers = Numbers::of(&list(
            r#"[{"number": "2004", "registerStatus": 1, "sipId": "a"},
                {"number": "2004", "registerStatus": 0, "sipId": "b"}]"#,
        ));
        let seen: Vec<_> = numbers
            .iter()
            .map(|(id, number)| (id, number.number.as_str(), number.is_registered))
            .collect();
        assert_eq!(
            seen,
            [("a", "2004", Some(true)), ("b", "2004", Some(false))]
        );
    }

    #[test]
    fn one_that_is_listed_twice_is_one() {
        let numbers = Numbers::of(&list(
            r#"[{"number": "2004", "registerStatus": 1, "sipId": "a"},
                {"number": "2004", "registerStatus": 1, "sipId": "a"}]"#,
        ));
        assert_eq!(numbers.count(), 1);
    }

    #[test]
    fn a_status_that_nobody_knows_is_neither() {
        let numbers = Numbers::of(&list(
            r#"[{"number": "2004", "registerStatus": 7, "sipId": "a"}]"#,
        ));
        let known: Vec<_> = numbers.iter().map(|(_, it)| it.is_registered).collect();
        assert_eq!(known, [None]);
    }
}
