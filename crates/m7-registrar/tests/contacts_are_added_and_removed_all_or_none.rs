//! Five contacts a number, the asterisk for all of them, and equal URIs are one contact.

mod phone;

use m7_registrar::{Error, Event};
use phone::Desk;

fn contact(name: u32) -> String {
    format!("<sip:{name}@127.0.0.1>")
}

#[tokio::test]
async fn a_sixth_contact_is_refused() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    phone.contacts = (1..=5).map(contact).collect();
    assert_eq!(phone.register(300).await.status, 200);
    let five = desk.contacts();

    phone.contacts = vec![contact(6)];
    assert_eq!(phone.register(300).await.status, 403);
    assert_eq!(desk.contacts(), five);

    phone.contacts = vec![format!("{};expires=0", contact(1)), contact(6)];
    assert_eq!(phone.register(300).await.status, 200, "one goes, one comes");
    assert_eq!(desk.contacts().len(), 5);

    desk.advance(300);
    phone.contacts = (10..15).map(contact).collect();
    assert_eq!(
        phone.register(300).await.status,
        200,
        "expired ones don't count"
    );
    Ok(())
}

#[tokio::test]
async fn the_asterisk_removes_all_and_nothing_else() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    phone.contacts = vec![contact(1), contact(2)];
    assert_eq!(phone.register(300).await.status, 200);
    desk.events();

    for (contacts, headers) in [
        (vec!["*".to_owned()], ""),
        (vec!["*".to_owned()], "Expires: 60\r\n"),
        (vec!["*".to_owned(), contact(3)], "Expires: 0\r\n"),
        (vec![contact(3)], "Contact: *\r\nExpires: 0\r\n"),
    ] {
        phone.contacts = contacts;
        assert_eq!(phone.register_with(headers).await.status, 400);
    }
    assert_eq!(desk.contacts().len(), 2);
    assert!(desk.events().is_empty());

    phone.contacts = vec!["*".to_owned()];
    assert_eq!(phone.unregister().await.status, 200);
    assert!(desk.contacts().is_empty());
    let events = desk.events();
    assert_eq!(events.len(), 2);
    assert!(
        events
            .iter()
            .all(|event| matches!(event, Event::Unregistered { .. }))
    );
    Ok(())
}

#[tokio::test]
async fn equal_uris_are_one_contact() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    // RFC 3261 §19.1.4: the host's case and escapes of plain characters make no difference.
    for contact in [
        "<sip:alice@Phone.Example>",
        "<sip:%61lice@phone.example;new=1>",
    ] {
        phone.contacts = vec![contact.to_owned()];
        assert_eq!(phone.register(300).await.status, 200);
    }
    assert_eq!(desk.contacts(), ["sip:%61lice@phone.example;new=1"]);
    phone.contacts = vec!["<sip:Alice@phone.example>".to_owned()];
    assert_eq!(phone.register(300).await.status, 200);
    assert_eq!(desk.contacts().len(), 2, "the user's case does");
    Ok(())
}

#[tokio::test]
async fn what_a_phone_calls_itself_is_shown_as_text() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    phone.user_agent = "Evil\u{1b}[31m\tPhone\u{202e} \u{8bdd}".to_owned();
    assert_eq!(phone.register(300).await.status, 200);
    let device = desk.bindings()[0].user_agent.clone();
    assert_eq!(device.as_deref(), Some("Evil[31mPhone \u{8bdd}"));
    Ok(())
}
