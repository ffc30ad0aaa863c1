//! Headers come from strangers: whatever they hold, the answer is a verdict.

use std::time::SystemTime;

use m7_auth::{Credentials, PresentedHeaders, Verifier};
use proptest::prelude::*;

fn header() -> impl Strategy<Value = Option<Vec<u8>>> {
    prop_oneof![
        Just(None),
        prop::collection::vec(any::<u8>(), 0..100).prop_map(Some),
        "[0-9]{0,50}".prop_map(|digits| Some(digits.into_bytes())),
        "[0-9A-Za-z+/]{40,44}={0,2}".prop_map(|base64| Some(base64.into_bytes())),
        Just(Some(b"2000113".to_vec())),
        Just(Some(b"1616408549".to_vec())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn whatever_it_holds(
        appkey in header(),
        nonce in header(),
        timestamp in header(),
        sign in header(),
        now in 0_u64..=9_999_999_999,
    ) {
        let verifier = Verifier::new(&Credentials::new("2000113", "not-a-real-secret")?);
        let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(now);
        let presented = PresentedHeaders {
            appkey: appkey.as_deref(),
            nonce: nonce.as_deref(),
            timestamp: timestamp.as_deref(),
            sign: sign.as_deref(),
        };
        let refusal = verifier.verify(&presented, now).unwrap_err();
        prop_assert!(!refusal.to_string().is_empty());
        let printed = format!("{presented:?}");
        prop_assert!(printed.starts_with("PresentedHeaders"));
    }
}
