use std::net::{TcpListener, UdpSocket};
use std::time::Duration;

use m7_auth::Credentials;
use m7_sandbox::{Error, Sandbox, SipLimits};
use serde_json::json;

use crate::caller::{CREATE, Caller, DELETE};
use crate::phone::Phone;
use crate::switchboard::Switchboard;

#[tokio::test]
async fn and_is_listed_with_what_it_is_until_it_leaves() {
    let board = Switchboard::with(|builder| builder.sip_public("sip.example.com:32760")).await;
    board.create("2004");
    let before = board.listed("2004");
    assert_eq!(before["registerStatus"], 0);

    for mut phone in [board.phone("2004").await, board.tcp_phone("2004").await] {
        assert_eq!(phone.register(300).await.status, 200);
        let listed = board.listed("2004");
        assert_eq!(listed["registerStatus"], 1);
        assert_eq!(listed["clientUrl"], phone.local().to_string());
        assert_eq!(listed["registerDevice"], "Test Phone/1.0");
        assert_eq!(listed["serverUrl"], "sip.example.com:32760");
        assert_eq!(listed["registerTime"], "2020-12-04 14:33:27");
        assert_eq!(board.counts(), (1, 0));

        assert_eq!(phone.unregister().await.status, 200);
        assert_eq!(board.listed("2004"), before);
        assert_eq!(board.counts(), (0, 1));
    }
}

#[tokio::test]
async fn with_its_password_alone() {
    let board = Switchboard::new().await;
    let sip_id = board.create("2004");
    let mut thief = board.phone("2004").await;
    thief.password = "guessed".to_owned();
    assert_eq!(thief.register(300).await.status, 401);
    assert_eq!(board.phone("2005").await.register(300).await.status, 401);
    assert_eq!(board.counts(), (0, 1));

    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);
    board.call(DELETE, &json!({"sipId": sip_id})).data();
    assert_eq!(phone.register(300).await.status, 401);
    assert_eq!(board.counts(), (0, 0));
}

#[tokio::test]
async fn in_the_realm_that_was_chosen_whenever_its_number_was_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    for realm in ["one", "another, one"] {
        let board = Switchboard::with(|builder| builder.data(&*path).realm(realm)).await;
        if realm == "one" {
            board.create("2004");
        }
        let mut phone = board.phone("2004").await;
        let response = phone.once("").await;
        let challenge = response.one("WWW-Authenticate");
        assert!(
            challenge.contains(&format!("realm=\"{realm}\"")),
            "{challenge}"
        );
    }
    let bad = Sandbox::builder()
        .sip_listen("127.0.0.1:0".parse().unwrap())
        .realm("a\nb");
    assert!(matches!(bad.start().await, Err(Error::Sip(_))));
}

#[tokio::test]
async fn and_a_refresh_does_not_change_since_when() {
    let board = Switchboard::new().await;
    board.create("2004");
    let (mut desk, mut mobile) = (board.phone("2004").await, board.tcp_phone("2004").await);
    mobile.user_agent = "Mobile".to_owned();
    let shown = || {
        let listed = board.listed("2004");
        [&listed["registerDevice"], &listed["registerTime"]]
            .map(|value| value.as_str().unwrap().to_owned())
    };
    assert_eq!(desk.register(300).await.status, 200);
    board.clock.advance(Duration::from_secs(60));
    assert_eq!(desk.register(300).await.status, 200);
    assert_eq!(shown(), ["Test Phone/1.0", "2020-12-04 14:33:27"]);

    // Of two phones, the one that spoke last is shown.
    board.clock.advance(Duration::from_secs(1));
    assert_eq!(mobile.register(300).await.status, 200);
    assert_eq!(shown(), ["Mobile", "2020-12-04 14:34:28"]);
    board.clock.advance(Duration::from_secs(1));
    assert_eq!(desk.register(300).await.status, 200);
    assert_eq!(shown(), ["Test Phone/1.0", "2020-12-04 14:33:27"]);
    assert_eq!(desk.unregister().await.status, 200);
    assert_eq!(shown(), ["Mobile", "2020-12-04 14:34:28"]);
    assert_eq!(mobile.unregister().await.status, 200);
    assert_eq!(board.counts(), (0, 1));
}

#[tokio::test]
async fn at_the_account_that_had_its_number_first() {
    let [one, other] = ["2000103", "2000113"].map(|appkey| Credentials::new(appkey, "s").unwrap());
    let sandbox = Sandbox::builder()
        .account(one.clone())
        .account(other.clone())
        .sip_listen("127.0.0.1:0".parse().unwrap())
        .start()
        .await
        .unwrap();
    let callers = [Caller::with(&sandbox, &other), Caller::with(&sandbox, &one)];
    let ids = [("first", 0), ("second", 1)].map(|(password, caller)| {
        let caller: &Caller = &callers[caller];
        let number = json!({"number": "2004", "password": password});
        caller.call(CREATE, &number).data()["sipId"].clone()
    });
    let standing =
        || [0, 1].map(|caller: usize| callers[caller].listed("2004")["registerStatus"].clone());

    let address = sandbox.sip_udp().unwrap();
    let mut second = Phone::udp(address, "2004", "second").await;
    assert_eq!(second.register(300).await.status, 401);
    let mut first = Phone::udp(address, "2004", "first").await;
    assert_eq!(first.register(300).await.status, 200);
    assert_eq!(standing(), [1, 0]);

    // When the first account gives it up, it is the second's.
    callers[0].call(DELETE, &json!({"sipId": ids[0]})).data();
    let mut second = Phone::udp(address, "2004", "second").await;
    assert_eq!(second.register(300).await.status, 200);
    assert_eq!(callers[1].listed("2004")["registerStatus"], 1);
}

#[tokio::test]
async fn beside_a_stand_in() {
    let board = Switchboard::new().await;
    board.create("2004");
    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);
    board
        .sandbox
        .register("2004", "[2001:db8::1]:5060", "Stand-in")
        .await
        .unwrap();
    assert_eq!(board.listed("2004")["registerDevice"], "Stand-in");
    // The phone knows nothing of it, and goes without it.
    assert_eq!(phone.query().await.all("Contact").len(), 1);
    assert_eq!(phone.unregister().await.status, 200);
    assert_eq!(board.listed("2004")["clientUrl"], "[2001:db8::1]:5060");
    // Whoever ends the number's registrations ends all of them.
    assert_eq!(phone.register(300).await.status, 200);
    board.sandbox.unregister("2004").await.unwrap();
    assert_eq!(board.counts(), (0, 1));
}

#[tokio::test]
async fn as_often_as_the_limits_let_it() {
    let mut limits = SipLimits::default();
    limits.max_contacts = 1;
    let board = Switchboard::with(|builder| builder.sip_limits(limits)).await;
    board.create("2004");
    assert_eq!(board.phone("2004").await.register(300).await.status, 200);
    assert_eq!(board.phone("2004").await.register(300).await.status, 403);
}

#[tokio::test]
async fn as_long_as_the_sandbox_runs() {
    let quiet = Sandbox::builder().start().await.unwrap();
    assert_eq!((quiet.sip_udp(), quiet.sip_tcp()), (None, None));

    for gently in [true, false] {
        let board = Switchboard::new().await;
        board.create("2004");
        let address = board.sandbox.sip_udp().unwrap();
        assert_eq!(board.sandbox.sip_tcp(), Some(address));
        let mut phone = board.tcp_phone("2004").await;
        assert_eq!(phone.register(300).await.status, 200);
        assert_eq!(board.listed("2004")["serverUrl"], address.to_string());
        let taken = Sandbox::builder().sip_listen(address).start().await;
        assert!(matches!(taken, Err(Error::Sip(_))), "{taken:?}");
        if gently {
            board.sandbox.shutdown().await;
        } else {
            drop(board.sandbox);
        }
        UdpSocket::bind(address).unwrap();
        TcpListener::bind(address).unwrap();
    }
}
