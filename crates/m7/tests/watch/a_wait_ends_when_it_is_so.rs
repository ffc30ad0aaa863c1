use std::time::Duration;

use m7::testing::{Fault, FaultRule, Phone, Sandboxed};

use crate::scripted_server::{Answer, ScriptedServer, json};

const OFTEN: Duration = Duration::from_millis(5);

/// Generous: none of these waits is to end by it.
const LONG: Duration = Duration::from_secs(120);

#[tokio::test]
async fn a_phone_that_registers_ends_the_wait_for_it() {
    let test = Sandboxed::with(|sandbox| sandbox.sip_listen("127.0.0.1:0".parse().unwrap()))
        .await
        .unwrap();
    let sip = test.client().sip();
    // The wait may begin before there is such a number.
    let wait = sip.wait_registered("2004").within(LONG).every(OFTEN);
    let wait = tokio::spawn(wait.into_future());
    looked(&test, 2).await;
    sip.create("2004", "a-password").await.unwrap();
    looked(&test, 2).await;
    assert!(!wait.is_finished());

    let registrar = test.sandbox().sip_udp().unwrap();
    let mut phone = Phone::udp(registrar, "2004", "a-password").await.unwrap();
    phone.register(Duration::from_secs(300)).await.unwrap();
    let reply = wait.await.unwrap().unwrap();
    assert_eq!(reply.data.number, "2004");
    assert!(reply.data.client_url.is_some());
    assert!(reply.call.request_id().is_some());
}

/// Another number that has this one in it is another number.
#[tokio::test]
async fn only_the_very_number_counts() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    for number in ["2004", "20045"] {
        sip.create(number, "a-password").await.unwrap();
    }
    test.register("20045").await.unwrap();
    let wait = sip.wait_registered("2004").every(OFTEN);
    let error = wait.within(Duration::from_millis(100)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

/// Nothing keeps the account from having two of one text.
#[tokio::test]
async fn of_two_of_one_text_any_will_do() {
    let item = |id: &str, status: u8| {
        format!(r#"{{"sipId":"{id}","number":"2004","registerStatus":{status}}}"#)
    };
    let list = format!(
        r#"{{"success":true,"code":"200","message":"requestSuccess","data":[{},{}]}}"#,
        item("a", 0),
        item("b", 1),
    );
    let server = ScriptedServer::answering(Answer::KeepAlive(json(200, &list))).await;
    let wait = server.client().sip().wait_registered("2004").every(OFTEN);
    let phone = wait.within(LONG).await.unwrap();
    assert_eq!(phone.data.sip_id.as_str(), "b");
}

#[tokio::test]
async fn looks_that_fail_are_not_the_end() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    sip.create("2004", "a-password").await.unwrap();
    test.register("2004").await.unwrap();
    test.fail(FaultRule::new(Fault::unavailable()).operation("sip_list"))
        .await
        .unwrap();
    let wait = sip.wait_registered("2004").within(LONG).every(OFTEN);
    let wait = tokio::spawn(wait.into_future());
    looked(&test, 3).await;
    assert!(!wait.is_finished());
    test.recover().await;
    wait.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_number_that_is_deleted_ends_the_wait_for_it() {
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let id = sip.create("2004", "a-password").await.unwrap().data.sip_id;
    let wait = sip.wait_gone("2004").within(LONG).every(OFTEN);
    let wait = tokio::spawn(wait.into_future());
    looked(&test, 2).await;
    // What can't be read isn't gone.
    test.fail(FaultRule::new(Fault::WrongTypes).operation("sip_list"))
        .await
        .unwrap();
    looked(&test, 2).await;
    assert!(!wait.is_finished());
    test.recover().await;
    sip.delete(id).await.unwrap();
    wait.await.unwrap().unwrap();
}

/// However many they are, one list a look.
#[tokio::test]
async fn a_fleet_is_waited_for_by_one_list() {
    const FLEET: usize = 200;
    let test = Sandboxed::start().await.unwrap();
    let sip = test.client().sip();
    let numbers: Vec<String> = (0..FLEET)
        .map(|number| (2000 + number).to_string())
        .collect();
    let creates = numbers.clone().into_iter().map({
        let sip = sip.clone();
        move |number| (number.clone(), sip.create(number, "a-password"))
    });
    m7::bulk(creates).results().await;
    let (late, early) = numbers.split_last().unwrap();
    for number in early {
        test.register(number).await.unwrap();
    }

    let wait = sip.wait_registered_all(&numbers).within(LONG).every(OFTEN);
    let wait = tokio::spawn(wait.into_future());
    looked(&test, 2).await;
    assert!(!wait.is_finished());
    test.register(late).await.unwrap();
    let phones = wait.await.unwrap().unwrap().data;
    let seen: Vec<_> = phones.iter().map(|phone| &phone.number).collect();
    assert_eq!(seen, numbers.iter().collect::<Vec<_>>());
    for look in test.requests("sip_list") {
        assert_eq!(look.request.body.as_deref(), Some("{}"));
    }
}

/// Waits until there were so many more looks.
async fn looked(test: &Sandboxed, times: usize) {
    let looks = || test.requests("sip_list").len();
    let enough = looks() + times;
    for _ in 0..6_000 {
        if looks() >= enough {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("nobody looks");
}
