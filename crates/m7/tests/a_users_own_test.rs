//! How code that uses `m7` is tested: yours stands above, its tests below.
//!
//! Nothing here is a mock. The service is the sandbox, in this process; the client is the one that
//! goes to production, and what goes wrong goes wrong on the wire.

use std::time::Duration;

use m7::testing::{AGENT_ID, Fault, FaultRule, Latency, Sandboxed};
use m7::{CallReport, Client, Error, ErrorKind, Outcome, RegisterStatus};

/// How far a number has come.
#[derive(Debug, PartialEq, Eq)]
enum Provisioned {
    /// It takes calls for the agent.
    Ready,
    /// It is there, and its phone isn't: come again when it is.
    WaitingForPhone,
}

/// Sees to it that the number exists and has the agent. May be run again, however it ended.
async fn provision(m7: &Client, number: &str, agent_id: &str) -> Result<Provisioned, Error> {
    let sip = m7.sip();
    let found = match sip.get(number).await {
        Err(error) if error.is_not_found() => {
            sip.create(number, "from-your-vault").await?;
            return Ok(Provisioned::WaitingForPhone);
        }
        found => found?.data,
    };
    if found.register_status != RegisterStatus::Registered {
        return Ok(Provisioned::WaitingForPhone);
    }
    if found.agent.is_none() {
        sip.bind(found.sip_id, agent_id).await?;
    }
    Ok(Provisioned::Ready)
}

/// Takes a number out of service, and tells what that took.
async fn retire(m7: &Client, number: &str) -> Result<CallReport, Error> {
    let sip_id = m7.sip().get(number).await?.data.sip_id;
    Ok(m7.sip().delete(sip_id).await?.call)
}

type Tested = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn a_number_is_ready_once_its_phone_is_there() -> Tested {
    let test = Sandboxed::start().await?;
    let m7 = test.client();

    let before = provision(&m7, "2004", AGENT_ID).await?;
    assert_eq!(before, Provisioned::WaitingForPhone);
    let still = provision(&m7, "2004", AGENT_ID).await?;
    assert_eq!(still, Provisioned::WaitingForPhone);

    test.register("2004").await?;
    let after = provision(&m7, "2004", AGENT_ID).await?;
    assert_eq!(after, Provisioned::Ready);
    assert_eq!(test.requests("sip_create").len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_number() -> Tested {
    let test = Sandboxed::start().await?;
    test.fail_next("sip_create", Fault::lost_reply()).await?;

    // No error: the client looked whether it was done, and it was.
    provision(&test.client(), "2004", AGENT_ID).await?;

    let creates = test.requests("sip_create");
    assert!(creates.len() == 1 && creates[0].committed);
    Ok(())
}

#[tokio::test]
async fn a_busy_service_is_asked_again() -> Tested {
    let test = Sandboxed::start().await?;
    let busy = FaultRule::new(Fault::busy()).operation("sip_create");
    test.fail(busy.times(2)).await?;

    provision(&test.client(), "2004", AGENT_ID).await?;
    let answers: Vec<_> = test
        .requests("sip_create")
        .iter()
        .map(|create| create.status)
        .collect();
    assert_eq!(answers, [Some(429), Some(429), Some(200)]);
    Ok(())
}

#[tokio::test]
async fn a_delete_may_take_its_25_seconds() -> Tested {
    let test = Sandboxed::with(|sandbox| sandbox.latency(Latency::Documented)).await?;
    let m7 = test.client();
    provision(&m7, "2004", AGENT_ID).await?;

    // They have passed by the sandbox's clock, and nobody waited for them.
    let took = retire(&m7, "2004").await?;
    assert!(took.business() > Some(Duration::from_secs(24)), "{took}");
    assert!(took.elapsed() < Duration::from_secs(24), "{took}");
    Ok(())
}

#[tokio::test]
async fn an_agent_that_is_taken_is_an_error_to_be_told() -> Tested {
    let test = Sandboxed::start().await?;
    let m7 = test.client();
    for number in ["2004", "2005"] {
        provision(&m7, number, AGENT_ID).await?;
        test.register(number).await?;
    }

    assert_eq!(provision(&m7, "2004", AGENT_ID).await?, Provisioned::Ready);
    let error = provision(&m7, "2005", AGENT_ID).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    assert_eq!(error.outcome(), Outcome::Rejected);
    Ok(())
}

#[tokio::test]
async fn any_number_of_faults_is_met() -> Tested {
    let test = Sandboxed::start().await?;
    for _ in 0..40 {
        test.fail_next("sip_list", Fault::unavailable()).await?;
        test.client().sip().list().await?;
    }
    Ok(())
}
