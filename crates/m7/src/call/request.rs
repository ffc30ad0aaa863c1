//! A request, whatever its operation.

use m7_client::ResponseValue;
use m7_envelope::{DecodeError, Envelope};
use m7_models::{Operation, SipPassword};
use serde::de::DeserializeOwned;

use crate::input;

/// What the generated client returns.
pub(crate) type Sent<T> = Result<ResponseValue<Envelope<T>>, m7_client::Error<()>>;

/// A request of one operation, which can be sent any number of times.
pub(crate) trait Request: Send + Sync {
    /// What the reply carries.
    type Data: DeserializeOwned + Send;

    /// The operation.
    const OPERATION: &'static Operation;

    /// Refuses what can't be right.
    fn check(&self) -> Result<(), input::Wrong>;

    /// The password that the request holds.
    fn password(&self) -> Option<&SipPassword> {
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
