//! Says what the contract doesn't know of a reply.

use m7_envelope::drift::unknown_fields;
use m7_envelope::redact::redact;
use m7_models::Operation;
use serde::de::DeserializeOwned;

/// Warns of every field of the reply that the contract doesn't know. Their values aren't shown.
pub(crate) fn report<T: DeserializeOwned>(operation: &'static Operation, reply: &[u8]) {
    // A list that had to be salvaged can't be decoded as a whole, which was reported elsewhere.
    for field in unknown_fields::<T>(reply).unwrap_or_default() {
        tracing::warn!(
            m7.operation = operation.id,
            m7.field = %redact(&field),
            "the reply has a field that the contract doesn't know"
        );
    }
}
