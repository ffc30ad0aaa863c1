use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, UPDATE};

/// Fields, and what the message must say of them.
fn unusable() -> Vec<(Value, &'static str)> {
    vec![
        (json!({"number": ""}), "0 digits"),
        (json!({"number": "1".repeat(33)}), "33 digits"),
        (json!({"number": "20 04"}), "position 3"),
        (json!({"number": " 2004"}), "position 1"),
        (json!({"number": "2004\n"}), "position 5"),
        (json!({"number": "+862004"}), "position 1"),
        (json!({"number": "２００４"}), "position 1"),
        (json!({"number": 2004}), "number: invalid type"),
        (json!({"password": ""}), "password is empty"),
        (json!({"password": 123_456}), "password: invalid type"),
        (json!({"isNAT": "true"}), "isNAT: invalid type"),
        (
            json!({"codingFormat": "G711A"}),
            "codingFormat: invalid type",
        ),
        (
            json!({"codingFormat": ["G711A", 7]}),
            "codingFormat[1]: invalid type",
        ),
        (
            json!({"codingFormat": ["G711A", "OPUS"]}),
            "\"OPUS\": the codecs are G711A, G711U, GSM, G729, VP8, ILBC",
        ),
        (json!({"codingFormat": ["g711a"]}), "\"g711a\""),
        (json!({"agentId": 7}), "agentId: invalid type"),
    ]
}

fn with(mut body: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn a_number_is_checked() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create("2000");

    for (fields, reason) in unusable() {
        for (path, body) in [
            (
                CREATE,
                with(json!({"number": "2004", "password": "123456"}), &fields),
            ),
            (UPDATE, with(json!({"sipId": sip_id}), &fields)),
        ] {
            let reply = caller.call(path, &body);
            let message = reply.refusal(400);
            assert!(message.contains(reason), "{body}: {message}");
            assert!(!message.contains("123456"), "{message}");
        }
    }
    assert_eq!(caller.list(&json!({})).len(), 1);
}

#[tokio::test]
async fn what_is_required_must_be_there() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (path, body, field) in [
        (CREATE, json!({"password": "123456"}), "number"),
        (CREATE, json!({"number": "2004"}), "password"),
        (
            CREATE,
            json!({"number": "2004", "password": null}),
            "password",
        ),
        (UPDATE, json!({"number": "2004"}), "sipId"),
        (crate::caller::DELETE, json!({}), "sipId"),
    ] {
        let reply = caller.call(path, &body);
        let message = reply.refusal(400);
        assert!(message.contains(field), "{body}: {message}");
    }
}

#[tokio::test]
async fn one_to_thirty_two_digits_any_password_and_all_codecs_are_accepted() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    for (number, password) in [
        ("0", " "),
        (&"9".repeat(32), "p\u{e4}ss \"w\u{f6}rd\" 密码"),
    ] {
        let reply = caller.call(
            CREATE,
            &json!({
                "number": number, "password": password, "isNAT": true, "agentId": "",
                "codingFormat": ["G711A", "G711U", "GSM", "G729", "VP8", "ILBC"],
            }),
        );
        assert_eq!(reply.data()["sipId"].as_str().unwrap().len(), 24);
        assert_eq!(reply.json["requestInfo"]["body"]["password"], password);
    }
}

#[tokio::test]
async fn a_number_is_unique_in_its_account() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let first = caller.create("2000");
    let second = caller.create("2001");

    let again = json!({"number": "2000", "password": "other"});
    let reply = caller.call(CREATE, &again);
    assert_eq!(reply.refusal(409), "the account has a number 2000 already");
    let reply = caller.call(UPDATE, &json!({"sipId": second, "number": "2000"}));
    assert_eq!(reply.refusal(409), "the account has a number 2000 already");
    // Its own number is no other's.
    caller
        .call(UPDATE, &json!({"sipId": first, "number": "2000"}))
        .data();

    // A number that was deleted or renamed may be made again, as another one.
    caller
        .call(crate::caller::DELETE, &json!({"sipId": first}))
        .data();
    caller
        .call(UPDATE, &json!({"sipId": second, "number": "2002"}))
        .data();
    assert_ne!(caller.create("2000"), first);
    assert_ne!(caller.create("2001"), second);
}
