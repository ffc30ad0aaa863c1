//! How long a contact stays is asked for, bounded, told, and kept by the registrar's clock.

mod phone;

use std::time::Duration;

use m7_registrar::{Error, Expiry};
use phone::Desk;

#[tokio::test]
async fn by_the_clock_that_was_handed_over() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    assert_eq!(phone.register(300).await.status, 200);
    let registered_at = desk.now();

    desk.advance(200);
    let listed = phone.query().await;
    assert!(
        listed.one("Contact").ends_with(";expires=100"),
        "{listed:?}"
    );
    assert_eq!(phone.register(300).await.status, 200);
    desk.advance(299);
    assert_eq!(desk.bindings()[0].registered_at, registered_at);
    assert_eq!(
        desk.bindings()[0].refreshed_at,
        registered_at + Duration::from_secs(200)
    );
    desk.advance(1);
    assert!(desk.bindings().is_empty());
    assert!(phone.query().await.all("Contact").is_empty());

    assert_eq!(phone.register(300).await.status, 200);
    assert_eq!(
        desk.bindings()[0].registered_at,
        desk.now(),
        "it is a new one"
    );
    Ok(())
}

#[tokio::test]
async fn after_the_time_that_was_granted() -> Result<(), Error> {
    let mut expiry = Expiry::default();
    expiry.min = Duration::from_secs(120);
    expiry.default = Duration::from_secs(600);
    expiry.max = Duration::from_secs(1200);
    let desk = Desk::with(|builder| builder.expiry(expiry)).await?;
    for (parameter, header, granted) in [
        ("", "", 600),
        ("", "Expires: 300\r\n", 300),
        (";expires=200", "Expires: 300\r\n", 200),
        (";expires=99999", "", 1200),
        ("", "Expires: soon\r\n", 1200),
        (";expires=120", "Expires: 1\r\n", 120),
    ] {
        let mut phone = desk.phone().await;
        phone.contacts = vec![format!("<sip:2004@127.0.0.1>{parameter}")];
        let response = phone.register_with(header).await;
        assert_eq!(response.status, 200);
        let contact = response.one("Contact");
        assert_eq!(contact, format!("<sip:2004@127.0.0.1>;expires={granted}"));
    }
    Ok(())
}

#[tokio::test]
async fn and_too_short_a_time_is_refused_with_the_shortest() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let response = phone.register(59).await;
    assert_eq!(response.status, 423);
    assert_eq!(response.one("Min-Expires"), "60");

    phone.contacts = vec!["<sip:a@127.0.0.1>;expires=300, <sip:b@127.0.0.1>;expires=1".into()];
    assert_eq!(phone.register(300).await.status, 423);
    assert!(desk.bindings().is_empty(), "all or nothing");
    Ok(())
}
