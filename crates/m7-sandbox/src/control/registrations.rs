//! `/_sandbox/registrations`: says that a phone registered at a number, or left it.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::phones;
use crate::service::Service;
use crate::store::{Account, StoredNumber, stored_time};

use super::input;
use super::phone::Phone;
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

/// Those of an account's numbers that have a phone.
#[derive(Serialize)]
pub(super) struct Registrations {
    appkey: String,
    numbers: Vec<Registered>,
}

#[derive(Serialize)]
struct Registered {
    number: String,
    registrations: Vec<Phone>,
}

/// `GET /_sandbox/registrations?appkey=…`
pub(super) async fn list(
    State(service): State<Arc<Service>>,
    whose: Result<Query<Whose>, QueryRejection>,
) -> Result<Json<Registrations>, Problem> {
    let Query(whose) = whose?;
    let appkey = or_first(&service, whose.appkey);
    if !service.doors.has(&appkey) {
        return Err(Error::UnknownAccount { appkey }.into());
    }
    let now = stored_time(service.now());
    let account = appkey.clone();
    let stored = service
        .store
        .read(move |transaction| {
            Account::new(transaction, &account)
                .registered_numbers(now)
                .map_err(Error::from)
        })
        .await?;
    let registered = |stored: StoredNumber| Registered {
        number: stored.number,
        registrations: stored.bindings.into_iter().map(Phone::from).collect(),
    };
    Ok(Json(Registrations {
        appkey,
        numbers: stored.into_iter().map(registered).collect(),
    }))
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
