//! After some wrong passwords not even the right one is looked at, for a while.

mod phone;

use std::time::Duration;

use m7_registrar::{Error, Event, Limits, Refusal};
use phone::{Desk, NUMBER, PASSWORD};

#[tokio::test]
async fn until_the_lockout_has_passed() -> Result<(), Error> {
    let mut limits = Limits::default();
    limits.wrong_passwords = 3;
    limits.lockout = Duration::from_secs(300);
    let desk = Desk::with(|builder| builder.limits(limits)).await?;
    desk.store.set_password("2005", PASSWORD);
    let mut phone = desk.phone_with(NUMBER, "wrong").await;
    for _ in 0..3 {
        assert_eq!(phone.register(300).await.status, 401);
        phone.forget_challenge();
    }

    phone.password = PASSWORD.to_owned();
    assert_eq!(phone.register(300).await.status, 403);
    assert!(desk.bindings().is_empty());
    assert!(matches!(
        desk.events().last(),
        Some(Event::Refused {
            refusal: Refusal::LockedOut,
            ..
        })
    ));
    let mut other = desk.phone_with("2005", PASSWORD).await;
    assert_eq!(other.register(300).await.status, 200, "another number");

    desk.advance(300);
    phone.forget_challenge();
    assert_eq!(phone.register(300).await.status, 200);
    Ok(())
}
