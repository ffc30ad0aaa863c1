//! What a client did instead of signing as documented is found out from its sign.
//!
//! The wrong signs are computed here, with the `hmac` crate and from the vectors of others.

#![expect(
    clippy::unwrap_used,
    reason = "what fails in a test's own tools fails the test"
)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use hmac::{Hmac, KeyInit, Mac};
use m7_auth::{Credentials, Mistake, MistakeKind, PresentedHeaders, Surroundings, diagnose};
use serde_json::Value;
use sha2::{Digest, Sha256};

const PATH: &str = "/openapi/v1/call/sip/list";
const BODY: &[u8] = br#"{"password": "a-password"}"#;

/// A vector's parts.
struct Vector {
    appkey: String,
    timestamp: String,
    nonce: String,
    secret: String,
    sign: String,
}

fn vectors() -> Vec<Vector> {
    let file: Value = serde_json::from_str(include_str!("sign-vectors.json")).unwrap();
    let vectors = file["vectors"].as_array().unwrap().iter();
    vectors
        .map(|vector| {
            let text = |name: &str| vector[name].as_str().unwrap().to_owned();
            Vector {
                appkey: text("appkey"),
                timestamp: text("timestamp"),
                nonce: text("nonce"),
                secret: text("secret"),
                sign: text("sign"),
            }
        })
        .collect()
}

impl Vector {
    fn canonical(&self) -> String {
        format!("{}{}{}", self.appkey, self.timestamp, self.nonce)
    }

    fn diagnose(&self, sign: &str) -> Option<Mistake> {
        let credentials = Credentials::new(&*self.appkey, &*self.secret).unwrap();
        let others = [Credentials::new("7", "another secret").unwrap()];
        let presented = PresentedHeaders {
            appkey: Some(self.appkey.as_bytes()),
            timestamp: Some(self.timestamp.as_bytes()),
            nonce: Some(self.nonce.as_bytes()),
            sign: Some(sign.as_bytes()),
        };
        let surroundings = Surroundings {
            path: PATH,
            body: BODY,
            others: &others,
        };
        diagnose(&credentials, &presented, surroundings)
    }

    #[track_caller]
    fn is_named(&self, sign: &str, kind: MistakeKind) -> Mistake {
        let mistake = self.diagnose(sign).unwrap_or_else(|| panic!("{kind:?}"));
        assert_eq!(mistake.kind, kind);
        let shown = format!("{mistake:?} {kind}");
        assert!(!shown.contains(sign) && !shown.contains("a-password"));
        // A secret of one letter is in every sentence.
        assert!(self.secret.len() < 8 || !shown.contains(&self.secret));
        mistake
    }
}

fn mac(key: impl AsRef<[u8]>, message: impl AsRef<[u8]>) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key.as_ref()).unwrap();
    let mac = mac.chain_update(message.as_ref()).finalize();
    mac.into_bytes().to_vec()
}

fn sign(key: impl AsRef<[u8]>, message: impl AsRef<[u8]>) -> String {
    STANDARD.encode(mac(key, message))
}

#[test]
fn a_right_sign_has_none_and_a_made_up_one_an_unknown_one() {
    for vector in vectors() {
        assert_eq!(vector.diagnose(&vector.sign), None);
        for sign in ["", "x", &sign("made up", "sign")] {
            assert_eq!(vector.diagnose(sign), None);
        }
    }
}

#[test]
fn another_text_and_where_it_differs() {
    for vector in vectors() {
        let Vector {
            appkey,
            timestamp,
            nonce,
            secret,
            ..
        } = &vector;
        let body = String::from_utf8(BODY.to_vec()).unwrap();
        let canonical = vector.canonical();
        let behind = canonical.len() + 1;
        let number: u32 = nonce.parse().unwrap();
        for (kind, text, differs_at) in [
            (
                MistakeKind::Milliseconds,
                format!("{appkey}{timestamp}000{nonce}"),
                None,
            ),
            (
                MistakeKind::Milliseconds,
                format!("{appkey}{timestamp}987{nonce}"),
                None,
            ),
            (
                MistakeKind::Separator,
                format!("{appkey}&{timestamp}&{nonce}"),
                Some(appkey.len() + 1),
            ),
            (
                MistakeKind::PathSigned,
                format!("{canonical}{PATH}"),
                Some(behind),
            ),
            (
                MistakeKind::PathSigned,
                format!("{PATH}{canonical}"),
                Some(1),
            ),
            (
                MistakeKind::BodySigned,
                format!("{canonical}{body}"),
                Some(behind),
            ),
            (
                MistakeKind::PartMissing,
                format!("{appkey}{timestamp}"),
                Some(behind - 6),
            ),
        ] {
            let mistake = vector.is_named(&sign(secret, &text), kind);
            let is_shown = kind != MistakeKind::BodySigned;
            assert_eq!(mistake.signed, is_shown.then_some(text));
            if differs_at.is_some() {
                assert_eq!(mistake.differs_at, differs_at);
            }
        }
        if nonce.starts_with('0') {
            let text = format!("{appkey}{timestamp}{number}");
            vector.is_named(&sign(secret, text), MistakeKind::NonceWithoutZeros);
        }
        let text = format!("{timestamp}{nonce}{appkey}");
        vector.is_named(&sign(secret, text), MistakeKind::Order);
        let later = timestamp.parse::<u64>().unwrap() + 2;
        let text = format!("{appkey}{later}{nonce}");
        vector.is_named(&sign(secret, text), MistakeKind::OtherTimestamp);
    }
}

#[test]
fn another_key_or_another_way_to_use_it() {
    for vector in vectors() {
        let canonical = vector.canonical();
        let secret = &vector.secret;
        for padded in [
            format!("{secret}\n"),
            format!("{secret}\r\n"),
            format!("{secret} "),
            format!(" {secret}"),
            format!("\"{secret}\""),
        ] {
            vector.is_named(&sign(padded, &canonical), MistakeKind::PaddedSecret);
        }
        vector.is_named(
            &sign("another secret", &canonical),
            MistakeKind::OtherSecret,
        );
        let swapped = sign(&canonical, secret);
        vector.is_named(&swapped, MistakeKind::KeyAndMessageSwapped);
        let hash = Sha256::digest(format!("{canonical}{secret}"));
        vector.is_named(&STANDARD.encode(hash), MistakeKind::PlainHash);
    }
    let decoded = Vector {
        appkey: "2000113".to_owned(),
        timestamp: "1616408549".to_owned(),
        nonce: "025513".to_owned(),
        secret: STANDARD.encode("a secret"),
        sign: String::new(),
    };
    let wrong = sign("a secret", decoded.canonical());
    decoded.is_named(&wrong, MistakeKind::DecodedSecret);
}

#[test]
fn another_spelling() {
    for vector in vectors() {
        let tag = mac(&vector.secret, vector.canonical());
        let hex = tag
            .iter()
            .fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        vector.is_named(&hex, MistakeKind::Hex);
        vector.is_named(&hex.to_uppercase(), MistakeKind::Hex);
        vector.is_named(&STANDARD.encode(&hex), MistakeKind::HexInBase64);
        vector.is_named(&STANDARD_NO_PAD.encode(&tag), MistakeKind::Unpadded);
        let url_safe = URL_SAFE.encode(&tag);
        if url_safe != vector.sign {
            vector.is_named(&url_safe, MistakeKind::UrlSafe);
        }
    }
}

#[test]
fn a_text_that_holds_a_secret_isn_t_shown() {
    let credentials = Credentials::new("2000113", "secret-of-this-account").unwrap();
    let others = [Credentials::new("7", "secret-of-another").unwrap()];
    let canonical = "20001131616408549025513";
    for path in [
        "/list?password=a-password",
        "/secret-of-this-account",
        "/secret-of-another",
    ] {
        let sign = sign("secret-of-this-account", format!("{path}{canonical}"));
        let presented = PresentedHeaders {
            appkey: Some(b"2000113"),
            timestamp: Some(b"1616408549"),
            nonce: Some(b"025513"),
            sign: Some(sign.as_bytes()),
        };
        let surroundings = Surroundings {
            path,
            body: BODY,
            others: &others,
        };
        let mistake = diagnose(&credentials, &presented, surroundings).unwrap();
        assert_eq!(mistake.kind, MistakeKind::PathSigned);
        assert_eq!((mistake.signed, mistake.differs_at), (None, Some(1)));
    }
}

#[test]
fn what_is_wrong_beside_the_sign_is_no_mistake_in_signing() {
    let credentials = Credentials::new("2000113", "secret-of-this-account").unwrap();
    for [appkey, timestamp, nonce] in [
        ["2000114", "1616408549", "025513"],
        ["2000113", "1616408549000", "025513"],
        ["2000113", "1616408549", "25513"],
    ] {
        let tag = mac(
            "secret-of-this-account",
            format!("{appkey}{timestamp}{nonce}"),
        );
        let sign = STANDARD_NO_PAD.encode(tag);
        let presented = PresentedHeaders {
            appkey: Some(appkey.as_bytes()),
            timestamp: Some(timestamp.as_bytes()),
            nonce: Some(nonce.as_bytes()),
            sign: Some(sign.as_bytes()),
        };
        let found = diagnose(&credentials, &presented, Surroundings::default());
        assert_eq!(found, None);
    }
}
