//! No `Debug` and no `Display` of anything shows a secret key or a sign.

use std::fmt::{Debug, Display};

use m7_auth::{
    Credentials, CredentialsError, Nonce, NonceAllocator, NonceShare, PresentedHeaders, Refusal,
    ReplayGuard, Signer, Timestamp, Verifier,
};
use proptest::prelude::*;

/// Both forms of `Debug`, in one text.
fn debug(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn debug_and_display(value: &(impl Debug + Display)) -> String {
    format!("{} {value}", debug(value))
}

proptest! {
    #[test]
    fn of_what_is_right(secret_key in "[0-9A-Za-z]{16,90}", nonce in 0..Nonce::COUNT) {
        let at = Timestamp::from_unix_seconds(1_616_408_549)?;
        let credentials = Credentials::new("2000113", secret_key.clone())?;
        let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
        let signed = signer.sign(at, Nonce::new(nonce)?);
        let presented = PresentedHeaders::from(&signed);
        let verified = verifier.verify(&presented, at.into())?;
        let guard = ReplayGuard::new(1);
        guard.admit(&verified, at.into())?;

        let sign = signed.sign().to_owned();
        for printed in [
            debug(&credentials),
            debug(&signer),
            debug(&verifier),
            debug(&signed),
            debug(&presented),
            debug(&verified),
            debug(&guard),
            debug(&NonceAllocator::new(NonceShare::WHOLE)),
        ] {
            prop_assert!(!printed.contains(&secret_key), "{}", printed);
            prop_assert!(!printed.contains(&sign), "{}", printed);
            prop_assert!(!printed.contains(&secret_key[..8]), "{}", printed);
            prop_assert!(!printed.contains(&sign[..8]), "{}", printed);
        }
    }

    #[test]
    fn of_what_is_wrong(secret_key in "[0-9A-Za-z]{16,90}", tail in "[\n\r\t\0 \u{feff}]") {
        for wrong in [
            format!("{secret_key}{tail}"),
            format!("{tail}{secret_key}"),
            format!("{secret_key}{tail}{secret_key}"),
        ] {
            if let Err(error) = Credentials::new("2000113", wrong) {
                prop_assert!(!debug_and_display(&error).contains(&secret_key[..8]));
            }
        }
        let error: CredentialsError = Credentials::new("", secret_key.clone()).unwrap_err();
        prop_assert!(!debug_and_display(&error).contains(&secret_key[..8]));
    }
}

#[test]
fn of_a_refusal() {
    let at: Timestamp = "1616408549".parse().unwrap();
    let verifier = Verifier::new(&Credentials::new("2000113", "not-a-real-secret").unwrap());
    let sign = "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=";
    let right = PresentedHeaders {
        appkey: Some(b"2000113"),
        nonce: Some(b"025513"),
        timestamp: Some(b"1616408549"),
        sign: Some(sign.as_bytes()),
    };
    let url_safe = sign.replace('+', "-");
    let refusals: Vec<Refusal> = [
        right,
        PresentedHeaders {
            sign: Some(url_safe.as_bytes()),
            ..right
        },
        PresentedHeaders {
            sign: Some(&sign.as_bytes()[..40]),
            ..right
        },
        PresentedHeaders {
            appkey: Some(b"1"),
            ..right
        },
    ]
    .iter()
    .map(|presented| verifier.verify(presented, at.into()).unwrap_err())
    .collect();
    for refusal in refusals {
        let printed = debug_and_display(&refusal);
        assert!(!printed.contains("ybCwXrg9"), "{printed}");
        assert!(!printed.contains("not-a-real"), "{printed}");
    }
}
