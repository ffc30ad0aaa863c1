//! Wait until phones are registered.

use std::collections::HashMap;

use m7_envelope::Items;
use m7_models::{RegisterStatus, SipNumber};

use super::poll::{self, Patience};
use super::waitable::waitable;
use crate::sip::List;
use crate::{Error, Reply, Sip};

impl Sip {
    /// Waits until a phone is registered to the number that is exactly `number`: only then can an
    /// agent be bound to it.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// use std::time::Duration;
    ///
    /// let new = sip.create("2004", "a-password").await?.data;
    /// // Meanwhile, a phone registers.
    /// # test.register("2004").await?;
    /// let phone = sip.wait_registered("2004").within(Duration::from_secs(60)).await?;
    /// println!("registered from {:?}", phone.data.client_url);
    /// sip.bind(&new.sip_id, "5feb148e19a5207b5020e728").await?;
    /// # Ok(()) }
    /// ```
    pub fn wait_registered(&self, number: impl Into<String>) -> WaitRegistered {
        let number = number.into();
        WaitRegistered {
            list: self.list().number(number.as_str()),
            number,
            patience: Patience::default(),
        }
    }

    /// Waits until a phone is registered to each of these numbers, by one list of all numbers a look,
    /// however many they are.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// # for number in ["2004", "2005"] { sip.create(number, "a-password").await?; test.register(number).await?; }
    /// use std::time::Duration;
    ///
    /// let fleet = ["2004", "2005"];
    /// let phones = sip
    ///     .wait_registered_all(fleet)
    ///     .within(Duration::from_secs(600))
    ///     .every(Duration::from_secs(10))
    ///     .await?;
    /// assert_eq!(phones.data.len(), fleet.len());
    /// # Ok(()) }
    /// ```
    pub fn wait_registered_all<N: Into<String>>(
        &self,
        numbers: impl IntoIterator<Item = N>,
    ) -> WaitRegisteredAll {
        WaitRegisteredAll {
            list: self.list(),
            numbers: numbers.into_iter().map(Into::into).collect(),
            patience: Patience::default(),
        }
    }
}

/// A wait for a phone. Made by [`Sip::wait_registered`](crate::Sip::wait_registered).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct WaitRegistered {
    list: List,
    number: String,
    patience: Patience,
}

impl WaitRegistered {
    /// Looks until the number is registered, and returns it as it was seen then.
    ///
    /// A number that isn't there is waited for too; of several of one text, any will do. A look that
    /// fails isn't the end, since the next may not.
    ///
    /// # Errors
    ///
    /// Of the kind [`Timeout`](crate::ErrorKind::Timeout) when the time is up: it says what was seen
    /// last, and its source is why the last look failed, if it did. At once when another look can't
    /// help: those of the kinds [`Authentication`](crate::ErrorKind::Authentication),
    /// [`Configuration`](crate::ErrorKind::Configuration) and
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput).
    pub async fn send(self) -> Result<Reply<SipNumber>, Error> {
        let number = self.number.as_str();
        let wanted = || format!("SIP number {number} was not registered");
        poll::poll(self.list.clone(), self.patience, wanted, |list| {
            // There may be several of one text, and any will do.
            let mut found = list.iter().filter(|item| item.number == number).peekable();
            let is_there = found.peek().is_some();
            match found.find(|item| is_registered(item)) {
                Some(registered) => Ok(registered.clone()),
                None if is_there => Err("no phone was registered to it".to_owned()),
                None => Err(poll::with_unreadable("there was no such number", &list)),
            }
        })
        .await
    }
}

waitable!(WaitRegistered => SipNumber);

/// A wait for many phones. Made by [`Sip::wait_registered_all`](crate::Sip::wait_registered_all).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct WaitRegisteredAll {
    list: List,
    numbers: Vec<String>,
    patience: Patience,
}

impl WaitRegisteredAll {
    /// Looks until each number is registered in one and the same list, and returns them as they were
    /// seen then, in the order in which they were asked for.
    ///
    /// # Errors
    ///
    /// As of [`WaitRegistered::send`]. When the time is up, it says how many are missing, and names
    /// some.
    pub async fn send(self) -> Result<Reply<Vec<SipNumber>>, Error> {
        let numbers = &self.numbers;
        let wanted = || format!("{} SIP numbers were not all registered", numbers.len());
        poll::poll(self.list.clone(), self.patience, wanted, |list| {
            all_registered(numbers, &list)
        })
        .await
    }
}

waitable!(WaitRegisteredAll => Vec<SipNumber>);

fn all_registered(numbers: &[String], list: &Items<SipNumber>) -> Result<Vec<SipNumber>, String> {
    /// How many of those that are missing are named.
    const NAMED: usize = 5;
    let registered: HashMap<&str, &SipNumber> = list
        .iter()
        .filter(|number| is_registered(number))
        .map(|number| (number.number.as_str(), number))
        .collect();
    let missing: Vec<&str> = numbers
        .iter()
        .map(String::as_str)
        .filter(|number| !registered.contains_key(number))
        .collect();
    if missing.is_empty() {
        return Ok(numbers
            .iter()
            .filter_map(|number| registered.get(number.as_str()))
            .map(|&number| number.clone())
            .collect());
    }
    let named = missing[..missing.len().min(NAMED)].join(", ");
    let more = if missing.len() > NAMED { ", …" } else { "" };
    let words = format!("{} had no phone: {named}{more}", missing.len());
    Err(poll::with_unreadable(&words, list))
}

fn is_registered(number: &SipNumber) -> bool {
    number.register_status == RegisterStatus::Registered
}
