//! The control API under `/_sandbox/`: what the documented API can't do. Unsigned, so it is there
//! only for this machine unless the builder says otherwise.

mod health;
mod local;
mod log;
mod problem;
mod registrations;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, delete, get, post};

use crate::service::Service;

/// Who may use the control API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Programs on the machine that the sandbox runs on.
    ThisMachine,
    /// Whoever reaches the port.
    Anyone,
}

/// Everything at and under `/_sandbox`.
pub(crate) fn router(reach: Reach) -> Router<Arc<Service>> {
    let calls = Router::new()
        .route("/health", get(health::health))
        .route("/registrations", post(registrations::register))
        .route("/registrations/{number}", delete(registrations::unregister))
        .fallback(problem::nothing_here)
        .method_not_allowed_fallback(problem::other_method);
    let router = Router::new()
        .nest("/_sandbox", calls)
        // That isn't taken as under it.
        .route("/_sandbox/", any(problem::nothing_here))
        .layer(from_fn(local::refuse_foreign_pages));
    let router = match reach {
        Reach::ThisMachine => router.layer(from_fn(local::refuse_foreign_names)),
        Reach::Anyone => router,
    };
    router.layer(from_fn(log::log))
}
