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
    assert_eq!(listed["agent"]["agentId"], SEEDED_AGENTS[0].id.as_ref());
    // The other number is as it was.
    assert_eq!(stored::hidden_columns(&path, "1999"), "123456|0|[]");
}

#[tokio::test]
async fn another_number_or_password_ends_the_registration_and_keeps_the_agent() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let agent = SEEDED_AGENTS[0].id.as_ref();
    let sip_id = caller.create("2000");
    let neighbour = caller.create("3000");
    for (fields, number, status) in [
        (json!({"agentId": agent}), "2000", 1),
        (json!({"isNAT": true, "codingFormat": ["GSM"]}), "2000", 1),
        // What it has already is no other.
        (json!({"number": "2000", "password": "123456"}), "2000", 1),
        (json!({"password": "another"}), "2000", 0),
        (json!({"number": "2001"}), "2001", 0),
        (json!({"number": "2000", "password": "123456"}), "2000", 0),
        (json!({"number": "2000", "agentId": agent}), "2000", 1),
    ] {
        let before = caller.list(&json!({}))[0]["number"].clone();
        for number in [before.as_str().unwrap(), "3000"] {
            let registered = sandbox.register(number, "192.0.2.7:5060", "Telephone");
            registered.await.unwrap();
        }
        let mut update = fields.clone();
        update["sipId"] = json!(sip_id);
        caller.call(UPDATE, &update).data();
        let listed = caller.listed(number);
        assert_eq!(listed["registerStatus"], status, "{fields}");
        assert_eq!(listed["agent"]["agentId"], agent, "{fields}");
        assert_eq!(caller.listed("3000")["registerStatus"], 1, "{fields}");
    }
    // Refused, it ends nothing.
    let refused = json!({"sipId": neighbour, "password": "another", "agentId": agent});
    caller.call(UPDATE, &refused).refusal(409);
    assert_eq!(caller.listed("3000")["registerStatus"], 1);
    // An agent that comes along is judged by how the number stood.
    let other = SEEDED_AGENTS[1].id.as_ref();
    let both = json!({"sipId": neighbour, "password": "another", "agentId": other});
    caller.call(UPDATE, &both).data();
    let listed = caller.listed("3000");
    assert_eq!(listed["registerStatus"], 0);
    assert_eq!(listed["agent"]["agentId"], other);
}
