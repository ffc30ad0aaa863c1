//! `/_sandbox/clock`: what time it is in the sandbox.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use m7_auth::Clock as _;
use serde::{Deserialize, Serialize};

use crate::clock::{SandboxClock, earliest, is_scale, latest};
use crate::ids::unix_millis;
use crate::service::Service;
use crate::times::rfc3339;

use super::input;
use super::problem::Problem;

/// The clock as it stands.
#[derive(Serialize)]
pub(super) struct Shown {
    now: String,
    /// How many of its seconds pass in a real one.
    scale: f64,
}

/// What to change; what isn't given stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Setting {
    now: Option<String>,
    scale: Option<f64>,
}

/// How far to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

/// `GET /_sandbox/clock`
pub(super) async fn clock(State(service): State<Arc<Service>>) -> Json<Shown> {
    Json(shown(&service.clock))
}

/// `PUT /_sandbox/clock`: all of it or nothing.
pub(super) async fn set_clock(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Shown>, Problem> {
    let setting: Setting = input::json(body, &headers, &service).await?;
    let now = setting.now.map(|now| time(&now)).transpose()?;
    if let Some(scale) = setting.scale.filter(|scale| !is_scale(*scale)) {
        return Err(bad(format!(
            "scale: {scale} is not from 0 to {}",
            SandboxClock::MAX_SCALE
        )));
    }
    if now.is_none() && setting.scale.is_none() {
        return Err(bad("give now, scale, or both".to_owned()));
    }
    // First, so that it stands still at exactly the time that is set, if that is what is asked.
    if let Some(scale) = setting.scale {
        service.clock.scale(scale);
    }
    if let Some(now) = now {
        service.clock.set(now);
    }
    Ok(Json(shown(&service.clock)))
}

/// `POST /_sandbox/clock/advance`
pub(super) async fn advance_clock(
    State(service): State<Arc<Service>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Shown>, Problem> {
    let Advance { seconds } = input::json(body, &headers, &service).await?;
    let step = Duration::try_from_secs_f64(seconds).map_err(|_| {
        bad(format!(
            "seconds: {seconds} is no time to go on by (PUT /_sandbox/clock sets the clock back)"
        ))
    })?;
    let now = service.clock.now();
    if now.checked_add(step).is_none_or(|then| then > latest()) {
        return Err(bad(format!(
            "seconds: {seconds} goes beyond {}, the last time that the clock shows",
            shown_time(latest())
        )));
    }
    service.clock.advance(step);
    Ok(Json(shown(&service.clock)))
}

fn shown(clock: &SandboxClock) -> Shown {
    Shown {
        now: shown_time(clock.now()),
        scale: clock.current_scale(),
    }
}

fn shown_time(time: SystemTime) -> String {
    rfc3339(i64::try_from(unix_millis(time)).unwrap_or(i64::MAX))
}

/// A time that the clock can show.
fn time(text: &str) -> Result<SystemTime, Problem> {
    let parsed = text.parse::<Timestamp>().map(SystemTime::from);
    parsed
        .ok()
        .filter(|time| (earliest()..=latest()).contains(time))
        .ok_or_else(|| {
            bad(format!(
                "now: {text:?} is no time as in RFC 3339, like 2021-03-24T15:46:58.311+08:00, from {} \
                 to {}",
                shown_time(earliest()),
                shown_time(latest())
            ))
        })
}

fn bad(message: String) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, message)
}
