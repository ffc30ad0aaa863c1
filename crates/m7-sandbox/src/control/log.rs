//! Says which control calls were made, and how they ended.

use axum::extract::Request;
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;

/// Logs a call: nothing of its body or query.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    // Who only looks may do so every second.
    if method == Method::GET {
        tracing::debug!(%method, path, status, "control call");
    } else {
        tracing::info!(%method, path, status, "control call");
    }
    response
}
