use m7_sandbox::{Fault, FaultBody, FaultRule, FaultSchedule, Moment, Sandbox};
use serde_json::json;

use crate::caller::{CREATE, Caller, DELETE, LIST, UPDATE};
use crate::control;

fn status(code: u16) -> Fault {
    Fault::Status {
        code,
        when: Moment::BeforeCommit,
        body: FaultBody::Envelope,
        retry_after_seconds: None,
    }
}

/// The statuses of the same requests in the same order.
async fn statuses(schedule: FaultSchedule) -> Vec<u16> {
    let sandbox = Sandbox::builder().faults(schedule).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    (0..60)
        .map(|call| match call % 3 {
            0 => caller.call(LIST, &json!({})).status,
            1 => {
                let number = format!("{call}");
                caller
                    .call(CREATE, &json!({"number": number, "password": "1"}))
                    .status
            }
            _ => caller.call(UPDATE, &json!({"sipId": "unknown"})).status,
        })
        .collect()
}

#[tokio::test]
async fn a_schedule_replays_exactly() {
    let schedule = FaultSchedule::new()
        .seed(11)
        .rule(
            FaultRule::new(status(502))
                .operation("sip_create")
                .probability(0.4),
        )
        .rule(FaultRule::new(status(503)).probability(0.2).times(5))
        .rule(FaultRule::new(status(504)).every(7));
    let once = statuses(schedule.clone()).await;
    for code in [502, 503, 504, 200, 404] {
        assert!(once.contains(&code), "{code} in {once:?}");
    }
    assert_eq!(once.iter().filter(|status| **status == 503).count(), 5);
    assert_eq!(statuses(schedule.clone()).await, once);
    // Also through JSON.
    let json = serde_json::to_string(&schedule).unwrap();
    assert_eq!(
        statuses(FaultSchedule::from_json(&json).unwrap()).await,
        once
    );
    assert_ne!(statuses(schedule.seed(12)).await, once);
}

#[tokio::test]
async fn a_rule_finds_the_number_that_a_request_concerns() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let (first, second) = (caller.create("2004"), caller.create("2005"));
    let rule = FaultRule::new(status(503)).number("2005");
    sandbox.faults().set(rule.into()).await.unwrap();
    let update = |sip_id: &str| {
        caller
            .call(UPDATE, &json!({"sipId": sip_id, "isNAT": true}))
            .status
    };
    assert_eq!((update(&first), update(&second)), (200, 503));
    assert_eq!(caller.call(LIST, &json!({"number": "2005"})).status, 503);
    assert_eq!(caller.call(LIST, &json!({"number": "2004"})).status, 200);
    assert_eq!(caller.call(DELETE, &json!({"sipId": second})).status, 503);
    assert_eq!(caller.call(LIST, &json!({})).status, 200);
    let counts = &sandbox.faults().counts()[0];
    assert_eq!((counts.matched, counts.met), (3, 3));
}

#[tokio::test]
async fn it_is_set_shown_and_cleared_by_the_control_api() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let path = "/_sandbox/faults";
    let nothing = json!({"seed": 0, "rules": []});
    assert_eq!(control::get(&sandbox, path).ok(), nothing);

    let schedule = json!({"seed": 3, "rules": [{
        "operation": "sip_list", "nth": 2,
        "fault": {"status": {"code": 503, "when": "beforeCommit", "body": "envelope"}},
    }]});
    assert_eq!(control::put(&sandbox, path, &schedule).ok(), schedule);
    caller.call(LIST, &json!({})).data();

    // What is wrong is refused with its place, and changes nothing: not even the count.
    let wrong = json!({"rules": [{"fault": {"reset": "sometime"}}]});
    let error = control::put(&sandbox, path, &wrong).error(400);
    assert!(error.contains("rules[0].fault.reset"), "{error}");
    assert!(error.contains("beforeCommit"), "{error}");
    assert_eq!(control::get(&sandbox, path).ok(), schedule);
    assert_eq!(caller.call(LIST, &json!({})).status, 503);
    assert_eq!(
        control::get(&sandbox, "/_sandbox/faults/counts").ok(),
        json!({"counts": [{"rule": "rules[0]", "matched": 2, "met": 1}]})
    );

    control::put(&sandbox, path, &schedule).ok();
    assert_eq!(control::delete(&sandbox, path).ok(), nothing);
    for _ in 0..3 {
        caller.call(LIST, &json!({})).data();
    }
}
