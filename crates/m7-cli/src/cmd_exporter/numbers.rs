//! The numbers that a look has seen, as far as metrics tell of them.

use std::collections::BTreeMap;

use m7::{Items, RegisterStatus, SipNumber};

use super::label;

/// The numbers of one list.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// By `sipId`, as the label has it: two numbers may be of the same text, but no two series.
    by_id: BTreeMap<String, Number>,
    /// How many items of the list couldn't be read.
    pub(super) unreadable: usize,
}

/// One of them. All texts are labels' values.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) number: String,
    pub(super) is_registered: bool,
    pub(super) is_bound: bool,
    pub(super) agent_id: String,
    pub(super) agent_number: String,
    pub(super) device: String,
}

impl Numbers {
    pub(super) fn of(list: &Items<SipNumber>) -> Self {
        let by_id = list
            .iter()
            .map(|number| (label::value(number.sip_id.as_str()), Number::of(number)))
            .collect();
        Self {
            by_id,
            unreadable: list.rejected.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Number)> {
        self.by_id.iter().map(|(id, number)| (id.as_str(), number))
    }

    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    pub(super) fn count_that(&self, counts: impl Fn(&Number) -> bool) -> usize {
        self.by_id.values().filter(|number| counts(number)).count()
    }
}

impl Number {
    fn of(number: &SipNumber) -> Self {
        let agent = number.agent.as_ref();
        let of_agent = |text: Option<&String>| label::value_or_none(text.map(String::as_str));
        Self {
            number: label::value(&number.number),
            is_registered: number.register_status == RegisterStatus::Registered,
            is_bound: agent.is_some(),
            agent_id: of_agent(agent.and_then(|agent| agent.agent_id.as_ref())),
            agent_number: of_agent(agent.and_then(|agent| agent.agent_number.as_ref())),
            device: label::value_or_none(number.register_device.as_deref()),
        }
    }
}
