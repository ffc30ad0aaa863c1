//! Signs requests.

use std::fmt;
use std::str;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::keyed_mac::KeyedMac;
use crate::tag::{SIGN_LENGTH, TAG_LENGTH};
use crate::{Credentials, Nonce, Timestamp, digits, header};

/// Signs requests of one account; keyed once, then cheap, and shared freely among threads.
///
/// The keyed state is overwritten with zeros when it goes. `Debug` shows the appkey only.
///
/// ```
/// use m7_auth::{Credentials, Signer};
///
/// // The sample of the vendor's authorization page.
/// let signer = Signer::new(&Credentials::new("2000103", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")?);
/// let signed = signer.sign("1608119594".parse()?, "123221".parse()?);
/// assert_eq!(signed.sign(), "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    appkey: Arc<str>,
    mac: KeyedMac,
}

impl Signer {
    /// Computes what depends on the secret alone.
    pub fn new(credentials: &Credentials) -> Self {
        Self {
            appkey: credentials.shared_appkey(),
            mac: KeyedMac::new(credentials),
        }
    }

    /// The account that this signs for.
    pub fn appkey(&self) -> &str {
        &self.appkey
    }

    /// Signs one request. Nothing is allocated.
    ///
    /// Path and body aren't signed: the vendor's rule covers appkey, timestamp and nonce only. On a
    /// plain http connection, whoever sits on the wire can replace the body of a signed request.
    #[inline]
    pub fn sign(&self, timestamp: Timestamp, nonce: Nonce) -> SignedHeaders<'_> {
        let digits = digits::of(timestamp, nonce);
        let sign = self.mac.tag(digits).base64();
        SignedHeaders {
            appkey: &self.appkey,
            digits,
            sign,
        }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("appkey", &self.appkey)
            .finish_non_exhaustive()
    }
}

/// The four headers of one request, and proof that they belong together.
///
/// `Debug` doesn't show the sign: within its five minutes it is as good as the secret to whoever
/// reads it first.
#[derive(Clone)]
pub struct SignedHeaders<'s> {
    appkey: &'s str,
    /// The timestamp's ten, then the nonce's six.
    digits: [u8; digits::LENGTH],
    sign: [u8; SIGN_LENGTH],
}

impl SignedHeaders<'_> {
    /// The value of `m7-appkey`.
    pub fn appkey(&self) -> &str {
        self.appkey
    }

    /// The value of `m7-nonce`: six digits.
    pub fn nonce(&self) -> &str {
        ascii(&self.digits[Timestamp::DIGITS..])
    }

    /// The value of `m7-timestamp`: ten digits.
    pub fn timestamp(&self) -> &str {
        ascii(&self.digits[..Timestamp::DIGITS])
    }

    /// The value of `m7-sign`: 44 characters of base64.
    pub fn sign(&self) -> &str {
        ascii(&self.sign)
    }

    /// The 32 bytes of the HMAC-SHA256 that `m7-sign` spells, for whoever shows how it comes about.
    pub fn digest(&self) -> [u8; TAG_LENGTH] {
        // The decoder asks for as much room as so many characters could need without padding.
        let mut bytes = [0; TAG_LENGTH + 1];
        let decoded = STANDARD.decode_slice(self.sign, &mut bytes);
        match (decoded, bytes.first_chunk()) {
            (Ok(TAG_LENGTH), Some(digest)) => *digest,
            _ => unreachable!("a sign is the base64 of that many bytes"),
        }
    }

    /// The four headers by name, in the order of the vendor's examples.
    ///
    /// ```
    /// # use m7_auth::{Credentials, Signer};
    /// # let signer = Signer::new(&Credentials::new("2000113", "not-a-real-secret")?);
    /// let signed = signer.sign("1616408549".parse()?, "025513".parse()?);
    /// let names = signed.pairs().map(|(name, _)| name);
    /// assert_eq!(names, ["m7-appkey", "m7-nonce", "m7-timestamp", "m7-sign"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn pairs(&self) -> [(&'static str, &str); 4] {
        [
            (header::APPKEY, self.appkey()),
            (header::NONCE, self.nonce()),
            (header::TIMESTAMP, self.timestamp()),
            (header::SIGN, self.sign()),
        ]
    }
}

impl fmt::Debug for SignedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedHeaders")
            .field("appkey", &self.appkey)
            .field("nonce", &self.nonce())
            .field("timestamp", &self.timestamp())
            .field("sign", &format_args!("[redacted]"))
            .finish()
    }
}

fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).unwrap_or_else(|_| unreachable!("digits and base64 are ASCII"))
}
