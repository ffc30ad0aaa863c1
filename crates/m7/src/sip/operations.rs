//! What can be done with SIP numbers.

use m7_models::{SipId, SipPassword};

use crate::Client;
use crate::sip::{Bind, Create, Delete, Get, List, Unbind, Update};

/// The operations on an account's SIP numbers. Made by [`Client::sip`]; cheap to clone.
///
/// Each returns a call that is made when it is awaited, or by its `send()`. Until then it can be
/// given more to say, and bounds of its own: `timeout`, `deadline`, `retry`, `reconcile`.
///
/// # When it fails
///
/// A call is attempted again, by default up to four times within three times the time of an attempt,
/// when nothing was done or when doing it twice is the same as doing it once: see
/// [`RetryPolicy`](crate::RetryPolicy). A write that may have been done is looked for: see
/// [`Reconcile`](crate::Reconcile). What it ends with then is an [`Error`](crate::Error) whose
/// [`outcome`](crate::Error::outcome) says whether it was done. Below, each operation says what
/// becomes of it when its reply is lost.
#[derive(Clone, Debug)]
pub struct Sip {
    client: Client,
}

impl Sip {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Lists SIP numbers (获取SIP号列表): all of the account, or those that are asked for. On the page
    /// that takes 0.2 seconds; an attempt has 15.
    ///
    /// **If its reply is lost**, it is asked again.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// let idle = m7.sip().list().unregistered().await?;
    /// for number in &idle.data {
    ///     println!("{} is not registered", number.number);
    /// }
    /// println!("{}", idle.call);
    /// # Ok(()) }
    /// ```
    pub fn list(&self) -> List {
        List::new(self.client.clone())
    }

    /// Gets the SIP number that is exactly `number`.
    ///
    /// There is no such operation in the API: this lists by `number`, and takes what is equal. Where
    /// there is none, the error [says so](crate::Error::is_not_found).
    ///
    /// **If its reply is lost**, it is asked again.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// # m7.sip().create("2004", "a-password").await?;
    /// let number = m7.sip().get("2004").await?.data;
    /// println!("{} has the id {}", number.number, number.sip_id);
    ///
    /// let missing = m7.sip().get("2005").await.unwrap_err();
    /// assert!(missing.is_not_found());
    /// # Ok(()) }
    /// ```
    pub fn get(&self, number: impl Into<String>) -> Get {
        Get::new(self.client.clone(), number.into())
    }

    /// Creates a SIP number (创建sip号). On the page that takes 7 seconds; an attempt has 60.
    ///
    /// **If its reply is lost**, it is not sent again, for there might be two: it is looked for. What is
    /// listed with an id that was made since is this call's, and is returned; one that was there before
    /// isn't. If none shows, the error stays [`Ambiguous`](crate::Outcome::Ambiguous).
    ///
    /// **One at a time**: a client sends no create of a number before its last one of the same number is
    /// over, and waits for that no longer than the call may take.
    ///
    /// **Over plain http the password can be read on its way**; see
    /// [`Client::insecure_transport`].
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// use m7::CodingFormat;
    ///
    /// let created = m7
    ///     .sip()
    ///     .create("2004", "a-password")
    ///     .codec(CodingFormat::G711a)
    ///     .behind_nat(true)
    ///     .await?;
    /// println!("{} ({})", created.data.sip_id, created.call);
    /// # Ok(()) }
    /// ```
    pub fn create(&self, number: impl Into<String>, password: impl Into<SipPassword>) -> Create {
        Create::new(self.client.clone(), number.into(), password.into())
    }

    /// Updates a SIP number (更新sip号). On the page that takes 7 seconds; an attempt has 60.
    ///
    /// **If its reply is lost**, it is sent again, with the same values, and looked for if that brings no
    /// answer either.
    ///
    /// **An attempt that was given up may still be done, later.** If its time was up or its connection
    /// broke, the service may carry it out after a later update of the same number has been
    /// acknowledged, and so overwrite that. After an error that is
    /// [`Ambiguous`](crate::Outcome::Ambiguous), and after a success that took several
    /// [`attempts`](crate::CallReport::attempts), let some time pass before the next update of the
    /// number, or look afterwards.
    ///
    /// Whether the service keeps the fields that aren't given is not documented; the sandbox
    /// assumes that it does.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// # m7.sip().create("2004", "a-password").await?;
    /// let number = m7.sip().get("2004").await?.data;
    /// m7.sip().update(&number.sip_id).password("a-better-password").await?;
    /// # Ok(()) }
    /// ```
    pub fn update(&self, sip_id: impl Into<SipId>) -> Update {
        Update::new(self.client.clone(), sip_id.into())
    }

    /// Deletes a SIP number (删除sip号). On the page that takes 25 seconds; an attempt has 90.
    ///
    /// **If its reply is lost**, it is sent again. If the answer is then that there is no such number, or
    /// none comes, it is looked for: that no list has it any more is success. The answer alone isn't, for
    /// a gateway that lacks a route gives the same.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// # m7.sip().create("2004", "a-password").await?;
    /// let number = m7.sip().get("2004").await?.data;
    /// m7.sip().delete(&number.sip_id).await?;
    /// assert!(m7.sip().list().await?.data.is_empty());
    /// # Ok(()) }
    /// ```
    pub fn delete(&self, sip_id: impl Into<SipId>) -> Delete {
        Delete::new(self.client.clone(), sip_id.into())
    }

    /// Binds an agent (座席) to a SIP number, by an update of nothing else.
    ///
    /// The service does that only to a number that is registered and not bound, so a phone must
    /// have registered to it first: see [`wait_registered`](Self::wait_registered).
    ///
    /// **If its reply is lost**, it is sent again, as any update.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// let new = m7.sip().create("2004", "a-password").await?.data;
    /// // A phone registers.
    /// # test.register("2004").await?;
    /// m7.sip().bind(&new.sip_id, "5feb148e19a5207b5020e728").await?;
    /// # Ok(()) }
    /// ```
    pub fn bind(&self, sip_id: impl Into<SipId>, agent_id: impl Into<String>) -> Bind {
        Bind::new(self.client.clone(), sip_id.into(), agent_id.into())
    }

    /// Takes the agent off a SIP number, by an update with an empty `agentId`. That this unbinds is
    /// assumed; the page doesn't say.
    ///
    /// **If its reply is lost**, it is sent again, as any update.
    ///
    /// ```
    /// # #[tokio::main] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let test = m7::testing::Sandboxed::start().await?;
    /// # let m7 = test.client();
    /// # let new = m7.sip().create("2004", "a-password").await?.data;
    /// # test.register("2004").await?;
    /// # m7.sip().bind(&new.sip_id, "5feb148e19a5207b5020e728").await?;
    /// m7.sip().unbind(&new.sip_id).await?;
    /// assert_eq!(m7.sip().get("2004").await?.data.agent, None);
    /// # Ok(()) }
    /// ```
    pub fn unbind(&self, sip_id: impl Into<SipId>) -> Unbind {
        Unbind::new(self.client.clone(), sip_id.into())
    }
}
