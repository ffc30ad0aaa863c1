use m7::testing::Sandboxed;
use m7::{ErrorKind, Sip};

fn creates(sip: &Sip, numbers: u32) -> impl Iterator<Item = (u32, m7::sip::Create)> + use<> {
    let sip = sip.clone();
    (0..numbers).map(move |number| (number, sip.create(number.to_string(), "a-password")))
}

/// A wrong secret key is tried as often as calls were under way when that was found out.
#[tokio::test]
async fn who_is_not_accepted_does_not_try_a_thousand_times() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.builder().secret_key("another-secret").build().unwrap();
    let mut bulk = m7::bulk(creates(&m7.sip(), 1000)).concurrency(4);
    let mut failed = 0;
    while let Some(item) = bulk.next().await {
        assert_eq!(item.result.unwrap_err().kind(), ErrorKind::Authentication);
        failed += 1;
    }
    assert!(bulk.is_stopped());
    assert!(failed <= 4, "{failed}");
    assert_eq!(bulk.progress().failed, failed);
    assert_eq!(bulk.progress().started, failed);
}

/// A row that is wrong is that row's matter.
#[tokio::test]
async fn a_row_that_fails_does_not_stop_the_others() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("7", "a-password").await.unwrap();
    let bulk = m7::bulk(creates(&sip, 20));
    let results = bulk.results().await;
    assert_eq!(results.len(), 20);
    for item in results {
        match item.key {
            7 => assert!(item.result.unwrap_err().is_conflict()),
            _ => assert!(item.result.is_ok()),
        }
    }
}

#[tokio::test]
async fn what_stops_it_is_the_caller_s_to_say() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("3", "a-password").await.unwrap();
    let stopped = m7::bulk(creates(&sip, 20))
        .concurrency(1)
        .stop_on(m7::Error::is_conflict)
        .results()
        .await;
    assert_eq!(stopped.len(), 4);

    let m7 = test.builder().secret_key("another-secret").build().unwrap();
    let never = m7::bulk(creates(&m7.sip(), 20)).stop_on(|_| false);
    assert_eq!(never.results().await.len(), 20);
}

/// Whoever says what stops it can be wrong, and that costs no result.
#[tokio::test]
async fn a_panic_of_what_stops_it_costs_no_result() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("0", "a-password").await.unwrap();
    let stopped = m7::bulk(creates(&sip, 20))
        .concurrency(1)
        .stop_on(|_| panic!("ordered by a test"))
        .results()
        .await;
    assert_eq!(stopped.len(), 1);
    assert!(stopped[0].result.as_ref().unwrap_err().is_conflict());
}
