//! The picture of the page in the README: light, with numbers, phones and requests that are real.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::super::api::Api;
use super::super::{E2eError, Stage};
use super::chromium::Chromium;
use super::desk_phone::DeskPhone;

const PASSWORD: &str = "not-a-real-password";
/// The agents that every sandbox has.
const AGENTS: [&str; 2] = ["5feb148e19a5207b5020e728", "5fe47b9df94f8c728ac1bbde"];

/// Numbers with their codec.
const NUMBERS: [(&str, &str); 7] = [
    ("2000", "G711A"),
    ("2001", "G729"),
    ("2002", "G711A"),
    ("2003", "G711U"),
    ("2004", "G711A"),
    ("2005", "G711A"),
    ("2006", "ILBC"),
];

/// Phones: the number, sipp's word for the transport, what it calls itself.
const PHONES: [(&str, &str, &str); 5] = [
    ("2000", "u1", "Telephone"),
    ("2001", "u1", "Desk phone, reception"),
    ("2003", "t1", "Soft phone, night shift"),
    ("2004", "u1", "Telephone"),
    ("2006", "u1", "Desk phone, training"),
];

/// Writes the picture to this file.
pub(super) fn take(stage: &Stage, file: &Path) -> Result<(), E2eError> {
    let sandbox = stage.sandbox(&["--sip-listen", "127.0.0.1:0"])?;
    let api = Api::new(&sandbox);
    let (Some(udp), Some(tcp)) = (sandbox.sip_udp(), sandbox.sip_tcp()) else {
        return Err(E2eError::Failed("the sandbox speaks no SIP".to_owned()));
    };
    let mut ids = Vec::new();
    for (number, codec) in NUMBERS {
        let body = json!({"number": number, "password": PASSWORD, "codingFormat": [codec]});
        ids.push(api.sip("create", &body)?["sipId"].clone());
    }
    for (number, transport, device) in PHONES {
        DeskPhone {
            registrar: if transport == "t1" { tcp } else { udp },
            transport,
            number,
            password: PASSWORD,
            device,
        }
        .register()?;
    }
    for (id, agent) in ids.iter().zip(AGENTS) {
        api.sip("update", &json!({"sipId": id, "agentId": agent}))?;
    }
    api.sip("list", &json!({"registerStatuses": [1]}))?;
    // 2002 has no phone, so this is refused.
    let refused = api.sip("update", &json!({"sipId": ids[2], "agentId": AGENTS[0]}));
    if refused.is_ok() {
        let what = "an agent was bound to a number without a phone";
        return Err(E2eError::Failed(what.to_owned()));
    }

    let chromium = Chromium::start()?;
    let tab = chromium.tab(1440, 1080)?;
    let light = json!({"features": [{"name": "prefers-color-scheme", "value": "light"}]});
    tab.devtools("Emulation.setEmulatedMedia", &light)?;
    tab.open(sandbox.base_url())?;
    tab.sees("#view-numbers", &["2006", "Latest requests", "sip_update"])?;
    // What is new is lit up for a moment.
    tab.until(
        "an end of all movement",
        "return document.getAnimations().length === 0",
        &[] as &[Value],
    )?;
    fs::write(file, tab.picture()?)
        .map_err(|error| E2eError::Failed(format!("{}: {error}", file.display())))?;
    stage.say(&format!("page: a picture of it is in {}", file.display()));
    Ok(())
}
