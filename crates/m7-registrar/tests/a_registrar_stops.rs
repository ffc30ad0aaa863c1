//! Shut down or dropped, a registrar is gone, and its ports are free; a bad setting doesn't start one.

mod phone;

use std::time::Duration;

use m7_registrar::{Builder, Error, Expiry, Limits, MemoryStore, Registrar};
use phone::Desk;

#[tokio::test]
async fn its_ports_are_free_again() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let (udp, tcp) = (
        desk.registrar.udp_addr().unwrap(),
        desk.registrar.tcp_addr().unwrap(),
    );
    assert!(udp.ip().is_loopback() && tcp.ip().is_loopback());
    let taken = Registrar::builder(MemoryStore::new())
        .udp(udp)
        .start()
        .await;
    assert!(matches!(
        taken,
        Err(Error::Listen {
            transport: "UDP",
            ..
        })
    ));

    let _idle = desk.tcp_phone().await;
    tokio::time::timeout(Duration::from_secs(1), desk.registrar.shutdown())
        .await
        .expect("an idle connection holds nothing up");

    // Somebody else on this machine may be given a port as soon as it is free: what must hold is that
    // it isn't held here for good.
    drop(listening_again(|builder| builder.udp(udp)).await);
    drop(listening_again(|builder| builder.udp(udp)).await);
    drop(listening_again(|builder| builder.tcp(tcp)).await);
    Ok(())
}

/// Starts a registrar as soon as its port is free. A dropped one lets go of it when the runtime comes
/// to that.
async fn listening_again(set: impl Fn(Builder<MemoryStore>) -> Builder<MemoryStore>) -> Registrar {
    for _ in 0..500 {
        if let Ok(registrar) = set(Registrar::builder(MemoryStore::new())).start().await {
            return registrar;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the port is still held");
}

#[tokio::test]
async fn what_contradicts_itself_does_not_start() {
    let builder = || Registrar::builder(MemoryStore::new());
    let mut expiry = Expiry::default();
    expiry.min = Duration::ZERO;
    let mut limits = Limits::default();
    limits.max_contacts = 0;
    for realm in ["", "a\r\nb", "a \"realm\"", "a\\realm"] {
        assert!(matches!(
            builder().realm(realm).start().await,
            Err(Error::Realm { .. })
        ));
    }
    assert!(matches!(
        builder().expiry(expiry).start().await,
        Err(Error::Expiry)
    ));
    assert!(matches!(
        builder().limits(limits).start().await,
        Err(Error::Limits)
    ));
}
