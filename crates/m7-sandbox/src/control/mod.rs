//! The control API under `/_sandbox/`: what the documented API can't do. Unsigned, so it is there
//! only for this machine unless the builder says otherwise.

mod clock;
mod data;
mod documents;
mod faults;
mod health;
mod input;
mod journal;
mod local;
mod log;
mod phone;
mod problem;
mod registrations;
mod routes;
mod sign;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::any;

use crate::service::Service;
use crate::{gateway, page};

pub use self::local::names_no_page;
use self::routes::Routes;

/// Who may use the control API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Programs on the machine that the sandbox runs on.
    ThisMachine,
    /// Whoever reaches the port, by an address or a name that no web page can have.
    Anyone,
}

/// Everything at and under `/_sandbox`, and the page at `/` that works by it.
pub(crate) fn router(reach: Reach) -> Router<Arc<Service>> {
    let calls = routes()
        .into_router()
        .nest("/page", page::assets())
        .fallback(problem::nothing_here)
        .method_not_allowed_fallback(problem::other_method);
    let router = Router::new()
        .nest("/_sandbox", calls)
        // That isn't taken as under it.
        .route("/_sandbox/", any(problem::nothing_here))
        .layer(from_fn(local::refuse_foreign_pages));
    let index = page::index().layer(from_fn(local::refuse_foreign_pages));
    let (router, index) = match reach {
        Reach::ThisMachine => (
            router.layer(from_fn(local::refuse_foreign_names)),
            index.layer(from_fn(local::refuse_foreign_names)),
        ),
        Reach::Anyone => (
            router.layer(from_fn(local::refuse_public_names)),
            index.layer(from_fn(local::refuse_public_names)),
        ),
    };
    router
        .layer(from_fn(log::log))
        // What isn't asked as a browser asks for a page is for the documented API.
        .route("/", index.fallback(gateway::answer))
}

/// All calls, below `/_sandbox`. Each is described in `spec/sandbox.yaml`.
fn routes() -> Routes {
    Routes::default()
        .on(Method::GET, "/health", health::health)
        .on(Method::GET, "/openapi.json", documents::control)
        .on(Method::GET, "/contract.json", documents::contract)
        .on(Method::GET, "/state", state::state)
        .on(Method::POST, "/seed", data::seed)
        .on(Method::POST, "/reset", data::reset)
        .on(Method::POST, "/snapshots", data::take_snapshot)
        .on(Method::GET, "/snapshots", data::snapshots)
        .on(Method::DELETE, "/snapshots/{id}", data::delete_snapshot)
        .on(
            Method::POST,
            "/snapshots/{id}/restore",
            data::restore_snapshot,
        )
        .on(Method::GET, "/registrations", registrations::list)
        .on(Method::POST, "/sign", sign::sign)
        .on(Method::GET, "/journal", journal::show)
        .on(Method::DELETE, "/journal", journal::clear)
        .on(Method::GET, "/clock", clock::clock)
        .on(Method::PUT, "/clock", clock::set_clock)
        .on(Method::POST, "/clock/advance", clock::advance_clock)
        .on(Method::GET, "/faults", faults::faults)
        .on(Method::PUT, "/faults", faults::set_faults)
        .on(Method::DELETE, "/faults", faults::clear_faults)
        .on(Method::GET, "/faults/counts", faults::counts)
        .on(Method::POST, "/registrations", registrations::register)
        .on(
            Method::DELETE,
            "/registrations/{number}",
            registrations::unregister,
        )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_router_and_the_document_know_the_same_calls() {
        let document: Value = serde_json::from_str(documents::CONTROL).unwrap();
        let described: BTreeSet<_> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| format!("{} {path}", method.to_uppercase()))
            })
            .filter(|call| !call.starts_with("PARAMETERS "))
            .collect();
        let routed: BTreeSet<_> = routes()
            .listed()
            .iter()
            .map(|(method, path)| format!("{method} /_sandbox{path}"))
            .collect();
        assert_eq!(routed, described, "spec/sandbox.yaml isn't in step");
    }
}
