//! Counted by an allocator that stands in for the system's in this test alone.

use std::hint::black_box;
use std::time::SystemTime;

use m7_auth::{
    Clock, Credentials, NonceAllocator, NonceShare, PresentedHeaders, Signer, SystemClock,
    Timestamp, Verifier,
};

#[test]
fn the_counter_counts() {
    let counted = allocation_counter::measure(|| drop(black_box(Box::new(1))));
    assert_eq!(counted.count_total, 1);
}

#[test]
fn nonce_timestamp_sign_and_reading_the_headers() {
    // The second appkey makes the message longer than one block of the hash.
    for appkey in ["2000113", &"A".repeat(88)] {
        let signer = Signer::new(&Credentials::new(appkey, "not-a-real-secret").unwrap());
        let nonces = NonceAllocator::new(NonceShare::WHOLE);
        let counted = allocation_counter::measure(|| {
            for _ in 0..1000 {
                let now = Timestamp::from_system_time(SystemClock.now()).unwrap();
                let (timestamp, nonce) = nonces.allocate(now).unwrap();
                let signed = signer.sign(timestamp, nonce);
                black_box(signed.pairs());
            }
        });
        assert_eq!(counted.count_total, 0, "signing 1000 requests: {counted:?}");
    }
}

#[test]
fn verifying_neither_accepted_nor_refused() {
    let credentials = Credentials::new("2000113", "not-a-real-secret").unwrap();
    let (signer, verifier) = (Signer::new(&credentials), Verifier::new(&credentials));
    let now: Timestamp = "1616408549".parse().unwrap();
    let signed = signer.sign(now, "025513".parse().unwrap());
    let presented = PresentedHeaders::from(&signed);
    let counted = allocation_counter::measure(|| {
        assert!(black_box(verifier.verify(&presented, now.into())).is_ok());
        assert!(black_box(verifier.verify(&presented, SystemTime::UNIX_EPOCH)).is_err());
    });
    assert_eq!(counted.count_total, 0, "{counted:?}");
}
