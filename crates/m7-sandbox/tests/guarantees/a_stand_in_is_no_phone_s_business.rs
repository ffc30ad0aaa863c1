//! Phones know nothing of a stand-in: it takes no phone's place, and stays when they leave.

use crate::switchboard::Switchboard;

#[tokio::test]
async fn a_stand_in_is_no_phone_s_business() {
    let board = Switchboard::new().await;
    board.create("2004");
    let contacts: Vec<String> = (1..=5)
        .map(|host| format!("<sip:2004@192.0.2.{host}:5060>"))
        .collect();
    let mut phone = board.phone("2004").await;
    phone.contacts.clone_from(&contacts);
    // As many contacts as a number may have.
    assert_eq!(phone.register(300).await.status, 200);
    board
        .sandbox
        .register("2004", "192.0.2.9:5060", "Stand-in")
        .await
        .unwrap();
    for _ in 0..2 {
        let refreshed = phone.register(300).await;
        assert_eq!(refreshed.status, 200);
        assert_eq!(refreshed.all("contact").len(), 5, "{refreshed:?}");
    }
    phone.contacts = vec!["*".to_owned()];
    assert_eq!(phone.register(0).await.status, 200);
    assert_eq!(board.listed("2004")["registerDevice"], "Stand-in");
    board.sandbox.unregister("2004").await.unwrap();
    assert_eq!(board.listed("2004")["registerStatus"], 0);

    // A phone that calls like one is a phone.
    phone.call_id = "stand-in".to_owned();
    for contact in contacts {
        phone.contacts = vec![contact];
        assert_eq!(phone.register(300).await.status, 200);
    }
    phone.contacts = vec!["<sip:2004@192.0.2.6:5060>".to_owned()];
    assert_eq!(phone.register(300).await.status, 403);
}
