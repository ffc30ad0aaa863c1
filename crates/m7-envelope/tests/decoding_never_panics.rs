//! Whatever a server sends, decoding ends in an envelope or an error.

use m7_envelope::{Envelope, Items, RawJson};
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        "success|code|message|data|requestInfo|requestId|span|body|headers|requestStartTime|password",
        ".{0,8}",
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn open(bytes: &[u8]) {
    for outcome in [
        Envelope::<RawJson>::from_slice(bytes).map(|envelope| format!("{envelope:?}")),
        Envelope::<Items<String>>::from_slice(bytes).map(|envelope| format!("{envelope:?}")),
        Envelope::<Items<u64>>::salvage(bytes).map(|envelope| format!("{envelope:?}")),
    ] {
        match outcome {
            Ok(shown) => assert!(shown.starts_with("Envelope")),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        open(&bytes);
    }

    #[test]
    fn arbitrary_json(value in any_json()) {
        open(value.to_string().as_bytes());
    }

    #[test]
    fn arbitrary_json_where_data_and_request_info_belong(
        success in any::<bool>(), data in any_json(), info in any_json()
    ) {
        let reply = json!({ "success": success, "data": data, "requestInfo": info });
        let envelope = Envelope::<RawJson>::from_slice(reply.to_string().as_bytes());
        prop_assert_eq!(envelope.map(|envelope| envelope.success), Ok(success));
        open(reply.to_string().as_bytes());
    }

    #[test]
    fn a_documented_reply_cut_off_anywhere(cut in 0_usize..200) {
        let reply = r#"{"success":true,"code":"200","message":"requestSuccess","data":["a"],"requestInfo":{"requestId":"1c8eb9708c7511ebadd101dc5c1e7708","body":{"password":"123456"},"headers":{}}}"#;
        open(&reply.as_bytes()[..cut.min(reply.len())]);
    }
}
