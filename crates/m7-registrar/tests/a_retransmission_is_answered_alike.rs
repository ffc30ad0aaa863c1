//! A datagram that comes again gets the answer that it got, and nothing is done twice.

mod phone;

use m7_registrar::Error;
use phone::Desk;

#[tokio::test]
async fn and_nothing_happens_twice() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let challenge = phone.once("").await;
    phone.take_challenge(&challenge);
    let authorization = phone.authorization();
    let wish = "Contact: <sip:2004@127.0.0.1>\r\nExpires: 300\r\n";
    let request = phone.request("REGISTER", &format!("{authorization}{wish}"));

    let first = phone.exchange(&request).await;
    desk.advance(10);
    let second = phone.exchange(&request).await;

    assert_eq!(first.status, 200);
    assert_eq!(first, second);
    assert_eq!(desk.events().len(), 1);
    Ok(())
}

#[tokio::test]
async fn but_another_branch_is_another_request() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let request = phone.request("REGISTER", "");
    let first = phone.exchange(&request).await;
    let second = phone.exchange(request.replace("z9hG4bK", "z9hG4bKx")).await;
    assert_ne!(
        first.one("WWW-Authenticate"),
        second.one("WWW-Authenticate")
    );
    Ok(())
}
