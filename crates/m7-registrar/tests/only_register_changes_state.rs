//! Other methods are answered as RFC 3261 §8.2 has it, and do nothing.

mod phone;

use m7_registrar::Error;
use phone::Desk;

#[tokio::test]
async fn whatever_else_is_asked() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    assert_eq!(phone.register(300).await.status, 200);
    let before = desk.bindings();

    for (method, status) in [
        ("OPTIONS", 200),
        ("INVITE", 405),
        ("BYE", 405),
        ("SUBSCRIBE", 405),
        ("MESSAGE", 405),
        ("CANCEL", 481),
        ("register", 501),
        ("NEWMETHOD", 501),
    ] {
        let request = phone.request(method, "Contact: *\r\nExpires: 0\r\n");
        let response = phone.exchange(request).await;
        assert_eq!(response.status, status, "{method}");
        if matches!(status, 200 | 405) {
            assert_eq!(response.one("Allow"), "REGISTER, OPTIONS");
        }
        assert!(response.one("To").contains(";tag="), "{method}");
    }
    assert_eq!(desk.bindings(), before);
    Ok(())
}

#[tokio::test]
async fn what_must_not_be_answered_is_not() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let ack = phone.request("ACK", "");
    phone.send(ack).await;
    phone
        .send("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1\r\n\r\n")
        .await;
    phone.send("\r\n\r\n").await;
    phone.send("\0").await;
    phone.send("garbage").await;
    let options = phone.request("OPTIONS", "");
    // The first answer is that of the last request.
    assert_eq!(phone.exchange(options).await.one("CSeq"), "2 OPTIONS");
    assert_eq!(phone.receive().await, None);
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_supported_is_refused() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let response = phone.once("Require: outbound\r\n").await;
    assert_eq!(response.status, 420);
    assert_eq!(response.one("Unsupported"), "outbound");
    let request = phone.request("REGISTER", "");
    let sips = request.replace("REGISTER sip:m7", "REGISTER sips:m7");
    assert_eq!(phone.exchange(sips).await.status, 416);
    let request = phone.request("REGISTER", "");
    let version = request.replace(" SIP/2.0\r\nVia", " SIP/7.0\r\nVia");
    assert_eq!(phone.exchange(version).await.status, 505);
    Ok(())
}

#[tokio::test]
async fn an_ip_address_is_as_good_a_domain_as_any() -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut phone = desk.phone().await;
    let challenge = phone.once("").await;
    phone.take_challenge(&challenge);
    let authorization = phone.authorization();
    let wish = "Contact: <sip:2004@127.0.0.1>\r\n";
    let request = phone.request("REGISTER", &format!("{authorization}{wish}"));
    let request = request.replace("@m7>", "@127.0.0.1:5060>");
    let request = request.replace("REGISTER sip:m7", "REGISTER sip:127.0.0.1");
    assert_eq!(phone.exchange(request).await.status, 200);
    assert_eq!(desk.bindings().len(), 1);
    Ok(())
}
