//! A seed is added whole or not at all, and the first wrong item is named by its place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use m7_sandbox::{Agent, Error, Sandbox, Seed, SeedNumber};
use serde_json::{Value, json};

use super::caller::{Caller, LIST};
use super::control;

const ADA: &str = "5feb148e19a5207b5020e729";

fn seed(sandbox: &Sandbox, seed: &Value) -> control::ControlReply {
    control::post(sandbox, "/_sandbox/seed", seed)
}

#[tokio::test]
async fn numbers_and_agents_are_there_and_bound() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let seeded = seed(
        &sandbox,
        &json!({
            "agents": [{"agentId": ADA, "agentName": "Ada", "agentNumber": "8001"}],
            "numbers": [
                {"number": "2004", "password": "a-password", "isNAT": true,
                 "codingFormat": ["G711A"], "agentId": ADA},
                {"number": "2005", "password": "another"},
            ],
        }),
    )
    .ok();
    assert_eq!(seeded["appkey"], sandbox.credentials().appkey());
    assert_eq!(seeded["agents"], 1);
    let caller = Caller::new(&sandbox);
    let listed = caller.listed("2004");
    assert_eq!(listed["sipId"], seeded["numbers"][0]["sipId"]);
    assert_eq!(listed["agent"]["agentName"], "Ada");
    assert_eq!(listed["registerStatus"], 0);
    assert_eq!(caller.listed("2005")["agent"], Value::Null);

    let state = control::get(&sandbox, "/_sandbox/state").ok();
    let number = &state["accounts"][0]["numbers"][0];
    assert_eq!(number["isNAT"], true);
    assert_eq!(number["codingFormat"], json!(["G711A"]));
    assert_eq!(number["agentId"], ADA);
}

#[tokio::test]
async fn of_a_seed_with_something_wrong_nothing_is_added() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    caller.create("2000");
    let good = json!({"number": "2004", "password": "a-password"});
    let agent = json!({"agentId": ADA, "agentName": "Ada", "agentNumber": "8001"});
    for (second, place) in [
        (
            json!({"number": "20x4", "password": "p"}),
            "numbers[1].number",
        ),
        (json!({"number": "", "password": "p"}), "numbers[1].number"),
        (
            json!({"number": "2005", "password": ""}),
            "numbers[1].password",
        ),
        (json!({"number": "2005"}), "numbers[1]"),
        (
            json!({"number": 2005, "password": "p"}),
            "numbers[1].number",
        ),
        (
            json!({"number": "2004", "password": "p"}),
            "numbers[1].number",
        ),
        (
            json!({"number": "2000", "password": "p"}),
            "numbers[1].number",
        ),
        (
            json!({"number": "2005", "password": "p", "codingFormat": ["OPUS"]}),
            "numbers[1].codingFormat",
        ),
        (
            json!({"number": "2005", "password": "p", "agentId": "nobody"}),
            "numbers[1].agentId",
        ),
        (
            json!({"number": "2005", "password": "p", "isNat": true}),
            "numbers[1].isNat",
        ),
    ] {
        let wrong = json!({"agents": [agent], "numbers": [good, second]});
        let error = seed(&sandbox, &wrong).error(400);
        assert!(error.starts_with(&format!("{place}: ")), "{error}");
    }
    let twice = json!({"number": "2004", "password": "p", "agentId": ADA});
    let other = json!({"number": "2005", "password": "p", "agentId": ADA});
    let error = seed(
        &sandbox,
        &json!({"agents": [agent], "numbers": [twice, other]}),
    )
    .error(400);
    assert!(error.starts_with("numbers[1].agentId: "), "{error}");
    let nameless = json!({"agentId": "", "agentName": "", "agentNumber": ""});
    let error = seed(&sandbox, &json!({"agents": [nameless]})).error(400);
    assert!(error.starts_with("agents[0].agentId: "), "{error}");
    let error = seed(&sandbox, &json!({"appkey": "7"})).error(404);
    assert!(error.contains('7'), "{error}");

    assert_eq!(caller.list(&json!({})).len(), 1);
    let state = control::get(&sandbox, "/_sandbox/state").ok();
    let agents = state["accounts"][0]["agents"].as_array().unwrap();
    assert!(agents.iter().all(|agent| agent["agentId"] != ADA));
}

#[tokio::test]
async fn while_others_ask_it_is_there_whole_or_not_at_all() {
    let sandbox = Arc::new(Sandbox::builder().start().await.unwrap());
    let numbers = (0..500).map(|number| SeedNumber::new(number.to_string(), "a-password"));
    let whole = numbers.fold(Seed::new(), Seed::number);
    let seeded = Arc::new(AtomicBool::new(false));
    let lists = std::thread::spawn({
        let (sandbox, seeded) = (Arc::clone(&sandbox), Arc::clone(&seeded));
        move || {
            let caller = Caller::new(&sandbox);
            let mut seen = Vec::new();
            while !seeded.load(Ordering::SeqCst) {
                seen.push(caller.list(&json!({})).len());
            }
            seen
        }
    });
    sandbox.seed(whole).await.unwrap();
    seeded.store(true, Ordering::SeqCst);
    let seen = lists.join().unwrap();
    assert!(
        seen.iter().all(|count| [0, 500].contains(count)),
        "{seen:?}"
    );
}

#[tokio::test]
async fn a_program_gets_the_same() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let ada = || Agent::new(ADA, "Ada", "8001");
    let number = SeedNumber::new("2004", "a-password").bound_to(ADA);
    let seeded = sandbox
        .seed(Seed::new().agent(ada()).number(number.clone()))
        .await
        .unwrap();
    assert_eq!(seeded.numbers[0].number, "2004");
    let again = sandbox.seed(Seed::new().number(number.clone())).await;
    let Err(Error::Seed { path, .. }) = again else {
        panic!("{again:?}");
    };
    assert_eq!(path, "numbers[0].number");
    assert!(!format!("{number:?}").contains("a-password"));
    Caller::new(&sandbox).call(LIST, &json!({})).data();
}
