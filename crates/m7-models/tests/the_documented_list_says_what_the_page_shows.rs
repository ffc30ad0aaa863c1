//! The documented list decodes into the values that the page shows, none of them passed over.

mod documented;

use documented::documented;
use m7_models::{RegisterStatus, SipListResponse};

#[test]
fn every_field_of_the_number() -> Result<(), Box<dyn std::error::Error>> {
    let reply: SipListResponse = serde_json::from_str(&documented("sip-list.response"))?;
    assert!(reply.success);
    let numbers = reply.into_data().ok_or("no data")?;
    assert_eq!(numbers.len(), 1);
    let number = &numbers[0];
    assert_eq!(number.client_url.as_deref(), Some("111.202.78.82:54869"));
    assert_eq!(
        number.server_url.as_deref(),
        Some("opensips.pbxtest.7moor.com:32760")
    );
    assert_eq!(number.register_device.as_deref(), Some("Telephone"));
    assert_eq!(number.register_time.as_deref(), Some("2020-12-04 14:33:27"));
    assert_eq!(number.register_status, RegisterStatus::Registered);
    assert_eq!(number.number, "2000");
    assert_eq!(number.sip_id, "5fc9d54105fd0161a498c503");
    assert_eq!(number.account_id.as_deref(), Some("2000113"));
    let agent = number.agent.as_ref().ok_or("no agent")?;
    assert_eq!(agent.agent_id.as_deref(), Some("5feb148e19a5207b5020e728"));
    assert_eq!(agent.agent_name.as_deref(), Some("凯哥测试"));
    assert_eq!(agent.agent_number.as_deref(), Some("8734"));
    Ok(())
}
