use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7::sip::Change;
use m7::testing::{Fault, FaultRule, Sandboxed};
use m7::{ErrorKind, RetryPolicy, SipId, SipNumber};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::each_change_is_told::next;
use crate::scripted_server::{Answer, ScriptedServer, html, json as json_reply};

/// A run of failures is told of once, and what happens meanwhile afterwards.
#[tokio::test]
async fn a_run_of_failures_is_told_of_once() {
    let test = Sandboxed::start().await.unwrap();
    // So that many polls fail in a short time.
    let m7 = test.builder().retry(RetryPolicy::never()).build().unwrap();
    let sip = m7.sip();
    sip.create("2004", "a-password").await.unwrap();
    let mut watch = sip.watch(Duration::from_millis(5));
    assert_eq!(next(&mut watch).await.unwrap().name(), "present");

    for number in ["2005", "2006"] {
        test.fail(FaultRule::new(Fault::unavailable()).operation("sip_list"))
            .await
            .unwrap();
        let error = next(&mut watch).await.unwrap_err();
        assert_eq!(error.http_status(), Some(503));
        sip.create(number, "a-password").await.unwrap();
        let polls = test.requests("sip_list").len();
        let quiet = tokio::time::timeout(Duration::from_millis(200), watch.next()).await;
        assert!(quiet.is_err(), "{quiet:?}");
        assert!(test.requests("sip_list").len() > polls);

        test.recover().await;
        let change = next(&mut watch).await.unwrap();
        assert_eq!(
            (change.name(), &*change.number().number),
            ("created", number)
        );
    }
}

/// Whoever gives up on a key that isn't accepted learns of it, also when the network failed before.
#[tokio::test]
async fn a_failure_of_another_kind_is_told_of_too() {
    let polls = AtomicUsize::new(0);
    let server = ScriptedServer::start(move |_| {
        let status = if polls.fetch_add(1, Ordering::SeqCst) < 3 {
            503
        } else {
            401
        };
        Answer::KeepAlive(html(status))
    })
    .await;
    let m7 = server
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let mut watch = m7.sip().watch(Duration::from_millis(1));
    let first = next(&mut watch).await.unwrap_err();
    assert_eq!(first.kind(), ErrorKind::Server);
    let second = next(&mut watch).await.unwrap_err();
    assert_eq!(second.kind(), ErrorKind::Authentication);
}

/// What a server shows, poll by poll. `None` is a poll that fails.
type Script = Vec<Option<Vec<Value>>>;

fn any_number() -> impl Strategy<Value = Value> {
    (
        0..5_u32,
        0..3_u32,
        any::<bool>(),
        prop::option::of(0..2_u32),
    )
        .prop_map(|(id, name, is_registered, agent)| {
            let mut number = json!({
                "sipId": id.to_string(),
                "number": format!("200{name}"),
                "registerStatus": u8::from(is_registered),
            });
            if is_registered {
                number["clientUrl"] = json!("192.0.2.7:5060");
            }
            if let Some(agent) = agent {
                number["agent"] = json!({"agentId": agent.to_string()});
            }
            number
        })
}

/// A list in which no id is twice.
fn any_list() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(any_number(), 0..5).prop_map(|numbers| {
        let by_id: BTreeMap<String, Value> = numbers
            .into_iter()
            .map(|number| (number["sipId"].to_string(), number))
            .collect();
        by_id.into_values().collect()
    })
}

/// It ends with a list that lasts.
fn any_script() -> impl Strategy<Value = Script> {
    let polls = prop::collection::vec(prop::option::weighted(0.7, any_list()), 0..8);
    (polls, any_list()).prop_map(|(mut polls, last)| {
        polls.push(Some(last));
        polls
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever applies the changes, and drops the future of the next one a thousand times, knows in the
    /// end what the server shows.
    #[test]
    fn a_failed_poll_loses_and_doubles_nothing(script in any_script()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(follow(script))?;
    }
}

async fn follow(script: Script) -> Result<(), TestCaseError> {
    let last: BTreeMap<SipId, SipNumber> = script
        .last()
        .and_then(Option::as_ref)
        .unwrap()
        .iter()
        .map(|number| serde_json::from_value::<SipNumber>(number.clone()).unwrap())
        .map(|number| (number.sip_id.clone(), number))
        .collect();
    let runs_of_failures = script
        .chunk_by(|one, next| one.is_none() == next.is_none())
        .filter(|run| run[0].is_none())
        .count();
    let left = Arc::new(Mutex::new(VecDeque::from(script)));
    let server = ScriptedServer::start({
        let left = Arc::clone(&left);
        move |_| {
            let mut left = left.lock().unwrap();
            let poll = if left.len() > 1 {
                left.pop_front().unwrap()
            } else {
                left[0].clone()
            };
            match poll {
                None => Answer::KeepAlive(html(503)),
                Some(numbers) => {
                    let body = json!({
                        "success": true, "code": "200", "message": "", "data": numbers,
                    });
                    Answer::KeepAlive(json_reply(200, &body.to_string()))
                }
            }
        }
    })
    .await;

    let m7 = server
        .builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let mut watch = m7.sip().watch(Duration::from_millis(1));
    let mut known = BTreeMap::<SipId, SipNumber>::new();
    let mut errors = 0;
    let mut polls_at_the_end = 0;
    let started = std::time::Instant::now();
    // Two polls of what lasts: the second has nothing more to tell.
    while polls_at_the_end < 3 {
        prop_assert!(
            started.elapsed() < Duration::from_secs(30),
            "it takes too long"
        );
        let seen = server.seen().len();
        match tokio::time::timeout(Duration::from_millis(2), watch.next()).await {
            Err(_) if left.lock().unwrap().len() == 1 && server.seen().len() > seen => {
                polls_at_the_end += 1;
            }
            Err(_) => {}
            Ok(Some(Ok(change))) => apply(&mut known, &change)?,
            Ok(Some(Err(_))) => errors += 1,
            Ok(None) => prop_assert!(false, "it ended"),
        }
    }
    prop_assert_eq!(known, last);
    prop_assert_eq!(errors, runs_of_failures);
    Ok(())
}

/// Each change must fit what is known: one that is told twice doesn't.
fn apply(known: &mut BTreeMap<SipId, SipNumber>, change: &Change) -> Result<(), TestCaseError> {
    let id = change.sip_id().clone();
    let before = known.get(&id);
    match change {
        Change::Present(_) | Change::Created(_) => prop_assert_eq!(before, None),
        Change::Removed(number) => prop_assert_eq!(before, Some(number)),
        // Of several changes of one number, the first has been applied as a whole.
        change => prop_assert!(
            before == change.before() || before == Some(change.number()),
            "{change:?} doesn't fit {before:?}"
        ),
    }
    match change {
        Change::Removed(_) => known.remove(&id),
        change => known.insert(id, change.number().clone()),
    };
    Ok(())
}
