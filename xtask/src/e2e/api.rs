//! The sandbox's two interfaces, as a part calls them: the signed one and the control API.

use std::cell::Cell;
use std::time::Duration;

use m7_auth::Timestamp;
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
    /// By how much the sandbox's clock is ahead of this machine's, in seconds.
    ahead: Cell<u64>,
}

impl Api {
    pub(crate) fn new(sandbox: &ServedSandbox) -> Self {
        Self {
            wire: Wire::new(sandbox.base_url()),
            account: Account::new(sandbox.credentials()),
            ahead: Cell::new(0),
        }
    }

    /// Calls a documented operation (`list`, `create`, `update`, `delete`), signed; returns `data`.
    pub(crate) fn sip(&self, operation: &str, body: &Value) -> Result<Value, E2eError> {
        let mut envelope = self.call(
            Method::POST,
            &format!("/openapi/v1/call/sip/{operation}"),
            self.account.headers(self.now()?),
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

    /// Lets the sandbox's clock go on by so many seconds.
    pub(crate) fn advance(&self, seconds: u32) -> Result<(), E2eError> {
        let body = json!({"seconds": seconds});
        self.control(Method::POST, "clock/advance", &body)?;
        self.ahead.set(self.ahead.get() + u64::from(seconds));
        Ok(())
    }

    /// The time by the sandbox's clock.
    fn now(&self) -> Result<Timestamp, E2eError> {
        Timestamp::from_unix_seconds(wire::now().unix_seconds() + self.ahead.get())
            .map_err(|error| E2eError::Failed(error.to_string()))
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
        let json = answer.json().unwrap_or_default();
        // The signed interface tells a failure by its envelope.
        if answer.status == 200 || !json["success"].is_null() {
            Ok(json)
        } else {
            let (status, error) = (answer.status, &json["error"]);
            Err(failed(format!("status {status}, {error}")))
        }
    }
}
