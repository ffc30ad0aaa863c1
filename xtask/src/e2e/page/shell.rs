//! Runs the command that the page shows, as whoever copies it does.

use std::process::{Command, Stdio};

use m7_auth::Credentials;
use serde_json::Value;

use super::super::E2eError;

/// What the script prints, as JSON.
pub(super) fn run(script: &str, credentials: &Credentials) -> Result<Value, E2eError> {
    let failed = |what: String| E2eError::Failed(format!("the shell command: {what}\n{script}"));
    let output = Command::new("sh")
        .args(["-euc", script])
        .env("M7_SECRET_KEY", credentials.expose_secret_key())
        .env_remove("http_proxy")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
}
