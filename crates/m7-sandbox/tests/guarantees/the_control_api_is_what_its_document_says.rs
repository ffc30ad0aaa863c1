//! Every call of the control API answers in a form that its document describes, and takes what the
//! document lets it take. (That both know the same calls is tested beside the router.)

use std::collections::BTreeSet;

use jsonschema::Validator;
use m7_sandbox::Sandbox;
use serde_json::{Value, json};

use super::caller::{Caller, LIST};
use super::control;

struct Document(Value);

/// A call: its method, its path as the document has it and as it is sent, and its body.
type Call = (&'static str, &'static str, String, Option<Value>);

impl Document {
    fn of(sandbox: &Sandbox) -> Self {
        Self(control::get(sandbox, "/_sandbox/openapi.json").ok())
    }

    /// All calls: `get /_sandbox/health`.
    fn calls(&self) -> BTreeSet<String> {
        let paths = self.0["paths"].as_object().unwrap();
        let calls = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{method} {path}"))
        });
        calls
            .filter(|call| !call.starts_with("parameters "))
            .collect()
    }

    /// A schema with all that it refers to.
    fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        jsonschema::draft202012::new(&schema).unwrap()
    }

    #[track_caller]
    fn check_reply(&self, method: &str, path: &str, status: u16, reply: &Value) {
        let responses = &self.0["paths"][path][method]["responses"];
        let response = [status.to_string(), format!("{}XX", status / 100)]
            .iter()
            .find_map(|key| responses.get(key))
            .unwrap_or_else(|| panic!("{method} {path} answers {status}: {reply}"));
        let response = match response["$ref"].as_str() {
            Some(reference) => self.0.pointer(&reference[1..]).unwrap(),
            None => response,
        };
        let schema = &response["content"]["application/json"]["schema"];
        self.check(schema, reply, &format!("{method} {path} {status}"));
    }

    #[track_caller]
    fn check(&self, schema: &Value, value: &Value, what: &str) {
        let validator = self.validator(schema);
        let errors: Vec<_> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:?}\n{value}");
    }
}

/// All calls, each once, so that all of them succeed in this order.
fn calls() -> Vec<Call> {
    let path = |path: &'static str| (path, path.to_owned());
    let call =
        |method, (template, path): (&'static str, String), body| (method, template, path, body);
    let number = (
        "/_sandbox/registrations/{number}",
        "/_sandbox/registrations/2004".to_owned(),
    );
    let snapshot = (
        "/_sandbox/snapshots/{id}",
        "/_sandbox/snapshots/1".to_owned(),
    );
    let restore = (
        "/_sandbox/snapshots/{id}/restore",
        "/_sandbox/snapshots/1/restore".to_owned(),
    );
    let seed = json!({
        "agents": [{"agentId": "ada", "agentName": "Ada", "agentNumber": "8001"}],
        "numbers": [{"number": "2004", "password": "a-password", "isNAT": true,
                     "codingFormat": ["G711A", "VP8"], "agentId": "ada"}],
    });
    let phone = json!({"number": "2004", "clientUrl": "192.0.2.7:5060", "registerDevice": "T"});
    let faults = json!({"rules": [{"fault": {"slowBody": {"seconds": 1}}}]});
    vec![
        call("get", path("/_sandbox/health"), None),
        call("get", path("/_sandbox/openapi.json"), None),
        call("get", path("/_sandbox/contract.json"), None),
        call("post", path("/_sandbox/seed"), Some(seed)),
        call("post", path("/_sandbox/registrations"), Some(phone)),
        call("get", path("/_sandbox/registrations"), None),
        call("get", path("/_sandbox/state"), None),
        call("post", path("/_sandbox/snapshots"), None),
        call("get", path("/_sandbox/snapshots"), None),
        call("delete", number, None),
        call("post", restore, None),
        call("delete", snapshot, None),
        call("get", path("/_sandbox/clock"), None),
        call("put", path("/_sandbox/clock"), Some(json!({"scale": 2.5}))),
        call(
            "post",
            path("/_sandbox/clock/advance"),
            Some(json!({"seconds": 1.5})),
        ),
        call("get", path("/_sandbox/faults"), None),
        call("put", path("/_sandbox/faults"), Some(faults)),
        call("get", path("/_sandbox/faults/counts"), None),
        call("delete", path("/_sandbox/faults"), None),
        call("post", path("/_sandbox/sign"), Some(json!({}))),
        call("get", path("/_sandbox/journal"), None),
        call("delete", path("/_sandbox/journal"), None),
        call("post", path("/_sandbox/reset"), None),
    ]
}

#[tokio::test]
async fn every_reply_is_as_described() {
    let sandbox = Sandbox::builder()
        .sip_listen("127.0.0.1:0".parse().unwrap())
        .start()
        .await
        .unwrap();
    let document = Document::of(&sandbox);
    // Something to see in the journal: done, refused in several ways, and spoilt by a fault.
    let caller = Caller::new(&sandbox);
    caller.create("2000");
    caller.call_changed("{}", |headers| headers[1].1 = "1".to_owned());
    caller.call_changed("{}", |headers| headers[1].1 = "000000".to_owned());
    caller.call_changed("{}", |headers| headers[3].1 = "1616408549".to_owned());
    caller.call(LIST, &json!({"number": 1}));
    let faults = json!({"rules": [{"fault": {"status": {"code": 503, "when": "afterCommit", "body": "envelope"}}}]});
    control::put(&sandbox, "/_sandbox/faults", &faults).ok();
    caller.call(LIST, &json!({}));

    let mut seen = BTreeSet::new();
    for (method, template, path, body) in calls() {
        if let Some(body) = &body {
            let request = &document.0["paths"][template][method]["requestBody"];
            let schema = &request["content"]["application/json"]["schema"];
            document.check(schema, body, &format!("{method} {template}'s body"));
        }
        let reply = control::call(&sandbox, method, &path, body.as_ref(), None);
        assert!(reply.status < 300, "{method} {path}: {reply:?}");
        document.check_reply(method, template, reply.status, &reply.json);
        seen.insert(format!("{method} {template}"));
    }
    assert_eq!(seen, document.calls());
}

#[tokio::test]
async fn every_refusal_is_as_described() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let document = Document::of(&sandbox);
    for (method, template, path, body) in calls() {
        let page = Some("http://elsewhere.example");
        let reply = control::call(&sandbox, method, &path, body.as_ref(), page);
        assert_eq!(reply.status, 403, "{method} {path}");
        document.check_reply(method, template, reply.status, &reply.json);
        if body.is_some() {
            let wrong = control::call(&sandbox, method, &path, Some(&json!({"nonsense": 1})), None);
            assert_eq!(wrong.status, 400, "{method} {path}: {wrong:?}");
            document.check_reply(method, template, wrong.status, &wrong.json);
        }
    }
    let unknown = [
        (
            "post",
            "/_sandbox/snapshots/{id}/restore",
            "/_sandbox/snapshots/7/restore",
        ),
        (
            "delete",
            "/_sandbox/snapshots/{id}",
            "/_sandbox/snapshots/%ff",
        ),
        (
            "delete",
            "/_sandbox/registrations/{number}",
            "/_sandbox/registrations/7",
        ),
        ("get", "/_sandbox/state", "/_sandbox/state?appkey=7"),
        (
            "get",
            "/_sandbox/registrations",
            "/_sandbox/registrations?appkey=7",
        ),
        ("get", "/_sandbox/journal", "/_sandbox/journal?limit=0"),
    ];
    for (method, template, path) in unknown {
        let reply = control::call(&sandbox, method, path, None, None);
        assert!(
            matches!(reply.status, 400 | 404),
            "{method} {path}: {reply:?}"
        );
        document.check_reply(method, template, reply.status, &reply.json);
    }
}

#[tokio::test]
async fn the_contract_is_served_with_its_examples() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let contract = control::get(&sandbox, "/_sandbox/contract.json").ok();
    let example = contract.pointer(
        "/paths/~1openapi~1v1~1call~1sip~1create/post/requestBody/content/application~1json/examples\
         /documented/value/number",
    );
    assert_eq!(example, Some(&json!("2004")));
    assert!(!contract.to_string().contains("externalValue"));
}
