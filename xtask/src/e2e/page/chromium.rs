//! Debian's Chromium without a window, driven by its `WebDriver`: JSON over HTTP, as the W3C has it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::super::E2eError;
use super::tab::Tab;

/// How long the driver may take to start, and for one command.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the driver says once it listens, before the number of its port.
const LISTENING: &str = "started successfully on port ";

/// Chromium asks nothing of anybody but what the page asks for. Its profile is the driver's: new and
/// temporary.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    // Where this runs as root, in a container say, Chromium's own sandbox can't.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
];

/// A driver that runs until this is dropped, and all that it started with it.
pub(super) struct Chromium {
    process: Child,
    wire: WebDriver,
}

/// Where commands go.
#[derive(Clone)]
pub(super) struct WebDriver {
    agent: ureq::Agent,
    base_url: String,
}

impl Chromium {
    /// Starts a driver on a free port.
    pub(super) fn start() -> Result<Self, E2eError> {
        let mut process = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| E2eError::Failed(format!("can't run chromedriver: {error}")))?;
        let Some(port) = port_of(&mut process) else {
            end(&mut process);
            return Err(E2eError::Failed("chromedriver didn't start".to_owned()));
        };
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(PATIENCE))
            .build();
        Ok(Self {
            process,
            wire: WebDriver {
                agent: config.into(),
                base_url: format!("http://127.0.0.1:{port}"),
            },
        })
    }

    /// Opens Chromium with one tab, of this size in pixels.
    pub(super) fn tab(&self, width: u32, height: u32) -> Result<Tab, E2eError> {
        let options = json!({"args": ARGUMENTS});
        let logs = json!({"browser": "ALL", "performance": "ALL"});
        let session = self.wire.post(
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": logs,
            }}}),
        )?;
        let id = session["sessionId"].as_str().unwrap_or_default();
        let tab = Tab::new(self.wire.clone(), id);
        tab.resize(width, height)?;
        Ok(tab)
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

impl WebDriver {
    /// Gives a command, and returns its `value`.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Value, E2eError> {
        let failed = |what: &str| E2eError::Failed(format!("Chromium, {path}: {what}"));
        let mut response = self
            .agent
            .post(format!("{}{path}", self.base_url))
            .content_type("application/json")
            .send(body.to_string())
            .map_err(|error| failed(&error.to_string()))?;
        value(&mut response).map_err(|what| failed(&what))
    }

    /// Asks for something, and returns its `value`.
    pub(super) fn get(&self, path: &str) -> Result<Value, E2eError> {
        let failed = |what: &str| E2eError::Failed(format!("Chromium, {path}: {what}"));
        let mut response = self
            .agent
            .get(format!("{}{path}", self.base_url))
            .call()
            .map_err(|error| failed(&error.to_string()))?;
        value(&mut response).map_err(|what| failed(&what))
    }

    /// Ends something.
    pub(super) fn delete(&self, path: &str) {
        // Whoever ends it has no more use for it.
        let _ = self.agent.delete(format!("{}{path}", self.base_url)).call();
    }
}

/// What the driver answered; what it says if it couldn't.
fn value(response: &mut ureq::http::Response<ureq::Body>) -> Result<Value, String> {
    let status = response.status();
    let text = response
        .body_mut()
        .with_config()
        .limit(64 * 1024 * 1024)
        .read_to_string()
        .map_err(|error| error.to_string())?;
    let mut json: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let value = json["value"].take();
    if status.is_success() {
        Ok(value)
    } else {
        Err(value["message"].as_str().unwrap_or(&text).to_owned())
    }
}

/// The port that the driver chose, read from what it prints.
fn port_of(process: &mut Child) -> Option<u16> {
    let stdout = process.stdout.take()?;
    let (send, receive) = mpsc::channel();
    // Reads on to the end, so that the driver never waits for a reader.
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if let Some((_, port)) = line.split_once(LISTENING) {
                let _ = send.send(port.trim_end_matches('.').parse().ok());
            }
        }
    });
    receive.recv_timeout(PATIENCE).ok().flatten()
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}
