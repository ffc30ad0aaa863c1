//! Whether an answer is the one that the password's owner would have given.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Algorithm, Authorization, DigestSecret, Protection};

/// Whether the response is right for `method` by `secret` (RFC 2617 §3.2.2.1–3, RFC 7616 §3.4.1–3).
/// The comparison takes the same time wherever the first difference is.
pub(crate) fn answers(
    authorization: &Authorization,
    method: &[u8],
    algorithm: Algorithm,
    secret: &DigestSecret,
) -> bool {
    let parts = Parts {
        method,
        uri: &authorization.uri,
        nonce: &authorization.nonce,
        protection: &authorization.protection,
    };
    let Some(expected) = response(algorithm, secret, &parts) else {
        return false;
    };
    // Lower case by the grammar (RFC 3261 §25.1, LHEX); a client that shouts means the same.
    let given = authorization.response.to_ascii_lowercase();
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

/// What a response covers.
pub(super) struct Parts<'a> {
    pub(super) method: &'a [u8],
    pub(super) uri: &'a str,
    pub(super) nonce: &'a str,
    pub(super) protection: &'a Protection,
}

/// The response that the password's owner gives; `None` for a protection that is never offered.
pub(super) fn response(
    algorithm: Algorithm,
    secret: &DigestSecret,
    parts: &Parts<'_>,
) -> Option<Zeroizing<String>> {
    let ha1 = secret.expose_ha1(algorithm).as_bytes();
    let ha2 = algorithm.hash(&[parts.method, parts.uri.as_bytes()]);
    let nonce = parts.nonce.as_bytes();
    match parts.protection {
        Protection::None => Some(algorithm.hash(&[ha1, nonce, ha2.as_bytes()])),
        Protection::Auth { cnonce, nc, .. } => Some(algorithm.hash(&[
            ha1,
            nonce,
            nc.as_bytes(),
            cnonce.as_bytes(),
            b"auth",
            ha2.as_bytes(),
        ])),
        Protection::Unoffered => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(header: &str) -> Authorization {
        Authorization::parse(header.as_bytes()).unwrap().unwrap()
    }

    /// RFC 2617 §3.5.
    #[test]
    fn the_example_of_rfc_2617_answers() {
        let secret = DigestSecret::from_password("Mufasa", "testrealm@host.com", "Circle Of Life");
        let answer = parsed(concat!(
            r#"Digest username="Mufasa", realm="testrealm@host.com", "#,
            r#"nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", qop=auth, "#,
            r#"nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", "#,
            r#"opaque="5ccc069c403ebaf9f0171e9517f40e41""#,
        ));
        assert!(answers(&answer, b"GET", Algorithm::Md5, &secret));
        assert!(!answers(&answer, b"PUT", Algorithm::Md5, &secret));
        let other = DigestSecret::from_password("Mufasa", "testrealm@host.com", "Circle of Life");
        assert!(!answers(&answer, b"GET", Algorithm::Md5, &other));
    }

    /// RFC 7616 §3.9.1, the answers by MD5 and by SHA-256.
    #[test]
    fn the_examples_of_rfc_7616_answer() {
        let secret =
            DigestSecret::from_password("Mufasa", "http-auth@example.org", "Circle of Life");
        for (algorithm, name, response) in [
            (Algorithm::Md5, "MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                Algorithm::Sha256,
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let mut answer = parsed(&format!(
                concat!(
                    r#"Digest username="Mufasa", realm="http-auth@example.org", "#,
                    r#"uri="/dir/index.html", algorithm={}, "#,
                    r#"nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, "#,
                    r#"cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, "#,
                    r#"response="{}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#,
                ),
                name, response
            ));
            assert_eq!(
                Algorithm::named(answer.algorithm.as_deref()),
                Some(algorithm)
            );
            assert!(answers(&answer, b"GET", algorithm, &secret), "{name}");
            answer.response.replace_range(..1, "0");
            assert!(!answers(&answer, b"GET", algorithm, &secret), "{name}");
        }
    }

    /// RFC 2069 §2.4 as corrected by its erratum 749.
    #[test]
    fn the_example_of_rfc_2069_answers() {
        let secret = DigestSecret::from_password("Mufasa", "testrealm@host.com", "CircleOfLife");
        let answer = parsed(concat!(
            r#"Digest username="Mufasa", realm="testrealm@host.com", "#,
            r#"nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html", "#,
            r#"response="1949323746fe6a43ef61f9606e7febea""#,
        ));
        assert!(answers(&answer, b"GET", Algorithm::Md5, &secret));
    }

    #[test]
    fn a_protection_that_was_not_offered_never_answers() {
        let secret = DigestSecret::from_password("2004", "m7", "pw");
        let mut answer = parsed(
            r#"Digest username="2004", realm="m7", nonce="n", uri="sip:m7", response="", qop=auth-int"#,
        );
        answer.response.clear();
        assert!(!answers(&answer, b"REGISTER", Algorithm::Md5, &secret));
    }
}
