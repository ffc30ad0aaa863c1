//! Every way to get a request wrong has a reason of its own, in a sentence that names the header.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

use std::time::{Duration, SystemTime};

use m7_auth::{
    Credentials, Malformation, PresentedHeaders, Refusal, Signer, Timestamp, Verifier, header,
};

const NOW: u64 = 1_616_408_549;
/// Well-formed, and of another account's request.
const SOME_SIGN: &[u8] = b"ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=";

fn credentials() -> Credentials {
    Credentials::new("2000113", "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3").unwrap()
}

fn refusal(change: impl FnOnce(&mut PresentedHeaders<'static>)) -> Refusal {
    let mut presented = PresentedHeaders {
        appkey: Some(b"2000113"),
        nonce: Some(b"025513"),
        timestamp: Some(b"1616408549"),
        sign: Some(b"NZbm8h9akeBjk40xnRomPCKzp2B3c2s1TfguHA73TXM="),
    };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    let verifier = Verifier::new(&credentials());
    assert!(verifier.verify(&presented, now).is_ok());
    change(&mut presented);
    verifier.verify(&presented, now).unwrap_err()
}

fn malformed(header: &'static str, reason: Malformation) -> Refusal {
    Refusal::Malformed { header, reason }
}

#[test]
fn a_missing_header_is_named() {
    for (refusal, header) in [
        (refusal(|headers| headers.appkey = None), "m7-appkey"),
        (refusal(|headers| headers.nonce = None), "m7-nonce"),
        (refusal(|headers| headers.timestamp = None), "m7-timestamp"),
        (refusal(|headers| headers.sign = None), "m7-sign"),
        (
            refusal(|headers| *headers = PresentedHeaders::default()),
            "m7-appkey",
        ),
    ] {
        assert_eq!(refusal, Refusal::Missing { header });
        assert_eq!(
            refusal.to_string(),
            format!("the header {header} is missing")
        );
    }
}

#[test]
fn a_timestamp_in_milliseconds_is_named_as_such() {
    let refusal = refusal(|headers| headers.timestamp = Some(b"1616408549000"));
    assert_eq!(
        refusal,
        malformed(header::TIMESTAMP, Malformation::Milliseconds)
    );
    assert_eq!(
        refusal.to_string(),
        "the header m7-timestamp is malformed: it has 13 digits, so it counts milliseconds: Unix \
         seconds (10 digits) are expected",
    );
}

#[test]
fn other_malformed_timestamps() {
    let cases: [(&[u8], Malformation); 9] = [
        (b"", Malformation::Empty),
        // What is signed are the ten digits, so thirteen that mean the same second are another text.
        (
            b"0001616408549",
            Malformation::Length {
                found: 13,
                expected: 10,
            },
        ),
        (
            b"161640854",
            Malformation::Length {
                found: 9,
                expected: 10,
            },
        ),
        (
            b"16164085490",
            Malformation::Length {
                found: 11,
                expected: 10,
            },
        ),
        (
            &[b'9'; 40],
            Malformation::Length {
                found: 40,
                expected: 10,
            },
        ),
        (b"0616408549", Malformation::LeadingZero),
        (b"+161640854", Malformation::NotDigits),
        (b"161640854.", Malformation::NotDigits),
        ("١٦١٦٤".as_bytes(), Malformation::NotDigits),
    ];
    for (value, reason) in cases {
        let refusal = refusal(|headers| headers.timestamp = Some(value));
        assert_eq!(refusal, malformed(header::TIMESTAMP, reason), "{value:?}");
    }
}

#[test]
fn malformed_nonces() {
    let cases: [(&[u8], Malformation); 5] = [
        (b"", Malformation::Empty),
        (
            b"25513",
            Malformation::Length {
                found: 5,
                expected: 6,
            },
        ),
        (
            b"0025513",
            Malformation::Length {
                found: 7,
                expected: 6,
            },
        ),
        (b"+25513", Malformation::NotDigits),
        (b" 25513", Malformation::NotDigits),
    ];
    for (value, reason) in cases {
        let refusal = refusal(|headers| headers.nonce = Some(value));
        assert_eq!(refusal, malformed(header::NONCE, reason), "{value:?}");
    }
}

#[test]
fn malformed_signs() {
    let cases: [(&[u8], Malformation); 6] = [
        (b"", Malformation::Empty),
        (
            &SOME_SIGN[..43],
            Malformation::Length {
                found: 43,
                expected: 44,
            },
        ),
        // Hexadecimal instead of base64.
        (
            &[b'a'; 64],
            Malformation::Length {
                found: 64,
                expected: 44,
            },
        ),
        // The URL-safe alphabet.
        (
            b"ybCwXrg9CMo39xv1kdfVLemqFmk-2Elz-vXYu1CyHlo=",
            Malformation::NotBase64,
        ),
        // Bits behind the last byte: a second spelling of the same sign.
        (
            b"ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlp=",
            Malformation::NotBase64,
        ),
        // 33 bytes.
        (
            b"ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHloA",
            Malformation::NotBase64,
        ),
    ];
    for (value, reason) in cases {
        let refusal = refusal(|headers| headers.sign = Some(value));
        assert_eq!(refusal, malformed(header::SIGN, reason), "{value:?}");
    }
}

#[test]
fn another_or_a_malformed_appkey() {
    assert_eq!(
        refusal(|headers| headers.appkey = Some(b"2000114")),
        Refusal::UnknownAppkey
    );
    assert_eq!(
        refusal(|headers| headers.appkey = Some(b"200011")),
        Refusal::UnknownAppkey
    );
    let empty = refusal(|headers| headers.appkey = Some(b""));
    assert_eq!(empty, malformed(header::APPKEY, Malformation::Empty));
    let binary = refusal(|headers| headers.appkey = Some(b"2000113\xff"));
    assert_eq!(
        binary,
        malformed(header::APPKEY, Malformation::NotVisibleAscii)
    );
}

#[test]
fn a_wrong_sign_is_refused_without_a_word_of_the_right_one() {
    let refusal = refusal(|headers| headers.sign = Some(SOME_SIGN));
    assert_eq!(refusal, Refusal::WrongSign);
    let said = format!("{refusal} {refusal:?}");
    assert!(
        said.starts_with("the header m7-sign is wrong: it must be base64"),
        "{said}"
    );
    assert!(
        !said.contains("NZbm8h9") && !said.contains("ybCwXrg9"),
        "{said}"
    );
}

#[test]
fn the_window_is_300_seconds_to_either_side() {
    let signer = Signer::new(&credentials());
    let verifier = Verifier::new(&credentials());
    let verify = |timestamp: u64, now: SystemTime| {
        let timestamp = Timestamp::from_unix_seconds(timestamp).unwrap();
        let headers = signer.sign(timestamp, "025513".parse().unwrap());
        verifier
            .verify(&PresentedHeaders::from(&headers), now)
            .map(drop)
    };
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(NOW * 1000 + 999);
    assert_eq!(verify(NOW - 300, now), Ok(()));
    assert_eq!(verify(NOW + 300, now), Ok(()));

    let behind = verify(NOW - 301, now).unwrap_err();
    assert_eq!(behind, Refusal::OutsideWindow { seconds: -301 });
    assert_eq!(
        behind.to_string(),
        "the header m7-timestamp is 301 s behind this clock, and at most 300 s are allowed: set \
         the clock of the machine that signs",
    );
    let ahead = verify(NOW + 301, now).unwrap_err();
    assert_eq!(ahead, Refusal::OutsideWindow { seconds: 301 });
    assert!(
        ahead.to_string().contains("301 s ahead of this clock"),
        "{ahead}"
    );

    // A verifier whose clock was never set, even before 1970, refuses and doesn't panic.
    let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_millis(1);
    let seconds = i64::try_from(NOW).unwrap() + 1;
    assert_eq!(
        verify(NOW, before_1970),
        Err(Refusal::OutsideWindow { seconds })
    );
}

#[test]
fn the_clock_is_checked_before_the_sign() {
    // Whoever has both wrong is told about the clock, as the service does (the vendor's page
    // checks the timestamp first).
    let refusal = refusal(|headers| {
        headers.timestamp = Some(b"1616400000");
        headers.sign = Some(SOME_SIGN);
    });
    assert_eq!(refusal, Refusal::OutsideWindow { seconds: -8549 });
}
