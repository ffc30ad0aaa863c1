//! Of two requests of one phone, the later one counts, whichever comes last.

mod phone;

use m7_registrar::{Error, Event, Refusal};
use phone::Desk;

#[tokio::test]
async fn an_earlier_request_that_comes_late_is_refused() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    phone.cseq = 100;
    assert_eq!(phone.register(300).await.status, 200);
    let before = desk.bindings();
    desk.events();

    for (contacts, headers) in [
        (phone.contacts.clone(), "Expires: 600\r\n"),
        (phone.contacts.clone(), "Expires: 0\r\n"),
        (vec!["*".to_owned()], "Expires: 0\r\n"),
        (
            vec!["<sip:new@127.0.0.1>".to_owned(), phone.contacts[0].clone()],
            "Expires: 600\r\n",
        ),
    ] {
        phone.cseq = 50;
        phone.contacts = contacts;
        assert_eq!(phone.register_with(headers).await.status, 500);
        assert_eq!(desk.bindings(), before);
        assert!(matches!(
            desk.events()[..],
            [Event::Refused {
                refusal: Refusal::OutOfOrder,
                ..
            }]
        ));
    }
    Ok(())
}

#[tokio::test]
async fn a_phone_that_began_anew_is_not_late() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    phone.cseq = 100;
    assert_eq!(phone.register(300).await.status, 200);
    phone.call_id = "after-a-restart".to_owned();
    phone.cseq = 0;
    assert_eq!(phone.unregister().await.status, 200);
    assert!(desk.bindings().is_empty());
    Ok(())
}
