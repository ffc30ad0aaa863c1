//! One address can't have more than its share.

mod phone;

use m7_registrar::{Error, Limits};
use phone::Desk;

#[tokio::test]
async fn datagrams_beyond_the_burst_are_dropped() -> Result<(), Error> {
    let mut limits = Limits::default();
    limits.requests_per_second = 1;
    limits.request_burst = 5;
    let desk = Desk::with(|builder| builder.limits(limits)).await?;
    let mut phone = desk.phone().await;
    for _ in 0..50 {
        let request = phone.request("OPTIONS", "");
        phone.send(request).await;
    }
    let mut answers = 0;
    while phone.receive().await.is_some() {
        answers += 1;
    }
    // One or two more came in with the seconds that passed.
    assert!((5..=8).contains(&answers), "{answers}");
    Ok(())
}
