use m7::testing::Sandboxed;
use m7::{Evidence, Probe, RetryPolicy};

use crate::lossy_proxy::LossyProxy;
use crate::{done, knowing_the_time, probing, refusals};

#[tokio::test]
async fn of_a_create_that_had_not_arrived() {
    let test = Sandboxed::start().await.unwrap();
    let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/create").await;
    let m7 = knowing_the_time(probing(test.builder()).base_url(proxy.base_url())).await;
    let reply = m7.sip().create("2004", "a-password").await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::ProbeAccepted);
    assert_eq!((reply.call.attempts(), reply.call.lookups()), (2, 0));
    assert!(reply.call.business().is_some(), "it is of the reply");
    assert!(
        reply
            .call
            .to_string()
            .contains("2 attempts, probe_accepted"),
        "{}",
        reply.call
    );
    // To the byte.
    let sent = proxy.seen("/create");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0], sent[1]);
    assert!(sent[0].ends_with(b"}"), "with its body");
    // And done once.
    assert_eq!(done(&test, "sip_create"), [true]);
    let listed = m7.sip().list().await.unwrap().data;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed.items[0].sip_id, reply.data.sip_id);
}

#[tokio::test]
async fn even_if_the_first_one_arrives_after_it() {
    let test = Sandboxed::start().await.unwrap();
    let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/create").await;
    let m7 = knowing_the_time(probing(test.builder()).base_url(proxy.base_url())).await;
    m7.sip().create("2004", "a-password").await.unwrap();
    let late = proxy.deliver(&proxy.seen("/create")[0]).await;
    assert!(late.contains(r#""success":false"#), "{late}");
    assert_eq!(done(&test, "sip_create"), [true, false]);
    assert_eq!(refusals(&test, "sip_create"), [None, Some("replayed")]);
    // Nor when its time is over.
    test.clock().advance(std::time::Duration::from_secs(299));
    proxy.deliver(&proxy.seen("/create")[0]).await;
    test.clock().advance(std::time::Duration::from_secs(2));
    proxy.deliver(&proxy.seen("/create")[0]).await;
    assert_eq!(done(&test, "sip_create"), [true, false, false, false]);
}

#[tokio::test]
async fn of_a_change_and_of_a_removal() {
    let test = Sandboxed::start().await.unwrap();
    let made = test.client().sip().create("2004", "a-password").await;
    let id = made.unwrap().data.sip_id;

    let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/update").await;
    let m7 = knowing_the_time(probing(test.builder()).base_url(proxy.base_url())).await;
    // No list shows a password, so nothing else could tell.
    let changed = m7.sip().update(&id).password("another").await.unwrap();
    assert_eq!(changed.call.evidence(), Evidence::ProbeAccepted);
    assert_eq!(done(&test, "sip_update"), [true]);

    let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/delete").await;
    let m7 = knowing_the_time(probing(test.builder()).base_url(proxy.base_url())).await;
    let removed = m7.sip().delete(&id).await.unwrap();
    assert_eq!(removed.call.evidence(), Evidence::ProbeAccepted);
    assert_eq!(done(&test, "sip_delete"), [true]);
}

#[tokio::test]
async fn if_one_call_wants_it_whatever_the_policy_of_attempts() {
    let test = Sandboxed::start().await.unwrap();
    let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/create").await;
    let builder = test.builder().base_url(proxy.base_url());
    let m7 = knowing_the_time(builder.retry(RetryPolicy::never())).await;
    let create = m7.sip().create("2004", "a-password").probe(Probe::on());
    let reply = create.await.unwrap();
    assert_eq!(reply.call.evidence(), Evidence::ProbeAccepted);
    assert_eq!(reply.call.attempts(), 2);
}

#[tokio::test]
async fn and_the_clock_may_be_off() {
    for minutes in [-20_i64, 20] {
        let test = Sandboxed::start().await.unwrap();
        let off = std::time::Duration::from_secs(minutes.unsigned_abs() * 60);
        let now = std::time::SystemTime::now();
        let clock = m7::ManualClock::new(if minutes < 0 { now - off } else { now + off });
        let proxy = LossyProxy::losing_first(test.sandbox().base_url(), "/create").await;
        let builder = probing(test.builder()).clock(clock);
        let m7 = knowing_the_time(builder.base_url(proxy.base_url())).await;
        let reply = m7.sip().create("2004", "a-password").await.unwrap();
        assert_eq!(reply.call.evidence(), Evidence::ProbeAccepted);
        assert_eq!(done(&test, "sip_create"), [true]);
    }
}
