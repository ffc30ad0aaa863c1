//! An old nonce, a used count and a nonce of another registrar are told to be stale; what they come
//! with does nothing.

mod phone;

use m7_registrar::Error;
use phone::{Answer, Desk};

#[tokio::test]
async fn an_old_nonce_is_stale() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    assert_eq!(phone.register(300).await.status, 200);

    desk.advance(60);
    assert_eq!(phone.once("").await.status, 200);
    desk.advance(1);
    let response = phone.once("Contact: *\r\nExpires: 0\r\n").await;
    assert_eq!(response.status, 401);
    assert!(response.is_stale());
    assert_eq!(desk.bindings().len(), 1);
    assert_eq!(phone.register(300).await.status, 200, "and it answers anew");
    Ok(())
}

#[tokio::test]
async fn a_replayed_answer_is_stale() -> Result<(), Error> {
    for answer in [Answer::Auth, Answer::Old] {
        let desk = Desk::new().await?;
        let mut phone = desk.phone().await;
        phone.answer = answer;
        let challenge = phone.once("").await;
        phone.take_challenge(&challenge);
        let authorization = phone.authorization();
        let first = phone.request("REGISTER", &authorization);
        assert_eq!(phone.exchange(first).await.status, 200);

        // Overheard, and sent from elsewhere on the same host with another wish.
        let mut mallory = desk.phone().await;
        let wish = "Contact: <sip:mallory@127.0.0.1>\r\n";
        let replayed = mallory.request("REGISTER", &format!("{authorization}{wish}"));
        let response = mallory.exchange(replayed).await;
        assert_eq!(response.status, 401, "{answer:?}");
        assert!(response.is_stale());
        assert!(desk.bindings().is_empty());
    }
    Ok(())
}

#[tokio::test]
async fn a_nonce_of_another_registrar_is_stale() -> Result<(), Error> {
    let (desk, other) = (Desk::new().await?, Desk::new().await?);
    let mut phone = desk.phone().await;
    let challenge = other.phone().await.once("").await;
    phone.take_challenge(&challenge);

    let response = phone.once("").await;

    assert_eq!(response.status, 401);
    assert!(response.is_stale());
    Ok(())
}
