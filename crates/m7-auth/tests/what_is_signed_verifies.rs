//! Signer and verifier share no code for the HMAC and its base64, so each checks the other.

use m7_auth::{Credentials, Nonce, PresentedHeaders, Refusal, Signer, Timestamp, Verifier};
use proptest::prelude::*;

proptest! {
    // Appkeys and secrets of all lengths around one and two blocks of the hash (64 bytes).
    #[test]
    fn within_the_window(
        appkey in "[!-~]{1,150}",
        secret_key in "[!-~]|[!-~][ -~密钥🔑é]{0,150}[!-~]",
        signed_at in 1_000_000_300_u64..=9_999_999_699,
        nonce in 0..Nonce::COUNT,
        ahead in -300_i64..=300,
    ) {
        let credentials = Credentials::new(appkey, secret_key)?;
        let timestamp = Timestamp::from_unix_seconds(signed_at)?;
        let now = Timestamp::from_unix_seconds(signed_at.checked_add_signed(-ahead).unwrap())?;
        let signer = Signer::new(&credentials);
        let signed = signer.sign(timestamp, Nonce::new(nonce)?);

        let verified = Verifier::new(&credentials)
            .verify(&PresentedHeaders::from(&signed), now.into())?;
        prop_assert_eq!(verified.timestamp(), timestamp);
        prop_assert_eq!(verified.nonce().value(), nonce);
    }

    #[test]
    fn but_not_under_another_secret(
        secret_key in "[!-~]{1,100}",
        other in "[!-~]{1,100}",
        nonce in 0..Nonce::COUNT,
    ) {
        prop_assume!(secret_key != other);
        let at = Timestamp::from_unix_seconds(1_616_408_549)?;
        let signer = Signer::new(&Credentials::new("2000113", secret_key)?);
        let signed = signer.sign(at, Nonce::new(nonce)?);
        let verifier = Verifier::new(&Credentials::new("2000113", other)?);
        let refusal = verifier.verify(&PresentedHeaders::from(&signed), at.into()).unwrap_err();
        prop_assert_eq!(refusal, Refusal::WrongSign);
    }
}
