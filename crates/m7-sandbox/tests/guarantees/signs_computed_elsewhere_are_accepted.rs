use std::time::{Duration, SystemTime};

use m7_auth::Credentials;
use m7_sandbox::{Sandbox, SandboxClock};

use crate::caller::LIST;
use crate::wire;

/// (appkey, secret, timestamp, nonce, sign): the sample of the vendor's authorization page, and
/// others whose signs were computed by another implementation of HMAC-SHA256.
const SIGNED: &[(&str, &str, &str, &str, &str)] = &[
    (
        "2000103",
        "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3",
        "1608119594",
        "123221",
        "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=",
    ),
    (
        "2000113",
        "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3",
        "1616408549",
        "025513",
        "NZbm8h9akeBjk40xnRomPCKzp2B3c2s1TfguHA73TXM=",
    ),
    (
        "2000113",
        "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3",
        "1616408549",
        "000000",
        "OQS9XbYFHYZI5U3z/Y8sqlgzhv6lR6fxBiJ2xil3Bks=",
    ),
    (
        "1",
        "k",
        "1700000000",
        "999999",
        "kXLEAAJTFAOT6ga9ekGfIF5ADpHtIjrScZQJt3T4ySk=",
    ),
    (
        "2000113",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdefx",
        "1700000000",
        "000001",
        "y4cCu3YEUUeqS7qJu5ST0J/0m6rwcqAqNPDVMYuengI=",
    ),
    (
        "2000113",
        "密钥🔑secret",
        "1700000000",
        "424242",
        "Ia21Me8CjfNjc5wcl7LfMyHcOYmttRWYNQaGLspajew=",
    ),
];

#[tokio::test]
async fn signs_computed_elsewhere_are_accepted() {
    for (appkey, secret, timestamp, nonce, sign) in SIGNED {
        let seconds = Duration::from_secs(timestamp.parse().unwrap());
        let sandbox = Sandbox::builder()
            .account(Credentials::new(*appkey, *secret).unwrap())
            .clock(SandboxClock::stopped_at(SystemTime::UNIX_EPOCH + seconds))
            .start()
            .await
            .unwrap();
        let status = |nonce: &str| {
            let headers = [
                ("m7-appkey", *appkey),
                ("m7-nonce", nonce),
                ("m7-timestamp", timestamp),
                ("m7-sign", sign),
                ("content-type", "application/json"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
            let request = wire::post(LIST, &headers, "{}");
            wire::parts(&wire::exchange(sandbox.address(), request.as_bytes())).0
        };
        assert_eq!(status("314159"), 401, "{appkey} {nonce}");
        assert_eq!(status(nonce), 200, "{appkey} {nonce}");
        assert_eq!(status(nonce), 401, "{appkey} {nonce}");
    }
}
