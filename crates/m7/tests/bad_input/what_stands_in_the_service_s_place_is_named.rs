//! A login page, or a redirect to one, isn't the API, and is named as what it is.

use m7::{Error, ErrorKind, Outcome};

use crate::scripted_server::{Answer, ScriptedServer, html};

#[tokio::test]
async fn a_network_s_login_page_in_place_of_a_reply() {
    let error = create_answered_by(html(200)).await;
    assert_eq!(error.kind(), ErrorKind::InvalidReply);
    // A page can't do it, but nobody on this side can tell who sent it, and after what.
    assert_eq!(error.outcome(), Outcome::Ambiguous);
    assert_eq!(
        error.to_string(),
        "sip_create 2004: the reply is HTML or XML instead of JSON (HTTP 200)"
    );
    assert_eq!(
        error.hint(),
        "It may have happened: list the numbers before sending it again. Check the base URL (http or \
         https, host and port) and what lies between here and the service, such as a proxy or a network's login page: this \
         is no reply of the API as it is documented."
    );
    assert_eq!(error.body(), Some("<html><body>not the API</body></html>"));
}

#[tokio::test]
async fn a_redirect_to_another_host() {
    let elsewhere = ScriptedServer::answering(Answer::Bytes(html(200))).await;
    for (status, outcome) in [
        (301, Outcome::Rejected),
        (302, Outcome::Ambiguous),
        (303, Outcome::Ambiguous),
        (307, Outcome::Rejected),
        (308, Outcome::Rejected),
    ] {
        let error = create_answered_by(
            format!(
                "HTTP/1.1 {status} Moved\r\nlocation: {}/login?from=hunter2\r\n\
                 content-length: 0\r\n\r\n",
                elsewhere.base_url()
            )
            .into(),
        )
        .await;
        assert_eq!(error.kind(), ErrorKind::Redirect);
        assert_eq!(error.outcome(), outcome, "{status}");
        assert_eq!(
            error.to_string(),
            format!(
                "sip_create 2004: the server redirected it to {}, which isn't followed (HTTP {status})",
                elsewhere.base_url()
            )
        );
        assert!(
            error.hint().contains("it could carry passwords elsewhere"),
            "{}",
            error.hint()
        );
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

async fn create_answered_by(bytes: Vec<u8>) -> Error {
    let server = ScriptedServer::answering(Answer::Bytes(bytes)).await;
    let create = server.client().sip().create("2004", "a-password");
    create.await.unwrap_err()
}

#[tokio::test]
async fn a_port_that_does_not_speak_http() {
    // What a TLS server says to http://, and what an SSH server says to anybody.
    for bytes in [
        &b"\x15\x03\x01\x00\x02\x02\x16"[..],
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ] {
        let server = ScriptedServer::answering(Answer::Bytes(bytes.to_vec())).await;
        let create = server.client().sip().create("2004", "a-password");
        let error = create.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidReply, "{error}");
        assert_eq!(error.outcome(), Outcome::Ambiguous);
        assert_eq!(
            error.to_string(),
            format!(
                "sip_create 2004: what answers at 127.0.0.1:{} doesn't speak HTTP",
                server.port()
            )
        );
        let hint = error.hint();
        assert!(hint.contains("http or https, host and port"), "{hint}");
    }
}
