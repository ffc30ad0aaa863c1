use m7::{Client, ErrorKind, Rate};

fn builder() -> m7::ClientBuilder {
    Client::builder().appkey("2000113").secret_key("x")
}

#[test]
fn limits_are_checked_before_a_client_is_made() {
    for (wrong, words) in [
        (builder().max_in_flight(0), "at most 0 attempts"),
        (builder().rate(Rate::per_second(0)), "the rate of 0"),
        (builder().rate(Rate::per_second(-2.5)), "the rate of -2.5"),
        (
            builder().rate(Rate::per_second(f64::NAN)),
            "the rate of NaN",
        ),
        (
            builder().rate(Rate::per_second(f64::INFINITY)),
            "the rate of inf",
        ),
        (
            builder().rate(Rate::per_second(1e300)),
            "the rate of 1e300 ",
        ),
        (
            builder().rate(Rate::per_second(1e-300)),
            "the rate of 1e-300 ",
        ),
        (
            builder().rate(Rate::per_second(5).with_burst(0)),
            "a burst of 0",
        ),
    ] {
        let error = wrong.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(words), "{error}");
    }
    for right in [
        builder().max_in_flight(1),
        builder().max_in_flight(usize::MAX),
        builder().rate(Rate::per_second(0.001).with_burst(u32::MAX)),
    ] {
        right.build().unwrap();
    }
}
