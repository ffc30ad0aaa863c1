//! The control API under `/_sandbox/`: what the documented API can't do. Unsigned, so it is there
//! only for this machine unless the builder says otherwise.

mod health;
mod problem;
mod registrations;

use std::sync::Arc;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::service::Service;

/// Everything under `/_sandbox`.
pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/health", get(health::health))
        .route("/registrations", post(registrations::register))
        .route("/registrations/{number}", delete(registrations::unregister))
        .fallback(problem::nothing_here)
        .method_not_allowed_fallback(problem::other_method)
}
