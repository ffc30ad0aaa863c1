//! Update a SIP number.

use m7_models::{
    CodingFormat, Operation, SipId, SipIdentity, SipPassword, SipUpdateRequest, operation,
};

use crate::call::{self, Options, Request, Sent, Subject};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// A change of a SIP number. Made by [`Sip::update`](crate::Sip::update).
///
/// Whether the service keeps what isn't said is not documented.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Update {
    client: Client,
    request: SipUpdateRequest,
    options: Options,
}

impl Update {
    pub(super) fn new(client: Client, sip_id: SipId) -> Self {
        Self {
            client,
            request: SipUpdateRequest::new(sip_id),
            options: Options::default(),
        }
    }

    /// Renames it.
    pub fn number(mut self, number: impl Into<String>) -> Self {
        self.request.number = Some(number.into());
        self
    }

    /// Gives it another password. Over plain http it can be read on its way; see
    /// [`Client::insecure_transport`].
    pub fn password(mut self, password: impl Into<SipPassword>) -> Self {
        self.request.password = Some(password.into());
        self
    }

    /// Adds a voice codec to those that it is to have from now on.
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

    /// Binds an agent, under the same rule as [`Sip::bind`](crate::Sip::bind).
    pub fn agent(mut self, agent_id: impl Into<String>) -> Self {
        self.request.agent_id = Some(agent_id.into());
        self
    }

    /// The request that this sends, to be looked at or sent by other means. Its body holds the password, if
    /// one is set.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) would refuse to send.
    pub fn request(&self) -> Result<crate::Request, Error> {
        self.check()?;
        crate::Request::of(&self.client, &self.request, &self.options)
    }

    /// Updates the number.
    ///
    /// The `sipId` of the reply is the server's; on the page it isn't the one that was sent.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Whether the number may have been changed nevertheless says
    /// [`Error::outcome`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        self.check()?;
        call::make(&self.client, &self.request, &self.options).await
    }

    /// An empty agentId unbinds, which must not happen for want of a value.
    fn check(&self) -> Result<(), Error> {
        if self.request.agent_id.as_deref() == Some("") {
            return Err(Error::invalid_input(
                &operation::SIP_UPDATE,
                "the agentId is empty: to take the agent off, use unbind",
            ));
        }
        Ok(())
    }
}

callable!(Update => SipIdentity);

impl Request for SipUpdateRequest {
    type Data = SipIdentity;

    fn operation(&self) -> &'static Operation {
        &operation::SIP_UPDATE
    }

    fn check(&self) -> Result<(), input::Wrong> {
        input::check_sip_id(self.sip_id.as_str())?;
        self.number.as_deref().map_or(Ok(()), input::check_number)?;
        self.password
            .as_ref()
            .map_or(Ok(()), input::check_password)?;
        input::check_codecs(self.coding_format.as_deref().unwrap_or_default())?;
        // Empty is how an agent is taken off.
        self.agent_id
            .as_deref()
            .filter(|agent_id| !agent_id.is_empty())
            .map_or(Ok(()), input::check_agent_id)?;
        let is_empty = self.number.is_none()
            && self.password.is_none()
            && self.coding_format.is_none()
            && self.is_nat.is_none()
            && self.agent_id.is_none();
        if is_empty {
            return Err("there is nothing to change: say what it is to have".to_owned());
        }
        Ok(())
    }

    fn passwords(&self) -> &[SipPassword] {
        self.password.as_slice()
    }

    fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject::Replace(self))
    }

    fn settled(sip_id: SipId) -> Option<SipIdentity> {
        Some(SipIdentity::new(sip_id))
    }

    async fn send(&self, client: &m7_client::Client) -> Sent<Self::Data> {
        client.sip_update(self).await
    }
}
