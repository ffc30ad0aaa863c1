//! The messages of RFC 4475: the thirteen valid ones are understood, the others refused or dropped,
//! and none changes anything.
//!
//! They stand in `torture/` by the RFC's names and in its notation (`<hex>`, `<repeat count=…>`), with
//! two differences: the topmost Via asks for `rport`, since no answer would reach the test otherwise,
//! and `<length/>` stands for the right length of the body that follows.

mod phone;

use std::path::Path;

use m7_registrar::Error;
use phone::Desk;

const NOTHING: u16 = 0;

/// §3.1.1: valid messages, and what they are answered by a registrar that doesn't know the sender.
const VALID: [(&str, u16); 13] = [
    ("wsinv", 405),
    ("intmeth", 501),
    ("esc01", 405),
    ("escnull", 401),
    ("esc02", 501),
    ("lwsdisp", 200),
    ("longreq", 405),
    ("dblreq", 401),
    ("semiuri", 200),
    ("transports", 200),
    ("mpart01", 405),
    ("unreason", NOTHING),
    ("noreason", NOTHING),
];

/// §3.1.2–3.4: what is invalid, or valid and hard to act on.
const OTHERS: [(&str, u16); 36] = [
    ("badinv01", NOTHING),
    ("clerr", 400),
    ("ncl", 400),
    ("scalar02", 400),
    ("scalarlg", NOTHING),
    ("quotbal", 400),
    ("ltgtruri", 400),
    ("lwsruri", 400),
    ("lwsstart", 400),
    ("trws", 400),
    ("escruri", 400),
    ("baddate", 405),
    ("regbadct", 400),
    ("badaspec", 400),
    ("baddn", 400),
    ("badvers", 505),
    ("mismatch01", 400),
    ("mismatch02", 400),
    ("bigcode", NOTHING),
    ("badbranch", 200),
    ("insuf", NOTHING),
    ("unkscm", 416),
    ("novelsc", 416),
    ("unksm2", 401),
    ("bext01", 420),
    ("invut", 405),
    ("regaut01", 401),
    ("multi01", 400),
    ("mcl01", 400),
    ("bcast", NOTHING),
    ("zeromf", 200),
    ("cparam01", 401),
    ("cparam02", 401),
    ("regescrt", 401),
    ("sdp01", 405),
    ("inv2543", 405),
];

#[tokio::test]
async fn the_valid_ones_are_understood() -> Result<(), Error> {
    answered(&VALID).await
}

#[tokio::test]
async fn the_others_are_refused_or_dropped() -> Result<(), Error> {
    answered(&OTHERS).await
}

#[test]
fn every_message_is_sent() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, VALID.len() + OTHERS.len());
}

/// Sends each over UDP, with one after it whose answer shows that there was none before; and over
/// TCP, where it's enough that the registrar lives on.
async fn answered(messages: &[(&str, u16)]) -> Result<(), Error> {
    let desk = Desk::new().await?;
    let mut owner = desk.phone().await;
    assert_eq!(owner.register(300).await.status, 200);
    let before = desk.bindings();
    desk.events();

    for (name, status) in messages {
        let message = read(name);
        desk.tcp_phone().await.send(&message).await;
        let mut phone = desk.phone().await;
        if *status == NOTHING {
            phone.send(&message).await;
        } else {
            let response = phone.exchange(&message).await;
            assert_eq!(response.status, *status, "{name}: {response:?}");
        }
        let probe = phone.request("OPTIONS", "");
        let response = phone.exchange(probe).await;
        assert_eq!(response.one("CSeq"), "1 OPTIONS", "after {name}");
    }
    assert_eq!(desk.bindings(), before);
    assert_eq!(desk.events(), []);
    Ok(())
}

fn read(name: &str) -> Vec<u8> {
    let file = format!("{}/tests/torture/{name}.sip", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&file).expect("the message is in its folder");
    let (head, body) = text.split_once("\n\n").expect("a head has an end");
    let body = expand(body);
    let head = head.replace("<length/>", &body.len().to_string());
    let mut message = expand(&format!("{head}\n\n"));
    message.extend(body);
    message
}

/// Undoes the RFC's notation (§2.2, §2.3), line breaks first.
fn expand(text: &str) -> Vec<u8> {
    let text = text.replace('\n', "\r\n");
    let mut bytes = Vec::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find('<') {
        bytes.extend(rest[..start].bytes());
        rest = &rest[start..];
        if let Some((digits, after)) = tagged(rest, "<hex>", "</hex>") {
            let digits: Vec<u8> = digits.bytes().collect();
            bytes.extend(digits.chunks(2).map(|pair| {
                let pair = std::str::from_utf8(pair).expect("digits are text");
                u8::from_str_radix(pair, 16).expect("they are hexadecimal")
            }));
            rest = after;
        } else if let Some((repeat, after)) = tagged(rest, "<repeat count=", "</repeat>") {
            let (count, repeated) = repeat.split_once('>').expect("a tag has an end");
            bytes.extend(
                repeated
                    .repeat(count.parse().expect("it is a number"))
                    .bytes(),
            );
            rest = after;
        } else {
            bytes.push(b'<');
            rest = &rest[1..];
        }
    }
    bytes.extend(rest.bytes());
    bytes
}

fn tagged<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, &'a str)> {
    text.strip_prefix(open)?.split_once(close)
}
