//! The environment's proxy is used but for this machine, and one that fails is named, without its
//! password.

use std::error::Error as _;

use m7::{Client, Error, ErrorKind, Outcome};

use crate::process::{block_on, in_one_of_its_own};
use crate::scripted_server::{Answer, ScriptedServer, html, json};

/// Nobody's (RFC 2606 §2), so that only a proxy can answer for it.
const SERVICE: &str = "http://service.test";

fn client() -> Result<Client, Error> {
    Client::builder()
        .appkey("2000113")
        .secret_key("not-a-real-secret")
        .base_url(SERVICE)
        .build()
}

fn create() -> Error {
    let create = client().unwrap().sip().create("2004", "a-password");
    block_on(create.send()).unwrap_err()
}

/// All that can be seen of an error, which must not hold the proxy's password.
fn all_of(error: &Error) -> String {
    let mut parts = vec![format!("{error}\n{error:?}\n{}", error.hint())];
    let mut source = error.source();
    while let Some(error) = source {
        parts.push(format!("{error}\n{error:?}"));
        source = error.source();
    }
    let all = parts.join("\n");
    assert!(!all.contains("hunter2"), "{all}");
    // In base64, as a proxy is told it.
    assert!(
        !all.contains("aHVudGVyM") && !all.contains("h1bnRlcj"),
        "{all}"
    );
    all
}

#[test]
fn one_that_is_not_there() {
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_that_is_not_there",
        &[("HTTP_PROXY", "http://me:hunter2@127.0.0.1:9")],
        || {
            let m7 = client().unwrap();
            assert_eq!(m7.proxy(), Some("http://127.0.0.1:9"));
            assert!(!format!("{m7:?}").contains("hunter2"));
            let error = create();
            assert_eq!(error.kind(), ErrorKind::Connect);
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert_eq!(
                error.to_string(),
                "sip_create 2004: there was no connection to service.test:80 through the environment's \
                 proxy http://127.0.0.1:9, so nothing was sent (4 attempts)"
            );
            all_of(&error);
        },
    );
}

#[test]
fn one_that_does_not_know_who_is_asking() {
    let (proxy, _runtime) = proxy_answering(html(407));
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_that_does_not_know_who_is_asking",
        &[("HTTP_PROXY", &format!("http://me:hunter2@{proxy}"))],
        || {
            let error = create();
            assert_eq!(error.kind(), ErrorKind::InvalidReply);
            assert_eq!(error.outcome(), Outcome::Rejected);
            let proxy = client().unwrap().proxy().unwrap().to_owned();
            assert_eq!(
                error.to_string(),
                format!(
                    "sip_create 2004: the environment's proxy {proxy} wants to know who is asking \
                     (HTTP 407)"
                )
            );
            assert!(
                error
                    .hint()
                    .contains("HTTP_PROXY=http://user:password@host:port"),
                "{}",
                error.hint()
            );
            all_of(&error);
        },
    );
}

#[test]
#[cfg(any(feature = "rustls", feature = "native-tls"))]
fn one_that_opens_no_tunnel_for_https() {
    let (proxy, _runtime) = proxy_answering(html(407));
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_that_opens_no_tunnel_for_https",
        &[("https_proxy", &format!("http://me:hunter2@{proxy}"))],
        || {
            let m7 = Client::builder()
                .appkey("2000113")
                .secret_key("not-a-real-secret")
                .base_url("https://service.test")
                .build()
                .unwrap();
            let error = block_on(m7.sip().create("2004", "a-password").send()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Connect);
            assert_eq!(error.outcome(), Outcome::NotSent);
            let proxy = m7.proxy().unwrap();
            assert!(
                error.to_string().contains(&format!(
                    "service.test:443 through the environment's proxy {proxy}"
                )),
                "{error}"
            );
            let all = all_of(&error);
            assert!(all.contains("proxy authorization required"), "{all}");
        },
    );
}

#[test]
fn one_of_a_kind_that_is_not_known() {
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_of_a_kind_that_is_not_known",
        &[("ALL_PROXY", "socks5h://me:hunter2@127.0.0.1:1080")],
        || {
            let error = client().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert_eq!(
                error.to_string(),
                "the environment's proxy for this base URL, socks5h://127.0.0.1:1080, is \
                 unusable: only proxies of http:// and https:// are known; name one in HTTP_PROXY \
                 or HTTPS_PROXY, or except the host in NO_PROXY"
            );
            all_of(&error);
        },
    );
}

#[test]
fn one_that_works_is_used() {
    let (proxy, _runtime) = proxy_answering(json(
        200,
        r#"{"success":true,"code":"200","message":"ok","data":[]}"#,
    ));
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_that_works_is_used",
        &[("http_proxy", &proxy)],
        || {
            let list = client().unwrap().sip().list();
            assert!(block_on(list.send()).unwrap().data.is_empty());
        },
    );
}

#[test]
fn one_is_not_asked_for_what_is_excepted_or_on_this_machine_or_by_a_client_that_wants_none() {
    in_one_of_its_own(
        "a_proxy_that_fails_is_named::one_is_not_asked_for_what_is_excepted_or_on_this_machine_or_by_a_client_that_wants_none",
        &[
            ("HTTP_PROXY", "http://127.0.0.1:9"),
            ("NO_PROXY", "excepted.test"),
        ],
        || {
            let client = |base_url: &str| {
                Client::builder()
                    .appkey("2000113")
                    .secret_key("not-a-real-secret")
                    .base_url(base_url)
            };
            assert!(client(SERVICE).build().unwrap().proxy().is_some());
            for builder in [
                client("http://excepted.test"),
                client("http://127.0.0.1:9"),
                client("http://localhost"),
                client(SERVICE).without_proxy(),
            ] {
                assert_eq!(builder.build().unwrap().proxy(), None);
            }
        },
    );
}

/// `host:port` of a proxy that answers everything like this, as long as the runtime is kept.
fn proxy_answering(bytes: Vec<u8>) -> (String, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(ScriptedServer::answering(Answer::Bytes(bytes)));
    (format!("127.0.0.1:{}", server.port()), runtime)
}
