//! A phone that knows its password is registered, over UDP and TCP; what it is and where it is can be
//! seen then.

mod phone;

use std::time::{Duration, SystemTime};

use m7_registrar::{Error, MemoryStore, Registrar, Transport};
use phone::{Answer, Phone};

const PASSWORD: &str = "not-a-real-password";

async fn registrar() -> Result<(Registrar, MemoryStore), Error> {
    let store = MemoryStore::new();
    store.set_password("2004", PASSWORD);
    let registrar = Registrar::builder(store.clone()).start().await?;
    Ok((registrar, store))
}

#[tokio::test]
async fn over_udp() -> Result<(), Error> {
    let (registrar, store) = registrar().await?;
    let mut phone = Phone::udp(registrar.udp_addr().unwrap(), "2004", PASSWORD).await;
    let before = SystemTime::now();

    let response = phone.register(300).await;

    assert_eq!(response.status, 200, "{response:?}");
    let contact = response.one("Contact");
    assert_eq!(contact, format!("<sip:2004@{}>;expires=300", phone.local()));
    let [binding] = &store.bindings("2004", SystemTime::now())[..] else {
        panic!("one binding");
    };
    assert_eq!(binding.source, phone.local());
    assert_eq!(binding.transport, Transport::Udp);
    assert_eq!(binding.user_agent.as_deref(), Some("Test Phone/1.0"));
    assert!(binding.registered_at >= before && binding.registered_at <= SystemTime::now());
    assert_eq!(
        binding.expires_at,
        binding.registered_at + Duration::from_secs(300)
    );
    Ok(())
}

#[tokio::test]
async fn over_tcp() -> Result<(), Error> {
    let (registrar, store) = registrar().await?;
    let mut phone = Phone::tcp(registrar.tcp_addr().unwrap(), "2004", PASSWORD).await;

    assert_eq!(phone.register(300).await.status, 200);
    let bindings = store.bindings("2004", SystemTime::now());
    assert_eq!(bindings.len(), 1);
    assert_eq!(bindings[0].transport, Transport::Tcp);
    assert_eq!(bindings[0].source, phone.local());

    assert_eq!(phone.unregister().await.status, 200);
    assert!(store.bindings("2004", SystemTime::now()).is_empty());
    Ok(())
}

#[tokio::test]
async fn with_the_digest_of_old_phones() -> Result<(), Error> {
    let (registrar, store) = registrar().await?;
    let mut phone = Phone::udp(registrar.udp_addr().unwrap(), "2004", PASSWORD).await;
    phone.answer = Answer::Old;

    assert_eq!(phone.register(300).await.status, 200);
    // Its nonce is good once, so this takes another round.
    assert_eq!(phone.register(600).await.status, 200);
    assert_eq!(store.bindings("2004", SystemTime::now()).len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_query_lists_what_is_registered() -> Result<(), Error> {
    let (registrar, _store) = registrar().await?;
    let mut phone = Phone::udp(registrar.udp_addr().unwrap(), "2004", PASSWORD).await;
    assert_eq!(phone.query().await.all("Contact"), Vec::<&str>::new());
    phone.contacts = vec!["<sip:a@127.0.0.1>;q=0.5, <sip:b@127.0.0.1>".to_owned()];
    assert_eq!(phone.register(300).await.status, 200);

    let response = phone.query().await;

    assert_eq!(response.status, 200);
    let contacts = response.all("Contact");
    assert_eq!(contacts.len(), 2);
    assert!(contacts[0].starts_with("<sip:a@127.0.0.1>;q=0.5;expires="));
    assert!(contacts[1].starts_with("<sip:b@127.0.0.1>;expires="));
    Ok(())
}
