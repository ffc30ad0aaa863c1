//! What a client did instead of signing as documented, found out by doing the same.
//!
//! A wrong sign says nothing by itself. But there are few mistakes, and most clients make one of
//! them: whoever knows the secret makes each in turn, and sees whether it gives that sign.

mod keys;
mod mac;
mod mistake;
mod spellings;
mod texts;

use std::str::{self, FromStr};

use crate::tag::TAG_LENGTH;
use crate::{Credentials, PresentedHeaders};

use mac::Keyed;
use texts::Parts;

pub use mistake::{Mistake, MistakeKind};

/// What stands around what was signed, where a client may have taken too much from.
#[derive(Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// The request's path, as it was sent.
    pub path: &'a str,
    /// The request's body.
    pub body: &'a [u8],
    /// Accounts whose secrets may have been mixed up with the right one.
    pub others: &'a [Credentials],
}

/// Finds out what a client did whose sign is wrong or malformed: of the mistakes that are known, the
/// first that gives its sign. `None` if none does, if nothing is wrong, or if it isn't about the sign:
/// a header is missing, the appkey is another, timestamp or nonce is malformed. All that is said by
/// [`Verifier::verify`](crate::Verifier::verify), so ask it first.
///
/// A sign that nothing explains costs about 1060 short HMACs: a quarter of a millisecond on a CPU with
/// SHA instructions. A body is hashed four times on top, 16 KiB of it in 0.05 ms. So it is for requests
/// that are refused already, and better behind the answer than before it.
///
/// Signs are compared in constant time. Whoever is told the result learns which mistake he made, and
/// so something about his own sign only.
///
/// The first thing that is wrong with a captured request, whenever it was sent:
///
/// ```
/// use m7_auth::{Credentials, PresentedHeaders, Surroundings, Timestamp, Verifier, diagnose};
///
/// fn first_wrong(credentials: &Credentials, presented: &PresentedHeaders<'_>) -> Option<String> {
///     // By its own time, it isn't old.
///     let sent = presented.timestamp.and_then(|text| str::from_utf8(text).ok()?.parse().ok());
///     let sent = sent.unwrap_or(Timestamp::MIN);
///     let refusal = Verifier::new(credentials).verify(presented, sent.into()).err()?;
///     let mistake = diagnose(credentials, presented, Surroundings::default());
///     Some(mistake.map_or_else(|| refusal.to_string(), |mistake| mistake.kind.to_string()))
/// }
///
/// let credentials = Credentials::new("2000113", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3")?;
/// let mut presented = PresentedHeaders {
///     appkey: Some(b"2000113"),
///     timestamp: Some(b"1616408549"),
///     nonce: Some(b"025513"),
///     // The right one, but without the = at its end.
///     sign: Some(b"NZbm8h9akeBjk40xnRomPCKzp2B3c2s1TfguHA73TXM"),
/// };
/// assert_eq!(
///     first_wrong(&credentials, &presented).as_deref(),
///     Some("the sign is right but has lost the = at its end: keep the padding"),
/// );
/// presented.nonce = None;
/// assert_eq!(
///     first_wrong(&credentials, &presented).as_deref(),
///     Some("the header m7-nonce is missing"),
/// );
/// # Ok::<(), m7_auth::CredentialsError>(())
/// ```
pub fn diagnose(
    credentials: &Credentials,
    presented: &PresentedHeaders<'_>,
    surroundings: Surroundings<'_>,
) -> Option<Mistake> {
    let parts = Parts {
        appkey: (presented.appkey? == credentials.appkey().as_bytes())
            .then(|| credentials.appkey())?,
        timestamp: parsed(presented.timestamp)?,
        nonce: parsed(presented.nonce)?,
    };
    let sign = presented.sign?;
    let search = Search {
        parts: &parts,
        canonical: &parts.canonical(),
        credentials,
        keyed: &Keyed::new(credentials.expose_secret_key().as_bytes()),
        surroundings,
        sign,
    };
    for (tag, spelling) in spellings::tags(sign) {
        if search.keyed.gives(search.canonical.as_bytes(), &tag) {
            return spelling.map(Mistake::beside_the_text);
        }
        let found = search.wrong_key(&tag).or_else(|| search.wrong_text(&tag));
        if found.is_some() {
            return found;
        }
    }
    None
}

fn parsed<T: FromStr>(value: Option<&[u8]>) -> Option<T> {
    str::from_utf8(value?).ok()?.parse().ok()
}

/// What is known of the request.
struct Search<'a> {
    parts: &'a Parts<'a>,
    canonical: &'a str,
    credentials: &'a Credentials,
    /// With the credentials' secret key.
    keyed: &'a Keyed,
    surroundings: Surroundings<'a>,
    sign: &'a [u8],
}

impl Search<'_> {
    /// The right text, and another key or another way to use it.
    fn wrong_key(&self, tag: &[u8; TAG_LENGTH]) -> Option<Mistake> {
        let secret = self.credentials.expose_secret_key().as_bytes();
        let message = self.canonical.as_bytes();
        keys::misused(secret, message, self.surroundings.others, tag).map(Mistake::beside_the_text)
    }

    /// The right key, and another text.
    fn wrong_text(&self, tag: &[u8; TAG_LENGTH]) -> Option<Mistake> {
        let (kind, text) = texts::suspected(self.parts, self.surroundings)
            .filter(|(_, text)| text != self.canonical)
            .find(|(_, text)| self.keyed.gives(text.as_bytes(), tag))?;
        let is_secret = self.may_hold_a_secret(kind, &text);
        let mistake = Mistake::in_the_text(kind, &text, self.canonical);
        Some(if is_secret {
            mistake.withheld()
        } else {
            mistake
        })
    }

    /// A body or a query may hold anything, a password too, and a path that was put together wrong a
    /// secret key.
    fn may_hold_a_secret(&self, kind: MistakeKind, text: &str) -> bool {
        let others = self.surroundings.others.iter();
        let mut secrets = others
            .chain([self.credentials])
            .map(Credentials::expose_secret_key);
        let has_query = kind == MistakeKind::PathSigned && text.contains('?');
        let sign = String::from_utf8_lossy(self.sign);
        kind == MistakeKind::BodySigned
            || has_query
            || text.contains(&*sign)
            || secrets.any(|secret| text.contains(secret))
    }
}
