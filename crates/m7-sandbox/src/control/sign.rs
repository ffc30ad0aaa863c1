//! `POST /_sandbox/sign`: the headers of one request, for whoever tries things out by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use m7_auth::{Signer, Timestamp};
use serde::Deserialize;

use crate::Error;
use crate::service::Service;

use super::input;
use super::problem::Problem;

/// Who is to sign.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Who {
    appkey: Option<String>,
}

/// `POST /_sandbox/sign`
pub(super) async fn sign(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<BTreeMap<&'static str, String>>, Problem> {
    let Who { appkey } = input::json_if_any(body, &headers, &service).await?;
    let appkey = appkey.as_deref().unwrap_or(&service.first_appkey);
    let credentials = service
        .accounts
        .iter()
        .find(|account| account.appkey() == appkey)
        .ok_or_else(|| Error::UnknownAccount {
            appkey: appkey.to_owned(),
        })?;
    let conflict = |error: &dyn ToString| Problem::new(StatusCode::CONFLICT, error.to_string());
    let now = Timestamp::from_system_time(service.now())
        .map_err(|_| conflict(&"the sandbox's clock shows a time without a timestamp"))?;
    let (timestamp, nonce) = service
        .nonces
        .allocate(now)
        .map_err(|error| conflict(&error))?;
    let signer = Signer::new(credentials);
    let signed = signer.sign(timestamp, nonce);
    let headers = signed.pairs();
    Ok(Json(
        headers.map(|(name, value)| (name, value.to_owned())).into(),
    ))
}
