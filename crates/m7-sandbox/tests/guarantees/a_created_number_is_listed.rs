use m7_sandbox::Sandbox;
use serde_json::json;

use crate::caller::Caller;

#[tokio::test]
async fn a_created_number_is_listed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let caller = Caller::new(&sandbox);
    let sip_id = caller.create("2004");
    caller.create("2005");

    assert_eq!(
        caller.list(&json!({"number": "2004"})),
        [json!({
            "registerStatus": 0,
            "number": "2004",
            "sipId": sip_id,
            "accountId": sandbox.credentials().appkey(),
        })]
    );
    assert_eq!(caller.list(&json!({})).len(), 2);
    sandbox.shutdown().await;
}
