//! List SIP numbers.

use m7_envelope::{DecodeError, Envelope, Items};
use m7_models::{Operation, RegisterStatus, SipListRequest, SipNumber, operation};

use crate::call::{self, Options, Request, Sent};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// A list that can be asked for. Made by [`Sip::list`](crate::Sip::list).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct List {
    client: Client,
    request: SipListRequest,
    options: Options,
}

impl List {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            request: SipListRequest::new(),
            options: Options::default(),
        }
    }

    /// Lists this number only. Whether the service takes it as a whole or as a part isn't
    /// documented; [`Sip::get`](crate::Sip::get) takes what is equal.
    pub fn number(mut self, number: impl Into<String>) -> Self {
        self.request.number = Some(number.into());
        self
    }

    /// Lists numbers with one of these registration statuses only.
    pub fn register_statuses(mut self, statuses: impl IntoIterator<Item = RegisterStatus>) -> Self {
        self.request.register_statuses = Some(statuses.into_iter().collect());
        self
    }

    /// Lists numbers only that a phone is registered to.
    pub fn registered(self) -> Self {
        self.register_statuses([RegisterStatus::Registered])
    }

    /// Lists numbers only that no phone is registered to.
    pub fn unregistered(self) -> Self {
        self.register_statuses([RegisterStatus::Unregistered])
    }

    /// Asks for the list. There is no pagination: all that fits is in it.
    ///
    /// An item that isn't what the contract says doesn't cost the others: it is kept aside, in
    /// [`Items::rejected`].
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Reply<Items<SipNumber>>, Error> {
        call::make(&self.client, &self.request, &self.options).await
    }
}

callable!(List => Items<SipNumber>);

impl Request for SipListRequest {
    type Data = Items<SipNumber>;

    fn operation(&self) -> &'static Operation {
        &operation::SIP_LIST
    }

    fn check(&self) -> Result<(), input::Wrong> {
        self.number.as_deref().map_or(Ok(()), input::check_number)
    }

    fn about(&self) -> Option<&str> {
        self.number.as_deref()
    }

    async fn send(&self, client: &m7_client::Client) -> Sent<Self::Data> {
        client.sip_list(self).await
    }

    fn salvage(reply: &[u8]) -> Result<Envelope<Self::Data>, DecodeError> {
        Envelope::<Items<SipNumber>>::salvage(reply)
    }
}
