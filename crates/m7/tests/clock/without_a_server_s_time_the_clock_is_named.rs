//! Where the replies tell no time, or one that can't be true, the error says what to look at; where
//! they tell it in `Date` alone, that is enough.

use std::time::{Duration, SystemTime};

use m7::{ErrorKind, ManualClock, Outcome, RetryPolicy};
use m7_envelope::RequestId;

use super::off_clock::{HOURS, MINUTES, OffClock};
use super::scripted_server::{Answer, ScriptedServer, Seen, json};

/// A reply that has these headers besides.
pub(crate) fn with_headers(reply: Vec<u8>, headers: &str) -> Answer {
    let text = String::from_utf8(reply).unwrap();
    let (head, rest) = text.split_once("\r\n").unwrap();
    Answer::KeepAlive(format!("{head}\r\n{headers}{rest}").into_bytes())
}

/// A service that checks timestamps by `now`, and answers as `header` and `info` say.
pub(crate) fn judge(now: SystemTime, seen: &Seen, headers: &str, info: &str) -> Answer {
    let signed = seen
        .head
        .lines()
        .find_map(|line| line.strip_prefix("m7-timestamp: "))
        .and_then(|text| text.trim().parse::<u64>().ok())
        .unwrap();
    let now = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let reply = if signed.abs_diff(now) <= 300 {
        json(
            200,
            &format!(r#"{{"success":true,"code":"200","message":"ok","data":[]{info}}}"#),
        )
    } else {
        json(
            401,
            &format!(r#"{{"success":false,"code":"401","message":"no"{info}}}"#),
        )
    };
    with_headers(reply, headers)
}

#[tokio::test]
async fn no_time_at_all() {
    let server = ScriptedServer::start(|seen| judge(SystemTime::now(), seen, "", "")).await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::default())
        .clock(OffClock::ahead_by(20 * MINUTES))
        .build()
        .unwrap();
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!error.is_clock_skew());
    assert!(
        error.hint().contains("this machine's clock"),
        "{}",
        error.hint()
    );
    assert!(m7.clock_offset().is_none());
}

#[tokio::test]
async fn a_date_header_alone() {
    let server = ScriptedServer::start(|seen| {
        let now = SystemTime::now();
        let date = format!("date: {}\r\n", httpdate::fmt_http_date(now));
        judge(now, seen, &date, "")
    })
    .await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::default())
        .clock(OffClock::ahead_by(20 * MINUTES))
        .build()
        .unwrap();
    let call = m7.sip().list().await.unwrap().call;
    assert_eq!(call.attempts(), 2);
    let offset = call.clock_offset().unwrap();
    let doubt = offset.uncertainty().as_secs_f64() + 0.001;
    assert!(
        (offset.offset_seconds() + 1200.0).abs() <= doubt,
        "{offset}"
    );
    assert!(doubt < 1.0, "{offset}");
    m7.sip().list().await.unwrap();
    assert_eq!(server.seen().len(), 3);
}

#[tokio::test]
async fn a_request_id_alone() {
    let server = ScriptedServer::start(|seen| {
        let now = SystemTime::now();
        let millis = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_millis();
        let id = RequestId::v1(u64::try_from(millis).unwrap(), 0, 1, [1; 6]);
        let info = format!(r#","requestInfo":{{"requestId":"{id}"}}"#);
        // The header is a proxy's, and wrong.
        judge(now, seen, "date: Thu, 04 Mar 2021 12:00:00 GMT\r\n", &info)
    })
    .await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::default())
        .clock(OffClock::ahead_by(-20 * MINUTES))
        .build()
        .unwrap();
    let call = m7.sip().list().await.unwrap().call;
    assert_eq!(call.attempts(), 2);
    let offset = call.clock_offset().unwrap();
    assert!(offset.offset_nanos().abs_diff(1_200_000_000_000) < 20_000_000_000);
}

#[tokio::test]
async fn more_than_a_day_off() {
    let server = ScriptedServer::start(|seen| {
        let now = SystemTime::now();
        let date = format!("date: {}\r\n", httpdate::fmt_http_date(now));
        judge(now, seen, &date, "")
    })
    .await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::default())
        .clock(OffClock::ahead_by(-72 * HOURS))
        .build()
        .unwrap();
    let error = m7.sip().list().await.unwrap_err();
    assert!(error.is_clock_skew());
    let says = error.to_string();
    assert!(
        says.contains("signed 3 days behind the server's clock"),
        "{says}"
    );
    assert!(error.hint().contains("too far off"), "{}", error.hint());
    assert!(m7.clock_offset().is_none());
    // There is nothing to be gained by sending it again.
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_clock_that_was_never_set_sends_nothing() {
    let server = ScriptedServer::start(|seen| judge(SystemTime::now(), seen, "", "")).await;
    let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(60));
    let m7 = server.builder().clock(clock.clone()).build().unwrap();
    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.to_string().contains("set this machine's clock"));
    assert!(server.seen().is_empty());
    clock.set(SystemTime::now());
    m7.sip().list().await.unwrap();
}
