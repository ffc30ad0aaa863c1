//! Whoever loses the password loses the registration, even in the middle of registering.

mod phone;

use std::convert::Infallible;
use std::time::SystemTime;

use m7_registrar::{Account, Binding, Change, Error, Generation, MemoryStore, Registrar, Store};
use phone::{Desk, NUMBER, PASSWORD, Phone};

#[tokio::test]
async fn at_once_and_until_the_new_one_is_known() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    assert_eq!(phone.register(300).await.status, 200);

    desk.store.set_password(NUMBER, "changed");
    assert!(desk.bindings().is_empty());
    assert_eq!(phone.register(300).await.status, 401);
    phone.password = "changed".to_owned();
    assert_eq!(phone.register(300).await.status, 200);

    assert!(desk.store.end_registrations(NUMBER));
    assert!(desk.bindings().is_empty());
    assert_eq!(phone.register(300).await.status, 200, "it may come back");

    assert!(desk.store.remove(NUMBER));
    assert_eq!(phone.register(300).await.status, 401);
    Ok(())
}

/// Changes the password as soon as the old one was looked up.
struct ChangesInBetween(MemoryStore);

impl Store for ChangesInBetween {
    type Error = Infallible;

    async fn account(&self, number: &str, realm: &str) -> Result<Option<Account>, Infallible> {
        let account = self.0.account(number, realm).await;
        self.0.set_password(NUMBER, "changed");
        account
    }

    async fn update<T, F>(
        &self,
        number: &str,
        generation: Generation,
        change: F,
    ) -> Result<Option<T>, Infallible>
    where
        T: Send + 'static,
        F: FnOnce(Vec<Binding>) -> Change<T> + Send + 'static,
    {
        self.0.update(number, generation, change).await
    }
}

#[tokio::test]
async fn also_for_whoever_just_proved_the_old_one() -> Result<(), Error> {
    let store = MemoryStore::new();
    store.set_password(NUMBER, PASSWORD);
    let registrar = Registrar::builder(ChangesInBetween(store.clone()))
        .start()
        .await?;
    let mut phone = Phone::udp(registrar.udp_addr().unwrap(), NUMBER, PASSWORD).await;

    assert_eq!(phone.register(300).await.status, 401);
    assert!(store.bindings(NUMBER, SystemTime::now()).is_empty());
    Ok(())
}
