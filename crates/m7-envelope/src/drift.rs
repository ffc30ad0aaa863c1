//! What the API sends and the contract doesn't know.
//!
//! Unknown fields never fail a reply. Whoever keeps the contract wants to hear of them all the same:
//! they are how one learns that the API has moved.

use serde::de::DeserializeOwned;

use crate::{DecodeError, Envelope, RawJson};

/// The paths of all fields of a reply that the contract doesn't know, e.g. `data.0.nickName`, in the
/// order of the reply. `T` is what `data` should be.
///
/// ```
/// use m7_envelope::drift::unknown_fields;
///
/// #[derive(serde::Deserialize)]
/// struct Identity {
///     #[serde(rename = "sipId")]
///     _sip_id: String,
/// }
///
/// let reply = br#"{"success": true, "data": {"sipId": "6", "shard": 3}, "region": "bj"}"#;
/// assert_eq!(unknown_fields::<Identity>(reply)?, ["region", "data.shard"]);
/// # Ok::<(), m7_envelope::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the reply can't be decoded at all.
pub fn unknown_fields<T: DeserializeOwned>(reply: &[u8]) -> Result<Vec<String>, DecodeError> {
    let mut unknown = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(reply);
    let envelope: Envelope<RawJson> =
        serde_ignored::deserialize(&mut deserializer, |path| unknown.push(path.to_string()))
            .map_err(|error| DecodeError::new(&error))?;
    if let Some(data) = envelope.into_data() {
        let mut deserializer = serde_json::Deserializer::from_str(data.as_str());
        let _: T = serde_ignored::deserialize(&mut deserializer, |path| {
            unknown.push(format!("data.{path}"));
        })
        .map_err(|error| DecodeError::new(&error))?;
    }
    Ok(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_as_documented_has_none() -> Result<(), DecodeError> {
        let reply = br#"{"success": true, "code": "200", "message": "requestSuccess", "data": []}"#;
        assert_eq!(unknown_fields::<Vec<u8>>(reply)?, [""; 0]);
        Ok(())
    }
}
