//! Wait until a number is gone.

use super::poll::{self, Patience};
use super::waitable::waitable;
use crate::sip::List;
use crate::{Error, Reply, Sip};

impl Sip {
    /// Waits until the account has no number that is exactly `number`: after a delete whose outcome
    /// isn't known, or one that somebody else does.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let sip = test.client().sip();
    /// # let sip_id = sip.create("2004", "a-password").await?.data.sip_id;
    /// use std::time::Duration;
    ///
    /// if let Err(error) = sip.delete(&sip_id).await {
    ///     if !error.is_ambiguous() {
    ///         return Err(error.into());
    ///     }
    ///     sip.wait_gone("2004").within(Duration::from_secs(90)).await?;
    /// }
    /// # sip.wait_gone("2004").await?;
    /// # Ok(()) }
    /// ```
    pub fn wait_gone(&self, number: impl Into<String>) -> WaitGone {
        let number = number.into();
        WaitGone {
            list: self.list().number(number.as_str()),
            number,
            patience: Patience::default(),
        }
    }
}

/// A wait until a number is gone. Made by [`Sip::wait_gone`](crate::Sip::wait_gone).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct WaitGone {
    list: List,
    number: String,
    patience: Patience,
}

impl WaitGone {
    /// Looks until a list that can be read as a whole doesn't have the number.
    ///
    /// # Errors
    ///
    /// As of [`WaitRegistered::send`](crate::sip::WaitRegistered::send).
    pub async fn send(self) -> Result<Reply<()>, Error> {
        let number = self.number.as_str();
        let wanted = || format!("SIP number {number} was not gone");
        poll::poll(self.list.clone(), self.patience, wanted, |list| {
            let is_there = list.iter().any(|item| item.number == number);
            match list.rejected.len() {
                _ if is_there => Err("it was there".to_owned()),
                0 => Ok(()),
                unreadable => Err(format!(
                    "it may be among {unreadable} items that couldn't be read"
                )),
            }
        })
        .await
    }
}

waitable!(WaitGone => ());
