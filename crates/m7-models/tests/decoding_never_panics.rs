//! Whatever a server or a client sends, decoding ends in a value or in an error.

use std::fmt::Debug;

use m7_models::{
    Agent, CodingFormat, RegisterStatus, SipCreateRequest, SipCreateResponse, SipDeleteRequest,
    SipDeleteResponse, SipId, SipIdentity, SipListRequest, SipListResponse, SipNumber, SipPassword,
    SipUpdateRequest, SipUpdateResponse,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Decodes and, if that is possible, prints, encodes and decodes again: to the same value.
fn decode<T: DeserializeOwned + Serialize + Debug + PartialEq>(bytes: &[u8]) {
    if let Ok(decoded) = serde_json::from_slice::<T>(bytes) {
        let printed = format!("{decoded:?}");
        let encoded = serde_json::to_vec(&decoded).expect("what was decoded can be encoded");
        let again = serde_json::from_slice::<T>(&encoded).expect("what was encoded can be decoded");
        assert!(again == decoded, "{printed} became {again:?}");
    }
}

fn decode_as_everything(bytes: &[u8]) {
    decode::<Agent>(bytes);
    decode::<CodingFormat>(bytes);
    decode::<RegisterStatus>(bytes);
    decode::<SipCreateRequest>(bytes);
    decode::<SipCreateResponse>(bytes);
    decode::<SipDeleteRequest>(bytes);
    decode::<SipDeleteResponse>(bytes);
    decode::<SipId>(bytes);
    decode::<SipIdentity>(bytes);
    decode::<SipListRequest>(bytes);
    decode::<SipListResponse>(bytes);
    decode::<SipNumber>(bytes);
    decode::<SipPassword>(bytes);
    decode::<SipUpdateRequest>(bytes);
    decode::<SipUpdateResponse>(bytes);
}

/// JSON whose keys are mostly those of the contract.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof!["[01]", "G711A|GSM|AMR", ".{0,12}"].prop_map(Value::from),
    ];
    let key = prop_oneof![
        4 => "number|sipId|registerStatus|agent|agentId|agentName|password|codingFormat|isNAT",
        2 => "success|code|message|data|requestInfo|span|body",
        1 => ".{0,8}",
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn of_bytes(bytes: Vec<u8>) {
        decode_as_everything(&bytes);
    }

    #[test]
    fn of_json(json in any_json()) {
        decode_as_everything(&serde_json::to_vec(&json)?);
    }

    #[test]
    fn of_a_reply_with_any_data(data in any_json(), success: bool) {
        let reply = json!({"success": success, "code": "200", "message": "", "data": data});
        decode_as_everything(&serde_json::to_vec(&reply)?);
    }

    #[test]
    fn of_a_number_with_any_field(field in any_json(), key in "agent|clientUrl|registerStatus|registerTime|sipId") {
        let mut number = json!({"number": "2000", "sipId": "5f", "registerStatus": 1});
        number[key] = field;
        decode_as_everything(&serde_json::to_vec(&number)?);
    }
}
