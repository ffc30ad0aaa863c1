//! `GET /_sandbox/health`: whether it runs, and can reach its data.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::Error;
use crate::service::Service;
use crate::store::account_names;

use super::problem::Problem;

pub(super) async fn health(State(service): State<Arc<Service>>) -> Result<Json<Value>, Problem> {
    let accounts = service
        .store
        .read(|transaction| account_names(transaction).map_err(Error::from))
        .await?;
    Ok(Json(json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "accounts": accounts,
    })))
}
