//! Delete a SIP number.

use m7_models::{Operation, SipDeleteRequest, SipId, SipIdentity, operation};

use crate::call::{self, Options, Request, Sent, Subject};
use crate::callable::callable;
use crate::{Client, Error, Reply, input};

/// A SIP number that can be deleted. Made by [`Sip::delete`](crate::Sip::delete).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Delete {
    client: Client,
    request: SipDeleteRequest,
    options: Options,
}

impl Delete {
    pub(super) fn new(client: Client, sip_id: SipId) -> Self {
        Self {
            client,
            request: SipDeleteRequest::new(sip_id),
            options: Options::default(),
        }
    }

    /// The request that this sends, to be looked at or sent by other means.
    ///
    /// # Errors
    ///
    /// What [`send`](Self::send) would refuse to send.
    pub fn request(&self) -> Result<crate::Request, Error> {
        crate::Request::of(&self.client, &self.request, &self.options)
    }

    /// Deletes the number.
    ///
    /// The `sipId` of the reply is the server's; on the page it isn't the one that was sent.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Whether the number may have been deleted nevertheless says
    /// [`Error::outcome`].
    pub async fn send(self) -> Result<Reply<SipIdentity>, Error> {
        call::make(&self.client, &self.request, &self.options).await
    }
}

callable!(Delete => SipIdentity);

impl Request for SipDeleteRequest {
    type Data = SipIdentity;

    fn operation(&self) -> &'static Operation {
        &operation::SIP_DELETE
    }

    fn check(&self) -> Result<(), input::Wrong> {
        input::check_sip_id(self.sip_id.as_str())
    }

    fn subject(&self) -> Option<Subject<'_>> {
        Some(Subject::Remove(&self.sip_id))
    }

    fn settled(sip_id: SipId) -> Option<SipIdentity> {
        Some(SipIdentity::new(sip_id))
    }

    async fn send(&self, client: &m7_client::Client) -> Sent<Self::Data> {
        client.sip_delete(self).await
    }
}
