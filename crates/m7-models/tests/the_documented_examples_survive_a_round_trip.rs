//! What the pages show decodes, and encodes again to the same JSON, field by field in that order.

mod documented;

use documented::documented;
use m7_models::{
    SipCreateRequest, SipCreateResponse, SipDeleteRequest, SipDeleteResponse, SipListRequest,
    SipListResponse, SipUpdateRequest, SipUpdateResponse,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn survives<T: DeserializeOwned + Serialize>(name: &str) -> Result<(), serde_json::Error> {
    let text = documented(name);
    let decoded: T = serde_json::from_str(&text)?;
    let encoded = serde_json::to_string(&decoded)?;
    assert_eq!(
        serde_json::from_str::<Value>(&encoded)?,
        serde_json::from_str::<Value>(&text)?,
        "{name}"
    );
    assert_eq!(without_spaces(&encoded), without_spaces(&text), "{name}");
    Ok(())
}

/// JSON without the white space between its tokens.
fn without_spaces(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    json.chars()
        .filter(|&character| {
            if in_string {
                in_string = escaped || character != '"';
                escaped = !escaped && character == '\\';
                return true;
            }
            in_string = character == '"';
            !character.is_ascii_whitespace()
        })
        .collect()
}

#[test]
fn list() -> Result<(), serde_json::Error> {
    survives::<SipListRequest>("sip-list.request")?;
    survives::<SipListResponse>("sip-list.response")
}

#[test]
fn create() -> Result<(), serde_json::Error> {
    survives::<SipCreateRequest>("sip-create.request")?;
    survives::<SipCreateResponse>("sip-create.response")
}

#[test]
fn update() -> Result<(), serde_json::Error> {
    survives::<SipUpdateRequest>("sip-update.request")?;
    survives::<SipUpdateResponse>("sip-update.response")
}

#[test]
fn delete() -> Result<(), serde_json::Error> {
    survives::<SipDeleteRequest>("sip-delete.request")?;
    survives::<SipDeleteResponse>("sip-delete.response")
}
