//! Get one SIP number.

use m7_models::{SipListRequest, SipNumber, operation};

use crate::call::{self, Options};
use crate::callable::callable;
use crate::error::Parts;
use crate::verdict::Verdict;
use crate::{Client, Error, ErrorKind, Outcome, Reply};

/// A SIP number that can be asked for. Made by [`Sip::get`](crate::Sip::get).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Get {
    client: Client,
    number: String,
    options: Options,
}

impl Get {
    pub(super) fn new(client: Client, number: String) -> Self {
        Self {
            client,
            number,
            options: Options::default(),
        }
    }

    /// Asks for the number.
    ///
    /// # Errors
    ///
    /// Of the kind [`NotFound`](ErrorKind::NotFound) when the account has no such number, and of
    /// the kind [`InvalidReply`](ErrorKind::InvalidReply) when it may be among items that can't be
    /// read. Otherwise see [`Error`].
    pub async fn send(self) -> Result<Reply<SipNumber>, Error> {
        let request = SipListRequest::new().with_number(self.number.as_str());
        let reply = call::make(&self.client, &request, &self.options).await?;
        let unreadable = reply.data.rejected.len();
        let found = reply
            .data
            .items
            .into_iter()
            .find(|item| item.number == self.number);
        match found {
            Some(number) => Ok(Reply::new(number, reply.call)),
            None if unreadable == 0 => Err(Error::from(Parts {
                operation: Some(&operation::SIP_LIST),
                subject: Some(self.number),
                call: Some(reply.call),
                ..Parts::new(
                    Verdict::new(ErrorKind::NotFound, Outcome::Rejected),
                    "there is no such SIP number",
                )
            })),
            None => Err(Error::from(Parts {
                operation: Some(&operation::SIP_LIST),
                subject: Some(self.number),
                call: Some(reply.call),
                ..Parts::new(
                    Verdict::new(ErrorKind::InvalidReply, Outcome::Applied),
                    format!(
                        "it is not among what could be read, but {unreadable} of the items \
                         couldn't"
                    ),
                )
            })),
        }
    }
}

callable!(Get => SipNumber);
