//! What was accepted once isn't accepted again while its timestamp is inside the window.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

use std::thread;
use std::time::{Duration, SystemTime};

use m7_auth::{
    Credentials, Nonce, PresentedHeaders, Refusal, ReplayGuard, Signer, Timestamp, Verified,
    Verifier,
};

const SIGNED_AT: u64 = 1_616_408_549;

fn at(second: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(second)
}

fn request(appkey: &str, second: u64, nonce: u32) -> Verified {
    let credentials = Credentials::new(appkey, "not-a-real-secret").unwrap();
    let timestamp = Timestamp::from_unix_seconds(second).unwrap();
    let signer = Signer::new(&credentials);
    let headers = signer.sign(timestamp, Nonce::new(nonce).unwrap());
    Verifier::new(&credentials)
        .verify(&PresentedHeaders::from(&headers), at(second))
        .unwrap()
}

#[test]
fn at_any_time_until_its_timestamp_leaves_the_window() {
    // A client whose clock is 300 s ahead: its request could be replayed for 600 s.
    let guard = ReplayGuard::new(10);
    let request = request("2000113", SIGNED_AT, 25_513);
    assert_eq!(guard.admit(&request, at(SIGNED_AT - 300)), Ok(()));
    for now in [
        SIGNED_AT - 300,
        SIGNED_AT - 299,
        SIGNED_AT,
        SIGNED_AT + 1,
        SIGNED_AT + 300,
    ] {
        assert_eq!(
            guard.admit(&request, at(now)),
            Err(Refusal::Replayed),
            "{now}"
        );
    }
    let late = guard.admit(&request, at(SIGNED_AT + 301));
    assert_eq!(late, Err(Refusal::OutsideWindow { seconds: -301 }));
}

#[test]
fn but_another_nonce_second_or_account_is_another_request() {
    let guard = ReplayGuard::new(10);
    for other in [
        request("2000113", SIGNED_AT, 1),
        request("2000113", SIGNED_AT, 2),
        request("2000113", SIGNED_AT + 1, 1),
        request("2000114", SIGNED_AT, 1),
    ] {
        assert_eq!(guard.admit(&other, at(SIGNED_AT)), Ok(()));
    }
    assert_eq!(guard.len(), 4);
}

#[test]
fn also_when_the_clock_was_set_forward_and_back() {
    let guard = ReplayGuard::new(10);
    let (old, older) = (
        request("2000113", SIGNED_AT, 1),
        request("2000113", SIGNED_AT - 9, 1),
    );
    let new = request("2000113", SIGNED_AT + 1, 1);
    assert_eq!(guard.admit(&old, at(SIGNED_AT)), Ok(()));

    // An hour ahead, the request is forgotten...
    let then = SIGNED_AT + 3600;
    assert_eq!(guard.admit(&request("2000113", then, 1), at(then)), Ok(()));
    assert_eq!(guard.len(), 1);

    // ...and back again, it doesn't pass for new. What was signed since then does.
    assert_eq!(guard.admit(&old, at(SIGNED_AT + 1)), Err(Refusal::Replayed));
    assert_eq!(
        guard.admit(&older, at(SIGNED_AT + 1)),
        Err(Refusal::Replayed)
    );
    assert_eq!(guard.admit(&new, at(SIGNED_AT + 1)), Ok(()));
    assert_eq!(guard.admit(&new, at(SIGNED_AT + 1)), Err(Refusal::Replayed));
}

#[test]
fn by_all_threads_but_one() {
    let guard = ReplayGuard::new(1000);
    let requests: Vec<_> = (0..200).map(|n| request("2000113", SIGNED_AT, n)).collect();
    let admitted: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let now = at(SIGNED_AT);
                    requests
                        .iter()
                        .filter(|request| guard.admit(request, now).is_ok())
                        .count()
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum()
    });
    assert_eq!(admitted, requests.len());
}

#[test]
fn once_by_a_clock_that_is_off_and_once_by_the_right_one_is_twice() {
    for off in [-100_000_i64, -30, 30, 100_000] {
        let guard = ReplayGuard::new(10);
        let shifted = |second: u64| at(second.checked_add_signed(off).unwrap());
        let signed = SIGNED_AT.checked_add_signed(off).unwrap();
        let first = request("2000113", signed, 1);
        let admit = |now| guard.admit_judged_at(&first, shifted(now), at(now));
        assert_eq!(admit(SIGNED_AT - 300), Ok(()));
        for now in [SIGNED_AT - 300, SIGNED_AT, SIGNED_AT + 300] {
            // Others in between, by either clock, are let in, and nothing is forgotten for them.
            let (other, late) = (request("2000113", now, 2), now + 300);
            assert_eq!(guard.admit(&other, at(now)), Ok(()));
            assert_eq!(admit(now), Err(Refusal::Replayed), "{off} {now}");
            assert!(matches!(
                guard.admit(&first, at(now)),
                Err(Refusal::Replayed | Refusal::OutsideWindow { .. })
            ));
            let replayed = guard.admit_judged_at(&other, at(late), at(now));
            assert_eq!(replayed, Err(Refusal::Replayed));
        }
    }
    // It is remembered no longer than it could come again.
    let guard = ReplayGuard::new(1);
    let behind = request("2000113", SIGNED_AT - 600, 1);
    let now = at(SIGNED_AT);
    assert_eq!(
        guard.admit_judged_at(&behind, at(SIGNED_AT - 600), now),
        Ok(())
    );
    let later = request("2000113", SIGNED_AT + 301, 1);
    assert_eq!(guard.admit(&later, at(SIGNED_AT + 301)), Ok(()));
}

#[test]
fn but_a_clock_that_is_set_back_on_purpose_brings_its_time_again() {
    let guard = ReplayGuard::new(10);
    let (early, late) = (SIGNED_AT, SIGNED_AT + 360);
    let last = request("2000113", late, 1);
    assert_eq!(
        guard.admit(&request("2000113", early, 1), at(early)),
        Ok(())
    );
    assert_eq!(guard.admit(&last, at(late)), Ok(()));
    guard.clock_was_set_back();
    assert_eq!(
        guard.admit(&request("2000113", early, 2), at(early)),
        Ok(())
    );
    assert_eq!(guard.admit(&last, at(early + 60)), Err(Refusal::Replayed));
}
