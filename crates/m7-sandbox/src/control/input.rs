//! What a control call is given in its body.

use axum::body::Body;
use axum::http::HeaderMap;
use serde::de::DeserializeOwned;

use crate::body;
use crate::gateway::BODY_LIMIT;
use crate::refusal::Refusal;
use crate::service::Service;

/// The body as JSON, which it must be.
pub(super) async fn json<T: DeserializeOwned>(
    body: Body,
    headers: &HeaderMap,
    service: &Service,
) -> Result<T, Refusal> {
    json_up_to(BODY_LIMIT, body, headers, service).await
}

/// The body as JSON, which may have `limit` bytes.
pub(super) async fn json_up_to<T: DeserializeOwned>(
    limit: usize,
    body: Body,
    headers: &HeaderMap,
    service: &Service,
) -> Result<T, Refusal> {
    let bytes = body::read_up_to(limit, body, headers, service).await?;
    body::check_content_type(headers)?;
    body::decode(&body::json_object(&bytes)?)
}

/// The body as JSON; without a body, what nothing says.
pub(super) async fn json_if_any<T: DeserializeOwned + Default>(
    body: Body,
    headers: &HeaderMap,
    service: &Service,
) -> Result<T, Refusal> {
    let bytes = body::read(body, headers, service).await?;
    if bytes.is_empty() {
        return Ok(T::default());
    }
    body::check_content_type(headers)?;
    body::decode(&body::json_object(&bytes)?)
}
