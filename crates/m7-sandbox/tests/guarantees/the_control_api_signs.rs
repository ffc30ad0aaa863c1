//! Whoever may use the control API gets signatures that the documented API takes, once each.

use std::time::{Duration, SystemTime};

use m7_auth::Credentials;
use m7_sandbox::{Sandbox, SandboxClock};
use serde_json::{Value, json};

use super::caller::{Caller, LIST};
use super::control;

fn headers(signed: &Value) -> Vec<(String, String)> {
    let signed = signed.as_object().unwrap().iter();
    let mut headers: Vec<_> = signed
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    headers.push(("content-type".to_owned(), "application/json".to_owned()));
    headers
}

#[tokio::test]
async fn for_any_account_by_the_sandbox_s_clock() {
    let a_while_ago = SystemTime::now() - Duration::from_secs(86_400);
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::stopped_at(a_while_ago))
        .account(Credentials::new("1", "one's secret").unwrap())
        .account(Credentials::new("2", "two's secret").unwrap())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    for (asked, appkey) in [
        (control::post_nothing(&sandbox, "/_sandbox/sign"), "1"),
        (control::post(&sandbox, "/_sandbox/sign", &json!({})), "1"),
        (
            control::post(&sandbox, "/_sandbox/sign", &json!({"appkey": "2"})),
            "2",
        ),
    ] {
        let headers = headers(&asked.ok());
        let reply = caller.send(LIST, &headers, "{}");
        reply.data();
        assert_eq!(reply.json["requestInfo"]["headers"]["accountId"], appkey);
        caller.send(LIST, &headers, "{}").refusal(401);
    }
}

#[tokio::test]
async fn not_for_others() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let error = control::post(&sandbox, "/_sandbox/sign", &json!({"appkey": "7"})).error(404);
    assert!(error.contains('7'), "{error}");
    control::post(&sandbox, "/_sandbox/sign", &json!({"appKey": "7"})).error(400);
    control::post(&sandbox, "/_sandbox/sign", &json!([])).error(400);
}

#[tokio::test]
async fn at_every_time_that_the_clock_shows() {
    let sandbox = Sandbox::builder()
        .clock(SandboxClock::stopped_at(SystemTime::UNIX_EPOCH))
        .start()
        .await
        .unwrap();
    for now in ["2001-09-09T01:46:40Z", "2106-02-07T06:28:15Z"] {
        let shown = control::put(&sandbox, "/_sandbox/clock", &json!({ "now": now })).ok();
        assert_eq!(shown["now"], now.replace('Z', ".000Z"));
        control::post_nothing(&sandbox, "/_sandbox/sign").ok();
    }
}
