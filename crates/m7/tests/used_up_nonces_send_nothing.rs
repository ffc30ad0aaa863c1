//! A nonce is never used twice: when there is none left, nothing is sent.

mod scripted_server;

use std::time::{Duration, SystemTime};

use m7::{ErrorKind, ManualClock, NonceShare, Outcome};
use scripted_server::{Answer, ScriptedServer, json};

#[tokio::test]
async fn used_up_nonces_send_nothing() -> Result<(), Box<dyn std::error::Error>> {
    let server = ScriptedServer::answering(Answer::KeepAlive(json(
        200,
        r#"{"success":true,"data":[]}"#,
    )))
    .await;
    let clock = ManualClock::new(SystemTime::now());
    // One nonce for this second, and one for each of the 120 s before it.
    let m7 = server
        .builder()
        .nonce_share(NonceShare::new(3, 1_000_000)?)
        .clock(clock.clone())
        .build()?;
    for _ in 0..121 {
        m7.sip().list().await?;
    }

    let error = m7.sip().list().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(
        error
            .to_string()
            .contains("all nonces of share 4/1000000 are used up"),
        "{error}"
    );
    assert_eq!(server.seen().len(), 121);

    clock.advance(Duration::from_secs(1));
    m7.sip().list().await?;
    Ok(())
}
