//! A request, whatever its operation.

use m7_client::ResponseValue;
use m7_envelope::{DecodeError, Envelope};
use m7_models::{Operation, SipId, SipPassword};
use serde::de::DeserializeOwned;

use crate::call::Subject;
use crate::input;

/// What the generated client returns.
pub(crate) type Sent<T> = Result<ResponseValue<Envelope<T>>, m7_client::Error<()>>;

/// A request of one operation, which can be sent any number of times.
pub(crate) trait Request: Send + Sync {
    /// What the reply carries.
    type Data: DeserializeOwned + Send;

    /// The operation, which says what may be repeated.
    fn operation(&self) -> &'static Operation;

    /// Where it is sent, below the base URL.
    fn path(&self) -> &str {
        self.operation().path
    }

    /// Refuses what can't be right.
    fn check(&self) -> Result<(), input::Wrong>;

    /// The passwords that the request holds.
    fn passwords(&self) -> &[SipPassword] {
        &[]
    }

    /// What the request is to change, if a list can show whether it did.
    fn subject(&self) -> Option<Subject<'_>> {
        None
    }

    /// The number or the `sipId` that it is about, for whoever reads of it.
    fn about(&self) -> Option<&str> {
        self.subject().map(Subject::name)
    }

    /// What a reply would have carried that says that it was done to this number.
    fn settled(_: SipId) -> Option<Self::Data> {
        None
    }

    /// The id of what was created, for a create.
    fn made(_: &Self::Data) -> Option<&SipId> {
        None
    }

    /// Sends one attempt.
    fn send(&self, client: &m7_client::Client) -> impl Future<Output = Sent<Self::Data>> + Send;

    /// What a reply can't do without and lacks, in words, though it is of the right type.
    fn lacks(_: &Self::Data) -> Option<&'static str> {
        None
    }

    /// Decodes a reply whose data isn't all what the contract says, as far as that goes.
    fn salvage(reply: &[u8]) -> Result<Envelope<Self::Data>, DecodeError> {
        Envelope::from_slice(reply)
    }
}
