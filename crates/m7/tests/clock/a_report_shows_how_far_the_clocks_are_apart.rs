//! Each call tells it, and says so in its line when it matters.

use m7::testing::Sandboxed;

use super::off_clock::{MINUTES, OffClock, client, refusals};

#[tokio::test]
async fn when_it_matters_in_its_line_too() {
    let test = Sandboxed::start().await.unwrap();
    for (ahead, says) in [
        (-20 * MINUTES, Some("server's clock 20 min ahead")),
        (30, Some("server's clock 30 s behind")),
        (0, None),
    ] {
        let m7 = client(&test, &OffClock::ahead_by(ahead));
        assert!(m7.clock_offset().is_none());
        let call = m7.sip().list().await.unwrap().call;
        let offset = call.clock_offset().unwrap();
        let truth = -i32::try_from(ahead).unwrap();
        let doubt = offset.uncertainty().as_secs_f64() + 0.001;
        let error = offset.offset_seconds() - f64::from(truth);
        assert!(error.abs() <= doubt, "{offset} but {truth}");
        match says {
            Some(says) => assert!(call.to_string().contains(says), "{call}"),
            None => assert!(!call.to_string().contains("clock"), "{call}"),
        }
    }
}

#[tokio::test]
async fn a_failed_call_tells_it_too() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = client(&test, &OffClock::ahead_by(-20 * MINUTES));
    let error = m7.sip().delete("605aeef6b3cf63101b8f7fd4").await;
    let error = error.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert!(error.call().unwrap().clock_offset().is_some());
}

#[tokio::test]
async fn switched_off_it_is_measured_and_not_applied() {
    let test = Sandboxed::start().await.unwrap();
    let m7 = test
        .builder()
        .clock(OffClock::ahead_by(-20 * MINUTES))
        .without_clock_correction()
        .build()
        .unwrap();
    for _ in 0..2 {
        let error = m7.sip().list().await.unwrap_err();
        assert!(error.is_clock_skew() && error.is_auth());
        assert!(
            error
                .to_string()
                .contains("signed 20 min behind the server's clock"),
            "{error}"
        );
        assert!(
            error.hint().contains("told not to correct"),
            "{}",
            error.hint()
        );
    }
    let offset = m7.clock_offset().unwrap();
    assert!((offset.offset_seconds() - 1200.0).abs() < 30.0, "{offset}");
    assert_eq!(refusals(&test), 2);
}
