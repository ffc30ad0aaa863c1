use std::time::{Duration, SystemTime};

use m7_sandbox::{Sandbox, SandboxClock};
use serde_json::json;

use crate::caller::{Caller, LIST};
use crate::control;

#[tokio::test]
async fn the_clock_is_set_by_the_control_api() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_millis(1_616_572_018_311);
    let builder = Sandbox::builder().clock(SandboxClock::stopped_at(start));
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let path = "/_sandbox/clock";
    let shown = json!({"now": "2021-03-24T07:46:58.311Z", "scale": 0.0});
    assert_eq!(control::get(&sandbox, path).ok(), shown);
    caller.call_at(start, LIST, &json!({})).data();

    let advanced = control::post(
        &sandbox,
        "/_sandbox/clock/advance",
        &json!({"seconds": 301.5}),
    );
    assert_eq!(advanced.ok()["now"], "2021-03-24T07:51:59.811Z");
    caller.call_at(start, LIST, &json!({})).refusal(401);

    let set = json!({"now": "2021-03-24T15:46:58+08:00"});
    assert_eq!(
        control::put(&sandbox, path, &set).ok()["now"],
        "2021-03-24T07:46:58.000Z"
    );
    caller.call_at(start, LIST, &json!({})).data();

    for (body, reason) in [
        (json!({}), "give now, scale, or both"),
        (json!({"now": "yesterday"}), "no time as in RFC 3339"),
        (
            json!({"now": "2022-01-01T00:00:00Z", "scale": -1}),
            "from 0 to 1000000",
        ),
        (json!({"scale": 1e308}), "from 0 to 1000000"),
        (json!({"now": "1969-06-01T00:00:00Z"}), "from 2001-09-09"),
        (
            json!({"now": "2001-09-09T01:46:39.999Z"}),
            "from 2001-09-09",
        ),
        (json!({"now": "2106-02-07T06:28:15.001Z"}), "to 2106-02-07"),
        (json!({"now": "9999-12-31T23:59:59.999Z"}), "to 2106-02-07"),
        (json!({"scale": "fast"}), "scale"),
        (json!({"pace": 2}), "pace"),
    ] {
        let error = control::put(&sandbox, path, &body).error(400);
        assert!(error.contains(reason), "{error}");
        assert_eq!(
            control::get(&sandbox, path).ok()["now"],
            "2021-03-24T07:46:58.000Z"
        );
    }
    for seconds in [json!(-1), json!(1e12), json!(1e300), json!("1")] {
        let body = json!({"seconds": seconds});
        control::post(&sandbox, "/_sandbox/clock/advance", &body).error(400);
    }
    let scale = control::put(&sandbox, path, &json!({"scale": 1000})).ok();
    assert_eq!(scale["scale"], 1000.0);
}
