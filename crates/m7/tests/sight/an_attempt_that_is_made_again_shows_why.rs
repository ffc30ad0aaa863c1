//! What a caller isn't told by a result, since the call went on, is in an event.

use std::time::Duration;

use m7::testing::{Fault, Sandboxed};
use m7::{Probe, RetryBudget, RetryPolicy};
use tracing::Level;

use crate::recorded::{Event, Recorded};

async fn sandboxed() -> Sandboxed {
    Sandboxed::start().await.unwrap()
}

fn quick() -> RetryPolicy {
    RetryPolicy::default().with_base(Duration::from_millis(1))
}

fn of_level(recorded: &Recorded, level: Level) -> Vec<Event> {
    let events = recorded.events().into_iter();
    events.filter(|event| event.level == level).collect()
}

#[tokio::test]
async fn an_attempt_more_has_a_span_more() -> Result<(), Box<dyn std::error::Error>> {
    let test = sandboxed().await;
    test.fail_next("sip_create", Fault::busy()).await?;
    let m7 = test.builder().retry(quick()).build()?;
    let (recorded, _guard) = Recorded::start();
    m7.sip().create("2004", "a-password").await?;

    let [call] = &recorded.calls()[..] else {
        panic!("{:?}", recorded.calls());
    };
    call.has(&[("m7.attempts", "2"), ("m7.outcome", "ok")]);
    let attempts = recorded.attempts();
    let [first, second] = &attempts[..] else {
        panic!("{attempts:?}");
    };
    first.has(&[
        ("m7.attempt", "1"),
        ("http.response.status_code", "429"),
        ("error.type", "rate_limited"),
        ("m7.outcome", "rejected"),
    ]);
    first.has_no(&["http.request.resend_count"]);
    second.has(&[
        ("m7.attempt", "2"),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "200"),
        ("m7.outcome", "ok"),
    ]);
    assert_eq!([first.parent, second.parent], [Some(call.id); 2]);

    let told = of_level(&recorded, Level::INFO);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].message(), "will try again");
    assert_eq!(told[0].span, Some("m7.call"));
    assert_eq!(told[0].fields["error.type"], "rate_limited");
    assert!(told[0].fields["error"].contains("HTTP 429"), "{told:?}");
    assert!(told[0].fields.contains_key("wait"), "{told:?}");
    Ok(())
}

#[tokio::test]
async fn a_budget_that_is_used_up_is_a_warning() -> Result<(), Box<dyn std::error::Error>> {
    let test = sandboxed().await;
    test.fail(Fault::busy()).await?;
    let budget = RetryBudget::default().with_burst(0).with_per_call(0.0);
    let m7 = test
        .builder()
        .retry(quick())
        .retry_budget(budget.with_per_second(0.0))
        .build()?;
    let (recorded, _guard) = Recorded::start();
    m7.sip().list().await.unwrap_err();

    assert_eq!(recorded.attempts().len(), 1);
    let told = of_level(&recorded, Level::WARN);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].message().contains("no further attempt"), "{told:?}");
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_off_is_signed_anew() -> Result<(), Box<dyn std::error::Error>> {
    let test = sandboxed().await;
    let late = std::time::SystemTime::now() - Duration::from_secs(1200);
    let m7 = test.builder().clock(m7::ManualClock::new(late)).build()?;
    let (recorded, _guard) = Recorded::start();
    m7.sip().list().await?;

    let attempts = recorded.attempts();
    assert_eq!(attempts.len(), 2, "{attempts:?}");
    let offset: i64 = attempts[1].get("m7.clock_offset_ms").unwrap().parse()?;
    assert!((1_199_000..1_230_000).contains(&offset), "{offset}");
    let told = of_level(&recorded, Level::INFO);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].message(), "will sign it anew");
    assert!(
        told[0].fields.contains_key("m7.clock_offset_ms"),
        "{told:?}"
    );
    Ok(())
}

#[tokio::test]
async fn one_that_is_made_as_it_was_is_a_warning() -> Result<(), Box<dyn std::error::Error>> {
    let test = sandboxed().await;
    let m7 = test.builder().retry(quick()).probe(Probe::on()).build()?;
    m7.sip().list().await?;
    test.fail_next("sip_create", Fault::lost_reply()).await?;
    let (recorded, _guard) = Recorded::start();
    m7.sip().create("2004", "a-password").await?;

    let attempts = recorded.attempts();
    let [first, second, _list] = &attempts[..] else {
        panic!("{attempts:?}");
    };
    first.has(&[("m7.purpose", "call"), ("m7.outcome", "ambiguous")]);
    second.has(&[
        ("m7.purpose", "probe"),
        ("m7.attempt", "2"),
        ("http.request.resend_count", "1"),
        ("m7.outcome", "rejected"),
        ("error.type", "authentication"),
    ]);
    let told = of_level(&recorded, Level::WARN);
    let messages: Vec<_> = told.iter().map(Event::message).collect();
    assert_eq!(
        messages,
        [
            "the write may have happened: sending the same bytes once more to learn it",
            "the write may have happened: looking for it",
        ]
    );
    Ok(())
}
