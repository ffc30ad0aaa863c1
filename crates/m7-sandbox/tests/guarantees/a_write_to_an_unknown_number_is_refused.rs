use m7_sandbox::Sandbox;
use serde_json::json;

use crate::caller::{Caller, DELETE, UPDATE};

#[tokio::test]
async fn a_write_to_an_unknown_number_is_refused() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let deleted = caller.create("2000");
    let reply = caller.call(DELETE, &json!({"sipId": deleted}));
    assert_eq!(*reply.data(), json!({"sipId": deleted}));

    for sip_id in [&deleted, "5fc9d54105fd0161a498c503", "", "not an id"] {
        for path in [UPDATE, DELETE] {
            let reply = caller.call(path, &json!({"sipId": sip_id}));
            let message = reply.refusal(404);
            assert_eq!(
                message,
                format!("the account has no SIP number with the sipId {sip_id:?}")
            );
        }
    }
}
