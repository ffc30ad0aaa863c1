//! The sandbox's two interfaces, as a part calls them: the signed one and the control API.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::E2eError;
use crate::served_sandbox::ServedSandbox;
use crate::wire::{self, Account, Request, Wire};

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Calls one sandbox.
pub(crate) struct Api {
    wire: Wire,
    account: Account,
}

impl Api {
    pub(crate) fn new(sandbox: &ServedSandbox) -> Self {
        Self {
            wire: Wire::new(sandbox.base_url()),
            account: Account::new(sandbox.credentials()),
        }
    }

    /// Calls a documented operation (`list`, `create`, `update`, `delete`), signed; returns `data`.
    pub(crate) fn sip(&self, operation: &str, body: &Value) -> Result<Value, E2eError> {
        let mut envelope = self.call(
            Method::POST,
            &format!("/openapi/v1/call/sip/{operation}"),
            self.account.headers(wire::now()),
            body,
        )?;
        if envelope["success"] == json!(true) {
            Ok(envelope["data"].take())
        } else {
            Err(E2eError::Failed(format!(
                "{operation} was refused: {}",
                envelope["message"]
            )))
        }
    }

    /// Calls the control API, `path` being what stands behind `/_sandbox/`.
    pub(crate) fn control(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, E2eError> {
        let json = ("content-type".to_owned(), "application/json".to_owned());
        self.call(method, &format!("/_sandbox/{path}"), vec![json], body)
    }

    fn call(
        &self,
        method: Method,
        path: &str,
        headers: Vec<(String, String)>,
        body: &Value,
    ) -> Result<Value, E2eError> {
        let request = Request {
            method,
            path: path.to_owned(),
            headers,
            body: body.to_string(),
            patience: PATIENCE,
        };
        let failed = |what: String| E2eError::Failed(format!("{path}: {what}"));
        let answer = self
            .wire
            .send(&request)
            .map_err(|error| failed(error.to_string()))?;
        answer
            .json()
            .ok_or_else(|| failed(format!("the answer, status {}, isn't JSON", answer.status)))
    }
}
