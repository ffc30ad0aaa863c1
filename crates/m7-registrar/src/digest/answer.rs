//! The client's half: reads a challenge and answers it.

use super::challenge::quoted;
use super::expected::{Parts, response};
use super::parameters::parameters;
use super::{Algorithm, DigestSecret, Protection};

/// A `WWW-Authenticate` header that can be answered here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) realm: String,
    pub(crate) is_stale: bool,
    nonce: String,
    opaque: Option<String>,
    algorithm: Algorithm,
    offers_auth: bool,
}

/// Who answers what with it.
pub(crate) struct Answer<'a> {
    pub(crate) username: &'a str,
    pub(crate) uri: &'a str,
    pub(crate) method: &'a str,
    pub(crate) cnonce: &'a str,
}

impl Challenge {
    /// Reads a header's value; `None` when it is of another scheme or algorithm, or malformed.
    pub(crate) fn parse(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (scheme, rest) = text.split_once([' ', '\t'])?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let mut parameters = parameters(rest).ok()?;
        let is = |value: Option<String>, word: &str| {
            value.is_some_and(|value| value.eq_ignore_ascii_case(word))
        };
        let offers_auth = match parameters.remove("qop") {
            None => false,
            Some(offered) if offered.split(',').any(|it| it.trim() == "auth") => true,
            // Only protections that aren't known here.
            Some(_) => return None,
        };
        Some(Self {
            realm: parameters.remove("realm")?,
            is_stale: is(parameters.remove("stale"), "true"),
            nonce: parameters.remove("nonce")?,
            opaque: parameters.remove("opaque"),
            algorithm: Algorithm::named(parameters.remove("algorithm").as_deref())?,
            offers_auth,
        })
    }
}

impl Answer<'_> {
    /// The value of the `Authorization` header; good for one request.
    pub(crate) fn to(&self, challenge: &Challenge, secret: &DigestSecret) -> String {
        const FIRST: &str = "00000001";
        let protection = if challenge.offers_auth {
            Protection::Auth {
                cnonce: self.cnonce.to_owned(),
                nc: FIRST.to_owned(),
                count: 1,
            }
        } else {
            Protection::None
        };
        let parts = Parts {
            method: self.method.as_bytes(),
            uri: self.uri,
            nonce: &challenge.nonce,
            protection: &protection,
        };
        let response = response(challenge.algorithm, secret, &parts);
        let protected = match protection {
            Protection::Auth { .. } => {
                format!(", qop=auth, nc={FIRST}, cnonce=\"{}\"", self.cnonce)
            }
            _ => String::new(),
        };
        let opaque = challenge
            .opaque
            .as_ref()
            .map_or_else(String::new, |it| format!(", opaque=\"{}\"", quoted(it)));
        format!(
            "Digest username=\"{}\", realm=\"{}\", nonce=\"{}\", uri=\"{}\", response=\"{}\", \
             algorithm={}{protected}{opaque}",
            quoted(self.username),
            quoted(&challenge.realm),
            quoted(&challenge.nonce),
            quoted(self.uri),
            response.as_deref().map_or("", String::as_str),
            challenge.algorithm.name(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2617 §3.5.
    #[test]
    fn the_example_of_rfc_2617_is_answered() {
        let challenge = Challenge::parse(
            br#"Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
        )
        .unwrap();
        let secret = DigestSecret::from_password("Mufasa", &challenge.realm, "Circle Of Life");
        let answer = Answer {
            username: "Mufasa",
            uri: "/dir/index.html",
            method: "GET",
            cnonce: "0a4f113b",
        }
        .to(&challenge, &secret);
        assert!(answer.contains(r#"response="6629fae49393a05397450978507c4ef1""#));
        assert!(answer.contains(r#", qop=auth, nc=00000001, cnonce="0a4f113b", opaque="5ccc069c"#));
    }

    #[test]
    fn what_cannot_be_answered_is_no_challenge() {
        for header in [
            &b"Basic realm=\"m7\""[..],
            b"Digest realm=\"m7\", nonce=\"n\", algorithm=SHA-512-256",
            b"Digest realm=\"m7\", nonce=\"n\", qop=\"auth-int\"",
            b"Digest realm=\"m7\"",
            b"Digest",
            b"\xff",
        ] {
            assert_eq!(Challenge::parse(header), None);
        }
    }
}
