//! Numbers to look at, in a sandbox of our own: on a real account others have made them.

use m7_auth::Credentials;
use serde_json::{Value, json};
use ureq::http::Method;

use super::scenario::Call;
use crate::wire::{self, Account, Request, Wire};

/// The agent of the page's update; the scenarios bind the other one.
const AGENT: &str = "5fe47b9df94f8c728ac1bbde";

/// Makes a number that is registered and bound, and one that is neither. What doesn't work here is
/// told by the scenarios that look for it.
pub(crate) fn furnish(base_url: &str, credentials: &Credentials, password: &str) {
    let wire = Wire::new(base_url);
    let account = Account::new(credentials);
    let send = |path: &str, body: &Value| -> Option<Value> {
        let request = Request {
            method: Method::POST,
            path: path.to_owned(),
            headers: account.headers(wire::now()),
            body: body.to_string(),
            patience: std::time::Duration::from_secs(10),
        };
        wire.send(&request).ok()?.json()
    };
    let create = Call::Create.path();
    send(create, &json!({"number": "2001", "password": password}));
    let made = send(create, &json!({"number": "2000", "password": password}));
    let phone = json!({
        "appkey": credentials.appkey(),
        "number": "2000",
        "clientUrl": "192.0.2.7:54869",
        "registerDevice": "Telephone",
    });
    send("/_sandbox/registrations", &phone);
    if let Some(sip_id) = made.as_ref().and_then(|made| made.pointer("/data/sipId")) {
        send(
            Call::Update.path(),
            &json!({"sipId": sip_id, "agentId": AGENT}),
        );
    }
}
