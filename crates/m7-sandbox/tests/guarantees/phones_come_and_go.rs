use std::time::{Duration, SystemTime};

use m7_auth::Credentials;
use m7_sandbox::{Error, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::caller::{Caller, DELETE};

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_phone_is_listed_with_what_it_said_until_it_leaves() {
    let clock = SandboxClock::stopped_at(SystemTime::now());
    let sandbox = Sandbox::builder()
        .clock(clock.clone())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2000");
    let before = caller.listed("2000");

    clock.set(at(1_607_063_607));
    sandbox
        .register("2000", "111.202.78.82:54869", "Telephone")
        .await
        .unwrap();
    clock.set(SystemTime::now());
    let listed = caller.listed("2000");
    assert_eq!(listed["clientUrl"], "111.202.78.82:54869");
    assert_eq!(listed["registerDevice"], "Telephone");
    // In UTC+8, whatever the machine's time zone is.
    assert_eq!(listed["registerTime"], "2020-12-04 14:33:27");
    assert_eq!(listed["registerStatus"], 1);
    assert_eq!(listed["serverUrl"], sandbox.address().to_string());

    // Another phone takes its place.
    clock.set(at(1_607_063_608));
    sandbox
        .register("2000", "192.0.2.7:5060", "凯哥's phone")
        .await
        .unwrap();
    clock.set(SystemTime::now());
    let listed = caller.listed("2000");
    assert_eq!(listed["registerDevice"], "凯哥's phone");
    assert_eq!(listed["registerTime"], "2020-12-04 14:33:28");

    sandbox.unregister("2000").await.unwrap();
    assert_eq!(caller.listed("2000"), before);
    // It may leave twice.
    sandbox.unregister("2000").await.unwrap();
}

#[tokio::test]
async fn a_number_that_is_made_again_has_no_phone() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create("2000");
    sandbox
        .register("2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.call(DELETE, &json!({"sipId": sip_id})).data();
    caller.create("2000");
    assert_eq!(caller.listed("2000")["registerStatus"], 0);
}

#[tokio::test]
async fn a_phone_needs_a_number() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let error = sandbox
        .register("2000", "192.0.2.7:5060", "x")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::UnknownNumber { .. }), "{error:?}");
    assert!(sandbox.unregister("2000").await.is_err());
}

#[tokio::test]
async fn the_server_s_address_can_be_told() {
    let builder = Sandbox::builder().sip_public("opensips.pbxtest.7moor.com:32760");
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2000");
    sandbox
        .register("2000", "192.0.2.7:5060", "x")
        .await
        .unwrap();
    assert_eq!(
        caller.listed("2000")["serverUrl"],
        "opensips.pbxtest.7moor.com:32760"
    );
}

#[tokio::test]
async fn nonsense_is_not_stored() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2000");
    for client_url in [
        "",
        "junk\n\0",
        "1.2.3.4:99999",
        "1.2.3.4:0",
        "192.0.2.7",
        "phone:5060",
    ] {
        let refused = sandbox.register("2000", client_url, "x").await;
        assert!(
            matches!(refused, Err(Error::ClientUrl { .. })),
            "{refused:?}"
        );
        let phone = json!({"number": "2000", "clientUrl": client_url, "registerDevice": "x"});
        let (status, said) = control(&sandbox, "POST", "/registrations", Some(&phone));
        assert_eq!(status, 400, "{said}");
        let error = said["error"].as_str().unwrap();
        assert!(error.contains("address:port"), "{error}");
    }
    assert_eq!(caller.listed("2000")["registerStatus"], 0);

    let device = format!("e\u{1b}[2Jvil\n\u{9b}{}", "é".repeat(100_000));
    sandbox
        .register("2000", "[2001:db8::1]:5060", &device)
        .await
        .unwrap();
    let listed = caller.listed("2000");
    assert_eq!(listed["clientUrl"], "[2001:db8::1]:5060");
    let device = format!("e[2Jvil{}", "é".repeat(255 - 7));
    assert_eq!(listed["registerDevice"], device);
}

/// Calls the control API: status, and what it says.
fn control(sandbox: &Sandbox, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent: ureq::Agent = config.allow_non_standard_methods(true).build().into();
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}/_sandbox{path}", sandbox.base_url()));
    let mut response = match body {
        None => agent.run(request.body(()).unwrap()),
        Some(body) => {
            let request = request.header("content-type", "application/json");
            agent.run(request.body(body.to_string()).unwrap())
        }
    }
    .unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    (
        response.status().as_u16(),
        serde_json::from_str(&text).unwrap(),
    )
}

#[tokio::test]
async fn phones_come_and_go_over_http_too() {
    let [one, other] = ["2000103", "2000113"].map(|appkey| Credentials::new(appkey, "s").unwrap());
    let builder = Sandbox::builder().account(one).account(other.clone());
    let sandbox = builder.start().await.unwrap();
    let (first, second) = (Caller::new(&sandbox), Caller::with(&sandbox, &other));
    first.create("2000");
    second.create("2000");

    let mut phone = json!({"number": "2000", "clientUrl": "192.0.2.7:5060", "registerDevice": "x"});
    let (status, said) = control(&sandbox, "POST", "/registrations", Some(&phone));
    assert_eq!(status, 200);
    assert_eq!(
        said,
        json!({"appkey": "2000103", "number": "2000", "registerStatus": 1})
    );
    assert_eq!(first.listed("2000")["clientUrl"], "192.0.2.7:5060");
    assert_eq!(second.listed("2000")["registerStatus"], 0);

    phone["appkey"] = json!("2000113");
    assert_eq!(
        control(&sandbox, "POST", "/registrations", Some(&phone)).0,
        200
    );
    assert_eq!(second.listed("2000")["registerStatus"], 1);
    let (status, said) = control(
        &sandbox,
        "DELETE",
        "/registrations/2000?appkey=2000113",
        None,
    );
    assert_eq!(status, 200);
    assert_eq!(said["registerStatus"], 0);
    assert_eq!(second.listed("2000")["registerStatus"], 0);
    assert_eq!(first.listed("2000")["registerStatus"], 1);
    assert_eq!(
        control(&sandbox, "DELETE", "/registrations/2000", None).0,
        200
    );
    assert_eq!(first.listed("2000")["registerStatus"], 0);
}

#[tokio::test]
async fn a_control_call_that_cannot_be_done_says_why() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let phone = json!({"number": "2000", "clientUrl": "192.0.2.7:5060", "registerDevice": "x"});
    let mut stranger = phone.clone();
    stranger["appkey"] = json!("4711");
    let mut misspelt = phone.clone();
    misspelt["appKey"] = json!("4711");
    for (method, path, body, status, reason) in [
        (
            "POST",
            "/registrations",
            Some(&phone),
            404,
            "has no number 2000",
        ),
        (
            "POST",
            "/registrations",
            Some(&stranger),
            404,
            "no account 4711",
        ),
        (
            "POST",
            "/registrations",
            Some(&misspelt),
            400,
            "unknown field",
        ),
        (
            "POST",
            "/registrations",
            Some(&json!({"number": "2000"})),
            400,
            "missing field",
        ),
        ("POST", "/registrations", Some(&json!([])), 400, "an array"),
        ("POST", "/registrations", None, 415, "content-type"),
        (
            "DELETE",
            "/registrations/2000",
            None,
            404,
            "has no number 2000",
        ),
        (
            "DELETE",
            "/registrations/2000?appkey=4711",
            None,
            404,
            "no account 4711",
        ),
        (
            "DELETE",
            "/registrations/2000?appKey=4711",
            None,
            400,
            "appKey",
        ),
        (
            "PUT",
            "/registrations",
            Some(&phone),
            405,
            "doesn't take PUT",
        ),
        ("DELETE", "/registrations/%ff", None, 400, "UTF-8"),
        ("GET", "/nothing", None, 404, "nothing at /_sandbox/nothing"),
        ("GET", "", None, 404, "nothing at"),
        ("GET", "/", None, 404, "nothing at /_sandbox/"),
    ] {
        let (found, said) = control(&sandbox, method, path, body);
        assert_eq!(found, status, "{method} {path}: {said}");
        let error = said["error"].as_str().unwrap();
        assert!(error.contains(reason), "{method} {path}: {error}");
    }
}

#[tokio::test]
async fn health_says_who_is_served_and_no_secret() {
    let builder = Sandbox::builder().account(Credentials::new("2000113", "a secret").unwrap());
    let sandbox = builder.start().await.unwrap();
    let (status, said) = control(&sandbox, "GET", "/health", None);
    assert_eq!(status, 200);
    assert_eq!(said["status"], "ok");
    assert_eq!(said["accounts"], json!(["2000113"]));
    assert!(!said.to_string().contains("a secret"));
}
