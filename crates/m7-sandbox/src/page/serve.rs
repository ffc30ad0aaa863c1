//! Serves the page's files, with headers that let it do no more than it has to.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use crate::service::Service;

use super::assets::{ASSETS, Asset, INDEX};

/// The page may load its own files and call its own sandbox, and nothing else: not even markup made
/// from text, should a mistake in it try that.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'";

const PROTECTION: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // Kept by the browser, but asked for anew each time: the next sandbox on this port may have
    // another page.
    (header::CACHE_CONTROL, "no-cache"),
];

/// What answers `GET /`. Other methods are the caller's.
pub(crate) fn index() -> MethodRouter<Arc<Service>> {
    file(&INDEX)
}

/// The files by their names.
pub(crate) fn assets() -> Router<Arc<Service>> {
    ASSETS.iter().fold(Router::new(), |router, asset| {
        router.route(&format!("/{}", asset.name), file(asset))
    })
}

fn file(asset: &'static Asset) -> MethodRouter<Arc<Service>> {
    let tag = tag_of(asset.text);
    get(async move |headers: HeaderMap| answer(asset, &tag, &headers))
}

fn answer(asset: &'static Asset, tag: &str, asked: &HeaderMap) -> Response {
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| names(tags, tag));
    let mut response = if known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(asset.text.into())
    };
    let headers = response.headers_mut();
    for (name, value) in PROTECTION {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.media_type),
    );
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// Whether an `If-None-Match` names this tag (RFC 9110 §13.1.2): weakly compared.
fn names(tags: &str, tag: &str) -> bool {
    tags.split(',')
        .map(str::trim)
        .any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// Differs when the text does, from build to build.
fn tag_of(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_among_others_and_weakened() {
        for tags in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(names(tags, "\"a\""), "{tags}");
        }
        for tags in ["", "a", "\"b\"", "\"ab\""] {
            assert!(!names(tags, "\"a\""), "{tags}");
        }
    }

    #[test]
    fn another_text_has_another_tag() {
        assert_eq!(tag_of("one"), tag_of("one"));
        assert_ne!(tag_of("one"), tag_of("other"));
    }
}
