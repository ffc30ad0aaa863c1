//! Signing headers: as documented, and in every way that a server must refuse.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use m7_auth::{Credentials, Timestamp, header};
use serde::Deserialize;
use sha2::Sha256;

use crate::wire::Account;

/// In what signing headers are other than documented.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Deviation {
    /// The header isn't sent.
    LeaveOut(String),
    /// The header is sent twice.
    Twice(String),
    /// Signed right, with a timestamp this far from the server's clock; behind it, if negative.
    SecondsOff(i64),
    /// All headers are those of the step before.
    Again,
    /// The nonce stands before the timestamp in the text that is signed.
    NonceFirst,
    /// Signed with another secret key.
    OtherKey,
    /// Another nonce is sent than was signed.
    OtherNonce,
    /// The timestamp is in milliseconds, and signed so.
    Milliseconds,
    /// Five digits of nonce, signed so.
    ShortNonce,
    /// The sign without its padding.
    Unpadded,
    /// The appkey of nobody, signed so.
    OtherAppkey,
}

/// Makes signing headers, and knows those of the request before.
pub(crate) struct Headers {
    account: Account,
    credentials: Credentials,
    last: Vec<(String, String)>,
    /// By how much the server's clock is ahead of this machine's, in seconds.
    pub(crate) offset: i64,
}

impl Headers {
    pub(crate) fn new(credentials: &Credentials) -> Self {
        Self {
            account: Account::new(credentials),
            credentials: credentials.clone(),
            last: Vec::new(),
            offset: 0,
        }
    }

    /// The headers of a request that is sent `now`.
    pub(crate) fn next(
        &mut self,
        now: Timestamp,
        deviations: &[Deviation],
    ) -> Vec<(String, String)> {
        if deviations.contains(&Deviation::Again) {
            return self.last.clone();
        }
        let off = deviations.iter().find_map(|deviation| match deviation {
            Deviation::SecondsOff(off) => Some(*off),
            _ => None,
        });
        let seconds = now
            .unix_seconds()
            .saturating_add_signed(self.offset)
            .saturating_add_signed(off.unwrap_or(0));
        let mut headers = self
            .account
            .headers(Timestamp::from_unix_seconds(seconds).unwrap_or(now));
        for deviation in deviations {
            self.deviate(&mut headers, deviation);
        }
        self.last.clone_from(&headers);
        headers
    }

    fn deviate(&self, headers: &mut Vec<(String, String)>, deviation: &Deviation) {
        let value = |name: &str| {
            let found = headers.iter().find(|(header, _)| header == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let (appkey, timestamp) = (value(header::APPKEY), value(header::TIMESTAMP));
        let (nonce, sign) = (value(header::NONCE), value(header::SIGN));
        let secret = self.credentials.expose_secret_key();
        match deviation {
            Deviation::SecondsOff(_) | Deviation::Again => {}
            Deviation::LeaveOut(name) => headers.retain(|(header, _)| header != name),
            Deviation::Twice(name) => headers.push((name.clone(), value(name))),
            Deviation::NonceFirst => {
                let message = format!("{appkey}{nonce}{timestamp}");
                set(headers, header::SIGN, hmac(secret, &message));
            }
            Deviation::OtherKey => {
                let message = format!("{appkey}{timestamp}{nonce}");
                set(headers, header::SIGN, hmac("another key", &message));
            }
            Deviation::OtherNonce => {
                let other = (nonce.parse::<u32>().unwrap_or(0) + 1) % 1_000_000;
                set(headers, header::NONCE, format!("{other:06}"));
            }
            Deviation::Milliseconds => {
                let timestamp = format!("{timestamp}000");
                let message = format!("{appkey}{timestamp}{nonce}");
                set(headers, header::SIGN, hmac(secret, &message));
                set(headers, header::TIMESTAMP, timestamp);
            }
            Deviation::ShortNonce => {
                let nonce = &nonce[1..];
                let message = format!("{appkey}{timestamp}{nonce}");
                set(headers, header::SIGN, hmac(secret, &message));
                set(headers, header::NONCE, nonce.to_owned());
            }
            Deviation::Unpadded => {
                set(headers, header::SIGN, sign.trim_end_matches('=').to_owned());
            }
            Deviation::OtherAppkey => {
                let appkey = "0";
                let message = format!("{appkey}{timestamp}{nonce}");
                set(headers, header::SIGN, hmac(secret, &message));
                set(headers, header::APPKEY, appkey.to_owned());
            }
        }
    }
}

fn set(headers: &mut [(String, String)], name: &str, value: String) {
    for (header, found) in headers {
        if header == name {
            *found = value;
            return;
        }
    }
}

fn hmac(key: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
