//! Whoever asks can't tell which numbers there are.

mod phone;

use m7_registrar::{Error, Event, Refusal};
use phone::{Desk, NUMBER, Response};

/// A response without what is made anew for each.
fn comparable(response: &Response) -> Vec<(String, String)> {
    let parts = response.headers.iter().filter_map(|(name, value)| {
        let value = match name.as_str() {
            "WWW-Authenticate" => value.split("nonce=").next()?.to_owned(),
            "Via" | "From" | "To" | "Call-ID" => String::new(),
            _ => value.clone(),
        };
        Some((name.clone(), value))
    });
    parts.collect()
}

#[tokio::test]
async fn before_and_after_answering() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut wrong = desk.phone_with(NUMBER, "wrong").await;
    let mut unknown = desk.phone_with("9999", "wrong").await;

    // Once to be asked, nine times to be wrong, and then locked out alike.
    for turn in 0..12 {
        let (one, other) = (wrong.once("").await, unknown.once("").await);
        assert_eq!(
            one.status,
            if turn <= 10 { 401 } else { 403 },
            "turn {turn}"
        );
        assert_eq!((one.status, &one.reason), (other.status, &other.reason));
        assert_eq!(comparable(&one), comparable(&other), "turn {turn}");
        assert!(!one.is_stale() && !other.is_stale());
        if one.status == 401 {
            wrong.take_challenge(&one);
            unknown.take_challenge(&other);
        }
    }
    assert!(desk.bindings().is_empty());

    // Whoever runs it is told which it was.
    let refusals: Vec<_> = desk
        .events()
        .into_iter()
        .map(|event| match event {
            Event::Refused {
                username, refusal, ..
            } => (username, refusal),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(refusals[0], (NUMBER.to_owned(), Refusal::WrongPassword));
    assert_eq!(refusals[1], ("9999".to_owned(), Refusal::UnknownNumber));
    Ok(())
}

#[tokio::test]
async fn a_right_password_for_another_number_is_forbidden() -> Result<(), Error> {
    let desk = Desk::new().await?;
    desk.store.set_password("2005", "another-password");
    let mut phone = desk.phone().await;
    assert_eq!(phone.register(300).await.status, 200);
    desk.events();

    let authorization = phone.authorization();
    let contact = "Contact: <sip:mallory@127.0.0.1>\r\n";
    let request = phone.request("REGISTER", &format!("{authorization}{contact}"));
    let request = request.replace("To: <sip:2004@", "To: <sip:2005@");
    assert_eq!(phone.exchange(request).await.status, 403);

    assert!(desk.store.bindings("2005", desk.now()).is_empty());
    assert!(matches!(
        desk.events()[..],
        [Event::Refused {
            refusal: Refusal::OtherNumber,
            ..
        }]
    ));
    Ok(())
}
