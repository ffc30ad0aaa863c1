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

/// Refuses what was sent to a name that a web page could have: it can have that resolved to any machine
/// that its browser reaches. No page from elsewhere has an address for its name, or a name of one word,
/// as machines and containers have among themselves.
pub(super) async fn refuse_public_names(request: Request, next: Next) -> Result<Response, Problem> {
    if text(&request, &header::HOST).is_some_and(names_no_page) {
        Ok(next.run(request).await)
    } else {
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            "the control API has no public name: call it by an address, or by a name without a dot",
        ))
    }
}

fn names_this_machine(host: &str) -> bool {
    name_in(host).is_some_and(|name| {
        name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
    })
}

/// Whether no web page can have this as its own server: a `Host` header with an address, or a name of one
/// word.
///
/// A server on this machine that asks nobody who they are should answer no other, since a page can have
/// its own name resolved to this machine.
///
/// ```
/// use m7_sandbox::names_no_page;
///
/// assert!(names_no_page("localhost:8071") && names_no_page("[::1]:8071"));
/// assert!(!names_no_page("page.example.com:8071"));
/// ```
pub fn names_no_page(host: &str) -> bool {
    name_in(host).is_some_and(|name| {
        let is_one_word = !name.is_empty() && !name.contains('.');
        is_one_word || name.parse::<IpAddr>().is_ok()
    })
}

/// A host without its port, and an address of IPv6 without its brackets.
fn name_in(host: &str) -> Option<String> {
    let authority = host.parse::<Authority>().ok()?;
    Some(authority.host().trim_matches(['[', ']']).to_owned())
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

    #[test]
    fn addresses_and_names_of_one_word_are_no_page_s() {
        for host in [
            "localhost",
            "Sandbox:80",
            "192.0.2.7:80",
            "[2001:db8::1]:80",
        ] {
            assert!(names_no_page(host), "{host}");
        }
        for host in [
            "",
            ":80",
            "example.com",
            "192.0.2.7.example.com:80",
            "com.",
            "a b",
        ] {
            assert!(!names_no_page(host), "{host}");
        }
    }
}
