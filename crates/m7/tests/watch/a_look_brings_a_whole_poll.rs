use std::time::Duration;

use m7::testing::{Fault, FaultRule, Sandboxed};
use m7::{ErrorKind, RetryPolicy};

const OFTEN: Duration = Duration::from_millis(5);

#[tokio::test]
async fn a_look_brings_a_whole_poll() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let mut watch = sip.watch(OFTEN);
    assert!(watch.looked_at().is_none());
    assert_eq!(watch.look().await.unwrap(), []);
    let first = watch.looked_at().unwrap();

    for number in ["2004", "2005"] {
        sip.create(number, "a-password").await.unwrap();
    }
    let changes = watch.look().await.unwrap();
    let names: Vec<_> = changes.iter().map(m7::sip::Change::name).collect();
    assert_eq!(names, ["created", "created"]);
    assert_eq!(watch.numbers().count(), 2);
    assert!(watch.looked_at().unwrap() >= first);
    assert_eq!(watch.look().await.unwrap(), []);
    assert_eq!(watch.numbers().count(), 2);
}

/// Unlike a stream's item, which is told of once a run.
#[tokio::test]
async fn each_look_that_fails_says_so() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.builder().retry(RetryPolicy::never()).build().unwrap();
    let mut watch = m7.sip().watch(OFTEN);
    m7.sip().create("2004", "a-password").await.unwrap();
    watch.look().await.unwrap();
    let looked_at = watch.looked_at();
    test.fail(FaultRule::new(Fault::unavailable()).operation("sip_list"))
        .await
        .unwrap();
    for _ in 0..2 {
        let error = watch.look().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Server);
        assert!(!error.is_lasting());
        assert_eq!((watch.numbers().count(), watch.looked_at()), (1, looked_at));
    }
    test.recover().await;
    assert_eq!(watch.look().await.unwrap(), []);
    assert!(watch.looked_at() > looked_at);
}

/// What `next` has begun to tell, `look` goes on with.
#[tokio::test]
async fn what_was_not_asked_for_yet_comes_first() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    for number in ["2004", "2005"] {
        sip.create(number, "a-password").await.unwrap();
    }
    let mut watch = sip.watch(OFTEN);
    let first = watch.next().await.unwrap().unwrap();
    sip.create("2006", "a-password").await.unwrap();
    let rest = watch.look().await.unwrap();
    let mut seen: Vec<_> = rest.iter().map(|it| &*it.number().number).collect();
    seen.push(&first.number().number);
    seen.sort_unstable();
    assert_eq!(seen, ["2004", "2005", "2006"]);
    assert_eq!(rest.last().map(m7::sip::Change::name), Some("created"));
}

#[tokio::test]
async fn items_that_cannot_be_read_are_counted_and_stay() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("2004", "a-password").await.unwrap();
    let mut watch = sip.watch(OFTEN);
    watch.look().await.unwrap();
    assert_eq!(watch.unreadable(), 0);
    test.fail(FaultRule::new(Fault::WrongTypes).operation("sip_list"))
        .await
        .unwrap();
    assert_eq!(watch.look().await.unwrap(), []);
    assert_eq!((watch.unreadable(), watch.numbers().count()), (1, 1));
}

#[tokio::test]
async fn who_is_not_accepted_need_not_look_again() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.builder().secret_key("another-secret").build().unwrap();
    let error = m7.sip().watch(OFTEN).look().await.unwrap_err();
    assert!(error.is_lasting(), "{error}");
}
