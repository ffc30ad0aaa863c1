use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{Caller, LIST};

fn numbers(caller: &Caller, body: &Value) -> Vec<String> {
    let found = caller.list(body);
    found
        .iter()
        .map(|number| number["number"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_is_filtered() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    // Not in the order of the digits.
    for number in ["2009", "200", "2004", "20040"] {
        caller.create(number);
    }
    for number in ["2004", "200"] {
        sandbox
            .register(number, "192.0.2.7:5060", "Telephone")
            .await
            .unwrap();
    }

    let all = ["2009", "200", "2004", "20040"];
    for (body, expected) in [
        (json!({}), &all[..]),
        (json!({"number": null, "registerStatuses": null}), &all),
        (json!({"number": "", "registerStatuses": []}), &all),
        (json!({"registerStatuses": [0, 1]}), &all),
        (json!({"registerStatuses": [1, 1]}), &["200", "2004"]),
        (json!({"registerStatuses": ["1"]}), &["200", "2004"]),
        (json!({"registerStatuses": [0]}), &["2009", "20040"]),
        (json!({"registerStatuses": ["0"]}), &["2009", "20040"]),
        (json!({"number": "2004"}), &["2004"]),
        (
            json!({"number": "2004", "registerStatuses": [1]}),
            &["2004"],
        ),
        (json!({"number": "2004", "registerStatuses": [0]}), &[]),
        (json!({"number": "20"}), &[]),
        (json!({"number": "%"}), &[]),
        (json!({"number": "2004' OR '1'='1"}), &[]),
        (
            json!({"number": "2004", "aFieldOfTomorrow": {"x": 1}}),
            &["2004"],
        ),
    ] {
        assert_eq!(numbers(&caller, &body), expected, "{body}");
    }

    let reply = caller.call(LIST, &json!({"registerStatuses": [0, 2]}));
    assert_eq!(
        reply.refusal(400),
        "registerStatuses 2: the statuses are 0, 1"
    );
}
