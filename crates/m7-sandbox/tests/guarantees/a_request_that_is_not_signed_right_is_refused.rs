use std::time::{Duration, SystemTime};

use m7_auth::Credentials;
use m7_sandbox::{Sandbox, SandboxClock};
use serde_json::json;

use crate::caller::{Caller, LIST};

#[tokio::test]
async fn each_header_is_needed_and_checked() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (header, value, reason) in [
        ("m7-appkey", None, "m7-appkey is missing"),
        ("m7-nonce", None, "m7-nonce is missing"),
        ("m7-sign", None, "m7-sign is missing"),
        ("m7-timestamp", None, "m7-timestamp is missing"),
        ("m7-appkey", Some("4711"), "an account that isn't known"),
        ("m7-appkey", Some(""), "m7-appkey is malformed: it is empty"),
        ("m7-nonce", Some("12345"), "5 characters instead of 6"),
        ("m7-nonce", Some("12345x"), "something else than the digits"),
        ("m7-timestamp", Some("1616408549000"), "milliseconds"),
        ("m7-timestamp", Some("1616408549"), "behind this clock"),
        ("m7-timestamp", Some("9999999999"), "ahead of this clock"),
        (
            "m7-sign",
            Some("lmwwrahWCRO0x+3DhlMMVgB2V5ytUXp5GxbLTW9wOig="),
            "m7-sign is wrong",
        ),
        (
            "m7-sign",
            Some("lmwwrahWCRO0x-3DhlMMVgB2V5ytUXp5GxbLTW9wOig="),
            "isn't base64",
        ),
        ("m7-sign", Some("short"), "5 characters instead of 44"),
    ] {
        let reply = caller.call_changed("{}", |headers| match value {
            None => headers.retain(|(name, _)| name != header),
            Some(value) => {
                headers
                    .iter_mut()
                    .find(|(name, _)| name == header)
                    .unwrap()
                    .1 = value.to_owned();
            }
        });
        let message = reply.refusal(401);
        assert!(message.contains(reason), "{header} {value:?}: {message}");
        // Who isn't known isn't named as who asked.
        assert_eq!(reply.json["requestInfo"]["headers"].get("accountId"), None);
    }
    // The same way, unchanged, it is accepted.
    caller.call_changed("{}", |_| {}).data();
}

#[tokio::test]
async fn any_changed_byte_of_what_is_signed_is_noticed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (header, length) in [("m7-nonce", 6), ("m7-timestamp", 10), ("m7-sign", 44)] {
        for position in 0..length {
            let reply = caller.call_changed("{}", |headers| {
                let value = &mut headers
                    .iter_mut()
                    .find(|(name, _)| name == header)
                    .unwrap()
                    .1;
                let other = if value.as_bytes()[position] == b'7' {
                    "8"
                } else {
                    "7"
                };
                value.replace_range(position..=position, other);
            });
            reply.refusal(401);
        }
    }
}

#[tokio::test]
async fn the_appkey_of_another_account_does_not_do() {
    let other = Credentials::new("2000113", "another secret").unwrap();
    let builder = Sandbox::builder().account(Credentials::new("2000103", "a secret").unwrap());
    let sandbox = builder.account(other).start().await.unwrap();
    let reply = Caller::new(&sandbox).call_changed("{}", |headers| {
        headers[0].1 = "2000113".to_owned();
    });
    assert!(reply.refusal(401).contains("m7-sign is wrong"));
}

#[tokio::test]
async fn a_signing_header_counts_once() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for index in 0..4 {
        let reply = caller.call_changed("{}", |headers| headers.push(headers[index].clone()));
        assert!(reply.refusal(401).contains("more than once"));
    }
}

#[tokio::test]
async fn the_window_is_five_minutes_to_either_side_of_the_sandbox_s_clock() {
    // Years away from the machine's clock, which has no say in it.
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_616_572_018);
    let clock = SandboxClock::stopped_at(now + Duration::from_millis(700));
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    let five_minutes = Duration::from_secs(300);
    let second = Duration::from_secs(1);

    for signed_at in [now, now - five_minutes, now + five_minutes] {
        caller.call_at(signed_at, LIST, &json!({})).data();
    }
    let reply = caller.call_at(now - five_minutes - second, LIST, &json!({}));
    assert!(reply.refusal(401).contains("301 s behind this clock"));
    let reply = caller.call_at(now + five_minutes + second, LIST, &json!({}));
    assert!(reply.refusal(401).contains("301 s ahead of this clock"));
    caller.call(LIST, &json!({})).refusal(401);
}
