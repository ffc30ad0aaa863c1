//! A clock that shows a time before 2001, or after 2286, signs nothing.

use std::time::{Duration, SystemTime};

use m7::{Client, ErrorKind, ManualClock, Outcome};

#[tokio::test]
async fn a_clock_that_was_never_set_is_named() {
    for time in [
        SystemTime::UNIX_EPOCH - Duration::from_secs(1),
        SystemTime::UNIX_EPOCH,
        SystemTime::UNIX_EPOCH + Duration::from_secs(946_684_800), // 2000-01-01
        SystemTime::UNIX_EPOCH + Duration::from_secs(10_000_000_000), // 2286-11-20
    ] {
        let m7 = Client::builder()
            .appkey("2000113")
            .secret_key("not-a-real-secret")
            .base_url("http://127.0.0.1:9")
            .clock(ManualClock::new(time))
            .build()
            .unwrap();
        let error = m7.sip().create("2004", "a-password").await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(
            error.to_string(),
            "sip_create 2004: the request was not signed: the clock shows a time outside 2001 to 2286: \
             set this machine's clock"
        );
    }
}
