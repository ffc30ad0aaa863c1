//! Replies to decode, and the least that anyone would decode them into.

use std::path::Path;

use serde::Deserialize;

/// The list reply of the vendor's SIP page, as it stands in the contract's examples.
///
/// # Panics
///
/// If the benchmark isn't run from a checkout.
pub fn documented_list() -> Vec<u8> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples/sip-list.response.json");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documented list reply, with its one number `count` times.
///
/// # Panics
///
/// If the benchmark isn't run from a checkout.
pub fn list_of(count: usize) -> Vec<u8> {
    let mut reply: serde_json::Value =
        serde_json::from_slice(&documented_list()).unwrap_or_else(|error| panic!("{error}"));
    let number = reply["data"][0].clone();
    reply["data"] = vec![number; count].into();
    reply.to_string().into_bytes()
}

/// A list reply as plain structs, without `requestInfo`: what decoding costs at least.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, not read")]
pub struct PlainList {
    success: bool,
    code: String,
    message: String,
    data: Vec<PlainNumber>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "decoded, not read")]
struct PlainNumber {
    client_url: Option<String>,
    server_url: Option<String>,
    register_device: Option<String>,
    register_time: Option<String>,
    register_status: i64,
    number: String,
    sip_id: String,
    account_id: Option<String>,
    agent: Option<PlainAgent>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, not read")]
struct PlainAgent {
    #[serde(rename = "agentId")]
    id: String,
    #[serde(rename = "agentName")]
    name: String,
    #[serde(rename = "agentNumber")]
    number: String,
}
