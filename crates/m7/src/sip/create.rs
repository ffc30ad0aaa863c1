//! Create a SIP number.

use m7_models::{
    CodingFormat, Operation, SipCreateRequest, SipId, SipIdentity, SipPassword, operation,
};

use crate::call::{self, Options, Request, Sent, Subject};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// A SIP number that can be created. Made by [`Sip::create`](crate::Sip::create).
///
/// What isn't said isn't sent, and is for the service to choose.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Create {
    client: Client,
    request: SipCreateRequest,
    options: Options,
}

impl Create {
    pub(super) fn new(client: Client, number: String, password: SipPassword) -> Self {
        Self {
            client,
            request: SipCreateRequest::new(number, password),
            options: Options::default(),
        }
    }

    /// Adds a voice codec.
    pub fn codec(mut self, codec: impl Into<CodingFormat>) -> Self {
        self.request
            .coding_format
            .get_or_insert_default()
            .push(codec.into());
        self
    }

    /// Sets the voice codecs to these.
    pub fn codecs<C: Into<CodingFormat>>(mut self, codecs: impl IntoIterator<Item = C>) -> Self {
        self.request.coding_format = Some(codecs.into_iter().map(Into::into).collect());
        self
    }

    /// Says whether the phone is behind NAT.
    pub fn behind_nat(mut self, behind_nat: bool) -> Self {
        self.request.is_nat = Some(behind_nat);
        self
    }

    /// Binds an agent at once. Since the service binds only to a number that is registered, and a
    /// new one can't be, it is to be expected that it refuses this; see
    /// [`Sip::bind`](crate::Sip::bind).
    pub fn agent(mut self, agent_id: impl Into<String>) -> Self {
        self.request.agent_id = Some(agent_id.into());
        self
    }

    /// The request that this sends, to be looked at or sent by other means. Its body holds the password.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) would refuse to send.
    pub fn request(&self) -> Result<crate::Request, Error> {
        crate::Request::of(&self.client, &self.request, &self.options)
    }

    /// Creates the number.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Whether the number may have been created nevertheless says
    /// [`Error::outcome`]; a reply with an empty `sipId` is
    /// [`Applied`](crate::Outcome::Applied).
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        call::make(&self.client, &self.request, &self.options).await
    }
}

callable!(Create => SipIdentity);

impl Request for SipCreateRequest {
    type Data = SipIdentity;

    fn operation(&self) -> &'static Operation {
        &operation::SIP_CREATE
    }

    fn check(&self) -> Result<(), input::Wrong> {
        input::check_number(&self.number)?;
        input::check_password(&self.password)?;
        input::check_codecs(self.coding_format.as_deref().unwrap_or_default())?;
        self.agent_id
            .as_deref()
            .map_or(Ok(()), input::check_agent_id)
    }

    fn passwords(&self) -> &[SipPassword] {
        std::slice::from_ref(&self.password)
    }

    fn lacks(data: &SipIdentity) -> Option<&'static str> {
        // Only by its id can the number be changed or deleted. (What an update or a delete was about
        // is known to whoever asked for it.)
        let blank = data.sip_id.as_str().trim().is_empty();
        blank.then_some("its `sipId` is empty")
    }

    fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject::Create(&self.number))
    }

    fn settled(sip_id: SipId) -> Option<SipIdentity> {
        Some(SipIdentity::new(sip_id))
    }

    fn made(data: &SipIdentity) -> Option<&SipId> {
        Some(&data.sip_id)
    }

    async fn send(&self, client: &m7_client::Client) -> Sent<Self::Data> {
        client.sip_create(self).await
    }
}
