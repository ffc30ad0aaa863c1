//! The four replies of the vendor's SIP page, character by character, from the requests that they
//! echo. The requests have the blanks of the page's request examples.
//!
//! What can't be the same: the sign (the page's are made up), and the random parts of ids. Those
//! are taken over from the reply into the page's text, after their time has been compared.

use std::time::{Duration, SystemTime};

use m7_auth::{Credentials, Signer};
use m7_sandbox::{Latency, Sandbox, SandboxClock};
use serde_json::{Value, json};

use crate::caller::{CREATE, Caller, DELETE, LIST, UPDATE};
use crate::clockwork::passing_what_is_waited_for;
use crate::wire;

macro_rules! documented {
    ($name:literal) => {
        [
            include_str!(concat!("documented/", $name, ".request.json")),
            include_str!(concat!("documented/", $name, ".reply.json")),
        ]
    };
}

/// The page's account, number and phone, on the page's day.
struct Page {
    sandbox: Sandbox,
    caller: Caller,
}

impl Page {
    async fn new() -> Self {
        let sandbox = Sandbox::builder()
            .account(Credentials::new("2000113", "a secret of our own").unwrap())
            .sip_public("opensips.pbxtest.7moor.com:32760")
            .clock(SandboxClock::stopped_at(SystemTime::UNIX_EPOCH))
            .latency(Latency::Documented)
            .start()
            .await
            .unwrap();
        let caller = Caller::new(&sandbox);
        Self { sandbox, caller }
    }

    /// Sets the clock, and lets pass what the request takes.
    fn at<T>(&self, unix_millis: u64, act: impl FnOnce() -> T) -> T {
        let clock = self.sandbox.clock();
        clock.set(SystemTime::UNIX_EPOCH + Duration::from_millis(unix_millis));
        passing_what_is_waited_for(clock, act)
    }

    /// Creates a number in the second that the page's id carries.
    fn create(&self, number: &str, page_id: &str) -> String {
        let seconds = u64::from_str_radix(&page_id[..8], 16).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let body = json!({"number": number, "password": "123456"});
        let reply = self.at((seconds - 6) * 1000, || {
            self.caller.call_at(now, CREATE, &body)
        });
        reply.data()["sipId"].as_str().unwrap().to_owned()
    }

    /// Creates the number 2000, and has a phone register to it, as the page shows.
    async fn create_2000(&self, page_id: &str) -> String {
        let sip_id = self.create("2000", page_id);
        // 2020-12-04 14:33:27 in UTC+8.
        let registered = SystemTime::UNIX_EPOCH + Duration::from_secs(1_607_063_607);
        self.sandbox.clock().set(registered);
        let (client_url, device) = ("111.202.78.82:54869", "Telephone");
        self.sandbox
            .register("2000", client_url, device)
            .await
            .unwrap();
        sip_id
    }

    /// Sends the request that a reply of the page echoes, at the page's times, and compares.
    fn compare(&self, path: &str, [request, page]: [&str; 2], sip_id: Option<&str>) {
        let echoed: Value = serde_json::from_str(page).unwrap();
        let page_id = first_id(page);
        let known_as = sip_id.unwrap_or(page_id);
        let page = page.replace(page_id, known_as);
        let body = request
            .trim_end()
            .replace(page_id, known_as)
            .replace('\n', "\r\n");
        let sent = &echoed["requestInfo"]["headers"];
        // That this is what the page's client sent, the length that it gave bears out.
        assert_eq!(body.len().to_string(), sent["content-length"]);

        let account = Signer::new(self.sandbox.credentials());
        let timestamp = sent["m7-timestamp"].as_str().unwrap();
        let signed = account.sign(timestamp.parse().unwrap(), "025513".parse().unwrap());
        let page = page.replace(sent["m7-sign"].as_str().unwrap(), signed.sign());
        let request = request_with_headers_of(&page, path, &body);
        let span = &echoed["requestInfo"]["span"];
        let arrival = span["requestStartTime"].as_u64().unwrap();
        let response = self.at(arrival, || exchange(&self.sandbox, &request));
        let reply: Value = serde_json::from_str(&response).unwrap();
        let id = reply["requestInfo"]["requestId"].as_str().unwrap();
        let documented = echoed["requestInfo"]["requestId"].as_str().unwrap();
        // Time and version; clock sequence and node are another machine's.
        assert_eq!(id[..16], documented[..16]);
        let mut page = page.replace(documented, id);
        if path == CREATE {
            let made = reply["data"]["sipId"].as_str().unwrap();
            assert_eq!(made[..8], page_id[..8]);
            page = page.replace(page_id, made);
        }
        assert_eq!(indent(&response), page.trim_end());
    }
}

#[tokio::test]
async fn list() {
    let page = Page::new().await;
    let sip_id = page.create_2000("5fc9d54105fd0161a498c503").await;
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_607_063_607);
    let bind = json!({"sipId": sip_id, "agentId": "5feb148e19a5207b5020e728"});
    page.at(1_607_063_607_000, || {
        page.caller.call_at(now, UPDATE, &bind)
    })
    .data();
    page.compare(LIST, documented!("list"), Some(&sip_id));
}

#[tokio::test]
async fn create() {
    let page = Page::new().await;
    page.compare(CREATE, documented!("create"), None);
}

#[tokio::test]
async fn update() {
    let page = Page::new().await;
    let sip_id = page.create_2000("5fc9d54105fd0161a498c503").await;
    page.compare(UPDATE, documented!("update"), Some(&sip_id));
}

#[tokio::test]
async fn delete() {
    let page = Page::new().await;
    let sip_id = page.create("2009", "60587623c81cd14a21966fae");
    page.compare(DELETE, documented!("delete"), Some(&sip_id));
}

/// The sipId of the reply's data.
fn first_id(page: &str) -> &str {
    let (_, rest) = page.split_once("\"sipId\": \"").unwrap();
    &rest[..24]
}

/// A request with the headers that the page echoes, in their order.
fn request_with_headers_of(page: &str, path: &str, body: &str) -> String {
    let (_, rest) = page.split_once("\"headers\": {\n").unwrap();
    let (headers, _) = rest.split_once(",\n            \"traceId\"").unwrap();
    let headers: String = headers
        .lines()
        .flat_map(|line| {
            let (name, value) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
            [
                name.trim_matches('"'),
                ": ",
                value.trim_matches('"'),
                "\r\n",
            ]
        })
        .collect();
    format!("POST {path} HTTP/1.1\r\n{headers}\r\n{body}")
}

/// The body of the reply to a request that keeps its connection open.
fn exchange(sandbox: &Sandbox, request: &str) -> String {
    use std::io::Write as _;
    use std::net::Shutdown;

    let mut stream = wire::connect(sandbox.address());
    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    wire::parts(&wire::read_to_end(stream)).1.to_owned()
}

/// JSON without blanks, indented by four as the page prints it, in its own order.
fn indent(json: &str) -> String {
    let (mut indented, mut depth, mut in_string) = (String::new(), 0, false);
    let new_line = |depth: usize| format!("\n{}", " ".repeat(4 * depth));
    for character in json.chars() {
        match character {
            '"' => in_string = !in_string,
            '{' | '[' if !in_string => depth += 1,
            '}' | ']' if !in_string => {
                depth -= 1;
                indented.push_str(&new_line(depth));
            }
            _ => {}
        }
        indented.push(character);
        match character {
            '{' | '[' | ',' if !in_string => indented.push_str(&new_line(depth)),
            ':' if !in_string => indented.push(' '),
            _ => {}
        }
    }
    indented
}
