//! `/_sandbox/journal`: what was asked of the documented API.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tokio::task;

use crate::Error;
use crate::journal::JournalPage;
use crate::service::Service;

use super::problem::Problem;

/// How many entries a reply has at most. With bodies of 16 KiB they are some tens of megabytes.
const LIMIT: usize = 1000;

/// Which entries are wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    after: u64,
    #[serde(default = "usual_limit")]
    limit: usize,
}

fn usual_limit() -> usize {
    100
}

/// `GET /_sandbox/journal?after=…&limit=…`
pub(super) async fn show(
    State(service): State<Arc<Service>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<JournalPage>, Problem> {
    let Query(Wanted { after, limit }) = wanted?;
    if !(1..=LIMIT).contains(&limit) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("limit must be from 1 to {LIMIT}"),
        ));
    }
    let journal = service.journal.clone();
    // Hiding what is secret takes its time, which the requests that are under way don't have.
    let page = task::spawn_blocking(move || journal.page_after(after, limit)).await;
    Ok(Json(page.map_err(|_| Error::Stopped)?))
}

/// `DELETE /_sandbox/journal`
pub(super) async fn clear(State(service): State<Arc<Service>>) -> Json<JournalPage> {
    service.journal.clear();
    Json(service.journal.page_after(u64::MAX, 1))
}
