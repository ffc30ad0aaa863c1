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

    /// Binds the agent.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        // An empty agentId would take the agent off.
        input::check_agent_id(&self.agent_id)
            .map_err(|wrong| Error::invalid_input(&m7_models::operation::SIP_UPDATE, wrong))?;
        let request = SipUpdateRequest::new(self.sip_id).with_agent_id(self.agent_id);
        call::make(&self.client, &request, &self.options).await
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

    /// Takes the agent off.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        let request = SipUpdateRequest::new(self.sip_id).with_agent_id("");
        call::make(&self.client, &request, &self.options).await
    }
}

callable!(Unbind => SipIdentity);
