//! `Phone` registers over UDP and TCP, says why it couldn't, and asks again when a datagram is lost.

mod phone;

use std::time::Duration;

use m7_registrar::{Offer, Phone, PhoneError, Transport};
use phone::{Desk, NUMBER, PASSWORD};
use tokio::net::UdpSocket;

const FIVE_MINUTES: Duration = Duration::from_secs(300);

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn over_udp_and_tcp_with_each_digest() -> Result {
    for offer in [Offer::Md5, Offer::Sha256, Offer::Sha256ThenMd5] {
        let desk = Desk::with(|builder| builder.offer(offer).realm("a realm")).await?;
        let udp = Phone::udp(desk.registrar.udp_addr().unwrap(), NUMBER, PASSWORD).await?;
        let tcp = Phone::tcp(desk.registrar.tcp_addr().unwrap(), NUMBER, PASSWORD).await?;
        for (phone, transport) in [(udp, Transport::Udp), (tcp, Transport::Tcp)] {
            let mut phone = phone.named("Desk\r\nphone");
            assert_eq!(phone.register(FIVE_MINUTES).await?, FIVE_MINUTES);
            let [binding] = &desk.bindings()[..] else {
                panic!("one binding");
            };
            assert_eq!(binding.source, phone.address());
            assert_eq!(binding.transport, transport);
            assert_eq!(binding.user_agent.as_deref(), Some("Deskphone"));
            // Again, and for longer than is granted.
            let longest = phone.register(Duration::from_secs(100_000)).await?;
            assert_eq!(longest, Duration::from_secs(7_200));
            assert_eq!(desk.bindings().len(), 1);
            phone.unregister().await?;
            assert!(desk.bindings().is_empty());
        }
    }
    Ok(())
}

#[tokio::test]
async fn or_says_why_not() -> Result {
    let desk = Desk::new().await?;
    let registrar = desk.registrar.udp_addr().unwrap();
    for (number, password, expires, expected) in [
        (NUMBER, "guessed", 300, 401),
        ("2005", PASSWORD, 300, 401),
        (NUMBER, PASSWORD, 5, 423),
    ] {
        let mut phone = Phone::udp(registrar, number, password).await?;
        let refused = phone.register(Duration::from_secs(expires)).await;
        let Err(PhoneError::Refused { status, .. }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!(status, expected);
    }
    let bad = Phone::udp(registrar, "2004@evil\r\nX: y", PASSWORD).await;
    assert!(matches!(bad, Err(PhoneError::Number { .. })));

    desk.registrar.shutdown().await;
    let gone = Phone::tcp(registrar, NUMBER, PASSWORD).await;
    assert!(matches!(gone, Err(PhoneError::Line { .. })), "{gone:?}");
    Ok(())
}

#[tokio::test]
async fn and_prints_no_password() -> Result {
    let desk = Desk::new().await?;
    let phone = Phone::udp(desk.registrar.udp_addr().unwrap(), NUMBER, PASSWORD).await?;
    let printed = format!("{phone:?}");
    assert!(printed.contains(NUMBER), "{printed}");
    assert!(!printed.contains(PASSWORD), "{printed}");
    Ok(())
}

/// The way to the registrar loses the first datagram of each request.
#[tokio::test]
async fn even_if_datagrams_are_lost() -> Result {
    let desk = Desk::new().await?;
    let lossy = UdpSocket::bind("127.0.0.1:0").await?;
    let front = lossy.local_addr()?;
    let back = UdpSocket::bind("127.0.0.1:0").await?;
    back.connect(desk.registrar.udp_addr().unwrap()).await?;
    let relay = tokio::spawn(async move {
        let (mut buffer, mut last) = (vec![0; 65_535], Vec::new());
        loop {
            let (length, phone) = lossy.recv_from(&mut buffer).await.unwrap();
            let is_repeated = last == buffer[..length];
            last = buffer[..length].to_vec();
            if is_repeated {
                back.send(&last).await.unwrap();
                let length = back.recv(&mut buffer).await.unwrap();
                lossy.send_to(&buffer[..length], phone).await.unwrap();
            }
        }
    });
    let mut phone = Phone::udp(front, NUMBER, PASSWORD).await?;
    assert_eq!(phone.register(FIVE_MINUTES).await?, FIVE_MINUTES);
    assert_eq!(desk.bindings().len(), 1);
    relay.abort();
    Ok(())
}
