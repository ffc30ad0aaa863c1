use m7_sandbox::{SEEDED_AGENTS, Sandbox};
use serde_json::json;

use crate::caller::{CREATE, Caller, UPDATE};
use crate::stored;

#[tokio::test]
async fn an_update_changes_what_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let sandbox = Sandbox::builder().data(&*path).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("1999");
    let body = json!({
        "number": "2000", "password": "123456", "isNAT": true, "codingFormat": ["G711A", "GSM"],
    });
    let reply = caller.call(CREATE, &body);
    let sip_id = reply.data()["sipId"].as_str().unwrap();
    sandbox
        .register("2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(sip_id, &SEEDED_AGENTS[0].id).data();

    let mut expected = ["123456", "1", r#"["G711A","GSM"]"#].map(str::to_owned);
    let mut number = "2000";
    for (field, value, column, stored) in [
        ("password", json!("other"), 0, "other"),
        ("isNAT", json!(false), 1, "0"),
        ("codingFormat", json!(["G729"]), 2, r#"["G729"]"#),
        ("codingFormat", json!([]), 2, "[]"),
    ] {
        let reply = caller.call(UPDATE, &json!({"sipId": sip_id, field: value}));
        assert_eq!(*reply.data(), json!({"sipId": sip_id}));
        stored.clone_into(&mut expected[column]);
        assert_eq!(stored::hidden_columns(&path, number), expected.join("|"));
    }
    caller
        .call(UPDATE, &json!({"sipId": sip_id, "number": "2001"}))
        .data();
    number = "2001";
    // Nothing, and nothing said in another way.
    caller.call(UPDATE, &json!({"sipId": sip_id})).data();
    let nulls = json!({"sipId": sip_id, "number": null, "password": null, "isNAT": null, "codingFormat": null, "agentId": null});
    caller.call(UPDATE, &nulls).data();
    assert_eq!(stored::hidden_columns(&path, number), expected.join("|"));

    let listed = caller.listed(number);
    assert_eq!(listed["registerDevice"], "Telephone");
    assert_eq!(listed["agent"]["agentId"], SEEDED_AGENTS[0].id.as_ref());
    // The other number is as it was.
    assert_eq!(stored::hidden_columns(&path, "1999"), "123456|0|[]");
}
