use m7_auth::Credentials;
use m7_sandbox::{Agent, Data, SEEDED_AGENTS, Sandbox};
use serde_json::json;

use crate::caller::{Caller, DELETE, LIST};

#[tokio::test]
async fn data_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    // Stopped both ways.
    let sandbox = Sandbox::builder()
        .data(&*path)
        .agent(Agent::new("a", "Kim", "9001"))
        .sip_public("sip.example.com:5060")
        .start()
        .await
        .unwrap();
    let credentials = sandbox.credentials().clone();
    let caller = Caller::new(&sandbox);
    let [kept, deleted] = ["2000", "2001"].map(|number| caller.create(number));
    sandbox
        .register("2000", "192.0.2.7:5060", "Telephone")
        .await
        .unwrap();
    caller.bind(&kept, "a").data();
    caller.call(DELETE, &json!({"sipId": deleted})).data();
    let before = caller.list(&json!({}));
    sandbox.shutdown().await;

    for _ in 0..2 {
        let builder = Sandbox::builder().data(&*path);
        let sandbox = builder
            .sip_public("sip.example.com:5060")
            .start()
            .await
            .unwrap();
        assert_eq!(sandbox.accounts().len(), 1);
        assert_eq!(sandbox.credentials().appkey(), credentials.appkey());
        // With the secret that was made up at first.
        assert_eq!(
            Caller::with(&sandbox, &credentials).list(&json!({})),
            before
        );
        drop(sandbox);
    }
    assert_eq!(before[0]["agent"]["agentName"], "Kim");
}

#[tokio::test]
async fn memory_does_not() {
    let account = Credentials::new("2000113", "a secret").unwrap();
    for _ in 0..2 {
        let builder = Sandbox::builder()
            .data(Data::Memory)
            .account(account.clone());
        let sandbox = builder.start().await.unwrap();
        let caller = Caller::new(&sandbox);
        assert_eq!(caller.list(&json!({})), [json!(null); 0]);
        caller.create("2000");
    }
}

#[tokio::test]
async fn stored_accounts_are_served_with_those_that_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let start = |builder: m7_sandbox::Builder| builder.data(&*path).start();
    let appkeys = |sandbox: &Sandbox| -> Vec<_> {
        sandbox
            .accounts()
            .iter()
            .map(|account| account.appkey().to_owned())
            .collect()
    };

    let old = Credentials::new("2000103", "an old secret").unwrap();
    let sandbox = start(Sandbox::builder().account(old.clone()))
        .await
        .unwrap();
    Caller::new(&sandbox).create("2000");
    sandbox.shutdown().await;

    // By its name alone an account keeps its secret; a new name is given one.
    let builder = Sandbox::builder().appkey("2000113").appkey("2000103");
    let sandbox = start(builder).await.unwrap();
    assert_eq!(appkeys(&sandbox), ["2000113", "2000103"]);
    let made_up = sandbox.credentials().clone();
    assert_eq!(made_up.expose_secret_key().len(), 30);
    assert_eq!(Caller::with(&sandbox, &old).list(&json!({})).len(), 1);
    sandbox.shutdown().await;

    // Given with another secret, that one holds from now on, also for the next start.
    let new = Credentials::new("2000103", "a new secret").unwrap();
    let sandbox = start(Sandbox::builder().account(new.clone()))
        .await
        .unwrap();
    assert_eq!(appkeys(&sandbox), ["2000103", "2000113"]);
    sandbox.shutdown().await;
    let sandbox = start(Sandbox::builder()).await.unwrap();
    assert_eq!(Caller::with(&sandbox, &new).list(&json!({})).len(), 1);
    assert_eq!(Caller::with(&sandbox, &made_up).list(&json!({})).len(), 0);
    Caller::with(&sandbox, &old)
        .call(LIST, &json!({}))
        .refusal(401);
    // Accounts that were stored before agents were added have them as well.
    let caller = Caller::with(&sandbox, &made_up);
    let sip_id = caller.create("3000");
    sandbox
        .register_in("2000113", "3000", "192.0.2.7:5060", "x")
        .await
        .unwrap();
    caller.bind(&sip_id, &SEEDED_AGENTS[1].id).data();
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let sandbox = Sandbox::builder().data(&*path).start().await.unwrap();
    Caller::new(&sandbox).create("2000");
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?} has mode {mode:o}", entry.path());
        files += 1;
    }
    assert!(files > 1, "the log is a file too");
}

#[tokio::test]
async fn several_sandboxes_may_use_one_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let account = Credentials::new("2000113", "a secret").unwrap();
    let start = || {
        Sandbox::builder()
            .account(account.clone())
            .data(&*path)
            .start()
    };
    let sandboxes = tokio::join!(start(), start(), start(), start());
    let sandboxes: [Sandbox; 4] = [
        sandboxes.0.unwrap(),
        sandboxes.1.unwrap(),
        sandboxes.2.unwrap(),
        sandboxes.3.unwrap(),
    ];
    std::thread::scope(|scope| {
        for (index, sandbox) in sandboxes.iter().enumerate() {
            scope.spawn(move || {
                let caller = Caller::new(sandbox);
                for number in 0..25 {
                    caller.create(&format!("{index}{number:03}"));
                }
            });
        }
    });
    for sandbox in &sandboxes {
        assert_eq!(Caller::new(sandbox).list(&json!({})).len(), 100);
    }
}
