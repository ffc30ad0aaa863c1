//! Says what the contract doesn't know of a reply.

use m7_envelope::drift::unknown_fields;
use m7_envelope::redact::redact;
use m7_models::Operation;
use serde::de::DeserializeOwned;

/// Warns of every field of the reply that the contract doesn't know, and of data that isn't what it
/// says. No value is shown.
pub(crate) fn report<T: DeserializeOwned>(operation: &'static Operation, reply: &[u8]) {
    match unknown_fields::<T>(reply) {
        Ok(fields) => {
            for field in fields {
                tracing::warn!(
                    m7.operation = operation.id,
                    m7.field = %redact(&field),
                    "the reply has a field that the contract doesn't know"
                );
            }
        }
        Err(error) => tracing::warn!(
            m7.operation = operation.id,
            %error,
            "the reply isn't what the contract says, and was read as far as that goes"
        ),
    }
}
