//! Whatever single bit of whatever header arrives changed, the request doesn't pass.

use m7_auth::{Credentials, Nonce, PresentedHeaders, Signer, Timestamp, Verifier, header};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bit_of_any_header(
        appkey in "[!-~]{1,90}",
        secret_key in "[!-~]{1,90}",
        // Every bit of the timestamp that is flipped inside the window counts, too, so the clock
        // shows what was signed.
        signed_at in 1_000_000_000_u64..=9_999_999_999,
        nonce in 0..Nonce::COUNT,
    ) {
        let credentials = Credentials::new(appkey, secret_key)?;
        let timestamp = Timestamp::from_unix_seconds(signed_at)?;
        let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
        let signed = signer.sign(timestamp, Nonce::new(nonce)?);
        let genuine = PresentedHeaders::from(&signed);
        prop_assert!(verifier.verify(&genuine, timestamp.into()).is_ok());

        for (name, value) in signed.pairs() {
            for bit in 0..8 * value.len() {
                let mut flipped = value.as_bytes().to_vec();
                flipped[bit / 8] ^= 1 << (bit % 8);
                let mut presented = genuine;
                *match name {
                    header::APPKEY => &mut presented.appkey,
                    header::NONCE => &mut presented.nonce,
                    header::TIMESTAMP => &mut presented.timestamp,
                    _ => &mut presented.sign,
                } = Some(&flipped);
                prop_assert!(
                    verifier.verify(&presented, timestamp.into()).is_err(),
                    "bit {} of {} was flipped, and the request passed", bit, name,
                );
            }
        }
    }
}
