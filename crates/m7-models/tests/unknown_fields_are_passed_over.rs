//! The vendor may add fields to a reply at any time, and no caller loses it for that.

use m7_models::{SipNumber, SipUpdateResponse};

#[test]
fn of_a_number_and_of_a_reply() -> Result<(), Box<dyn std::error::Error>> {
    let number: SipNumber = serde_json::from_str(
        r#"{"number":"2000","sipId":"5f","registerStatus":1,"region":{"a":[1]},"agent":{"agentId":"5e","mood":"good"}}"#,
    )?;
    assert_eq!(number.number, "2000");
    assert_eq!(
        number.agent.and_then(|agent| agent.agent_id).as_deref(),
        Some("5e")
    );

    let reply: SipUpdateResponse = serde_json::from_str(
        r#"{"success":true,"code":"200","message":"","trace":"x","data":{"sipId":"5f","more":1}}"#,
    )?;
    assert_eq!(reply.into_data().ok_or("no data")?.sip_id, "5f");
    Ok(())
}
