use m7_auth::Credentials;
use m7_sandbox::{Error, SEEDED_AGENTS, Sandbox};
use serde_json::json;

use crate::caller::{Caller, DELETE, UPDATE};

#[tokio::test]
async fn accounts_never_see_each_other() {
    let accounts = ["2000103", "2000113"]
        .map(|appkey| Credentials::new(appkey, format!("secret of {appkey}")).unwrap());
    let builder = Sandbox::builder().account(accounts[0].clone());
    let sandbox = builder.account(accounts[1].clone()).start().await.unwrap();
    let [one, other] = [0, 1].map(|index| Caller::with(&sandbox, &accounts[index]));

    // The same number in both.
    let (mine, theirs) = (one.create("2000"), other.create("2000"));
    one.create("2001");
    assert_ne!(mine, theirs);
    assert_eq!(one.list(&json!({})).len(), 2);
    assert_eq!(other.list(&json!({})).len(), 1);
    assert_eq!(other.listed("2000")["accountId"], "2000113");
    assert_eq!(other.listed("2000")["sipId"], theirs.as_str());

    // Neither reached by the other's id.
    for (path, body) in [
        (UPDATE, json!({"sipId": theirs, "number": "2009"})),
        (UPDATE, json!({"sipId": theirs, "agentId": ""})),
        (DELETE, json!({"sipId": theirs})),
    ] {
        one.call(path, &body).refusal(404);
    }
    assert_eq!(other.listed("2000")["sipId"], theirs.as_str());

    // A phone at one's number isn't at the other's, and the same agent may serve in both.
    sandbox
        .register_in("2000113", "2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    assert_eq!(one.listed("2000")["registerStatus"], 0);
    assert_eq!(other.listed("2000")["registerStatus"], 1);
    sandbox
        .register("2000", "192.0.2.8:5060", "Telephone")
        .await
        .unwrap();
    for (caller, sip_id) in [(&one, &mine), (&other, &theirs)] {
        caller.bind(sip_id, &SEEDED_AGENTS[0].id).data();
    }
    one.bind(&mine, "").data();
    assert!(other.listed("2000")["agent"].is_object());

    // The numbers and accounts that the owner names are looked for in one account too.
    let error = sandbox.unregister_in("2000113", "2001").await.unwrap_err();
    assert!(matches!(error, Error::UnknownNumber { .. }), "{error:?}");
    let error = sandbox.unregister_in("4711", "2000").await.unwrap_err();
    assert!(matches!(error, Error::UnknownAccount { .. }), "{error:?}");
}

#[tokio::test]
async fn an_account_given_twice_is_an_error() {
    let account = Credentials::new("2000113", "a secret").unwrap();
    let builder = Sandbox::builder().account(account.clone()).account(account);
    let error = builder.start().await.unwrap_err();
    assert!(
        matches!(error, Error::AccountGivenTwice { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn two_sandboxes_share_nothing() {
    let (one, other) = (
        Sandbox::builder().start().await.unwrap(),
        Sandbox::builder().start().await.unwrap(),
    );
    Caller::new(&one).create("2000");
    assert_eq!(Caller::new(&other).list(&json!({})).len(), 0);
    Caller::with(&other, one.credentials())
        .call(crate::caller::LIST, &json!({}))
        .refusal(401);
}
