//! The `WWW-Authenticate` header (RFC 3261 §20.44, RFC 7616 §3.3).

use super::Algorithm;

/// Why a challenge is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// No answer was given, or a wrong one.
    New,
    /// The answer's nonce can't be used (any more); whoever knows the password answers again
    /// without asking its user (RFC 2617 §3.2.1).
    Stale,
}

/// The value of one `WWW-Authenticate` header.
pub(crate) fn challenge(
    algorithm: Algorithm,
    realm: &str,
    nonce: &str,
    freshness: Freshness,
) -> String {
    let stale = match freshness {
        Freshness::New => "",
        Freshness::Stale => ", stale=true",
    };
    format!(
        "Digest realm=\"{}\", nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
        quoted(realm),
        algorithm.name(),
    )
}

/// Escapes what may not stand in a quoted string as it is.
pub(super) fn quoted(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
