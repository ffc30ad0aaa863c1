//! Keeps web pages out. The control API is unsigned, and a browser lets any page send requests to the
//! machine that it runs on.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderName, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::problem::Problem;

/// Refuses what a page from elsewhere sends: a browser says where the page is from.
pub(super) async fn refuse_foreign_pages(
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(origin) = text(&request, &header::ORIGIN) {
        let from = origin.split_once("://").map(|(_, authority)| authority);
        if from.is_none() || from != text(&request, &header::HOST) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "the control API isn't for pages from elsewhere",
            ));
        }
    }
    Ok(next.run(request).await)
}

/// Refuses what was sent to a name that isn't this machine's own: a page can have its own name
/// resolved to this machine, and then the browser takes the sandbox for the page's server.
pub(super) async fn refuse_foreign_names(
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if text(&request, &header::HOST).is_some_and(names_this_machine) {
        Ok(next.run(request).await)
    } else {
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "the control API is for this machine: call it by localhost or an address",
        ))
    }
}

fn names_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().trim_matches(['[', ']']);
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}

fn text<'r>(request: &'r Request, name: &HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_localhost_name_this_machine() {
        for host in ["localhost", "LocalHost:80", "127.0.0.1:80", "[::1]:80"] {
            assert!(names_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "127.0.0.1.example.com:80",
            "localhost.",
            "a b",
        ] {
            assert!(!names_this_machine(host), "{host}");
        }
    }
}
