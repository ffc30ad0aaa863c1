use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::runs::{options, run, sandbox};
use crate::server::{Fate, forward, ok, serve};

#[test]
fn no_report_has_a_password_a_sign_or_the_secret_key() {
    let sandbox = sandbox();
    let behind = sandbox.base_url().to_owned();
    let seen = Arc::new(Mutex::new(vec![
        sandbox.credentials().expose_secret_key().to_owned(),
    ]));
    let heard = Arc::clone(&seen);
    let url = serve(move |asked| {
        // Each second answer is all wrong, and shows what it was asked in every place.
        let mut heard = heard.lock().unwrap();
        let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
        heard.extend(body["password"].as_str().map(str::to_owned));
        let answer = String::from_utf8(forward(&behind, asked)).unwrap();
        let (_, envelope) = answer.split_once("\r\n\r\n").unwrap();
        let envelope: Value = serde_json::from_str(envelope).unwrap_or_default();
        let echo = &envelope["requestInfo"];
        let sign = echo["headers"]["m7-sign"].as_str().unwrap_or_default();
        heard.extend((!sign.is_empty()).then(|| sign.to_owned()));
        if heard.len() % 2 == 0 || !asked.path.ends_with("create") {
            return Fate::Answer(answer.into_bytes());
        }
        let password = &body["password"];
        ok(
            "application/json",
            &serde_json::json!({
                "success": sign, "message": password, "code": echo, "data": {"sipId": password},
                "requestInfo": {"requestId": sign, "url": password, "body": [echo, sign]},
            })
            .to_string(),
        )
    });
    let report = run(&options(&url, &sandbox)).unwrap().to_string();
    let seen = seen.lock().unwrap();
    assert!(seen.len() > 20, "nothing was heard");
    for secret in &*seen {
        assert!(secret.is_empty() || !report.contains(secret), "{report:#}");
    }
}
