//! `/_sandbox/faults`: what is ordered to go wrong.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::body;
use crate::faults::{FaultError, FaultSchedule, RuleCount};
use crate::service::Service;

use super::problem::Problem;

/// How often each rule's turn came.
#[derive(Serialize)]
pub(super) struct Counts {
    counts: Vec<RuleCount>,
}

/// `GET /_sandbox/faults`
pub(super) async fn faults(State(service): State<Arc<Service>>) -> Json<FaultSchedule> {
    Json(service.faults.schedule())
}

/// `GET /_sandbox/faults/counts`
pub(super) async fn counts(State(service): State<Arc<Service>>) -> Json<Counts> {
    Json(Counts {
        counts: service.faults.counts(),
    })
}

/// `PUT /_sandbox/faults`
pub(super) async fn set_faults(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FaultSchedule>, Problem> {
    let bytes = body::read(body, &headers, &service).await?;
    body::check_content_type(&headers)?;
    let schedule = FaultSchedule::from_json(body::json_object(&bytes)?.as_str())?;
    service.faults.set(schedule).await?;
    Ok(faults(State(service)).await)
}

/// `DELETE /_sandbox/faults`
pub(super) async fn clear_faults(State(service): State<Arc<Service>>) -> Json<FaultSchedule> {
    service.faults.clear().await;
    faults(State(service)).await
}

impl From<FaultError> for Problem {
    fn from(error: FaultError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.to_string())
    }
}
