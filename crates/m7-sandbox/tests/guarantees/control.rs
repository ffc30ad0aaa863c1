//! A client of the control API.

use m7_sandbox::Sandbox;
use serde_json::Value;

/// A reply of the control API.
#[derive(Debug)]
pub(crate) struct ControlReply {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl ControlReply {
    /// The JSON of a reply that must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(matches!(self.status, 200 | 201), "{self:?}");
        self.json
    }

    /// The sentence of a reply that must be a failure with this status.
    #[track_caller]
    pub(crate) fn error(self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let fields = self.json.as_object().unwrap();
        assert_eq!(fields.len(), 1, "{fields:?}");
        fields["error"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn get(sandbox: &Sandbox, path: &str) -> ControlReply {
    let request = agent().get(url(sandbox, path));
    reply(request.call())
}

pub(crate) fn delete(sandbox: &Sandbox, path: &str) -> ControlReply {
    let request = agent().delete(url(sandbox, path));
    reply(request.call())
}

pub(crate) fn post(sandbox: &Sandbox, path: &str, body: &Value) -> ControlReply {
    let request = agent().post(url(sandbox, path));
    let request = request.content_type("application/json");
    reply(request.send(body.to_string()))
}

pub(crate) fn put(sandbox: &Sandbox, path: &str, body: &Value) -> ControlReply {
    let request = agent().put(url(sandbox, path));
    let request = request.content_type("application/json");
    reply(request.send(body.to_string()))
}

/// Without a body.
pub(crate) fn post_nothing(sandbox: &Sandbox, path: &str) -> ControlReply {
    reply(agent().post(url(sandbox, path)).send_empty())
}

fn url(sandbox: &Sandbox, path: &str) -> String {
    format!("{}{path}", sandbox.base_url())
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.build().into()
}

fn reply(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> ControlReply {
    let mut response = result.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    ControlReply {
        status: response.status().as_u16(),
        json: serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}")),
    }
}
