//! A request's body: read within bounds of size and time, and known to be a JSON object.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use m7_envelope::{DecodeError, RawJson};
use serde::de::DeserializeOwned;
use tokio::time;

use crate::gateway::BODY_LIMIT;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::shown::Shown;

/// How much of a body that is too large is read and dropped, so that a client which is still sending
/// gets to read why it is refused.
const DRAIN_LIMIT: usize = 32 * BODY_LIMIT;

/// How long a body may still take when the sandbox stops.
const LAST_CALL: Duration = Duration::from_secs(2);

/// Reads a body that may have [`BODY_LIMIT`] bytes and take as long as the sandbox has patience, but
/// not much longer than until it is told to stop.
///
/// A client that asks first whether it may send more is told no, and hasn't sent it.
pub(crate) async fn read(
    body: Body,
    headers: &HeaderMap,
    service: &Service,
) -> Result<Vec<u8>, Refusal> {
    read_up_to(BODY_LIMIT, body, headers, service).await
}

/// Like [`read`], a body that may have `limit` bytes.
pub(crate) async fn read_up_to(
    limit: usize,
    body: Body,
    headers: &HeaderMap,
    service: &Service,
) -> Result<Vec<u8>, Refusal> {
    if asks_before_sending_too_much(headers, limit) {
        return Err(Refusal::TooLarge { limit });
    }
    let last_call = async {
        service.stopping.asked().await;
        time::sleep(LAST_CALL).await;
    };
    tokio::select! {
        bytes = read_bounded(body, limit) => bytes,
        () = time::sleep(service.patience) => Err(Refusal::TooSlow),
        () = last_call => Err(Refusal::TooSlow),
    }
}

async fn read_bounded(mut body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Refusal::CutOff)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length += data.len();
        if length <= limit {
            bytes.extend_from_slice(&data);
        } else if length > limit.max(DRAIN_LIMIT) {
            break;
        }
    }
    if length > limit {
        return Err(Refusal::TooLarge { limit });
    }
    Ok(bytes)
}

/// Whether a client waits for a word before it sends a body that would be too large.
fn asks_before_sending_too_much(headers: &HeaderMap, limit: usize) -> bool {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<u64>().ok());
    headers.contains_key(header::EXPECT) && length.is_some_and(|length| length > limit as u64)
}

/// The header must say `application/json`. Assumed: content-type.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Refusal> {
    let value = headers
        .get(header::CONTENT_TYPE)
        .ok_or(Refusal::NoContentType)?;
    let found = String::from_utf8_lossy(value.as_bytes());
    let essence = found.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(Refusal::ContentType {
            found: Shown::of(&found),
        })
    }
}

/// The body as a JSON object, kept as it was written. Assumed: body-form.
pub(crate) fn json_object(bytes: &[u8]) -> Result<RawJson, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::EmptyBody);
    }
    let json: RawJson = serde_json::from_slice(bytes)
        .map_err(|error| Refusal::NotJson(DecodeError::new(&error)))?;
    let found = match json.as_str().bytes().next() {
        Some(b'{') => return Ok(json),
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    };
    Err(Refusal::NotAnObject { found })
}

/// What an operation asks for, or which of its fields isn't what the contract says. Assumed:
/// body-fields, required-fields.
pub(crate) fn decode<R: DeserializeOwned>(body: &RawJson) -> Result<R, Refusal> {
    let mut deserializer = serde_json::Deserializer::from_str(body.as_str());
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| Refusal::Field {
        field: error.path().to_string(),
        error: DecodeError::new(error.inner()),
    })
}
