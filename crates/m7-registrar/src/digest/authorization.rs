//! The `Authorization` header: who answers which challenge with what (RFC 3261 §20.7, §25.1).

use std::collections::BTreeMap;

use super::parameters::{Malformed, parameters};

/// The credentials of one `Authorization` header with the scheme `Digest`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authorization {
    pub(crate) username: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) uri: String,
    pub(crate) response: String,
    pub(crate) algorithm: Option<String>,
    pub(crate) protection: Protection,
}

/// What a digest covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Protection {
    /// No `qop`: the digest of RFC 2069, which RFC 2617 §3.2.2.1 keeps for old clients.
    None,
    /// `qop=auth`, with the client's nonce and its count of uses. `nc` is kept as it was written,
    /// since it is hashed like that.
    Auth {
        cnonce: String,
        nc: String,
        count: u32,
    },
    /// A `qop` that was never offered.
    Unoffered,
}

impl Authorization {
    /// Reads a header's value; `Ok(None)` when it is of another scheme than `Digest`.
    pub(crate) fn parse(value: &[u8]) -> Result<Option<Self>, Malformed> {
        let Ok(text) = std::str::from_utf8(value) else {
            return Err(Malformed);
        };
        let (scheme, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        if !scheme.eq_ignore_ascii_case("Digest") {
            return Ok(None);
        }
        let mut parameters = parameters(rest)?;
        let mut required = |name| parameters.remove(name).ok_or(Malformed);
        let username = required("username")?;
        let realm = required("realm")?;
        let nonce = required("nonce")?;
        let uri = required("uri")?;
        let response = required("response")?;
        let algorithm = parameters.remove("algorithm");
        Ok(Some(Self {
            username,
            realm,
            nonce,
            uri,
            response,
            algorithm,
            protection: protection(&mut parameters)?,
        }))
    }
}

fn protection(parameters: &mut BTreeMap<String, String>) -> Result<Protection, Malformed> {
    let Some(qop) = parameters.remove("qop") else {
        return Ok(Protection::None);
    };
    if !qop.eq_ignore_ascii_case("auth") {
        return Ok(Protection::Unoffered);
    }
    let cnonce = parameters.remove("cnonce").ok_or(Malformed)?;
    let nc = parameters.remove("nc").ok_or(Malformed)?;
    // Eight digits exactly (RFC 2617 §3.2.2), so no sign and no blank gets into the number.
    if nc.len() != 8 || !nc.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Malformed);
    }
    let count = u32::from_str_radix(&nc, 16).map_err(|_| Malformed)?;
    Ok(Protection::Auth { cnonce, nc, count })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str =
        r#"Digest username="2004", realm="m7", nonce="n", uri="sip:m7", response="r""#;

    fn with(more: &str) -> Result<Option<Authorization>, Malformed> {
        Authorization::parse(format!("{MINIMAL}{more}").as_bytes())
    }

    #[test]
    fn an_answer_without_qop_is_that_of_rfc_2069() {
        let authorization = with("").unwrap().unwrap();
        assert_eq!(authorization.username, "2004");
        assert_eq!(authorization.algorithm, None);
        assert_eq!(authorization.protection, Protection::None);
    }

    #[test]
    fn quoted_and_bare_values_read_alike() {
        for more in [
            r#", qop=auth, cnonce="a,b", nc=0000000A"#,
            r#",QOP="auth",cnonce="a\,b" , nc = "0000000A","#,
        ] {
            assert_eq!(
                with(more).unwrap().unwrap().protection,
                Protection::Auth {
                    cnonce: "a,b".to_owned(),
                    nc: "0000000A".to_owned(),
                    count: 10,
                },
                "{more}"
            );
        }
    }

    #[test]
    fn what_is_ambiguous_or_cut_off_is_malformed() {
        for more in [
            r#", username="2005""#,
            ", qop=auth",
            r#", qop=auth, cnonce="c", nc=1"#,
            r#", qop=auth, cnonce="c", nc=+0000001"#,
            r#", opaque="open"#,
            r#", opaque="open\"#,
            ", opaque",
            ", =x",
            r#" opaque="x""#,
        ] {
            assert_eq!(with(more), Err(Malformed), "{more}");
        }
        assert_eq!(
            Authorization::parse(br#"Digest username="2004""#),
            Err(Malformed)
        );
    }

    #[test]
    fn another_scheme_is_left_alone() {
        assert_eq!(Authorization::parse(b"Basic MjAwNDpwdw=="), Ok(None));
    }
}
