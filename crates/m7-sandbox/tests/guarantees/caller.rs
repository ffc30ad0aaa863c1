//! A client over `ureq`: it shares the signing crate with the sandbox, and nothing else.

use std::sync::LazyLock;
use std::time::SystemTime;

use m7_auth::{Credentials, Nonce, NonceAllocator, NonceShare, Signer, Timestamp};
use m7_sandbox::Sandbox;
use serde_json::Value;

/// One for all tests of the process, so that no two requests are the same.
static NONCES: LazyLock<NonceAllocator> = LazyLock::new(|| NonceAllocator::new(NonceShare::WHOLE));

pub(crate) const LIST: &str = "/openapi/v1/call/sip/list";
pub(crate) const CREATE: &str = "/openapi/v1/call/sip/create";
pub(crate) const UPDATE: &str = "/openapi/v1/call/sip/update";
pub(crate) const DELETE: &str = "/openapi/v1/call/sip/delete";

/// A timestamp of now, with a nonce that it wasn't given out with before.
pub(crate) fn fresh() -> (Timestamp, Nonce) {
    fresh_at(SystemTime::now())
}

fn fresh_at(now: SystemTime) -> (Timestamp, Nonce) {
    NONCES
        .allocate(Timestamp::from_system_time(now).unwrap())
        .unwrap()
}

/// A reply as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) json: Value,
}

impl Reply {
    /// The `data` of a reply that must be a success.
    #[track_caller]
    pub(crate) fn data(&self) -> &Value {
        assert_eq!(self.status, 200, "{}", self.json);
        assert_eq!(self.json["success"], true, "{}", self.json);
        assert_eq!(self.json["code"], "200");
        assert_eq!(self.json["message"], "requestSuccess");
        &self.json["data"]
    }

    /// The message of a reply that must be a refusal with this status, in the form of all refusals.
    #[track_caller]
    pub(crate) fn refusal(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.json);
        assert_eq!(self.json["success"], false, "{}", self.json);
        assert_eq!(self.json["code"], status.to_string());
        assert_eq!(self.json.get("data"), None);
        let info = &self.json["requestInfo"];
        assert_eq!(info["requestId"].as_str().unwrap().len(), 32);
        assert_eq!(info["headers"]["traceId"], info["requestId"]);
        assert!(info["span"]["latency"].is_string());
        let message = self.json["message"].as_str().unwrap();
        assert!(!message.is_empty());
        message
    }
}

/// Signs and sends, as an account.
pub(crate) struct Caller {
    agent: ureq::Agent,
    base_url: String,
    credentials: Credentials,
}

impl Caller {
    /// Calls as the sandbox's first account.
    pub(crate) fn new(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, sandbox.credentials())
    }

    /// Calls as this account.
    pub(crate) fn with(sandbox: &Sandbox, credentials: &Credentials) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        Self {
            agent: config.build().into(),
            base_url: sandbox.base_url().to_owned(),
            credentials: credentials.clone(),
        }
    }

    /// Signs at the machine's time, and sends.
    pub(crate) fn call(&self, path: &str, body: &Value) -> Reply {
        self.call_at(SystemTime::now(), path, body)
    }

    /// Signs at another time, and sends.
    pub(crate) fn call_at(&self, now: SystemTime, path: &str, body: &Value) -> Reply {
        let (timestamp, nonce) = fresh_at(now);
        self.send(path, &self.signed(timestamp, nonce), &body.to_string())
    }

    /// All five documented headers, signed at another time.
    pub(crate) fn signed_at(&self, now: SystemTime) -> Vec<(String, String)> {
        let (timestamp, nonce) = fresh_at(now);
        self.signed(timestamp, nonce)
    }

    /// All five documented headers.
    pub(crate) fn signed(&self, timestamp: Timestamp, nonce: Nonce) -> Vec<(String, String)> {
        let account = Signer::new(&self.credentials);
        let signed = account.sign(timestamp, nonce);
        [
            ("m7-appkey", signed.appkey()),
            ("m7-nonce", signed.nonce()),
            ("m7-sign", signed.sign()),
            ("m7-timestamp", signed.timestamp()),
            ("content-type", "application/json"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// Sends these headers and this body as they are.
    pub(crate) fn send(&self, path: &str, headers: &[(String, String)], body: &str) -> Reply {
        let mut request = self.agent.post(format!("{}{path}", self.base_url));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut response = request.send(body).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        Reply {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            json: serde_json::from_str(&text).unwrap(),
        }
    }

    /// Signs at the machine's time, changes what is sent, and sends.
    pub(crate) fn call_changed(
        &self,
        body: &str,
        change: impl FnOnce(&mut Vec<(String, String)>),
    ) -> Reply {
        let (timestamp, nonce) = fresh();
        let mut headers = self.signed(timestamp, nonce);
        change(&mut headers);
        self.send(LIST, &headers, body)
    }

    /// Creates a number and returns its sipId.
    #[track_caller]
    pub(crate) fn create(&self, number: &str) -> String {
        let reply = self.call(
            CREATE,
            &serde_json::json!({"number": number, "password": "123456"}),
        );
        reply.data()["sipId"].as_str().unwrap().to_owned()
    }

    /// Binds an agent to a number.
    pub(crate) fn bind(&self, sip_id: &str, agent_id: &str) -> Reply {
        self.call(
            UPDATE,
            &serde_json::json!({"sipId": sip_id, "agentId": agent_id}),
        )
    }

    /// The number as it is listed.
    #[track_caller]
    pub(crate) fn listed(&self, number: &str) -> Value {
        let mut found = self.list(&serde_json::json!({"number": number}));
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    /// Lists what is asked for.
    #[track_caller]
    pub(crate) fn list(&self, body: &Value) -> Vec<Value> {
        self.call(LIST, body).data().as_array().unwrap().clone()
    }
}
