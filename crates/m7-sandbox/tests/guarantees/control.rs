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
    call(sandbox, "get", path, None, None)
}

pub(crate) fn delete(sandbox: &Sandbox, path: &str) -> ControlReply {
    call(sandbox, "delete", path, None, None)
}

pub(crate) fn post(sandbox: &Sandbox, path: &str, body: &Value) -> ControlReply {
    call(sandbox, "post", path, Some(body), None)
}

pub(crate) fn put(sandbox: &Sandbox, path: &str, body: &Value) -> ControlReply {
    call(sandbox, "put", path, Some(body), None)
}

/// Without a body.
pub(crate) fn post_nothing(sandbox: &Sandbox, path: &str) -> ControlReply {
    call(sandbox, "post", path, None, None)
}

/// Any call, as if from a page of this origin.
pub(crate) fn call(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: Option<&Value>,
    origin: Option<&str>,
) -> ControlReply {
    let mut request = ureq::http::Request::builder()
        .method(&*method.to_uppercase())
        .uri(format!("{}{path}", sandbox.base_url()));
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    reply(match body {
        Some(body) => {
            let request = request.header("content-type", "application/json");
            agent.run(request.body(body.to_string()).unwrap())
        }
        None => agent.run(request.body(()).unwrap()),
    })
}

fn reply(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> ControlReply {
    let mut response = result.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    ControlReply {
        status: response.status().as_u16(),
        json: serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}")),
    }
}
