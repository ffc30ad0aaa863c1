//! `m7 sign verify`: the first thing that is wrong with a captured request is named.

mod m7;

use std::fmt::Write as _;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use hmac::{Hmac, KeyInit as _, Mac as _};
use m7::{Machine, Ran, Result, Served};
use sha2::Sha256;

const APPKEY: &str = "2000113";
const SECRET: &str = "not-a-real-secret-4711";
const TIMESTAMP: &str = "1616408549";
const NONCE: &str = "025513";
/// Inside the window.
const AT: &str = "--at 1616408600";

fn digest(secret: &str, message: &str) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
    let mut mac = mac.unwrap_or_else(|_| unreachable!("HMAC takes a key of any length"));
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn sign(message: &str) -> String {
    STANDARD.encode(digest(SECRET, message))
}

fn canonical() -> String {
    [APPKEY, TIMESTAMP, NONCE].concat()
}

fn right() -> String {
    sign(&canonical())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn lines(sign: &str) -> String {
    format!("m7-appkey: {APPKEY}\nm7-nonce: {NONCE}\nm7-timestamp: {TIMESTAMP}\nm7-sign: {sign}\n")
}

/// Verifies what stdin holds.
fn verify(arguments: &str, input: &str) -> Result<Ran> {
    let machine = Machine::new()?;
    let mut command = machine.command(format!("sign verify {arguments}").trim().split(' '));
    let mut child = command
        .env("M7_APPKEY", APPKEY)
        .env("M7_SECRET_KEY", SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("no stdin")?;
    // What is refused for its length isn't read to its end.
    let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
    drop(stdin);
    let ran = Ran::of(child.wait_with_output()?)?;
    assert!(
        !ran.stdout.contains(SECRET) && !ran.stderr.contains(SECRET),
        "{ran:?}"
    );
    Ok(ran)
}

/// What is wrong with this request is this, by both forms of output.
fn refused(input: &str, mistake: &str, reason: &str) -> Result {
    let ran = verify(AT, input)?;
    assert_eq!(ran.exit, 4, "{input}: {ran:?}");
    assert!(
        ran.stdout.contains(reason),
        "{input}: {reason} isn't in {ran:?}"
    );
    assert!(
        ran.stderr.contains("the request is signed wrong"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("m7 sign explain"), "{ran:?}");
    let told = verify(&format!("{AT} -o json"), input)?;
    assert_eq!(told.exit, 4, "{told:?}");
    let told = told.json()?;
    assert_eq!(told[0]["verdict"], "wrong", "{told}");
    assert_eq!(told[0]["mistake"], mistake, "{told}");
    assert_eq!(told[0]["accepted"], false);
    Ok(())
}

#[test]
fn a_right_sign_is_accepted_inside_its_window() -> Result {
    let ran = verify(AT, &lines(&right()))?;
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.stdout.contains("the sign is right"), "{ran:?}");
    assert!(ran.stdout.contains("2021-03-22 18:22:29 UTC+8"), "{ran:?}");
    let told = verify(&format!("{AT} -o json"), &lines(&right()))?.json()?;
    assert_eq!(told[0]["verdict"], "right");
    assert_eq!(told[0]["accepted"], true);
    for at in [
        "--at 1616408849",
        "--at 1616408249",
        "--at 2021-03-22T18:22:29+08:00",
    ] {
        assert_eq!(verify(at, &lines(&right()))?.exit, 0, "{at}");
    }
    Ok(())
}

#[test]
fn a_right_sign_that_is_old_is_no_wrong_sign() -> Result {
    for (at, words, seconds) in [
        (
            "--at 1616409269",
            "it was made 12 min before 2021-03-22 10:34:29 UTC, and would be refused as too old",
            -720,
        ),
        ("--at 1616408850", "5 min 1 s before", -301),
        (
            "--at 1616404949",
            "it is dated 1 h after 2021-03-22 09:22:29 UTC, and would be refused as too far ahead",
            3600,
        ),
    ] {
        let ran = verify(at, &lines(&right()))?;
        assert_eq!(ran.exit, 4, "{ran:?}");
        assert!(ran.stdout.contains("the sign is right; "), "{ran:?}");
        assert!(ran.stdout.contains(words), "{words} isn't in {ran:?}");
        assert!(ran.stderr.contains("the sign is right, but"), "{ran:?}");
        assert!(ran.stderr.contains("--ignore-time"), "{ran:?}");
        let told = verify(&format!("{at} -o json"), &lines(&right()))?.json()?;
        assert_eq!(told[0]["verdict"], "outside-window");
        assert_eq!(told[0]["seconds"], seconds);
    }
    let now = verify("", &lines(&right()))?;
    assert!(
        now.stdout.contains(" days ago, and would be refused"),
        "{now:?}"
    );
    let ignored = verify("--ignore-time", &lines(&right()))?;
    assert_eq!(
        (ignored.exit, ignored.stderr.as_str()),
        (0, ""),
        "{ignored:?}"
    );
    Ok(())
}

#[test]
fn a_header_that_is_missing_or_malformed_is_named() -> Result {
    let all = lines(&right());
    for name in ["m7-appkey", "m7-nonce", "m7-timestamp", "m7-sign"] {
        let without: Vec<&str> = all.lines().filter(|line| !line.starts_with(name)).collect();
        refused(
            &without.join("\n"),
            "missing",
            &format!("the header {name} is missing"),
        )?;
    }
    for (from, to, mistake, reason) in [
        (
            TIMESTAMP,
            "1616408549000",
            "milliseconds",
            "it has 13 digits, so it counts milliseconds",
        ),
        (
            TIMESTAMP,
            "1616408549000",
            "milliseconds",
            "send and sign 1616408549",
        ),
        (
            NONCE,
            "25513",
            "malformed",
            "m7-nonce is malformed: it has 5 characters instead of 6",
        ),
        (NONCE, "O25513", "malformed", "m7-nonce is malformed"),
        (
            APPKEY,
            "2000114",
            "other-appkey",
            "m7-appkey is another account than 2000113",
        ),
    ] {
        refused(&all.replace(from, to), mistake, reason)?;
    }
    let twice = format!("{all}m7-nonce: 999999\n");
    refused(&twice, "repeated", "m7-nonce is there more than once")
}

#[test]
fn the_mistake_behind_a_wrong_sign_is_named() -> Result {
    let swapped = [APPKEY, NONCE, TIMESTAMP].concat();
    let milliseconds = [APPKEY, TIMESTAMP, "007", NONCE].concat();
    let message = canonical();
    let padded = |secret: &str| STANDARD.encode(digest(secret, &message));
    let bytes = digest(SECRET, &message);
    for (sign, mistake, reason) in [
        (sign(&swapped), "order", "signed in another order"),
        (
            sign(&[APPKEY, TIMESTAMP, NONCE].join("&")),
            "separator",
            "something stands between",
        ),
        (
            sign(&milliseconds),
            "milliseconds",
            "signed in milliseconds",
        ),
        (
            sign(&[APPKEY, TIMESTAMP, "25513"].concat()),
            "nonce-without-zeros",
            "six digits",
        ),
        (
            sign(&[APPKEY, TIMESTAMP].concat()),
            "part-missing",
            "a part isn't signed",
        ),
        (
            sign(&[APPKEY, "1616408550", NONCE].concat()),
            "other-timestamp",
            "take the time once",
        ),
        (
            padded(&format!("{SECRET}\n")),
            "padded-secret",
            "the secret key has a line break",
        ),
        (
            padded(&format!("\"{SECRET}\"")),
            "padded-secret",
            "quotes around it",
        ),
        (
            STANDARD.encode(digest(&message, SECRET)),
            "key-and-message-swapped",
            "changed places",
        ),
        (hex(&bytes), "hex", "written in hex"),
        (
            STANDARD.encode(hex(&bytes)),
            "hex-in-base64",
            "its hex was written in base64",
        ),
        (URL_SAFE.encode(&bytes), "url-safe", "the URL-safe alphabet"),
        (
            right().trim_end_matches('=').to_owned(),
            "unpadded",
            "has lost the = at its end",
        ),
        (
            padded("another-secret"),
            "wrong-sign",
            "most likely another secret key signed it",
        ),
        (
            "qUqP5cyxm6YcTAhz05Hph5gvu9M=".to_owned(),
            "malformed",
            "as long as one of SHA-1: take HMAC-SHA256",
        ),
        (
            "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3".to_owned(),
            "malformed",
            "one of SHA-1",
        ),
    ] {
        refused(&lines(&sign), mistake, reason)?;
    }
    // What was signed, and what would have been right.
    let ran = verify(AT, &lines(&sign(&swapped)))?;
    assert!(
        ran.stdout.contains(&format!("to sign    {message}")),
        "{ran:?}"
    );
    assert!(
        ran.stdout.contains(&format!("signed     {swapped}")),
        "{ran:?}"
    );
    Ok(())
}

#[test]
fn curl_commands_are_read() -> Result {
    let sign = right();
    let command = format!(
        "curl -sS -X POST 'http://v7openapi.7moor.com/openapi/v1/call/sip/list' \\\n  \
         -H \"M7-Appkey: {APPKEY}\" --header=m7-nonce:{NONCE} -H'm7-timestamp: {TIMESTAMP}' \\\n  \
         --header $'m7-sign: {sign}' -d '{{\"number\": \"2004\"}}'"
    );
    let ran = verify(AT, &command)?;
    assert_eq!(ran.exit, 0, "{ran:?}");
    assert!(
        ran.stdout.contains("POST /openapi/v1/call/sip/list"),
        "{ran:?}"
    );
    let body = r#"{"number": "2004"}"#;
    let wrong = command.replace(&sign, &crate::sign(&format!("{}{body}", canonical())));
    refused(&wrong, "body-signed", "the body is signed, too")?;
    let path = "/openapi/v1/call/sip/list";
    let wrong = command.replace(&sign, &crate::sign(&format!("{}{path}", canonical())));
    refused(&wrong, "path-signed", "the path is signed, too")?;

    let from_elsewhere = command.replace(&format!("$'m7-sign: {sign}'"), "\"m7-sign: $SIGN\"");
    let ran = verify(AT, &from_elsewhere)?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(
        ran.stdout.contains("the shell has put in m7-sign"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("can't be verified"), "{ran:?}");
    Ok(())
}

#[test]
fn several_requests_of_a_har_file_have_a_verdict_each() -> Result {
    let entry = |url: &str, sign: &str| {
        let header = |name: &str, value: &str| serde_json::json!({"name": name, "value": value});
        serde_json::json!({"request": {"method": "POST", "url": url, "headers": [
            header("M7-Appkey", APPKEY), header("M7-Nonce", NONCE),
            header("M7-Timestamp", TIMESTAMP), header("M7-Sign", sign),
        ]}, "response": {"content": {"text": "x"}}})
    };
    let api = "http://v7openapi.7moor.com/openapi/v1/call/sip";
    let har = serde_json::json!({"log": {"entries": [
        entry(&format!("{api}/list?password=hunter2"), &right()),
        {"request": {"method": "GET", "url": "http://example.com/", "headers": []}},
        entry(&format!("{api}/delete"), &sign("x")),
        {"request": {"method": "POST", "url": format!("{api}/create"), "headers": []}},
    ]}});
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("trace.har");
    std::fs::write(&file, har.to_string())?;
    let ran = verify(&format!("{} {AT} -o json", file.display()), "")?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    assert!(
        ran.stderr.contains("2 of 3 requests are signed wrong"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("hunter2"), "{ran:?}");
    let told = ran.json()?;
    let verdicts: Vec<_> = told
        .as_array()
        .ok_or("no list")?
        .iter()
        .map(|it| &it["verdict"])
        .collect();
    assert_eq!(verdicts, ["right", "wrong", "wrong"]);
    assert_eq!(told[0]["path"], "/openapi/v1/call/sip/list");
    assert_eq!(told[2]["mistake"], "missing");
    let ran = verify(&format!("{} {AT}", file.display()), "")?;
    assert_eq!(ran.stdout.matches("verdict ").count(), 3, "{ran:?}");
    Ok(())
}

#[test]
fn a_sandbox_s_journal_tells_what_it_found() -> Result {
    let machine = Machine::new()?;
    let mut serve = machine.command(["sandbox", "serve", "--appkey", APPKEY]);
    serve.env("M7_SANDBOX_SECRET", SECRET);
    let mut served = Served::start(serve)?;
    served.client(&machine, "sip list")?;
    served.ready["secretKey"] = format!("\"{SECRET}\"").into();
    assert_eq!(served.client(&machine, "sip list")?.exit, 4);
    let base_url = served.ready["baseUrl"].as_str().unwrap_or_default();
    let journal = std::process::Command::new("curl")
        .args([
            "-s",
            "--noproxy",
            "*",
            &format!("{base_url}/_sandbox/journal"),
        ])
        .output()?;
    let journal = String::from_utf8(journal.stdout)?;
    assert!(journal.contains("[redacted]"), "{journal}");
    let ran = verify("-o json", &journal)?;
    assert_eq!(ran.exit, 4, "{ran:?}");
    let told = ran.json()?;
    assert_eq!(told[0]["verdict"], "right", "{told}");
    assert_eq!(told[1]["mistake"], "padded-secret", "{told}");
    Ok(())
}

#[test]
fn a_sign_that_was_taken_out_cannot_be_verified_but_the_rest_can() -> Result {
    for blank in ["[redacted]", "***", "<hidden>"] {
        let ran = verify(AT, &lines(blank))?;
        assert_eq!(ran.exit, 2, "{ran:?}");
        assert!(ran.stdout.contains("m7-sign is blanked out"), "{ran:?}");
        assert!(ran.stderr.contains("can't be verified"), "{ran:?}");
        let wrong = lines(blank).replace(TIMESTAMP, "1616408549000");
        refused(&wrong, "milliseconds", "it counts milliseconds")?;
    }
    Ok(())
}

#[test]
fn what_holds_no_request_is_refused() -> Result {
    for (input, reason) in [
        ("", "stdin is empty"),
        ("no request at all\n", "stdin holds no request to the API"),
        ("{\"a\": 1}", "stdin holds no request to the API"),
        (
            "curl http://example.com/",
            "stdin holds no request to the API",
        ),
    ] {
        let ran = verify("", input)?;
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{input}: {ran:?}");
        assert!(ran.stderr.contains(reason), "{ran:?}");
        assert!(ran.stderr.contains("a HAR file"), "{ran:?}");
    }
    let long = "m7-appkey: 1\n".repeat(100_000);
    let ran = verify("", &long)?;
    assert_eq!(ran.exit, 2, "{ran:?}");
    assert!(ran.stderr.contains("longer than 1 MiB"), "{ran:?}");
    let ran = verify("/nonexistent/request.txt", "")?;
    assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{ran:?}");
    for (arguments, reason) in [
        ("--at yesterday", "give Unix seconds"),
        ("--at 1616408549000", "milliseconds"),
        ("--at 1616408549 --ignore-time", "cannot be used with"),
    ] {
        let ran = verify(arguments, &lines(&right()))?;
        assert_eq!((ran.exit, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(reason), "{ran:?}");
    }
    Ok(())
}
