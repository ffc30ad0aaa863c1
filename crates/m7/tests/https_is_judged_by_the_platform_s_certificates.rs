//! https works with a certificate that the platform trusts, with no other, and needs none for http.
//!
//! Which certificates the platform trusts is read from the environment once, so each case runs this
//! very file again, as a process of its own with an environment of its own.

#![cfg(feature = "rustls")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod scripted_server;

use std::error::Error as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use m7::Client;
use scripted_server::{Answer, SECRET_KEY, ScriptedServer, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const NOTHING: &str = r#"{"success":true,"code":"200","message":"requestSuccess","data":[]}"#;

/// What the process of a case does, and prints.
#[tokio::test]
#[ignore = "run by the other tests, with an environment of its own"]
async fn inner() {
    let Ok(m7) = Client::from_env() else {
        return;
    };
    let line = match m7.sip().list().await {
        Ok(reply) => format!("listed {}", reply.data.len()),
        Err(error) => {
            let mut parts = vec![error.outcome().to_string()];
            let mut cause = error.source();
            while let Some(error) = cause {
                parts.push(error.to_string());
                cause = error.source();
            }
            parts.join(": ")
        }
    };
    assert!(
        CryptoProvider::get_default().is_none(),
        "a provider was installed for the process"
    );
    println!("\n=> {line}");
}

/// What `inner` prints when it calls `base_url`, and the platform trusts the certificates in `file`.
async fn said(base_url: &str, file: PathBuf) -> String {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process
        .args(["--exact", "inner", "--ignored", "--nocapture"])
        .env("M7_APPKEY", "2000113")
        .env("M7_SECRET_KEY", SECRET_KEY)
        .env("M7_BASE_URL", base_url)
        .env("SSL_CERT_FILE", file)
        .env("SSL_CERT_DIR", certificate("no-such-folder"));
    // Off the runtime's thread, on which the server answers.
    let output = tokio::task::spawn_blocking(move || process.output());
    let text = String::from_utf8(output.await.unwrap().unwrap().stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("=> "));
    line.unwrap_or_else(|| panic!("nothing was said: {text}"))
        .to_owned()
}

fn certificate(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/certificates")
        .join(name)
}

/// A server that speaks TLS, and answers with a list of nothing. Its port.
async fn tls_server() -> u16 {
    let chain = CertificateDer::pem_file_iter(certificate("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(certificate("server.key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.collect::<Result<_, _>>().unwrap(), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = Vec::new();
            while !request.ends_with(b"{}") && stream.read_buf(&mut request).await.is_ok() {}
            let _ = stream.write_all(&json(200, NOTHING)).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

#[tokio::test]
async fn a_certificate_that_is_trusted_is_taken() {
    let base_url = format!("https://127.0.0.1:{}", tls_server().await);
    assert_eq!(
        said(&base_url, certificate("authority.pem")).await,
        "listed 0"
    );
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not() {
    let base_url = format!("https://m7.localhost:{}", tls_server().await);
    let said = said(&base_url, certificate("authority.pem")).await;
    // Where names below localhost don't resolve, there is no certificate to refuse.
    assert!(said.starts_with("not sent"), "{said}");
    assert!(
        said.contains("certificate") || said.contains("dns error"),
        "{said}"
    );
}

#[tokio::test]
async fn without_any_trusted_certificate_https_is_not_sent_and_says_why() {
    let base_url = format!("https://127.0.0.1:{}", tls_server().await);
    let said = said(&base_url, certificate("README.md")).await;
    assert!(said.starts_with("not sent"), "{said}");
    assert!(said.contains("No CA certificates were loaded"), "{said}");
}

#[tokio::test]
async fn without_any_trusted_certificate_plain_http_works() {
    let server = ScriptedServer::answering(Answer::Bytes(json(200, NOTHING))).await;
    assert_eq!(
        said(&server.base_url(), certificate("README.md")).await,
        "listed 0"
    );
}
