//! Says which control calls were made, and how they ended.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// Logs a call: nothing of its body or query.
pub(super) async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    tracing::info!(%method, path, status, "control call");
    response
}
