use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use m7_sandbox::{Fault, FaultBody, FaultRule, FaultSchedule, JournalEntry, Moment, Sandbox};
use serde_json::{Value, json};
use socket2::SockRef;

use crate::caller::{CREATE, Caller, LIST, fresh};
use crate::clockwork::until_somebody_waits;
use crate::wire;

/// What is done, if it is.
const NUMBER: &str = r#"{"number":"2004","password":"123456"}"#;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

const MOMENTS: [Moment; 2] = [Moment::BeforeCommit, Moment::AfterCommit];

async fn sandbox(fault: Fault) -> Sandbox {
    let rule = FaultRule::new(fault).operation("sip_create").named("it");
    let sandbox = Sandbox::builder().faults(rule).start().await.unwrap();
    // Others aren't concerned.
    Caller::new(&sandbox).call(LIST, &json!({})).data();
    sandbox
}

/// A connection on which creating a number has been asked for.
fn asking(sandbox: &Sandbox) -> TcpStream {
    let (timestamp, nonce) = fresh();
    let headers = Caller::new(sandbox).signed(timestamp, nonce);
    let mut stream = wire::connect(sandbox.address());
    let request = wire::post(CREATE, &headers, NUMBER);
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Everything that comes, and how it ended.
fn received(mut stream: TcpStream) -> (String, io::Result<usize>) {
    let mut bytes = Vec::new();
    let ended = stream.read_to_end(&mut bytes);
    (String::from_utf8(bytes).unwrap(), ended)
}

/// What the journal says of the request; it says so as soon as all is decided.
fn told(sandbox: &Sandbox) -> JournalEntry {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let mut entries = sandbox.journal().entries_after(0);
        if let Some(place) = entries.iter().position(|entry| entry.path == CREATE) {
            return entries.swap_remove(place);
        }
        assert!(Instant::now() < patience, "the journal doesn't tell of it");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// That it is done, or isn't, and that the journal knows.
#[track_caller]
fn check(sandbox: &Sandbox, moment: Moment, kind: &str) -> JournalEntry {
    let is_done = moment == Moment::AfterCommit;
    let entry = told(sandbox);
    let fault = entry.fault.as_ref().unwrap();
    assert_eq!((fault.rule.as_str(), fault.kind), ("it", kind));
    assert_eq!(entry.committed, is_done, "{entry:?}");
    let listed = Caller::new(sandbox).list(&json!({"number": "2004"}));
    assert_eq!(listed.len(), usize::from(is_done));
    entry
}

#[tokio::test]
async fn a_connection_is_reset() {
    for moment in MOMENTS {
        let sandbox = sandbox(Fault::Reset(moment)).await;
        let (answer, ended) = received(asking(&sandbox));
        assert_eq!(answer, "");
        assert_eq!(ended.unwrap_err().kind(), ErrorKind::ConnectionReset);
        assert_eq!(check(&sandbox, moment, "reset").status, None);
    }
}

#[tokio::test]
async fn no_answer_comes_until_the_client_leaves() {
    for moment in MOMENTS {
        let sandbox = sandbox(Fault::NoAnswer {
            when: moment,
            seconds: None,
        })
        .await;
        let mut stream = asking(&sandbox);
        assert_eq!(check(&sandbox, moment, "noAnswer").status, None);
        let short = Duration::from_millis(100);
        stream.set_read_timeout(Some(short)).unwrap();
        let kind = stream.read(&mut [0]).unwrap_err().kind();
        assert!(
            matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
            "{kind}"
        );
        // A client that leaves looks like this one, which stays to see that it isn't waited for.
        stream.shutdown(Shutdown::Write).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (answer, ended) = received(stream);
        assert_eq!((answer.as_str(), ended.unwrap()), ("", 0));
    }
}

#[tokio::test]
async fn a_client_that_only_asks_no_more_is_kept_waiting_and_one_that_breaks_off_is_not() {
    for moment in MOMENTS {
        let sandbox = sandbox(Fault::NoAnswer {
            when: moment,
            seconds: Some(Duration::from_secs(3600)),
        })
        .await;
        let stream = asking(&sandbox);
        check(&sandbox, moment, "noAnswer");
        until_somebody_waits(sandbox.clock());
        stream.shutdown(Shutdown::Write).unwrap();
        let short = Duration::from_millis(100);
        stream.set_read_timeout(Some(short)).unwrap();
        let kind = (&stream).read(&mut [0]).unwrap_err().kind();
        assert!(
            matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut),
            "{kind}"
        );
        // What is closed without lingering is reset.
        SockRef::from(&stream)
            .set_linger(Some(Duration::ZERO))
            .unwrap();
        drop(stream);
        let patience = Instant::now() + PATIENCE;
        while sandbox.clock().next_wake().is_some() {
            assert!(Instant::now() < patience, "it waits for nobody");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[tokio::test]
async fn no_answer_comes_for_so_much_of_the_sandbox_s_time() {
    let hour = Duration::from_secs(3600);
    for moment in MOMENTS {
        let sandbox = sandbox(Fault::NoAnswer {
            when: moment,
            seconds: Some(hour),
        })
        .await;
        let stream = asking(&sandbox);
        check(&sandbox, moment, "noAnswer");
        until_somebody_waits(sandbox.clock());
        sandbox.clock().advance(hour);
        let (answer, ended) = received(stream);
        assert_eq!((answer.as_str(), ended.unwrap()), ("", 0));
    }
}

#[tokio::test]
async fn a_sandbox_that_stops_holds_no_connection() {
    let fault = Fault::NoAnswer {
        when: Moment::AfterCommit,
        seconds: None,
    };
    let sandbox = sandbox(fault).await;
    let stream = asking(&sandbox);
    told(&sandbox);
    let begun = Instant::now();
    sandbox.shutdown().await;
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(received(stream).0, "");
}

#[tokio::test]
async fn another_status_is_sent_than_the_request_deserves() {
    for moment in MOMENTS {
        for code in [500, 502, 503, 504] {
            for body in [FaultBody::Html, FaultBody::Empty, FaultBody::Envelope] {
                let fault = Fault::Status {
                    code,
                    when: moment,
                    body,
                    retry_after_seconds: None,
                };
                let sandbox = sandbox(fault).await;
                let (answer, ended) = received(asking(&sandbox));
                ended.unwrap();
                let (status, content) = wire::parts(&answer);
                assert_eq!(status, code);
                assert!(!answer.to_lowercase().contains("retry-after"));
                match body {
                    FaultBody::Html => assert!(content.starts_with("<html>"), "{content}"),
                    FaultBody::Empty => assert_eq!(content, ""),
                    _ => {
                        let json: Value = serde_json::from_str(content).unwrap();
                        assert_eq!(json["success"], false);
                        assert_eq!(json["code"], code.to_string());
                        assert_eq!(json.get("data"), None);
                        assert!(json["requestInfo"]["requestId"].is_string());
                    }
                }
                assert_eq!(check(&sandbox, moment, "status").status, Some(code));
            }
        }
    }
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_come_again() {
    let schedule = r#"{"rules": [{"name": "it", "times": 1, "fault":
        {"status": {"code": 429, "when": "beforeCommit", "body": "envelope", "retryAfterSeconds": 3}}}]}"#;
    let schedule = FaultSchedule::from_json(schedule).unwrap();
    let sandbox = Sandbox::builder().faults(schedule).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let reply = caller.call(CREATE, &serde_json::from_str(NUMBER).unwrap());
    reply.refusal(429);
    assert_eq!(reply.headers["retry-after"], "3");
    check(&sandbox, Moment::BeforeCommit, "status");
    // The second time it is done.
    caller.create("2004");
}

#[tokio::test]
async fn a_page_comes_with_status_200() {
    for moment in MOMENTS {
        let sandbox = sandbox(Fault::Html(moment)).await;
        let (answer, ended) = received(asking(&sandbox));
        ended.unwrap();
        let (status, content) = wire::parts(&answer);
        assert_eq!(status, 200);
        assert!(answer.contains("content-type: text/html\r\n"), "{answer}");
        assert!(content.starts_with("<html>"), "{content}");
        check(&sandbox, moment, "html");
    }
}

#[tokio::test]
async fn what_was_done_is_refused_as_a_replay_if_it_is_sent_again_as_it_was() {
    for moment in MOMENTS {
        let rule = FaultRule::new(Fault::Reset(moment)).nth(1).named("it");
        let sandbox = Sandbox::builder().faults(rule).start().await.unwrap();
        let caller = Caller::new(&sandbox);
        let (timestamp, nonce) = fresh();
        let headers = caller.signed(timestamp, nonce);
        let request = wire::post(CREATE, &headers, NUMBER);
        let mut stream = wire::connect(sandbox.address());
        stream.write_all(request.as_bytes()).unwrap();
        assert!(received(stream).1.is_err());
        // Before or after: the request was let in, and its nonce is used up.
        let reply = caller.send(CREATE, &headers, NUMBER);
        assert!(reply.refusal(401).contains("accepted before"));
        check(&sandbox, moment, "reset");
    }
}
