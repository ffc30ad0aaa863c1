//! Replies to decode, and the least that anyone would decode them into.

use std::path::Path;

use m7_models::SipListResponse;
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

/// The documented list reply, with its one number `count` times and without spaces between.
///
/// Its fields are in the documented order: with `data` before `success` it would be decoded in
/// another way, which costs more.
///
/// # Panics
///
/// If the benchmark isn't run from a checkout.
pub fn list_of(count: usize) -> Vec<u8> {
    let documented: SipListResponse =
        serde_json::from_slice(&documented_list()).unwrap_or_else(|error| panic!("{error}"));
    let reply = documented.map(|numbers| vec![numbers[0].clone(); count]);
    serde_json::to_vec(&reply).unwrap_or_else(|error| panic!("{error}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_has_its_fields_in_the_documented_order() {
        for reply in [documented_list(), list_of(3)] {
            let reply = String::from_utf8(reply).unwrap_or_default();
            let places = [
                "success",
                "code",
                "message",
                "data",
                "clientUrl",
                "agentNumber",
            ]
            .map(|field| reply.find(&format!("\"{field}\"")));
            assert!(places.iter().all(Option::is_some), "{places:?}");
            assert!(places.is_sorted(), "{places:?}");
        }
    }
}
