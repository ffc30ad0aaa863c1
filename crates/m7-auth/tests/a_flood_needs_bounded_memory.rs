//! However many requests arrive, the guard keeps to its capacity, in entries and in bytes.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

use std::time::{Duration, SystemTime};

use m7_auth::{
    Credentials, Nonce, PresentedHeaders, Refusal, ReplayGuard, Signer, Timestamp, Verified,
    Verifier,
};

const START: u64 = 1_616_408_549;
const CAPACITY: usize = 5_000;

fn at(second: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(second)
}

struct Client {
    signer: Signer,
    verifier: Verifier,
}

impl Client {
    fn new() -> Self {
        let credentials = Credentials::new("2000113", "not-a-real-secret").unwrap();
        Self {
            signer: Signer::new(&credentials),
            verifier: Verifier::new(&credentials),
        }
    }

    fn request(&self, second: u64, nonce: u32) -> Verified {
        let timestamp = Timestamp::from_unix_seconds(second).unwrap();
        let signed = self.signer.sign(timestamp, Nonce::new(nonce).unwrap());
        self.verifier
            .verify(&PresentedHeaders::from(&signed), at(second))
            .unwrap()
    }
}

#[test]
fn of_valid_requests_over_many_seconds() {
    let client = Client::new();
    let guard = ReplayGuard::new(CAPACITY);
    let mut admitted = 0;
    let counted = allocation_counter::measure(|| {
        // Twenty times the capacity, spread over an hour and all over the window.
        for step in 0..20 * u32::try_from(CAPACITY).unwrap() {
            let now = START + u64::from(step) / 28;
            let second = now - 300 + u64::from(step) % 601;
            match guard.admit(&client.request(second, step), at(now)) {
                Ok(()) => admitted += 1,
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::ReplayGuardFull { capacity: CAPACITY });
                }
            }
            assert!(guard.len() <= CAPACITY);
        }
    });
    // It neither closed for good nor let everything through.
    assert!(
        (5 * CAPACITY..20 * CAPACITY).contains(&admitted),
        "{admitted}"
    );

    // 40 bytes an entry, half as much again while a table grows, and 601 tables' own size.
    let allowed = 60 * CAPACITY as u64 + 601 * 200;
    assert!(
        counted.bytes_max <= allowed,
        "{counted:?}, {allowed} allowed"
    );
    assert!(
        counted.bytes_max >= 16 * CAPACITY as u64,
        "nothing was remembered: {counted:?}"
    );
}

#[test]
fn when_full_it_refuses_what_it_could_not_remember_and_nothing_else() {
    let client = Client::new();
    let guard = ReplayGuard::new(2);
    let (one, two, three) = (
        client.request(START, 1),
        client.request(START + 1, 2),
        client.request(START + 1, 3),
    );
    assert_eq!(guard.admit(&one, at(START)), Ok(()));
    assert_eq!(guard.admit(&two, at(START)), Ok(()));

    // Full: a new request isn't let in unremembered, and a replay is still known as one.
    let full = guard.admit(&three, at(START)).unwrap_err();
    assert_eq!(full, Refusal::ReplayGuardFull { capacity: 2 });
    assert!(
        full.to_string()
            .starts_with("2 requests are remembered already"),
        "{full}"
    );
    assert_eq!(guard.admit(&one, at(START + 300)), Err(Refusal::Replayed));

    // The first request's second leaves the window and makes room for one.
    assert_eq!(guard.admit(&three, at(START + 301)), Ok(()));
    assert_eq!(guard.len(), 2);
}

#[test]
fn a_flood_of_replays_takes_no_room_at_all() {
    let client = Client::new();
    let guard = ReplayGuard::new(CAPACITY);
    let request = client.request(START, 1);
    guard.admit(&request, at(START)).unwrap();
    let counted = allocation_counter::measure(|| {
        for _ in 0..100_000 {
            assert_eq!(guard.admit(&request, at(START)), Err(Refusal::Replayed));
        }
    });
    assert_eq!(counted.count_total, 0);
    assert_eq!(guard.len(), 1);
}
