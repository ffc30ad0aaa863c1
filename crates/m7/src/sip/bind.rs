//! Bind an agent to a SIP number, and take it off.

use m7_models::{SipId, SipIdentity, SipUpdateRequest};

use crate::call::{self, Options};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// An agent that can be bound to a SIP number. Made by [`Sip::bind`](crate::Sip::bind).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Bind {
    client: Client,
    sip_id: SipId,
    agent_id: String,
    options: Options,
}

impl Bind {
    pub(super) fn new(client: Client, sip_id: SipId, agent_id: String) -> Self {
        Self {
            client,
            sip_id,
            agent_id,
            options: Options::default(),
        }
    }

    /// The request that this sends, to be looked at or sent by other means.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) would refuse to send.
    pub fn request(&self) -> Result<crate::Request, Error> {
        crate::Request::of(&self.client, &self.body()?, &self.options)
    }

    /// Binds the agent.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        call::make(&self.client, &self.body()?, &self.options).await
    }

    fn body(&self) -> Result<SipUpdateRequest, Error> {
        // An empty agentId would take the agent off.
        input::check_agent_id(&self.agent_id)
            .map_err(|wrong| Error::invalid_input(&m7_models::operation::SIP_UPDATE, wrong))?;
        let sip_id = self.sip_id.clone();
        Ok(SipUpdateRequest::new(sip_id).with_agent_id(self.agent_id.as_str()))
    }
}

callable!(Bind => SipIdentity);

/// A SIP number whose agent can be taken off. Made by [`Sip::unbind`](crate::Sip::unbind).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Unbind {
    client: Client,
    sip_id: SipId,
    options: Options,
}

impl Unbind {
    pub(super) fn new(client: Client, sip_id: SipId) -> Self {
        Self {
            client,
            sip_id,
            options: Options::default(),
        }
    }

    /// The request that this sends, to be looked at or sent by other means.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) would refuse to send.
    pub fn request(&self) -> Result<crate::Request, Error> {
        crate::Request::of(&self.client, &self.body(), &self.options)
    }

    /// Takes the agent off.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        call::make(&self.client, &self.body(), &self.options).await
    }

    fn body(&self) -> SipUpdateRequest {
        SipUpdateRequest::new(self.sip_id.clone()).with_agent_id("")
    }
}

callable!(Unbind => SipIdentity);
