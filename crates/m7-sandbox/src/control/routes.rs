//! A router that knows what it has, so that a test can hold it against the document.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use crate::service::Service;

/// The calls of the control API, as they are added.
#[derive(Default)]
pub(super) struct Routes {
    router: Router<Arc<Service>>,
    listed: Vec<(Method, &'static str)>,
}

impl Routes {
    /// Lets `handler` answer to `method` at `path`, which is below `/_sandbox`.
    pub(super) fn on<H, T>(mut self, method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Service>>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone())
            .unwrap_or_else(|_| unreachable!("axum filters by all methods that have a constant"));
        self.router = self.router.route(path, on(filter, handler));
        self.listed.push((method, path));
        self
    }

    /// What was added.
    #[cfg(test)]
    pub(super) fn listed(&self) -> &[(Method, &'static str)] {
        &self.listed
    }

    pub(super) fn into_router(self) -> Router<Arc<Service>> {
        self.router
    }
}
