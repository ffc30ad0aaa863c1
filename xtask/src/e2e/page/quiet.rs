//! That the page did nothing behind one's back: no request left the sandbox, no mistake was logged.

use serde_json::Value;

use super::super::E2eError;
use super::tab::Tab;

/// Fails if anything but the sandbox was asked for anything, or Chromium has something to say of the
/// page, but for the statuses of requests that were meant to be refused.
pub(super) fn check(tab: &Tab, base_url: &str) -> Result<usize, E2eError> {
    for entry in tab.log("browser")? {
        let text = entry["message"].as_str().unwrap_or_default();
        let refused = text.contains("/openapi/v1/") && text.contains("responded with a status of");
        if !refused {
            return Err(E2eError::Failed(format!(
                "Chromium says of the page: {entry}"
            )));
        }
    }
    let asked: Vec<String> = tab
        .log("performance")?
        .iter()
        .filter_map(asked_for)
        .collect();
    let own = format!("{base_url}/");
    // Nothing is asked for by the tab that Chromium opens with.
    let blank = ["data:", "about:"];
    let elsewhere = asked
        .iter()
        .find(|url| !url.starts_with(&own) && !blank.iter().any(|start| url.starts_with(start)));
    match elsewhere {
        Some(url) => Err(E2eError::Failed(format!("the page asked for {url}"))),
        None if asked.is_empty() => Err(E2eError::Failed(
            "Chromium didn't log what the page asked for".to_owned(),
        )),
        None => Ok(asked.len()),
    }
}

/// The address of a request that this entry of the log tells of.
fn asked_for(entry: &Value) -> Option<String> {
    let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let event = &message["message"];
    let url = match event["method"].as_str()? {
        "Network.requestWillBeSent" => &event["params"]["request"]["url"],
        "Network.webSocketCreated" => &event["params"]["url"],
        _ => return None,
    };
    url.as_str().map(str::to_owned)
}
