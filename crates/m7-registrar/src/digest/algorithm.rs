//! The hash functions that a digest may be made with, and which of them are offered.

use md5::Md5;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A hash function of digest authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `MD5`, which every phone knows (RFC 2617 §3.2.1).
    Md5,
    /// `SHA-256` (RFC 7616 §3.3, for SIP: RFC 8760 §2).
    Sha256,
}

/// Which algorithms a registrar offers, in the order of its preference.
///
/// RFC 8760 §2.4 has the client take the topmost challenge that it supports. Clients that don't get
/// that far exist: sipp gives up when the topmost isn't MD5, baresip 1.0 when SHA-256 is offered at
/// all. So MD5 alone is the default; linphone takes any of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Offer {
    /// MD5 alone.
    #[default]
    Md5,
    /// MD5, then SHA-256.
    Md5ThenSha256,
    /// SHA-256, then MD5.
    Sha256ThenMd5,
    /// SHA-256 alone: an MD5 digest is refused however right it is.
    Sha256,
}

impl Algorithm {
    /// The name in a challenge and in its answer.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    /// The algorithm that an answer names; one that names none means MD5 (RFC 2617 §3.2.2).
    pub(crate) fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Md5),
            Some(name) => [Self::Md5, Self::Sha256]
                .into_iter()
                .find(|algorithm| name.eq_ignore_ascii_case(algorithm.name())),
        }
    }

    /// The hash of `parts` joined by colons, in lower-case hexadecimal digits.
    pub(crate) fn hash(self, parts: &[&[u8]]) -> Zeroizing<String> {
        match self {
            Self::Md5 => hash_of::<Md5>(parts),
            Self::Sha256 => hash_of::<Sha256>(parts),
        }
    }
}

impl Offer {
    /// The algorithms offered, the preferred one first.
    pub const fn algorithms(self) -> &'static [Algorithm] {
        match self {
            Self::Md5 => &[Algorithm::Md5],
            Self::Md5ThenSha256 => &[Algorithm::Md5, Algorithm::Sha256],
            Self::Sha256ThenMd5 => &[Algorithm::Sha256, Algorithm::Md5],
            Self::Sha256 => &[Algorithm::Sha256],
        }
    }
}

fn hash_of<D: Digest>(parts: &[&[u8]]) -> Zeroizing<String> {
    let mut hash = D::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            hash.update(b":");
        }
        hash.update(part);
    }
    crate::hex::encode(&hash.finalize())
}
