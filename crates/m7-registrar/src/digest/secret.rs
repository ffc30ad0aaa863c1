//! What a registrar must know of a password: its two hashes, never the password itself.

use std::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use super::Algorithm;

/// The HA1 of one number in one realm, by MD5 and by SHA-256 (RFC 2617 §3.2.2.2, RFC 7616 §3.4.2).
///
/// Whoever knows an HA1 can register as its number, so it is a secret like the password: it can't be
/// printed and is overwritten with zeros when dropped. A store keeps both hashes, made when the
/// password is set, and needs the password no more.
///
/// ```
/// use m7_registrar::{Algorithm, DigestSecret};
///
/// let secret = DigestSecret::from_password("2004", "m7", "not-a-real-password");
/// let stored = secret.expose_ha1(Algorithm::Md5).to_owned();
/// assert_eq!(stored.len(), 32);
/// assert!(!format!("{secret:?}").contains(&stored));
/// ```
#[derive(Clone)]
pub struct DigestSecret {
    md5: Zeroizing<String>,
    sha256: Zeroizing<String>,
}

impl DigestSecret {
    /// Hashes a password for `number` in `realm`, both ways.
    pub fn from_password(number: &str, realm: &str, password: &str) -> Self {
        let parts = [number.as_bytes(), realm.as_bytes(), password.as_bytes()];
        Self {
            md5: Algorithm::Md5.hash(&parts),
            sha256: Algorithm::Sha256.hash(&parts),
        }
    }

    /// Takes hashes that were stored: 32 hexadecimal digits of MD5 and 64 of SHA-256.
    ///
    /// # Errors
    ///
    /// [`DigestSecretError`] when one of them isn't that. It holds no part of either.
    pub fn from_ha1(md5: &str, sha256: &str) -> Result<Self, DigestSecretError> {
        Ok(Self {
            md5: checked(Algorithm::Md5, md5)?,
            sha256: checked(Algorithm::Sha256, sha256)?,
        })
    }

    /// The HA1 by `algorithm` in lower-case hexadecimal digits, for a store to keep.
    ///
    /// The name is long so that a search for it finds every place where a secret leaves its type.
    pub fn expose_ha1(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Md5 => &self.md5,
            Algorithm::Sha256 => &self.sha256,
        }
    }
}

impl fmt::Debug for DigestSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestSecret([redacted])")
    }
}

/// A stored HA1 that can't be one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the stored {} hash is not {digits} hexadecimal digits", algorithm.name())]
pub struct DigestSecretError {
    algorithm: Algorithm,
    digits: usize,
}

fn checked(algorithm: Algorithm, ha1: &str) -> Result<Zeroizing<String>, DigestSecretError> {
    let digits = match algorithm {
        Algorithm::Md5 => 32,
        Algorithm::Sha256 => 64,
    };
    if ha1.len() == digits && ha1.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        // The digest is computed over the lower-case digits (RFC 2617 §3.1.3).
        Ok(Zeroizing::new(ha1.to_ascii_lowercase()))
    } else {
        Err(DigestSecretError { algorithm, digits })
    }
}
