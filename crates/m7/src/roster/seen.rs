//! The numbers that there are.

use std::fmt::Write as _;

use m7_models::{RegisterStatus, SipId, SipNumber};

use super::{Error, Problems, Roster, Row};
use crate::Client;

/// The numbers of an account, as a list showed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// In the order of their numbers.
    numbers: Vec<SeenNumber>,
}

/// What matters of a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SeenNumber {
    pub(super) number: String,
    pub(super) sip_id: SipId,
    pub(super) phone: Phone,
    /// The id of the agent that is bound to it, empty if there is one that has none.
    pub(super) agent_id: Option<String>,
    /// What the agent is called.
    pub(super) agent_name: Option<String>,
}

/// Whether a phone is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phone {
    Registered,
    Away,
}

impl Seen {
    /// Lists all numbers of the client's account.
    ///
    /// # Errors
    ///
    /// [`Error::List`] if the call fails, [`Error::PartialList`] if some of its items can't be read: then
    /// a number may be there that isn't among them.
    pub fn list(m7: &Client) -> impl Future<Output = Result<Self, Error>> + Send + use<> {
        let list = m7.sip().list();
        async move {
            let reply = list.send().await.map_err(Error::List)?;
            match reply.data.rejected.len() {
                0 => Ok(Self::of(reply.data)),
                unread => Err(Error::PartialList {
                    unread,
                    request_id: reply
                        .call
                        .request_id()
                        .map_or_else(|| "-".to_owned(), ToString::to_string),
                }),
            }
        }
    }

    /// These numbers.
    pub fn of(numbers: impl IntoIterator<Item = SipNumber>) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().map(SeenNumber::of).collect();
        numbers.sort();
        Self { numbers }
    }

    /// A roster of what is there: all numbers, with who is bound to them. (No list shows codecs, NAT and
    /// password, so none of them is said.)
    ///
    /// # Errors
    ///
    /// [`Problems`] if a number is there twice.
    pub fn roster(&self) -> Result<Roster, Problems> {
        Roster::new(self.numbers.iter().map(SeenNumber::row), None)
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// The number of each, in order.
    pub fn numbers(&self) -> Vec<&str> {
        self.numbers
            .iter()
            .map(|seen| seen.number.as_str())
            .collect()
    }

    /// Whether there is this number.
    pub fn contains(&self, number: &str) -> bool {
        !self.of_number(number).is_empty()
    }

    /// All of them, in the order of their numbers.
    pub(super) fn all(&self) -> &[SeenNumber] {
        &self.numbers
    }

    /// Those of this number: one at most, if the service keeps numbers apart.
    pub(super) fn of_number(&self, number: &str) -> &[SeenNumber] {
        let begin = self
            .numbers
            .partition_point(|seen| seen.number.as_str() < number);
        let rest = &self.numbers[begin..];
        let len = rest.iter().take_while(|seen| seen.number == number).count();
        &rest[..len]
    }
}

impl SeenNumber {
    fn of(number: SipNumber) -> Self {
        let (agent_id, agent_name) = match number.agent {
            None => (None, None),
            Some(agent) => (Some(agent.agent_id.unwrap_or_default()), agent.agent_name),
        };
        Self {
            number: number.number,
            sip_id: number.sip_id,
            phone: match number.register_status {
                RegisterStatus::Registered => Phone::Registered,
                _ => Phone::Away,
            },
            agent_id,
            agent_name,
        }
    }
}

impl SeenNumber {
    fn row(&self) -> Row {
        let row = Row::new(&self.number);
        let row = match self.agent_id.as_deref() {
            None => row.no_agent(),
            // Nobody could say which one it is.
            Some("") => row,
            Some(agent_id) => row.agent(agent_id),
        };
        match &self.agent_name {
            // A name that no file can keep is no reason to have no file.
            Some(name) => row.note(
                name.chars()
                    .filter(|c| !c.is_control())
                    .take(100)
                    .collect::<String>(),
            ),
            None => row,
        }
    }
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
