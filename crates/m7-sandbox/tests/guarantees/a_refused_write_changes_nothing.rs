use m7_sandbox::{SEEDED_AGENTS, Sandbox};
use serde_json::json;

use crate::caller::{CREATE, Caller, DELETE, UPDATE};
use crate::stored;

#[tokio::test]
async fn a_refused_write_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let sandbox = Sandbox::builder().data(&*path).start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let [registered, unregistered, bound] = ["2000", "2001", "2002"].map(|n| caller.create(n));
    for number in ["2000", "2002"] {
        sandbox
            .register(number, "192.0.2.7:5060", "Telephone")
            .await
            .unwrap();
    }
    let (agent, other) = (&SEEDED_AGENTS[0].id, &SEEDED_AGENTS[1].id);
    caller.bind(&bound, agent).data();

    let before = stored::everything(&path);
    let unknown = "5fc9d54105fd0161a498c503";
    // Each has fields that could be written before the one that is refused.
    for (path, body, status) in [
        (CREATE, json!({"number": "2000", "password": "new"}), 409),
        (
            CREATE,
            json!({"number": "2003", "password": "new", "agentId": other}),
            409,
        ),
        (
            CREATE,
            json!({"number": "2003", "password": "new", "agentId": unknown}),
            404,
        ),
        (
            CREATE,
            json!({"number": "2003", "password": "new", "codingFormat": ["OPUS"]}),
            400,
        ),
        (
            UPDATE,
            json!({"sipId": registered, "number": "2009", "password": "new", "isNAT": true, "codingFormat": ["OPUS"]}),
            400,
        ),
        (
            UPDATE,
            json!({"sipId": registered, "number": "2001", "password": "new", "agentId": other}),
            409,
        ),
        (
            UPDATE,
            json!({"sipId": registered, "number": "2009", "password": "new", "agentId": agent}),
            409,
        ),
        (
            UPDATE,
            json!({"sipId": registered, "number": "2009", "password": "new", "agentId": unknown}),
            404,
        ),
        (
            UPDATE,
            json!({"sipId": unregistered, "number": "2009", "password": "new", "agentId": other}),
            409,
        ),
        (
            UPDATE,
            json!({"sipId": bound, "number": "2009", "password": "new", "agentId": other}),
            409,
        ),
        (
            UPDATE,
            json!({"sipId": unknown, "number": "2009", "password": "new"}),
            404,
        ),
        (DELETE, json!({"sipId": unknown}), 404),
    ] {
        caller.call(path, &body).refusal(status);
        assert_eq!(stored::everything(&sandbox_path(&folder)), before, "{body}");
    }

    // The comparison would see a change.
    caller
        .call(UPDATE, &json!({"sipId": bound, "password": "new"}))
        .data();
    assert_ne!(stored::everything(&path), before);
}

fn sandbox_path(folder: &tempfile::TempDir) -> std::path::PathBuf {
    folder.path().join("sandbox.db")
}
