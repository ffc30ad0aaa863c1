//! What HTTP/1.1 allows, and what it doesn't: no reply is taken for what it isn't, and nothing is
//! sent twice behind the caller's back.

use std::time::Duration;

use m7::{Client, Error, Outcome, Sip};

use crate::peer::Act::{Drain, Pause, Read, ReadBody, ReadHead, Reset};
use crate::peer::{Act, Peer, write};

/// A success of any operation, as far as its type goes.
pub(crate) const DONE: &str =
    r#"{"success":true,"code":"200","data":{"sipId":"605aeef6b3cf63101b8f7fd4"}}"#;
pub(crate) const REFUSED: &str = r#"{"success":false,"code":"400","message":"no"}"#;

/// Long enough for whatever was written to be read.
pub(crate) const MOMENT: Duration = Duration::from_millis(50);

/// What is done on the connection, and what the client may say of it. `None` is success.
type Case = (&'static str, Vec<Act>, Option<Outcome>);

pub(crate) fn sized(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}")
}

fn chunked(chunks: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunks}")
}

/// More than one head comes before the reply.
fn informational() -> Vec<Case> {
    let interim = |text: &str| write(format!("HTTP/1.1 {text}\r\n\r\n"));
    let hints = || interim("103 Early Hints\r\nlink: </x>; rel=preload");
    vec![
        (
            "100, then the reply",
            vec![Read, interim("100 Continue"), write(sized("200 OK", DONE))],
            None,
        ),
        (
            "100, 102 and 103, then a refusal",
            vec![
                Read,
                interim("100 Continue"),
                interim("102 Processing"),
                hints(),
                write(sized("400 Bad Request", REFUSED)),
            ],
            Some(Outcome::Rejected),
        ),
        (
            "100 before the body was read, then a refusal",
            vec![
                ReadHead,
                interim("100 Continue"),
                ReadBody,
                write(sized("400 Bad Request", REFUSED)),
            ],
            Some(Outcome::Rejected),
        ),
        (
            "100, then nothing more",
            vec![Read, interim("100 Continue")],
            Some(Outcome::Ambiguous),
        ),
        (
            "103, then a reset",
            vec![Read, hints(), Pause(MOMENT), Reset],
            Some(Outcome::Ambiguous),
        ),
        (
            "another protocol",
            vec![
                Read,
                interim("101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x"),
            ],
            Some(Outcome::Ambiguous),
        ),
    ]
}

/// The reply comes before the request has been read.
fn early() -> Vec<Case> {
    vec![
        (
            "too large, says the head alone",
            vec![ReadHead, write(sized("413 Too Large", "")), Drain],
            Some(Outcome::Rejected),
        ),
        (
            "a success before the body was read, then a reset",
            vec![ReadHead, write(sized("200 OK", DONE)), Pause(MOMENT), Reset],
            None,
        ),
        (
            "a gateway's failure before the body was read",
            vec![ReadHead, write(sized("502 Bad Gateway", "")), Drain],
            Some(Outcome::Ambiguous),
        ),
        (
            "a reset in the middle of the request",
            vec![ReadHead, Reset],
            Some(Outcome::Ambiguous),
        ),
    ]
}

/// Chunks that aren't all there, or aren't chunks.
fn chunks() -> Vec<Case> {
    let length = format!("{:x}", DONE.len());
    let whole = format!("{length}\r\n{DONE}\r\n0\r\n\r\n");
    let ambiguous = Some(Outcome::Ambiguous);
    vec![
        ("whole", vec![Read, write(chunked(&whole))], None),
        (
            "whole, with a trailer and an extension",
            vec![
                Read,
                write(chunked(&format!(
                    "{length};x=y\r\n{DONE}\r\n0\r\nx-checksum: 1\r\n\r\n"
                ))),
            ],
            None,
        ),
        (
            "all the data, but not the last chunk",
            vec![Read, write(chunked(&format!("{length}\r\n{DONE}\r\n")))],
            ambiguous,
        ),
        (
            "a chunk that is cut",
            vec![Read, write(chunked(&format!("{length}\r\n{{\"succ")))],
            ambiguous,
        ),
        (
            "a size that is none",
            vec![Read, write(chunked(&format!("zz\r\n{DONE}\r\n0\r\n\r\n")))],
            ambiguous,
        ),
        (
            "a refusal whose last chunk is missing",
            vec![
                Read,
                write(chunked(&format!("{:x}\r\n{REFUSED}\r\n", REFUSED.len()))),
                Pause(MOMENT),
                Reset,
            ],
            ambiguous,
        ),
    ]
}

/// Lengths and encodings that don't fit.
fn lengths() -> Vec<Case> {
    let ambiguous = Some(Outcome::Ambiguous);
    let headed =
        |headers: &str, body: &str| write(format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\n{body}"));
    vec![
        (
            "less than announced",
            vec![Read, headed("content-length: 500", DONE)],
            ambiguous,
        ),
        (
            "more than announced",
            vec![Read, headed("content-length: 20", DONE)],
            ambiguous,
        ),
        (
            "two lengths",
            vec![
                Read,
                headed("content-length: 20\r\ncontent-length: 21", DONE),
            ],
            ambiguous,
        ),
        (
            "a length that is none",
            vec![Read, headed("content-length: -1", DONE)],
            ambiguous,
        ),
        ("until the end", vec![Read, headed("x: y", DONE)], None),
        (
            "until the end, which comes early",
            vec![Read, headed("x: y", &DONE[..DONE.len() - 1])],
            ambiguous,
        ),
        (
            "until a reset",
            vec![Read, headed("x: y", REFUSED), Pause(MOMENT), Reset],
            ambiguous,
        ),
        (
            "an older protocol",
            vec![Read, write(format!("HTTP/1.0 200 OK\r\n\r\n{DONE}"))],
            None,
        ),
        (
            "compressed, which nobody asked for",
            vec![
                Read,
                headed(
                    "content-encoding: gzip\r\ncontent-length: 10",
                    "\u{1f}\u{8}\0\0\0\0\0\0\u{2}\u{3}",
                ),
            ],
            ambiguous,
        ),
        (
            "no HTTP",
            vec![Read, write("SSH-2.0-OpenSSH_9.2\r\n")],
            ambiguous,
        ),
        (
            "a status that is none",
            vec![Read, write(sized("2x0 OK", DONE))],
            ambiguous,
        ),
        (
            "a status that nobody knows",
            vec![Read, write(sized("799 What", REFUSED))],
            ambiguous,
        ),
    ]
}

/// JSON that says two things, or one and a half.
fn bodies() -> Vec<Case> {
    let told = |body: &str| vec![Read, write(sized("200 OK", body))];
    let ambiguous = Some(Outcome::Ambiguous);
    vec![
        (
            "done and refused",
            told(r#"{"success":true,"success":false,"data":{"sipId":"x"}}"#),
            ambiguous,
        ),
        (
            "refused and done",
            told(r#"{"success":false,"success":true,"data":{"sipId":"x"}}"#),
            ambiguous,
        ),
        (
            "two objects",
            told(&format!("{REFUSED}{DONE}")),
            ambiguous,
        ),
        ("in a list", told(&format!("[{REFUSED}]")), ambiguous),
        (
            "only what the request echoes is refused",
            told(r#"{"requestInfo":{"body":{"success":false}}}"#),
            ambiguous,
        ),
        (
            "in another case",
            told(r#"{"Success":false,"SUCCESS":false}"#),
            ambiguous,
        ),
        ("as a number", told(r#"{"success":0}"#), ambiguous),
        (
            "not UTF-8",
            vec![
                Read,
                write(b"HTTP/1.1 200 OK\r\ncontent-length: 27\r\n\r\n{\"success\":false,\"a\":\"\xff\xfe\"}".to_vec()),
            ],
            ambiguous,
        ),
    ]
}

#[tokio::test]
async fn a_reply_is_taken_for_what_it_is_and_no_more() {
    let groups = [informational(), early(), chunks(), lengths(), bodies()];
    let mut wrong = Vec::new();
    for (name, script, expected) in groups.into_iter().flatten() {
        for (operation, call) in CALLS {
            let peer = Peer::start(vec![script.clone()]).await;
            let result = call(single(&peer)).await;
            let found = result.as_ref().err().map(Error::outcome);
            // A list isn't an object.
            let is_success_of_another_type =
                operation == "list" && expected.is_none() && found == Some(Outcome::Applied);
            if found != expected && !is_success_of_another_type {
                wrong.push(format!("{operation}, {name}: {result:?}"));
            }
            if peer.arrived() > 1 {
                wrong.push(format!("{operation}, {name}: {} arrived", peer.arrived()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

type Call = fn(Sip) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

const ID: &str = "605aeef6b3cf63101b8f7fd4";

const CALLS: [(&str, Call); 4] = [
    ("list", |sip| {
        Box::pin(async move { sip.list().await.map(drop) })
    }),
    ("create", |sip| {
        Box::pin(async move { sip.create("2004", "a-password").await.map(drop) })
    }),
    ("update", |sip| {
        Box::pin(async move { sip.update(ID).behind_nat(true).await.map(drop) })
    }),
    ("delete", |sip| {
        Box::pin(async move { sip.delete(ID).await.map(drop) })
    }),
];

/// The operations of a client that makes one attempt.
fn single(peer: &Peer) -> Sip {
    client(peer).sip()
}

fn client(peer: &Peer) -> Client {
    peer.builder().build().unwrap()
}
