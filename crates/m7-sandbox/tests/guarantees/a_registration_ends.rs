use std::time::Duration;

use m7_auth::Credentials;
use serde_json::json;

use crate::caller::DELETE;
use crate::switchboard::{PASSWORD, Switchboard};

const KAI: &str = "5feb148e19a5207b5020e728";

#[tokio::test]
async fn when_it_expires_by_the_sandbox_s_clock() {
    let board = Switchboard::new().await;
    let sip_id = board.create("2004");
    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);

    board.clock.advance(Duration::from_millis(299_999));
    assert_eq!(board.counts(), (1, 0));
    assert_eq!(board.listed("2004")["registerStatus"], 1);
    board.clock.advance(Duration::from_millis(1));
    assert_eq!(board.counts(), (0, 1));
    let listed = board.listed("2004");
    assert_eq!(listed["registerStatus"], 0);
    assert_eq!(listed.get("clientUrl"), None);
    let bind = json!({"sipId": sip_id, "agentId": KAI});
    let refusal = board.update(&bind);
    assert!(
        refusal
            .refusal(409)
            .ends_with("the number 2004 is not registered")
    );

    // It comes back, as of now.
    assert_eq!(phone.register(300).await.status, 200);
    assert_eq!(board.listed("2004")["registerTime"], "2020-12-04 14:38:27");
    board.update(&bind).data();
}

#[tokio::test]
async fn but_not_by_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let account = Credentials::new("2000113", "a secret").unwrap();
    let start = || {
        Switchboard::with(|builder| {
            let builder = builder.data(&*path).account(account.clone());
            builder.sip_public("sip.example.com:5060")
        })
    };
    let board = start().await;
    board.create("2004");
    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);
    let before = board.listed("2004");
    drop(board);

    let board = start().await;
    assert_eq!(board.listed("2004"), before);
    // What was registered is known to the registrar too.
    let mut other = board.phone("2004").await;
    assert_eq!(other.query().await.all("Contact").len(), 1);
    board.clock.advance(Duration::from_secs(300));
    assert_eq!(board.counts(), (0, 1));
    assert_eq!(other.query().await.all("Contact").len(), 0);
}

#[tokio::test]
async fn when_the_number_is_not_what_it_was() {
    for change in [json!({"password": "another"}), json!({"number": "2005"})] {
        let board = Switchboard::new().await;
        let sip_id = board.create("2004");
        let mut phone = board.phone("2004").await;
        assert_eq!(phone.register(300).await.status, 200);
        // What changes nothing ends nothing.
        let same = json!({"sipId": sip_id, "number": "2004", "password": PASSWORD, "isNAT": true});
        board.update(&same).data();
        assert_eq!(board.counts(), (1, 0));

        let mut body = change.clone();
        body["sipId"] = json!(sip_id);
        board.update(&body).data();
        assert_eq!(board.counts(), (0, 1), "{change}");
        assert_eq!(phone.register(300).await.status, 401, "{change}");
        // As it is now, it can be registered.
        if let Some(password) = change["password"].as_str() {
            let mut phone = board.phone("2004").await;
            phone.password = password.to_owned();
            assert_eq!(phone.register(300).await.status, 200);
        } else {
            assert_eq!(board.phone("2005").await.register(300).await.status, 200);
        }
        assert_eq!(board.counts(), (1, 0));
    }
}

#[tokio::test]
async fn when_the_number_is_deleted_even_if_it_is_made_again() {
    let board = Switchboard::new().await;
    let sip_id = board.create("2004");
    let mut phone = board.phone("2004").await;
    assert_eq!(phone.register(300).await.status, 200);
    board.call(DELETE, &json!({"sipId": sip_id})).data();
    board.create("2004");
    assert_eq!(board.counts(), (0, 1));
    assert_eq!(phone.register(300).await.status, 200);
    assert_eq!(board.counts(), (1, 0));
}
