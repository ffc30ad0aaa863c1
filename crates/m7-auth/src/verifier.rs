//! Verifies requests: the other half of signing.

use std::fmt;
use std::str;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::tag::{SIGN_LENGTH, TAG_LENGTH};
use crate::{
    Credentials, Malformation, Nonce, Refusal, SignedHeaders, Timestamp, TimestampError, digits,
    header,
};

/// How far a timestamp may be from the verifier's clock, to either side: five minutes (source: the
/// vendor's authorization page).
///
/// The page doesn't say how fractions count. Here, assumed: both times are taken in whole seconds,
/// and exactly 300 s are still accepted.
pub const WINDOW: Duration = Duration::from_secs(300);

/// Verifies requests of one account as the service documents it.
///
/// ```
/// use std::time::SystemTime;
/// use m7_auth::{Credentials, PresentedHeaders, Refusal, Signer, Timestamp, Verifier};
///
/// let credentials = Credentials::new("2000113", "not-a-real-secret")?;
/// let timestamp: Timestamp = "1616408549".parse()?;
/// let signer = Signer::new(&credentials);
/// let signed = signer.sign(timestamp, "025513".parse()?);
///
/// let verifier = Verifier::new(&credentials);
/// let mut presented = PresentedHeaders::from(&signed);
/// verifier.verify(&presented, timestamp.into())?;
///
/// presented.nonce = Some(b"025514");
/// assert_eq!(verifier.verify(&presented, timestamp.into()).err(), Some(Refusal::WrongSign));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    appkey: Arc<str>,
    /// Keyed, and the appkey taken in.
    mac: Hmac<Sha256>,
}

impl Verifier {
    /// Computes what depends on the secret alone.
    pub fn new(credentials: &Credentials) -> Self {
        let mut mac = Hmac::new_from_slice(credentials.expose_secret_key().as_bytes())
            .unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
        mac.update(credentials.appkey().as_bytes());
        Self {
            appkey: credentials.shared_appkey(),
            mac,
        }
    }

    /// The account whose requests this verifies.
    pub fn appkey(&self) -> &str {
        &self.appkey
    }

    /// Checks the headers of a request that arrived `now`.
    ///
    /// That the request is fresh is half of it: pass what is returned to a
    /// [`ReplayGuard`](crate::ReplayGuard).
    ///
    /// # Errors
    ///
    /// The first [`Refusal`] in this order: a header is missing, one is malformed, the appkey is
    /// another one, the timestamp is outside the [`WINDOW`], the sign is wrong. Signs are compared
    /// in constant time.
    pub fn verify(
        &self,
        presented: &PresentedHeaders<'_>,
        now: SystemTime,
    ) -> Result<Verified, Refusal> {
        let appkey = required(header::APPKEY, presented.appkey)?;
        let nonce = required(header::NONCE, presented.nonce)?;
        let timestamp = required(header::TIMESTAMP, presented.timestamp)?;
        let sign = required(header::SIGN, presented.sign)?;

        check_appkey(appkey).map_err(malformed(header::APPKEY))?;
        let nonce = parse_nonce(nonce).map_err(malformed(header::NONCE))?;
        let timestamp = parse_timestamp(timestamp).map_err(malformed(header::TIMESTAMP))?;
        let tag = parse_sign(sign).map_err(malformed(header::SIGN))?;

        if appkey != self.appkey.as_bytes() {
            return Err(Refusal::UnknownAppkey);
        }
        check_window(timestamp, now)?;
        self.mac
            .clone()
            .chain_update(digits::of(timestamp, nonce))
            .verify(&tag.into())
            .map_err(|_| Refusal::WrongSign)?;
        Ok(Verified {
            appkey: Arc::clone(&self.appkey),
            timestamp,
            nonce,
            tag,
        })
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("appkey", &self.appkey)
            .finish_non_exhaustive()
    }
}

/// The four headers as they came, each perhaps missing. `Debug` doesn't show the sign.
#[derive(Clone, Copy, Default)]
pub struct PresentedHeaders<'a> {
    /// The value of `m7-appkey`.
    pub appkey: Option<&'a [u8]>,
    /// The value of `m7-nonce`.
    pub nonce: Option<&'a [u8]>,
    /// The value of `m7-timestamp`.
    pub timestamp: Option<&'a [u8]>,
    /// The value of `m7-sign`.
    pub sign: Option<&'a [u8]>,
}

impl<'a> PresentedHeaders<'a> {
    /// Takes each header from where `find` finds it by its name.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use m7_auth::PresentedHeaders;
    ///
    /// let headers = HashMap::from([("m7-nonce", "025513")]);
    /// let presented = PresentedHeaders::from_lookup(|name| headers.get(name).map(|v| v.as_bytes()));
    /// assert_eq!(presented.nonce, Some(&b"025513"[..]));
    /// assert_eq!(presented.sign, None);
    /// ```
    pub fn from_lookup(find: impl Fn(&'static str) -> Option<&'a [u8]>) -> Self {
        Self {
            appkey: find(header::APPKEY),
            nonce: find(header::NONCE),
            timestamp: find(header::TIMESTAMP),
            sign: find(header::SIGN),
        }
    }
}

impl<'a> From<&'a SignedHeaders<'_>> for PresentedHeaders<'a> {
    fn from(signed: &'a SignedHeaders<'_>) -> Self {
        Self {
            appkey: Some(signed.appkey().as_bytes()),
            nonce: Some(signed.nonce().as_bytes()),
            timestamp: Some(signed.timestamp().as_bytes()),
            sign: Some(signed.sign().as_bytes()),
        }
    }
}

impl fmt::Debug for PresentedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresentedHeaders")
            .field("appkey", &self.appkey.map(String::from_utf8_lossy))
            .field("nonce", &self.nonce.map(String::from_utf8_lossy))
            .field("timestamp", &self.timestamp.map(String::from_utf8_lossy))
            .field("sign", &self.sign.map(|_| format_args!("[redacted]")))
            .finish()
    }
}

/// A request whose headers were verified. Only a [`Verifier`] makes one.
#[derive(Clone)]
pub struct Verified {
    appkey: Arc<str>,
    timestamp: Timestamp,
    nonce: Nonce,
    tag: [u8; TAG_LENGTH],
}

impl Verified {
    /// The account that signed.
    pub fn appkey(&self) -> &str {
        &self.appkey
    }

    /// When it was signed, by the client's clock.
    pub fn timestamp(&self) -> Timestamp {
        self.timestamp
    }

    /// Its nonce.
    pub fn nonce(&self) -> Nonce {
        self.nonce
    }

    pub(crate) fn tag(&self) -> &[u8; TAG_LENGTH] {
        &self.tag
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("appkey", &self.appkey)
            .field("timestamp", &self.timestamp)
            .field("nonce", &self.nonce)
            .finish_non_exhaustive()
    }
}

/// Refuses a timestamp that is further from `now` than the window is wide.
pub(crate) fn check_window(timestamp: Timestamp, now: SystemTime) -> Result<(), Refusal> {
    let seconds = timestamp
        .unix_seconds()
        .cast_signed()
        .saturating_sub(unix_seconds(now));
    if seconds.unsigned_abs() <= WINDOW.as_secs() {
        Ok(())
    } else {
        Err(Refusal::OutsideWindow { seconds })
    }
}

/// Whole seconds since 1970, rounded down, negative before.
pub(crate) fn unix_seconds(time: SystemTime) -> i64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => {
            let before = before.duration();
            let up = before
                .as_secs()
                .saturating_add(u64::from(before.subsec_nanos() > 0));
            i64::try_from(up).map_or(i64::MIN, |seconds| -seconds)
        }
    }
}

fn required<'a>(header: &'static str, value: Option<&'a [u8]>) -> Result<&'a [u8], Refusal> {
    value.ok_or(Refusal::Missing { header })
}

fn malformed(header: &'static str) -> impl Fn(Malformation) -> Refusal {
    move |reason| Refusal::Malformed { header, reason }
}

fn check_appkey(value: &[u8]) -> Result<(), Malformation> {
    if value.is_empty() {
        Err(Malformation::Empty)
    } else if value.iter().all(u8::is_ascii_graphic) {
        Ok(())
    } else {
        Err(Malformation::NotVisibleAscii)
    }
}

fn parse_nonce(value: &[u8]) -> Result<Nonce, Malformation> {
    let digits = digits(value)?;
    digits.parse().map_err(|_| Malformation::Length {
        found: value.len(),
        expected: Nonce::DIGITS,
    })
}

fn parse_timestamp(value: &[u8]) -> Result<Timestamp, Malformation> {
    let digits = digits(value)?;
    digits.parse().map_err(|error| match error {
        TimestampError::Milliseconds => Malformation::Milliseconds,
        _ if value.len() == Timestamp::DIGITS => Malformation::LeadingZero,
        _ => Malformation::Length {
            found: value.len(),
            expected: Timestamp::DIGITS,
        },
    })
}

fn digits(value: &[u8]) -> Result<&str, Malformation> {
    if value.is_empty() {
        return Err(Malformation::Empty);
    }
    if !value.iter().all(u8::is_ascii_digit) {
        return Err(Malformation::NotDigits);
    }
    str::from_utf8(value).map_err(|_| Malformation::NotDigits)
}

fn parse_sign(value: &[u8]) -> Result<[u8; TAG_LENGTH], Malformation> {
    if value.is_empty() {
        return Err(Malformation::Empty);
    }
    if value.len() != SIGN_LENGTH {
        return Err(Malformation::Length {
            found: value.len(),
            expected: SIGN_LENGTH,
        });
    }
    // 44 characters without padding are 33 bytes, one more than a sign has.
    let mut bytes = [0; TAG_LENGTH + 1];
    // The decoder refuses bits behind the last byte, so that a sign has one spelling only.
    match STANDARD.decode_slice(value, &mut bytes) {
        Ok(TAG_LENGTH) => bytes.first_chunk().copied().ok_or(Malformation::NotBase64),
        _ => Err(Malformation::NotBase64),
    }
}
