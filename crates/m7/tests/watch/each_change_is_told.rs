use std::time::Duration;

use m7::sip::{Change, Watch};
use m7::testing::{AGENT_ID, Fault, FaultRule, Phone, Sandboxed};

const OFTEN: Duration = Duration::from_millis(5);

/// The next change; it fails the test if none comes.
pub(crate) async fn next(watch: &mut Watch) -> Result<Change, m7::Error> {
    tokio::time::timeout(Duration::from_secs(30), watch.next())
        .await
        .unwrap()
        .unwrap()
}

async fn name_of_next(watch: &mut Watch) -> (&'static str, String) {
    let change = next(watch).await.unwrap();
    (change.name(), change.number().number.clone())
}

#[tokio::test]
async fn each_change_is_told() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let first = sip.create("2004", "a-password").await.unwrap().data.sip_id;
    let mut watch = sip.watch(OFTEN);
    assert_eq!(name_of_next(&mut watch).await, ("present", "2004".into()));

    let second = sip.create("2005", "a-password").await.unwrap().data.sip_id;
    assert_eq!(name_of_next(&mut watch).await, ("created", "2005".into()));

    test.register("2004").await.unwrap();
    let Ok(Change::Registered { before, now, .. }) = next(&mut watch).await else {
        panic!("something else happened")
    };
    assert_eq!(before.client_url, None);
    assert_eq!(now.client_url.as_deref(), Some("192.0.2.7:5060"));

    sip.bind(&first, AGENT_ID).await.unwrap();
    assert_eq!(name_of_next(&mut watch).await, ("bound", "2004".into()));

    let elsewhere = test
        .sandbox()
        .register("2004", "192.0.2.8:5060", "Telephone");
    elsewhere.await.unwrap();
    let expected = ("reregistered", "2004".into());
    assert_eq!(name_of_next(&mut watch).await, expected);

    test.sandbox().unregister("2004").await.unwrap();
    let expected = ("unregistered", "2004".into());
    assert_eq!(name_of_next(&mut watch).await, expected);

    sip.unbind(&first).await.unwrap();
    assert_eq!(name_of_next(&mut watch).await, ("unbound", "2004".into()));

    sip.update(&second).number("2006").await.unwrap();
    let Ok(Change::Renamed { before, now, .. }) = next(&mut watch).await else {
        panic!("something else happened")
    };
    assert_eq!((&*before.number, &*now.number), ("2005", "2006"));

    sip.delete(&second).await.unwrap();
    assert_eq!(name_of_next(&mut watch).await, ("removed", "2006".into()));

    let nothing = tokio::time::timeout(OFTEN * 20, watch.next()).await;
    assert!(nothing.is_err());
}

/// A phone of flesh and blood, so to speak.
#[tokio::test]
async fn a_phone_that_comes_and_goes_is_seen() {
    let test = Sandboxed::with(|sandbox| sandbox.sip_listen("127.0.0.1:0".parse().unwrap()))
        .await
        .unwrap();
    let sip = test.client().sip();
    sip.create("2004", "a-password").await.unwrap();
    let mut watch = sip.watch(OFTEN);
    assert_eq!(name_of_next(&mut watch).await.0, "present");

    let registrar = test.sandbox().sip_udp().unwrap();
    let mut phone = Phone::udp(registrar, "2004", "a-password").await.unwrap();
    phone.register(Duration::from_secs(300)).await.unwrap();
    assert_eq!(name_of_next(&mut watch).await.0, "registered");
    test.clock().advance(Duration::from_secs(301));
    assert_eq!(name_of_next(&mut watch).await.0, "unregistered");
}

/// What can't be read is told of once, and isn't gone.
#[tokio::test]
async fn an_item_that_cannot_be_read_is_not_gone() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("2004", "a-password").await.unwrap();
    let mut watch = sip.watch(OFTEN);
    assert_eq!(name_of_next(&mut watch).await.0, "present");

    test.fail(FaultRule::new(Fault::WrongTypes).operation("sip_list"))
        .await
        .unwrap();
    let error = next(&mut watch).await.unwrap_err();
    assert_eq!(error.kind(), m7::ErrorKind::InvalidReply);
    assert!(
        error.to_string().contains("1 of the items can't be read"),
        "{error}"
    );
    let nothing = tokio::time::timeout(OFTEN * 20, watch.next()).await;
    assert!(nothing.is_err());

    test.recover().await;
    sip.create("2005", "a-password").await.unwrap();
    // Since ids couldn't be read either, nobody knows whether it was there before.
    let (name, number) = name_of_next(&mut watch).await;
    assert_eq!(number, "2005");
    assert!(["present", "created"].contains(&name), "{name}");
}
