//! `/_sandbox/registrations`: says that a phone registered at a number, or left it.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::phones;
use crate::service::Service;

use super::input;
use super::problem::Problem;

/// A phone that registers.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NewRegistration {
    appkey: Option<String>,
    number: String,
    client_url: String,
    register_device: String,
}

/// Whose number is meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whose {
    appkey: Option<String>,
}

/// How a number stands now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Standing {
    appkey: String,
    number: String,
    register_status: u8,
}

/// `POST /_sandbox/registrations`
pub(super) async fn register(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Standing>, Problem> {
    let new: NewRegistration = input::json(body, &headers, &service).await?;
    let appkey = or_first(&service, new.appkey);
    phones::register(
        &service,
        &appkey,
        &new.number,
        &new.client_url,
        &new.register_device,
    )
    .await?;
    Ok(Json(Standing {
        appkey,
        number: new.number,
        register_status: 1,
    }))
}

/// `DELETE /_sandbox/registrations/{number}?appkey=…`
pub(super) async fn unregister(
    State(service): State<Arc<Service>>,
    number: Result<Path<String>, PathRejection>,
    whose: Result<Query<Whose>, QueryRejection>,
) -> Result<Json<Standing>, Problem> {
    let (Path(number), Query(whose)) = (number?, whose?);
    let appkey = or_first(&service, whose.appkey);
    phones::unregister(&service, &appkey, &number).await?;
    Ok(Json(Standing {
        appkey,
        number,
        register_status: 0,
    }))
}

fn or_first(service: &Service, appkey: Option<String>) -> String {
    appkey.unwrap_or_else(|| service.first_appkey.to_string())
}
