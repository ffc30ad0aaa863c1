use m7_sandbox::{Agent, SEEDED_AGENTS, Sandbox};
use serde_json::json;

use crate::caller::{CREATE, Caller, DELETE, UPDATE};

const KAI: &str = "5feb148e19a5207b5020e728";
const OTHER: &str = "5fe47b9df94f8c728ac1bbde";

async fn sandbox_with(number: &str) -> (Sandbox, Caller, String) {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create(number);
    (sandbox, caller, sip_id)
}

#[tokio::test]
async fn a_number_without_a_phone_takes_no_agent() {
    let (sandbox, caller, sip_id) = sandbox_with("2000").await;
    let reply = caller.bind(&sip_id, KAI);
    assert!(
        reply
            .refusal(409)
            .ends_with("the number 2000 is not registered")
    );

    sandbox
        .register("2000", "111.202.78.82:54869", "Telephone")
        .await
        .unwrap();
    assert_eq!(*caller.bind(&sip_id, KAI).data(), json!({"sipId": sip_id}));
    assert_eq!(
        caller.listed("2000")["agent"],
        json!({"agentId": KAI, "agentName": "凯哥测试", "agentNumber": "8734"})
    );
}

#[tokio::test]
async fn a_bound_number_takes_no_other_agent_until_it_is_unbound() {
    let (sandbox, caller, sip_id) = sandbox_with("2000").await;
    sandbox
        .register("2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(&sip_id, KAI).data();
    let reply = caller.bind(&sip_id, OTHER);
    assert!(
        reply
            .refusal(409)
            .ends_with(&format!("is bound to the agent {KAI}"))
    );

    caller.bind(&sip_id, "").data();
    assert_eq!(caller.listed("2000").get("agent"), None);
    // Unbinding what isn't bound is no error.
    caller.bind(&sip_id, "").data();
    caller.bind(&sip_id, OTHER).data();
    assert_eq!(caller.listed("2000")["agent"]["agentId"], OTHER);
}

#[tokio::test]
async fn the_same_agent_again_is_accepted_with_or_without_a_phone() {
    let (sandbox, caller, sip_id) = sandbox_with("2000").await;
    sandbox
        .register("2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(&sip_id, KAI).data();
    caller.bind(&sip_id, KAI).data();
    sandbox.unregister("2000").await.unwrap();
    // The phone left, the agent stays.
    assert_eq!(caller.listed("2000")["agent"]["agentId"], KAI);
    let update = json!({"sipId": sip_id, "number": "2001", "agentId": KAI});
    caller.call(UPDATE, &update).data();
    assert_eq!(caller.listed("2001")["agent"]["agentId"], KAI);
    // Unbound without a phone, it can't come back.
    caller.bind(&sip_id, "").data();
    caller.bind(&sip_id, KAI).refusal(409);
}

#[tokio::test]
async fn an_agent_has_one_number() {
    let (sandbox, caller, first) = sandbox_with("2000").await;
    let second = caller.create("2001");
    for number in ["2000", "2001"] {
        sandbox
            .register(number, "192.0.2.7:5060", "Telephone")
            .await
            .unwrap();
    }
    caller.bind(&first, KAI).data();
    let reply = caller.bind(&second, KAI);
    assert_eq!(
        reply.refusal(409),
        format!("the agent {KAI} is bound to the number 2000 already")
    );
    // Free again once its number is gone, bound as it was.
    caller.call(DELETE, &json!({"sipId": first})).data();
    caller.bind(&second, KAI).data();
}

#[tokio::test]
async fn a_new_number_takes_no_agent() {
    let (_sandbox, caller, _) = sandbox_with("2000").await;
    let body = |agent: &str| json!({"number": "2001", "password": "123456", "agentId": agent});
    let reply = caller.call(CREATE, &body(KAI));
    assert!(
        reply
            .refusal(409)
            .ends_with("the number 2001 is not registered")
    );
    caller.call(CREATE, &body("")).data();
}

#[tokio::test]
async fn an_agent_must_be_in_the_directory() {
    let added = Agent::new("5feb148e19a5207b5020e729", "Kim", "9001");
    let sandbox = Sandbox::builder()
        .agent(added.clone())
        .start()
        .await
        .unwrap();
    let caller = Caller::new(&sandbox);
    for (number, agent) in SEEDED_AGENTS.iter().chain([&added]).enumerate() {
        let number = (2000 + number).to_string();
        let sip_id = caller.create(&number);
        sandbox
            .register(&number, "192.0.2.7:5060", "Telephone")
            .await
            .unwrap();
        let reply = caller.bind(&sip_id, "5feb148e19a5207b5020e700");
        assert_eq!(
            reply.refusal(404),
            r#"the account has no agent with the agentId "5feb148e19a5207b5020e700""#
        );
        caller.bind(&sip_id, &agent.id).data();
        assert_eq!(
            caller.listed(&number)["agent"],
            json!({"agentId": agent.id, "agentName": agent.name, "agentNumber": agent.number})
        );
    }
}
