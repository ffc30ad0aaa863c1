//! Neither logs nor `Debug` show a secret.
//!
//! A test binary of its own: what is logged is decided once for a process, by whoever logs first.

#![expect(
    clippy::unwrap_used,
    reason = "what fails in a test's own tools fails the test"
)]

#[path = "guarantees/caller.rs"]
#[expect(dead_code, reason = "the guarantees need more of it")]
mod caller;
#[path = "guarantees/control.rs"]
#[expect(dead_code, reason = "the guarantees need more of it")]
mod control;
#[path = "guarantees/wire.rs"]
#[expect(dead_code, reason = "the guarantees need more of it")]
mod wire;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7_auth::Credentials;
use m7_registrar::{Algorithm, DigestSecret};
use m7_sandbox::{Phone, SEEDED_AGENTS, Sandbox, Seed, SeedNumber};
use serde_json::json;
use tracing_subscriber::filter::LevelFilter;

use caller::{CREATE, Caller, DELETE, LIST, UPDATE, fresh};

const SECRET_KEY: &str = "secret-key-of-this-test";
const PASSWORD: &str = "password-of-this-test";
const GUESSED: &str = "guessed-by-a-thief";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A phone is refused and one is let in. What a registrar hashes of the password is as good as it.
async fn phones_register(sandbox: &Sandbox) -> [String; 2] {
    let registrar = sandbox.sip_udp().unwrap();
    for (password, lets_in) in [(GUESSED, false), (PASSWORD, true)] {
        let mut phone = Phone::udp(registrar, "2004", password).await.unwrap();
        let registered = phone.register(Duration::from_secs(300)).await;
        assert_eq!(registered.is_ok(), lets_in);
    }
    let digest = DigestSecret::from_password("2004", "m7", PASSWORD);
    [Algorithm::Md5, Algorithm::Sha256].map(|algorithm| digest.expose_ha1(algorithm).to_owned())
}

fn account() -> Credentials {
    Credentials::new("2000113", SECRET_KEY).unwrap()
}

#[tokio::test]
async fn no_secret_is_logged_at_the_finest_level() {
    let log = Log::default();
    let to = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || to.clone())
        .finish();
    let listening = tracing::subscriber::set_default(subscriber);
    let builder = Sandbox::builder().account(account());
    let builder = builder.sip_listen("127.0.0.1:0".parse().unwrap());
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::new(&sandbox);

    let create = json!({"number": "2004", "password": PASSWORD});
    let reply = caller.call(CREATE, &create);
    let sip_id = reply.data()["sipId"].as_str().unwrap().to_owned();
    let mut signs = vec![reply.json["requestInfo"]["headers"]["m7-sign"].clone()];
    let mut refused = Vec::new();
    // Everything that can be refused, with the password in every place that it could be put by
    // mistake: each of them could end up in a reason.
    for (path, body) in [
        (CREATE, create),
        (CREATE, json!({"number": PASSWORD, "password": "2004"})),
        (CREATE, json!({"number": "2005", "password": [PASSWORD]})),
        (
            CREATE,
            json!({"number": "2005", "password": PASSWORD, "isNAT": PASSWORD}),
        ),
        (
            CREATE,
            json!({"number": "2005", "password": PASSWORD, "codingFormat": ["OPUS"]}),
        ),
        (
            UPDATE,
            json!({"sipId": sip_id, "password": PASSWORD, "agentId": SEEDED_AGENTS[0].id}),
        ),
        (
            UPDATE,
            json!({"sipId": sip_id, "password": PASSWORD, "registerStatuses": PASSWORD, "number": 7}),
        ),
        (
            DELETE,
            json!({"sipId": "5fc9d54105fd0161a498c503", "password": PASSWORD}),
        ),
        (LIST, json!(PASSWORD)),
    ] {
        let reply = caller.call(path, &body);
        assert_ne!(reply.status, 200, "{body}");
        signs.push(reply.json["requestInfo"]["headers"]["m7-sign"].clone());
        refused.push(reply);
    }
    let not_json = format!("{{\"password\": \"{PASSWORD}\",");
    refused.push(caller.call_changed(&not_json, |_| {}));
    refused.push(caller.call_changed(&not_json, |headers| headers[2].1 = SECRET_KEY.to_owned()));
    let (timestamp, nonce) = fresh();
    let cut = wire::post(CREATE, &caller.signed(timestamp, nonce), &not_json);
    wire::exchange(sandbox.address(), cut.replace("POST", "PO ST").as_bytes());
    sandbox
        .register("2004", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    let hashes = phones_register(&sandbox).await;
    let health = b"GET /_sandbox/health?x HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    wire::exchange(sandbox.address(), health);
    sandbox.shutdown().await;
    drop(listening);

    let text = log.text();
    let secrets = [SECRET_KEY, PASSWORD, GUESSED].map(str::to_owned);
    for secret in secrets.into_iter().chain(hashes) {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None);
    }
    for sign in signs {
        assert!(!text.contains(sign.as_str().unwrap()), "{sign}");
    }
    assert!(text.contains("WrongPassword"), "a phone was refused");
    // What should be told is told: each request with its id, each refusal with its reason.
    let done = text.lines().find(|line| line.contains("done")).unwrap();
    for part in [
        "POST",
        CREATE,
        "200",
        "2000113",
        reply.json["requestInfo"]["requestId"].as_str().unwrap(),
    ] {
        assert!(done.contains(part), "{done}");
    }
    let control = text.lines().find(|line| line.contains("control call"));
    let control = control.unwrap();
    assert!(
        control.contains("/_sandbox/health\" status=200"),
        "{control}"
    );
    for reply in refused {
        let id = reply.json["requestInfo"]["requestId"].as_str().unwrap();
        let line = text.lines().find(|line| line.contains(id)).unwrap();
        assert!(line.contains("refused"), "{line}");
        assert!(
            line.contains(reply.json["message"].as_str().unwrap()),
            "{line}"
        );
    }
}

#[tokio::test]
async fn no_debug_shows_one() {
    let builder = Sandbox::builder().account(account());
    let shown = format!("{builder:?}");
    let sandbox = builder.start().await.unwrap();
    let shown = format!("{shown} {sandbox:?} {:?}", sandbox.accounts());
    assert!(
        shown.contains("2000113") && shown.contains("127.0.0.1"),
        "{shown}"
    );
    assert!(!shown.contains(SECRET_KEY), "{shown}");
}

/// Everything that the control API and its methods in Rust say. What is wrong with an appkey, a codec or
/// an agent is named as it was sent: these are no secrets.
#[tokio::test]
async fn no_reply_of_the_control_api_shows_one() {
    let log = Log::default();
    let to = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || to.clone())
        .finish();
    let listening = tracing::subscriber::set_default(subscriber);
    let sandbox = Sandbox::builder().account(account()).start().await.unwrap();
    let mut said = Vec::new();

    let number = json!({"number": "2004", "password": PASSWORD});
    let seeded = control::post(&sandbox, "/_sandbox/seed", &json!({"numbers": [number]}));
    said.push(seeded.ok().to_string());
    for seed in [
        json!({"numbers": [number]}),
        json!({"numbers": [{"number": "2005", "password": PASSWORD}, number]}),
        json!({"numbers": [{"number": PASSWORD, "password": PASSWORD}]}),
        json!({"numbers": [{"number": "2005", "password": [PASSWORD]}]}),
        json!({"numbers": [{"number": "2005", "password": PASSWORD, "isNAT": PASSWORD}]}),
        json!({"numbers": [{"number": "2005", "password": PASSWORD, "codingFormat": ["OPUS"]}]}),
        json!({"numbers": [{"number": "2005", "password": PASSWORD, "agentId": "nobody"}]}),
        json!({"numbers": PASSWORD}),
        json!({"secretKey": SECRET_KEY}),
        json!(PASSWORD),
    ] {
        let refused = control::post(&sandbox, "/_sandbox/seed", &seed);
        assert!((400..500).contains(&refused.status), "{seed}: {refused:?}");
        said.push(refused.json.to_string());
    }
    let seed = Seed::new().number(SeedNumber::new("2004", PASSWORD));
    said.push(format!("{seed:?} {seed:#?}"));
    let error = sandbox.seed(seed).await.unwrap_err();
    said.push(format!("{error} {error:?}"));

    let caller = Caller::new(&sandbox);
    caller.call(CREATE, &number);
    caller.call_changed("{}", |headers| headers[0].1 = SECRET_KEY.to_owned());
    let snapshot = sandbox.snapshot().await.unwrap();
    said.push(format!("{snapshot:?}"));
    let restore = format!("/_sandbox/snapshots/{}/restore", snapshot.id);
    said.push(control::post_nothing(&sandbox, &restore).ok().to_string());
    for wrong in [
        format!("/_sandbox/snapshots/7/restore?secretKey={SECRET_KEY}"),
        format!("/_sandbox/nothing?{PASSWORD}"),
    ] {
        control::post_nothing(&sandbox, &wrong).error(404);
    }

    let rule = json!({"number": "2004", "fault": "replayRejection"});
    let faults = control::put(&sandbox, "/_sandbox/faults", &json!({"rules": [rule]}));
    said.push(faults.ok().to_string());
    let reply = caller.call(CREATE, &number);
    let sign = reply.json["requestInfo"]["headers"]["m7-sign"].clone();
    for kind in [
        "snapshots",
        "faults",
        "faults/counts",
        "journal",
        "state",
        "registrations",
        "health",
    ] {
        said.push(
            control::get(&sandbox, &format!("/_sandbox/{kind}"))
                .ok()
                .to_string(),
        );
    }
    let journal = sandbox.journal();
    said.push(format!("{journal:?} {:?}", journal.entries_after(0)));
    said.push(format!(
        "{:?} {:?}",
        sandbox.faults(),
        sandbox.snapshots().await.unwrap()
    ));

    // Who asks for a sign gets one, and no more than that.
    let signed = control::post(&sandbox, "/_sandbox/sign", &json!({})).ok();
    assert_eq!(signed.as_object().unwrap().len(), 4);
    let refused = control::post(
        &sandbox,
        "/_sandbox/sign",
        &json!({"secretKey": SECRET_KEY}),
    );
    said.push(refused.error(400));
    said.push(format!("{:?}", sandbox.reset().await.unwrap()));
    sandbox.shutdown().await;
    drop(listening);

    assert!(said.iter().any(|text| text.contains("[redacted]")));
    said.push(signed["m7-appkey"].to_string());
    said.push(log.text());
    for secret in [SECRET_KEY, PASSWORD] {
        for text in &said {
            assert!(!text.contains(secret), "{text}");
        }
    }
    let signs = [&sign, &signed["m7-sign"]];
    for sign in signs.map(|sign| sign.as_str().unwrap()) {
        assert!(said.iter().all(|text| !text.contains(sign)), "{sign}");
    }
}
