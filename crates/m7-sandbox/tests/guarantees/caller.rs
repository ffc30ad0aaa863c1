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

    /// The message of a reply that must be a refusal with this status.
    #[track_caller]
    pub(crate) fn refusal(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{}", self.json);
        assert_eq!(self.json["success"], false, "{}", self.json);
        assert_eq!(self.json["code"], status.to_string());
        assert_eq!(self.json.get("data"), None);
        self.json["message"].as_str().unwrap()
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
        let now = Timestamp::from_system_time(now).unwrap();
        let (timestamp, nonce) = NONCES.allocate(now).unwrap();
        self.send(path, &self.signed(timestamp, nonce), &body.to_string())
    }

    /// All five documented headers.
    pub(crate) fn signed(&self, timestamp: Timestamp, nonce: Nonce) -> Vec<(String, String)> {
        let signer = Signer::new(&self.credentials);
        let signed = signer.sign(timestamp, nonce);
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

    /// Creates a number and returns its sipId.
    #[track_caller]
    pub(crate) fn create(&self, number: &str) -> String {
        let reply = self.call(
            CREATE,
            &serde_json::json!({"number": number, "password": "123456"}),
        );
        reply.data()["sipId"].as_str().unwrap().to_owned()
    }

    /// Lists what is asked for.
    #[track_caller]
    pub(crate) fn list(&self, body: &Value) -> Vec<Value> {
        self.call(LIST, body).data().as_array().unwrap().clone()
    }
}
