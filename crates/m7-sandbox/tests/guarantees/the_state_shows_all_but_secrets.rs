//! The state shows all that a sandbox knows, a page at a time, and no password.

use m7_auth::Credentials;
use m7_sandbox::{SEEDED_AGENTS, Sandbox, Seed, SeedNumber};
use serde_json::{Value, json};

use super::caller::Caller;
use super::control;

#[tokio::test]
async fn of_all_accounts_with_their_phones() {
    let sandbox = Sandbox::builder()
        .account(Credentials::new("1", "one's secret").unwrap())
        .account(Credentials::new("2", "two's secret").unwrap())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create("2004");
    caller.create("2005");
    sandbox
        .register("2004", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(&sip_id, &SEEDED_AGENTS[0].id).data();

    let state = control::get(&sandbox, "/_sandbox/state").ok();
    assert_eq!(state["sip"], Value::Null);
    assert_eq!(state["clock"]["scale"], 1.0);
    let one = &state["accounts"][0];
    assert_eq!(one["appkey"], "1");
    assert_eq!(
        [
            &one["total"],
            &one["registered"],
            &one["bound"],
            &one["next"]
        ],
        [&json!(2), &json!(1), &json!(1), &Value::Null]
    );
    let phone = &one["numbers"][0]["registrations"][0];
    assert_eq!(phone["clientUrl"], "192.0.2.7:5060");
    assert_eq!(phone["device"], "Telephone");
    assert_eq!(phone["expiresAt"], Value::Null);
    assert_eq!(state["accounts"][1]["total"], 0);
    let text = state.to_string();
    assert!(
        !text.contains("123456") && !text.contains("secret"),
        "{text}"
    );

    let of_two = control::get(&sandbox, "/_sandbox/state?appkey=2").ok();
    assert_eq!(of_two["accounts"].as_array().unwrap().len(), 1);
    let registrations = control::get(&sandbox, "/_sandbox/registrations").ok();
    assert_eq!(registrations["numbers"].as_array().unwrap().len(), 1);
    assert_eq!(registrations["numbers"][0]["number"], "2004");
    assert_eq!(registrations["numbers"][0]["registrations"][0], *phone);
    let of_two = control::get(&sandbox, "/_sandbox/registrations?appkey=2").ok();
    assert_eq!(of_two, json!({"appkey": "2", "numbers": []}));
}

#[tokio::test]
async fn a_page_at_a_time() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let numbers = (0..25).map(|number| SeedNumber::new(format!("{number:02}"), "a-password"));
    let seed = numbers.fold(Seed::new(), Seed::number);
    sandbox.seed(seed).await.unwrap();
    let (mut seen, mut after) = (Vec::new(), json!(0));
    while !after.is_null() {
        let path = format!("/_sandbox/state?limit=10&after={after}");
        let account = control::get(&sandbox, &path).ok()["accounts"][0].clone();
        assert_eq!(account["total"], 25);
        seen.extend(account["numbers"].as_array().unwrap().clone());
        after = account["next"].clone();
    }
    let seen: Vec<_> = seen.iter().map(|n| n["number"].as_str().unwrap()).collect();
    assert_eq!(seen, (0..25).map(|n| format!("{n:02}")).collect::<Vec<_>>());
    let none = control::get(&sandbox, "/_sandbox/state?limit=0").ok();
    assert_eq!(none["accounts"][0]["numbers"], json!([]));

    for wrong in ["limit=-1", "limit=10001", "after=-1", "limit=x", "page=2"] {
        control::get(&sandbox, &format!("/_sandbox/state?{wrong}")).error(400);
    }
    control::get(&sandbox, "/_sandbox/state?appkey=7").error(404);
    control::get(&sandbox, "/_sandbox/registrations?appkey=7").error(404);
}

#[tokio::test]
async fn only_what_is_looked_for() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let ids: Vec<_> = ["2000", "2001", "3000"]
        .iter()
        .map(|number| caller.create(number))
        .collect();
    for number in ["2001", "3000"] {
        let phone = sandbox.register(number, "192.0.2.7:5060", "Telephone");
        phone.await.unwrap();
    }
    caller.bind(&ids[2], &SEEDED_AGENTS[0].id).data();
    for (wanted, expected) in [
        ("limit=10", &["2000", "2001", "3000"][..]),
        ("search=00", &["2000", "2001", "3000"]),
        ("search=200", &["2000", "2001"]),
        ("status=registered", &["2001", "3000"]),
        ("status=unregistered", &["2000"]),
        ("status=bound", &["3000"]),
        ("status=registered&search=200", &["2001"]),
        ("status=bound&search=2", &[]),
        ("search=%25", &[]),
    ] {
        let account = control::get(&sandbox, &format!("/_sandbox/state?{wanted}")).ok();
        let account = &account["accounts"][0];
        let shown: Vec<_> = account["numbers"].as_array().unwrap().iter().collect();
        let shown: Vec<_> = shown
            .iter()
            .map(|n| n["number"].as_str().unwrap())
            .collect();
        assert_eq!(shown, expected, "{wanted}");
        assert_eq!(account["matching"], expected.len(), "{wanted}");
        assert_eq!(account["total"], 3);
    }
    let page = control::get(&sandbox, "/_sandbox/state?status=registered&limit=1").ok();
    let page = &page["accounts"][0];
    assert_eq!(page["matching"], 2);
    let next = format!("/_sandbox/state?status=registered&after={}", page["next"]);
    let rest = control::get(&sandbox, &next).ok();
    assert_eq!(rest["accounts"][0]["numbers"][0]["number"], "3000");
    control::get(&sandbox, "/_sandbox/state?status=busy").error(400);
}
