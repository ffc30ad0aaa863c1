//! The vectors were computed with two implementations that this project didn't write, Node's
//! crypto-js (which the vendor's own sample uses) and Python's hmac, and both agreed.

use m7_auth::{Credentials, PresentedHeaders, Signer, Timestamp, Verifier};
use serde_json::Value;

#[test]
fn every_vector_signs_and_verifies() -> Result<(), Box<dyn std::error::Error>> {
    let file: Value = serde_json::from_str(include_str!("sign-vectors.json"))?;
    let vectors = file["vectors"].as_array().unwrap();
    assert_eq!(vectors.len(), 8);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap();
        let credentials = Credentials::new(text("appkey"), text("secret"))?;
        let timestamp: Timestamp = text("timestamp").parse()?;

        let signer = Signer::new(&credentials);
        let headers = signer.sign(timestamp, text("nonce").parse()?);
        let expected = [
            ("m7-appkey", text("appkey")),
            ("m7-nonce", text("nonce")),
            ("m7-timestamp", text("timestamp")),
            ("m7-sign", text("sign")),
        ];
        assert_eq!(headers.pairs(), expected, "{}", text("name"));

        let presented = PresentedHeaders::from_lookup(|name| {
            expected
                .iter()
                .find(|(header, _)| *header == name)
                .map(|(_, value)| value.as_bytes())
        });
        let verified = Verifier::new(&credentials).verify(&presented, timestamp.into())?;
        assert_eq!(verified.appkey(), text("appkey"));
        assert_eq!(verified.timestamp(), timestamp);
        assert_eq!(verified.nonce().to_string(), text("nonce"));
    }
    Ok(())
}
