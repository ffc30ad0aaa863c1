//! No page shows the agent of an unbound number, so whatever blank form it has means the same.

use m7_models::{Agent, SipNumber};
use serde_json::{Value, json};

fn with_agent(agent: &Value) -> Result<SipNumber, serde_json::Error> {
    let mut number = json!({"number": "2000", "sipId": "5f", "registerStatus": 0});
    number["agent"] = agent.clone();
    serde_json::from_value(number)
}

#[test]
fn blank_forms() -> Result<(), serde_json::Error> {
    for blank in [
        json!(null),
        json!(""),
        json!({}),
        json!({"agentId": null}),
        json!({"agentId": "", "agentName": "", "agentNumber": ""}),
        json!({"agentId": "", "agentName": null}),
    ] {
        assert_eq!(with_agent(&blank)?.agent, None, "{blank}");
    }
    let absent = json!({"number": "2000", "sipId": "5f", "registerStatus": 0});
    assert_eq!(serde_json::from_value::<SipNumber>(absent)?.agent, None);
    Ok(())
}

#[test]
fn one_field_makes_an_agent() -> Result<(), serde_json::Error> {
    let number = with_agent(&json!({"agentId": "5f", "agentName": ""}))?;
    assert_eq!(number.agent, Some(Agent::new().with_agent_id("5f")));
    Ok(())
}

#[test]
fn what_is_neither_blank_nor_an_agent_is_an_error() {
    for wrong in [
        json!("8734"),
        json!(8734),
        json!([]),
        json!({"agentId": 8734}),
    ] {
        assert!(with_agent(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_unbound_number_is_written_without_an_agent() -> Result<(), serde_json::Error> {
    let number = with_agent(&json!({"agentId": ""}))?;
    assert!(!serde_json::to_string(&number)?.contains("agent"));
    Ok(())
}
