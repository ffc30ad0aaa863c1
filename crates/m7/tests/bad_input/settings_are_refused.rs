//! A client that is made can work; what can't is refused with the setting that is wrong.

use std::time::Duration;

use m7::{Client, ClientBuilder, Credentials, ErrorKind, Outcome, Timeouts};

fn builder() -> ClientBuilder {
    Client::builder()
        .appkey("2000113")
        .secret_key("not-a-real-secret")
}

#[test]
fn what_is_wrong_is_named() {
    for (builder, says) in [
        (
            Client::builder(),
            "there is no appkey: give one to the builder, or use Client::from_env",
        ),
        (
            Client::builder().appkey("2000113"),
            "there is no secret key",
        ),
        (builder().appkey(""), "the appkey is empty"),
        (builder().appkey("20 00"), "the appkey has "),
        (builder().secret_key(""), "the secret key is empty"),
        (
            builder().secret_key("hunter2\n"),
            "the secret key ends in a line break",
        ),
        (
            builder().base_url("v7openapi.7moor.com"),
            "the base URL is unusable: it must begin with",
        ),
        (
            builder().base_url("http://me:hunter2@h"),
            "the base URL is unusable: it holds a user name",
        ),
        (
            builder().base_url("http://h?key=hunter2"),
            "the base URL is unusable: it has a query",
        ),
        (
            builder().user_agent("a\r\nx-evil: 1"),
            "the user agent is unusable",
        ),
        (
            builder().timeouts(Timeouts::default().with_remove(Duration::ZERO)),
            "a timeout is zero",
        ),
        (builder().body_limit(0), "the limit of a reply is zero"),
    ] {
        let printed = format!("{builder:?}");
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.is_configuration());
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.operation(), None);
        assert!(error.to_string().starts_with(says), "{error}");
        assert!(
            !format!("{error:?} {printed}").contains("hunter2"),
            "{error:?} {printed}"
        );
    }
}

#[test]
fn the_documented_base_url_is_the_default_and_can_be_listened_to() -> Result<(), m7::Error> {
    let m7 = builder().build()?;
    assert_eq!(m7.base_url(), m7::DOCUMENTED_BASE_URL);
    assert_eq!(m7.appkey(), "2000113");
    assert!(m7.insecure_transport());
    for (base_url, insecure) in [
        #[cfg(any(feature = "rustls", feature = "native-tls"))]
        ("https://v7openapi.7moor.com", false),
        ("http://127.0.0.1:8080", false),
        ("http://localhost", false),
        ("http://[::1]:80", false),
        ("http://10.0.0.1", true),
    ] {
        let m7 = builder().base_url(base_url).build()?;
        assert_eq!(m7.insecure_transport(), insecure, "{base_url}");
    }
    Ok(())
}

#[test]
fn credentials_are_appkey_and_secret_in_one() -> Result<(), Box<dyn std::error::Error>> {
    let credentials = Credentials::new("2000113", "not-a-real-secret")?;
    let m7 = Client::builder().credentials(&credentials).build()?;
    assert_eq!(m7.appkey(), "2000113");
    assert_eq!(m7.timeouts(), Timeouts::default());
    Ok(())
}

#[test]
#[cfg(not(any(feature = "rustls", feature = "native-tls")))]
fn https_without_tls_is_refused_at_once() {
    let error = builder().base_url("https://h").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("built without"), "{error}");
}
