//! Whatever is called, and whatever becomes of it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use m7::testing::{AGENT_ID, Fault, FaultRule, Latency, Moment, Sandboxed};
use m7::{
    Client, NoNonce, Nonce, NonceAllocator, NonceShare, NonceSource, Probe, RetryPolicy, Timeouts,
    Timestamp,
};
use m7_auth::Signer;

use crate::printed::{Traces, debug, result};
use crate::scanner::find;

/// Marks what is printed of the service's, so that what is printed of the client's is known.
const PASSWORDS: [&str; 2] = ["pw-\"first/ä+&-Secret", "pw-'second\\ü=%-Secret"];

#[tokio::test]
async fn whatever_is_called_and_whatever_becomes_of_it() {
    let traces = Traces::listen();
    let test = Sandboxed::with(|sandbox| sandbox.latency(Latency::Instant))
        .await
        .unwrap();
    let signed = Signed::default();
    let events: Arc<Mutex<Vec<String>>> = Arc::default();
    let builder = test
        .builder()
        .nonces(signed.clone())
        .timeouts(patience(Duration::from_millis(300)))
        .retry(RetryPolicy::default().with_base(Duration::from_millis(1)))
        .probe(Probe::on())
        .observe({
            let events = Arc::clone(&events);
            move |event| events.lock().unwrap().push(debug(event))
        });
    let mut printed = vec![debug(&builder)];
    let m7 = builder.build().unwrap();
    printed.extend([debug(&m7), debug(&m7.sip()), debug(&m7.raw()), debug(&test)]);

    printed.extend(every_operation(&test, &m7).await);
    for fault in faults() {
        for operation in ["sip_create", "sip_list", "sip_update", "sip_delete"] {
            // Two, so that what is attempted again meets it too.
            for _ in 0..2 {
                let _ = test.fail_next(operation, fault.clone()).await;
            }
        }
        printed.push(debug(&fault));
        printed.extend(every_operation(&test, &m7).await);
        test.recover().await;
    }
    printed.extend(who_is_not_known(&test, &signed).await);
    printed.extend(what_is_cancelled(&test, &m7).await);

    let told = events.lock().unwrap().join("\n");
    assert!(told.contains("sip_delete"), "nothing was told: {told}");
    let traced = traces.take();
    for target in [" m7: ", "reqwest::connect", "hyper_util::client"] {
        assert!(traced.contains(target), "{target} traced nothing");
    }
    for word in [
        "m7.attempt",
        "will try again",
        "sending the same bytes once more",
        "ambiguous",
        "cancelled",
    ] {
        assert!(traced.contains(word), "nothing was traced of {word}");
    }
    let text = [traced, printed.join("\n"), told].join("\n");
    let signs = signed.signs(test.sandbox().credentials());
    assert!(signs.len() > 100, "only {} were signed", signs.len());
    let secret_key = test.sandbox().credentials().expose_secret_key().to_owned();
    let secrets: Vec<String> = signs
        .into_iter()
        .chain(PASSWORDS.map(str::to_owned))
        .chain([secret_key, NOT_THE_KEY.to_owned()])
        .collect();
    assert_eq!(find(&text, &secrets), None);
    // And it would have been found here.
    let planted = format!("{text}\n{}\n{text}", secrets[50]);
    assert!(find(&planted, &secrets).is_some());
}

/// What is printed of every operation, once.
async fn every_operation(test: &Sandboxed, m7: &Client) -> Vec<String> {
    let sip = m7.sip();
    let [first, second] = PASSWORDS;
    let create = sip.create("2004", first).codec("G711A");
    let mut printed = vec![debug(&create)];
    printed.push(result(create.await));
    // Refused, as one that is there.
    printed.push(result(sip.create("2004", first).await));
    // Refused before it is sent.
    printed.push(result(sip.create("2005", format!("{first}\n")).await));
    printed.push(result(sip.get("2004").await));
    printed.push(result(sip.list().await));
    // Seen by the sandbox itself, so that there is an id whatever was met.
    let numbers = test.client().sip().list().await.unwrap().data;
    let id = numbers
        .first()
        .map_or("605aeef6b3cf63101b8f7fd4".into(), |number| {
            number.sip_id.clone()
        });
    let _ = test.register("2004").await;
    let update = sip.update(&id).password(second);
    printed.push(debug(&update));
    printed.push(result(update.await));
    printed.push(result(sip.bind(&id, AGENT_ID).await));
    printed.push(result(sip.unbind(&id).await));
    let wait = sip
        .wait_registered("2004")
        .within(Duration::from_millis(50))
        .every(Duration::from_millis(10));
    printed.push(debug(&wait));
    printed.push(result(wait.await));
    let calls = vec![("2006", sip.create("2006", second))];
    for item in m7::bulk(calls).results().await {
        printed.push(result(item.result));
    }
    for number in test.client().sip().list().await.unwrap().data {
        printed.push(result(sip.delete(number.sip_id).await));
    }
    let client = test.client();
    for number in client.sip().list().await.unwrap().data {
        client.sip().delete(number.sip_id).await.unwrap();
    }
    printed
}

fn faults() -> Vec<Fault> {
    vec![
        Fault::busy(),
        Fault::unavailable(),
        Fault::bad_gateway(),
        Fault::lost_request(),
        Fault::lost_reply(),
        Fault::silent_success(),
        Fault::silence(),
        Fault::Html(Moment::AfterCommit),
        Fault::UnknownEnumValues,
    ]
}

const NOT_THE_KEY: &str = "sk-another-secret-key";

async fn who_is_not_known(test: &Sandboxed, signed: &Signed) -> Vec<String> {
    let builder = test
        .builder()
        .secret_key(NOT_THE_KEY)
        .nonces(signed.clone());
    let m7 = builder.build().unwrap();
    vec![
        debug(&m7),
        result(m7.sip().create("2004", PASSWORDS[0]).await),
        result(m7.sip().list().await),
    ]
}

async fn what_is_cancelled(test: &Sandboxed, m7: &Client) -> Vec<String> {
    test.fail(FaultRule::new(Fault::silence())).await.unwrap();
    let before = test.requests("sip_create").len();
    let call = m7
        .sip()
        .create("2004", PASSWORDS[0])
        .timeout(Duration::from_secs(60));
    tokio::select! {
        result = call.send() => panic!("{result:?}"),
        () = async {
            while test.sandbox().journal().of("sip_create").len() == before {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        } => {}
    }
    test.recover().await;
    vec![debug(&test.requests("sip_create"))]
}

fn patience(time: Duration) -> Timeouts {
    Timeouts::default()
        .with_read(time)
        .with_create(time)
        .with_replace(time)
        .with_remove(time)
}

/// Remembers what was signed, so that the signs are known.
#[derive(Clone)]
struct Signed {
    nonces: Arc<NonceAllocator>,
    allocated: Arc<Mutex<Vec<(Timestamp, Nonce)>>>,
}

impl Default for Signed {
    fn default() -> Self {
        Self {
            nonces: Arc::new(NonceAllocator::new(NonceShare::WHOLE)),
            allocated: Arc::default(),
        }
    }
}

impl Signed {
    fn signs(&self, credentials: &m7::Credentials) -> Vec<String> {
        let others = m7::Credentials::new(credentials.appkey(), NOT_THE_KEY).unwrap();
        let signers = [Signer::new(credentials), Signer::new(&others)];
        let allocated = self.allocated.lock().unwrap();
        let signs = allocated.iter().flat_map(|&(at, nonce)| {
            signers
                .iter()
                .map(move |signer| signer.sign(at, nonce).sign().to_owned())
        });
        signs.collect()
    }
}

impl NonceSource for Signed {
    fn allocate(&self, now: Timestamp) -> Result<(Timestamp, Nonce), NoNonce> {
        let allocated = NonceSource::allocate(&*self.nonces, now)?;
        self.allocated.lock().unwrap().push(allocated);
        Ok(allocated)
    }
}
