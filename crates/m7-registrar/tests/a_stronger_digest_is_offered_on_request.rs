//! SHA-256 is offered when it is asked for, in the order that is asked for, and alone means alone.

mod phone;

use m7_registrar::{Error, Offer};
use phone::Desk;

#[tokio::test]
async fn in_the_order_of_the_offer() -> Result<(), Error> {
    for (offer, algorithms) in [
        (Offer::Md5, &["MD5"][..]),
        (Offer::Md5ThenSha256, &["MD5", "SHA-256"]),
        (Offer::Sha256ThenMd5, &["SHA-256", "MD5"]),
        (Offer::Sha256, &["SHA-256"]),
    ] {
        let desk = Desk::with(|builder| builder.offer(offer)).await?;
        let mut phone = desk.phone().await;
        let challenge = phone.once("").await;
        let challenges = challenge.all("WWW-Authenticate");
        assert_eq!(challenges.len(), algorithms.len());
        for (challenge, algorithm) in challenges.iter().zip(algorithms) {
            assert!(
                challenge.contains(&format!("algorithm={algorithm},")),
                "{challenge}"
            );
        }
        for algorithm in algorithms {
            let mut phone = desk.phone().await;
            phone.algorithm = algorithm;
            assert_eq!(
                phone.register(300).await.status,
                200,
                "{offer:?} {algorithm}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn and_what_is_not_offered_is_not_taken() -> Result<(), Error> {
    let desk = Desk::with(|builder| builder.offer(Offer::Sha256)).await?;
    let mut phone = desk.phone().await;
    let challenge = phone.once("").await;
    let weaker = challenge.one("WWW-Authenticate").replace("SHA-256", "MD5");
    let mut downgraded = challenge;
    downgraded.headers = vec![("WWW-Authenticate".to_owned(), weaker)];
    phone.take_challenge(&downgraded);

    assert_eq!(
        phone.once("Contact: <sip:2004@127.0.0.1>\r\n").await.status,
        401
    );
    assert!(desk.bindings().is_empty());
    Ok(())
}
