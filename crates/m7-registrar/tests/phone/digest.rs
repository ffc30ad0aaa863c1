//! The phone's half of digest authentication.

use std::fmt::Write as _;

use md5::Md5;
use sha2::{Digest, Sha256};

use super::Answer;

#[derive(Clone, Debug)]
pub(crate) struct Challenge {
    pub(crate) algorithm: String,
    realm: String,
    nonce: String,
    count: u32,
}

impl Challenge {
    pub(crate) fn parse(header: &str) -> Option<Self> {
        Some(Self {
            algorithm: parameter(header, "algorithm=")?,
            realm: parameter(header, "realm=")?,
            nonce: parameter(header, "nonce=")?,
            count: 0,
        })
    }

    /// The header line that answers it, once more.
    pub(crate) fn authorization(
        &mut self,
        number: &str,
        password: &str,
        uri: &str,
        answer: Answer,
    ) -> String {
        self.count += 1;
        let Self {
            algorithm,
            realm,
            nonce,
            count,
        } = self;
        let ha1 = hash(algorithm, &format!("{number}:{realm}:{password}"));
        let ha2 = hash(algorithm, &format!("REGISTER:{uri}"));
        let (protected, parameters) = match answer {
            Answer::Old => (format!("{ha1}:{nonce}:{ha2}"), String::new()),
            Answer::Auth => (
                format!("{ha1}:{nonce}:{count:08x}:c0ffee:auth:{ha2}"),
                format!(", qop=auth, nc={count:08x}, cnonce=\"c0ffee\""),
            ),
        };
        let response = hash(algorithm, &protected);
        format!(
            "Authorization: Digest username=\"{number}\", realm=\"{realm}\", nonce=\"{nonce}\", \
             uri=\"{uri}\", response=\"{response}\", algorithm={algorithm}{parameters}\r\n"
        )
    }
}

fn hash(algorithm: &str, text: &str) -> String {
    let hash = match algorithm {
        "MD5" => Md5::digest(text).to_vec(),
        "SHA-256" => Sha256::digest(text).to_vec(),
        other => panic!("no such algorithm: {other}"),
    };
    hash.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    })
}

fn parameter(header: &str, name: &str) -> Option<String> {
    let rest = &header[header.find(name)? + name.len()..];
    Some(match rest.strip_prefix('"') {
        Some(quoted) => quoted[..quoted.find('"')?].to_owned(),
        None => rest[..rest.find(',').unwrap_or(rest.len())].to_owned(),
    })
}
