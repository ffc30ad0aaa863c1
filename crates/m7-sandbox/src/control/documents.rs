//! `GET /_sandbox/openapi.json` and `GET /_sandbox/contract.json`: what the two APIs are.

use axum::http::header;
use axum::response::IntoResponse;

/// The control API's own document, from `spec/sandbox.yaml`.
pub(super) const CONTROL: &str = include_str!("../generated/control.json");

/// The vendor's contract, from `spec/openapi.yaml`.
const CONTRACT: &str = include_str!("../generated/contract.json");

pub(super) async fn control() -> impl IntoResponse {
    json(CONTROL)
}

pub(super) async fn contract() -> impl IntoResponse {
    json(CONTRACT)
}

fn json(document: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document)
}
