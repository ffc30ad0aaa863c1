//! A tab of Chromium, as a person uses it: what is seen, clicked, chosen and typed.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::E2eError;
use super::chromium::WebDriver;

/// How long something may take to be seen. The page asks about once a second.
const PATIENCE: Duration = Duration::from_secs(30);
const STEP: Duration = Duration::from_millis(50);

/// What `WebDriver` calls an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A tab that is closed when this is dropped, and Chromium with it.
pub(super) struct Tab {
    wire: WebDriver,
    session: String,
}

impl Tab {
    pub(super) fn new(wire: WebDriver, session_id: &str) -> Self {
        Self {
            wire,
            session: format!("/session/{session_id}"),
        }
    }

    /// Sets the size of what is seen, in pixels.
    pub(super) fn resize(&self, width: u32, height: u32) -> Result<(), E2eError> {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false}),
        )
    }

    /// Gives a command of the `DevTools` protocol.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Result<(), E2eError> {
        let body = json!({"cmd": command, "params": parameters});
        self.post("goog/cdp/execute", &body).map(drop)
    }

    /// Opens an address, and waits until it is loaded.
    pub(super) fn open(&self, url: &str) -> Result<(), E2eError> {
        self.post("url", &json!({"url": url})).map(drop)
    }

    /// What a function's body returns, run in the page.
    pub(super) fn script(&self, body: &str, arguments: &[Value]) -> Result<Value, E2eError> {
        self.post("execute/sync", &json!({"script": body, "args": arguments}))
    }

    /// Clicks the first element of this selector.
    pub(super) fn click(&self, selector: &str) -> Result<(), E2eError> {
        let element = self.find(selector)?;
        self.post(&format!("element/{element}/click"), &json!({}))
            .map(drop)
    }

    /// Has a field hold this text and nothing else, typed.
    pub(super) fn type_into(&self, selector: &str, text: &str) -> Result<(), E2eError> {
        let element = self.find(selector)?;
        self.post(&format!("element/{element}/clear"), &json!({}))?;
        self.post(&format!("element/{element}/value"), &json!({"text": text}))
            .map(drop)
    }

    /// Chooses what a drop-down list shows as a text that begins so.
    pub(super) fn choose(&self, selector: &str, beginning: &str) -> Result<(), E2eError> {
        // Whoever opens the list by mouse or keyboard has it filled.
        self.script(
            "document.querySelector(arguments[0]).focus()",
            &[json!(selector)],
        )?;
        let place = self.until(
            &format!("{beginning:?} in the list {selector}"),
            "const list = document.querySelector(arguments[0]);
             const at = [...list.options].findIndex((one) => one.text.startsWith(arguments[1]));
             return at < 0 ? null : at + 1;",
            &[json!(selector), json!(beginning)],
        )?;
        self.click(&format!("{selector} option:nth-child({place})"))
    }

    /// The text of an element, once it holds all of these. An element that is hidden has none.
    pub(super) fn sees(&self, selector: &str, texts: &[&str]) -> Result<String, E2eError> {
        let what = format!("{texts:?} in {selector}");
        let seen = self.until(
            &what,
            "const [selector, texts] = arguments;
             return [...document.querySelectorAll(selector)].map((element) => element.innerText)
               .find((text) => texts.every((part) => text.includes(part)));",
            &[json!(selector), json!(texts)],
        )?;
        Ok(seen.as_str().unwrap_or_default().to_owned())
    }

    /// What a function's body returns, once that is neither false nor nothing.
    pub(super) fn until(
        &self,
        what: &str,
        body: &str,
        arguments: &[Value],
    ) -> Result<Value, E2eError> {
        let started = Instant::now();
        loop {
            let value = self.script(body, arguments)?;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return Ok(value);
            }
            if started.elapsed() > PATIENCE {
                return Err(self.unseen(what));
            }
            thread::sleep(STEP);
        }
    }

    /// What Chromium logged since this was asked last: `browser` or `performance`.
    pub(super) fn log(&self, kind: &str) -> Result<Vec<Value>, E2eError> {
        match self.post("se/log", &json!({"type": kind}))? {
            Value::Array(entries) => Ok(entries),
            other => Err(E2eError::Failed(format!("Chromium's log is {other}"))),
        }
    }

    /// What is seen, as a PNG.
    pub(super) fn picture(&self) -> Result<Vec<u8>, E2eError> {
        let image = self.wire.get(&format!("{}/screenshot", self.session))?;
        STANDARD
            .decode(image.as_str().unwrap_or_default())
            .map_err(|error| E2eError::Failed(format!("Chromium's picture: {error}")))
    }

    fn find(&self, selector: &str) -> Result<String, E2eError> {
        let body = json!({"using": "css selector", "value": selector});
        let found = self.post("element", &body)?;
        Ok(found[ELEMENT].as_str().unwrap_or_default().to_owned())
    }

    fn post(&self, command: &str, body: &Value) -> Result<Value, E2eError> {
        self.wire.post(&format!("{}/{command}", self.session), body)
    }

    fn unseen(&self, what: impl Display) -> E2eError {
        let shown = self.script("return document.body.innerText", &[]);
        let shown = shown.unwrap_or_default();
        let shown = shown.as_str().unwrap_or("nothing");
        E2eError::Failed(format!(
            "the page doesn't show {what} within {PATIENCE:?}, but:\n{shown}"
        ))
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.wire.delete(&self.session);
    }
}
