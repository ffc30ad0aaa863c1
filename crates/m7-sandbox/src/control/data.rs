//! `/_sandbox/seed`, `/_sandbox/reset` and `/_sandbox/snapshots`: the data as a whole.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::Error;
use crate::refusal::Refusal;
use crate::reset::{self, Removed};
use crate::seed::{self, Seed, Seeded};
use crate::service::Service;
use crate::snapshots::{self, Snapshot};

use super::input;
use super::problem::Problem;

/// How large a seed may be, in bytes: half a million numbers.
const SEED_LIMIT: usize = 64 * 1024 * 1024;

/// All snapshots.
#[derive(Serialize)]
pub(super) struct Snapshots {
    snapshots: Vec<Snapshot>,
    capacity: u64,
}

/// `POST /_sandbox/seed`
pub(super) async fn seed(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Seeded>, Problem> {
    let seed: Seed = input::json_up_to(SEED_LIMIT, body, &headers, &service)
        .await
        .map_err(misplaced)?;
    Ok(Json(seed::sow(&service, seed).await?))
}

/// What can't be read of a seed is told as what can't be added is: its place first.
fn misplaced(refusal: Refusal) -> Problem {
    match refusal {
        Refusal::Field { field, error } if field != "." => Error::Seed {
            path: field,
            reason: error.to_string(),
        }
        .into(),
        refusal => refusal.into(),
    }
}

/// `POST /_sandbox/reset`
pub(super) async fn reset(State(service): State<Arc<Service>>) -> Result<Json<Removed>, Problem> {
    Ok(Json(reset::reset(&service).await?))
}

/// `POST /_sandbox/snapshots`
pub(super) async fn take_snapshot(
    State(service): State<Arc<Service>>,
) -> Result<(StatusCode, Json<Snapshot>), Problem> {
    let snapshot = snapshots::take(&service).await?;
    Ok((StatusCode::CREATED, Json(snapshot)))
}

/// `GET /_sandbox/snapshots`
pub(super) async fn snapshots(
    State(service): State<Arc<Service>>,
) -> Result<Json<Snapshots>, Problem> {
    Ok(Json(Snapshots {
        snapshots: snapshots::all(&service).await?,
        capacity: snapshots::CAPACITY,
    }))
}

/// `POST /_sandbox/snapshots/{id}/restore`
pub(super) async fn restore_snapshot(
    State(service): State<Arc<Service>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Snapshot>, Problem> {
    Ok(Json(snapshots::restore(&service, &id?).await?))
}

/// `DELETE /_sandbox/snapshots/{id}`
pub(super) async fn delete_snapshot(
    State(service): State<Arc<Service>>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Snapshot>, Problem> {
    Ok(Json(snapshots::remove(&service, &id?).await?))
}
