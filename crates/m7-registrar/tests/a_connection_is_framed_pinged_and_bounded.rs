//! Over TCP messages come in pieces or together, pings get a pong, and nobody holds on for ever.

mod phone;

use std::time::Duration;

use m7_registrar::{Error, Limits};
use phone::{Desk, Phone};

#[tokio::test]
async fn messages_come_in_pieces_and_together() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.tcp_phone().await;
    let one = phone.request("OPTIONS", "");
    for piece in one.as_bytes().chunks(7) {
        phone.send(piece).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(phone.receive().await.unwrap().one("CSeq"), "1 OPTIONS");

    let (two, three) = (phone.request("OPTIONS", ""), phone.request("OPTIONS", ""));
    phone.send(format!("{two}\r\n{three}")).await;
    assert_eq!(phone.receive().await.unwrap().one("CSeq"), "2 OPTIONS");
    assert_eq!(phone.receive().await.unwrap().one("CSeq"), "3 OPTIONS");
    Ok(())
}

#[tokio::test]
async fn a_ping_gets_a_pong() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.tcp_phone().await;
    phone.send("\r\n\r\n").await;
    assert_eq!(phone.receive_raw().await.as_deref(), Some(&b"\r\n"[..]));
    phone.send("\r\n").await;
    assert_eq!(phone.receive_raw().await, None, "half a ping");
    phone.send("\r\n").await;
    assert_eq!(phone.receive_raw().await.as_deref(), Some(&b"\r\n"[..]));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_framed_is_refused_and_closed() -> Result<(), Error> {
    let desk = Desk::new().await?;
    for length in [
        "Content-Length: -1\r\n",
        "Content-Length: 99999999\r\n",
        "X: y\r\n",
    ] {
        let mut phone = desk.tcp_phone().await;
        let request = phone.request("REGISTER", "");
        let request = request.replace("Content-Length: 0\r\n", length);
        assert_eq!(phone.exchange(request).await.status, 400, "{length}");
        let more = phone.request("OPTIONS", "");
        phone.send(more).await;
        assert_eq!(phone.receive().await, None, "{length}");
    }
    Ok(())
}

#[tokio::test]
async fn an_endless_head_is_cut_off() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.tcp_phone().await;
    phone.send("REGISTER sip:m7 SIP/2.0\r\nX: ").await;
    for _ in 0..64 {
        phone.send([b'x'; 4096]).await;
    }
    assert_eq!(phone.receive_raw().await, None);
    phone.send("\r\n\r\n\r\n\r\n").await;
    assert_eq!(phone.receive_raw().await, None);
    Ok(())
}

#[tokio::test]
async fn silence_and_slowness_are_bounded() -> Result<(), Error> {
    let mut limits = Limits::default();
    limits.message_time = Duration::from_millis(700);
    limits.max_connections = 1;
    let desk = Desk::with(|builder| builder.limits(limits)).await?;
    let address = desk.registrar.tcp_addr().unwrap();

    let mut slow = desk.tcp_phone().await;
    slow.send("REGISTER sip:m7 SIP/2.0\r\n").await;
    let mut beyond = Phone::tcp(address, "2004", "").await;
    let options = beyond.request("OPTIONS", "");
    beyond.send(options).await;
    assert_eq!(beyond.receive().await, None, "there is one place");

    tokio::time::sleep(Duration::from_secs(1)).await;
    let rest = slow.request("OPTIONS", "");
    slow.send(rest).await;
    assert_eq!(slow.receive().await, None, "its time was over");
    let mut next = desk.tcp_phone().await;
    let options = next.request("OPTIONS", "");
    assert_eq!(
        next.exchange(options).await.status,
        200,
        "the place is free"
    );
    Ok(())
}
