//! From the first call on, whatever it does, and however many are made at once.

use m7::testing::Sandboxed;

use super::off_clock::{HOURS, MINUTES, OffClock, client, refusals};

#[tokio::test]
async fn the_first_call_succeeds() {
    for (ahead, expected) in [
        (0, 0),
        (4 * MINUTES, 0),
        (20 * MINUTES, 1),
        (-20 * MINUTES, 1),
        (23 * HOURS, 1),
        (-23 * HOURS, 1),
    ] {
        let test = Sandboxed::start().await.unwrap();
        let m7 = client(&test, &OffClock::ahead_by(ahead));
        let list = m7.sip().list().await.unwrap();
        assert_eq!(usize::try_from(list.call.attempts()).unwrap(), expected + 1);
        for _ in 0..3 {
            m7.sip().list().await.unwrap();
        }
        assert_eq!(refusals(&test), expected, "{ahead}");
    }
}

#[tokio::test]
async fn a_write_is_done_once() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::ahead_by(-20 * MINUTES));
    let new = m7.sip().create("2004", "a-password").await.unwrap();
    m7.sip().delete(&new.data.sip_id).await.unwrap();
    let creates = test.requests("sip_create");
    assert_eq!(creates.len(), 2);
    let done: Vec<bool> = creates.iter().map(|entry| entry.committed).collect();
    assert_eq!(done, [false, true]);
    assert_eq!(test.requests("sip_delete").len(), 1);
}

#[tokio::test]
async fn each_of_many_calls_at_once_succeeds() {
    const CALLS: usize = 32;
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::ahead_by(20 * MINUTES));
    let calls: Vec<_> = (0..CALLS)
        .map(|_| tokio::spawn(m7.sip().list().send()))
        .collect();
    for call in calls {
        let report = call.await.unwrap().unwrap().call;
        assert!(report.attempts() <= 2, "{report}");
    }
    assert!(refusals(&test) <= CALLS);
}
