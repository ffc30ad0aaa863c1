use m7_auth::Credentials;
use m7_sandbox::Sandbox;
use rusqlite::Connection;
use serde_json::json;

use crate::caller::Caller;
use crate::control;
use crate::phone::Phone;

/// As the first version wrote it, with two accounts, an agent, and phones that were said to be there.
const CONTENT: &str = "
    PRAGMA application_id = 0x6d377362;
    PRAGMA user_version = 1;
    INSERT INTO accounts (appkey, secret_key) VALUES ('2000103', 's'), ('2000113', 's');
    INSERT INTO agents VALUES ('2000103', 'a', 'Kim', '9001');
    INSERT INTO sip_numbers VALUES
        (1, '5fc9d54105fd0161a498c501', '2000103', '2004', 'pw', 0, '[]', 'a'),
        (2, '5fc9d54105fd0161a498c502', '2000103', '2005', 'pw', 0, '[]', NULL),
        (3, '5fc9d54105fd0161a498c503', '2000113', '2006', 'pw', 1, '[\"G729\"]', NULL),
        (4, '5fc9d54105fd0161a498c504', '2000103', '2007', 'pw', 0, '[]', NULL),
        (5, '5fc9d54105fd0161a498c505', '2000103', '2008', 'pw', 0, '[]', NULL);
    INSERT INTO registrations VALUES
        (1, '192.0.2.7:5060', 'Telephone', 1607063607000),
        (2, 'phone.example.com:5060', 'Telephone', 1607063607000),
        (3, '[2001:db8::1]:5060', 'Telephone', 1607063607000),
        (4, '10.0.0:5060', 'Telephone', 1607063607000),
        (5, '300.1.1.1:5060', 'Telephone', 1607063607000);";

#[tokio::test]
async fn a_file_of_version_1_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.db");
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(include_str!("../../src/store/schema_1.sql"))
        .unwrap();
    connection.execute_batch(CONTENT).unwrap();
    connection.close().unwrap();

    // Twice: what was brought up to date is so.
    for _ in 0..2 {
        let sandbox = Sandbox::builder()
            .data(&*path)
            .sip_listen("127.0.0.1:0".parse().unwrap())
            .start()
            .await
            .unwrap();
        let caller = Caller::with(&sandbox, &Credentials::new("2000103", "s").unwrap());
        let listed = caller.listed("2004");
        assert_eq!(listed["agent"]["agentName"], "Kim");
        assert_eq!(listed["clientUrl"], "192.0.2.7:5060");
        assert_eq!(listed["registerTime"], "2020-12-04 14:33:27");
        // No phone registers from a name.
        assert_eq!(caller.listed("2005")["registerStatus"], 0);

        // Nor from what only looks like an address.
        for number in ["2007", "2008"] {
            assert_eq!(caller.listed(number)["registerStatus"], 0);
            let mut phone = Phone::udp(sandbox.sip_udp().unwrap(), number, "pw").await;
            assert_eq!(phone.register(300).await.status, 200);
            assert_eq!(phone.unregister().await.status, 200);
        }
        control::get(&sandbox, "/_sandbox/state").ok();
        control::get(&sandbox, "/_sandbox/registrations").ok();

        let other = Caller::with(&sandbox, &Credentials::new("2000113", "s").unwrap());
        assert_eq!(other.listed("2006")["clientUrl"], "[2001:db8::1]:5060");
        let mut phone = Phone::udp(sandbox.sip_udp().unwrap(), "2006", "pw").await;
        assert_eq!(phone.register(300).await.status, 200);
        assert_eq!(other.listed("2006")["registerDevice"], "Test Phone/1.0");
        assert_eq!(phone.unregister().await.status, 200);
        assert_eq!(other.list(&json!({"registerStatuses": [1]})).len(), 1);
    }
}
