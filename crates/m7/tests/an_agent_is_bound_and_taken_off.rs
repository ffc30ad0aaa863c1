//! Binding, and its rule: only a number that is registered and not bound.

use m7::testing::{AGENT_ID, Sandboxed};
use m7::{ErrorKind, Outcome};

#[tokio::test]
async fn an_agent_is_bound_and_taken_off() -> Result<(), Box<dyn std::error::Error>> {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let sip = m7.sip();
    let sip_id = sip.create("2004", "a-password").await?.data.sip_id;

    let too_early = sip.bind(&sip_id, AGENT_ID).await.unwrap_err();
    assert_eq!(too_early.kind(), ErrorKind::Conflict);
    assert_eq!(too_early.outcome(), Outcome::Rejected);
    assert!(
        too_early.to_string().contains("is not registered"),
        "{too_early}"
    );
    assert!(too_early.request_id().is_some());

    test.register("2004").await?;
    sip.bind(&sip_id, AGENT_ID).await?;
    let agent = sip
        .get("2004")
        .await?
        .data
        .agent
        .ok_or("no agent is bound")?;
    assert_eq!(agent.agent_id.as_deref(), Some(AGENT_ID));

    sip.unbind(&sip_id).await?;
    assert_eq!(sip.get("2004").await?.data.agent, None);
    Ok(())
}

#[tokio::test]
async fn an_empty_agent_id_never_takes_an_agent_off_by_mistake()
-> Result<(), Box<dyn std::error::Error>> {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test.client();
    let sip = m7.sip();
    let sip_id = sip.create("2004", "a-password").await?.data.sip_id;
    test.register("2004").await?;
    sip.bind(&sip_id, AGENT_ID).await?;

    for error in [
        sip.bind(&sip_id, "").await.unwrap_err(),
        sip.update(&sip_id).agent("").await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
    assert!(sip.get("2004").await?.data.agent.is_some());
    Ok(())
}
