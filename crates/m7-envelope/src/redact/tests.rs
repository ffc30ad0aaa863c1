use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// No two letters of what was to be hidden are left.
#[track_caller]
fn assert_hidden(text: &str) {
    let redacted = redact(text);
    assert!(redacted.contains(REDACTED), "{text} → {redacted}");
    assert!(
        !redacted.contains("HI") && !redacted.contains("DE"),
        "{text} → {redacted}"
    );
}

#[test]
fn secrets_are_found_however_they_are_written() {
    for text in [
        r#"{"password":"HIDE"}"#,
        r#"{"password" : "HIDE\"HIDE"}"#,
        r#"{"sipPassword":"HIDE"}"#,
        r#"{"PASSWORD":"HIDE"}"#,
        r#"{"p\u0061ssword":"HIDE"}"#,
        r#"{"password":["HIDE",{"a":"HIDE]}"}]}"#,
        r#"{"password":"HIDE"#,
        r#"{"password":["HIDE"#,
        r#"{"a":{"m7-sign":"HIDE"},"b":1}"#,
        "m7-sign: HIDE\r\nhost: a",
        "curl -H 'm7-sign: HIDE' -d 'password=HIDE&number=1'",
        "secret_key = 'HI DE'",
        "<p>&quot;password&quot;:&quot;HIDE&quot;</p>",
        "authorization: Bearer HIDE",
        "M7_SECRET_KEY=HIDE m7",
        "m7 --password HIDE",
        "<password>HI DE</password>",
        r#"{"secret key":"HI DE"}"#,
        "API key: HIDE",
    ] {
        assert_hidden(text);
    }
}

#[test]
fn secrets_are_found_however_deep_they_are_escaped() {
    for text in [
        r#"{"body":"{\"password\":\"HIDE\"}"}"#,
        r#"{"body":"{\"body\":\"{\\\"password\\\":\\\"HIDE\\\"}\"}"}"#,
        r#"{"body":"{\"password\":\"HI\\\"DE\"}"}"#,
        r#"{"body":"{\"password\":\"HI\\\"DE"#,
        r#"{"deep":"{\"password\":\"HIDE"#,
        r#"{"body":"{\u0022password\u0022:\u0022HI\\u0022DE\u0022}"}"#,
        r#"{"log":"a\nsign: HIDE\nb"}"#,
        r#"{"log":"a\\nsign=HIDE"}"#,
        r#"{"body":"{\n  \"password\":\n\"HI DE\"}"}"#,
        // Behind a stray quote, and in a nested body that is cut off.
        r#"" {"p\u0061ssword":"HIDE"}"#,
        r#"{"body":"{\"p\\u0061ssword\":\"HIDE"#,
        r"\ud800sign: HIDE",
        // Coded twice.
        "%2522password%2522%253A%2522HI%20DE%2522",
        "&amp;quot;password&amp;quot;:&amp;quot;HI DE&amp;quot;",
        // Quotes doubled in a table's field, closed and opened again in a shell.
        r#""{""password"":""HIDE""}",1"#,
        r"password='HI'\''DE'",
        "set password = 'HI''DE'",
        r#"password="HI"!DE""#,
    ] {
        assert_hidden(text);
    }
}

#[test]
fn secrets_are_found_in_quotes_behind_something() {
    for text in [
        r#"password: Some("HIDE")"#,
        r#"password: Some(" HI DE")"#,
        "password: u'HIDE'",
        "password: b' HIDE'",
        r#"m7_sign: Sign("HIDE")"#,
        r#"Sign("HIDE")"#,
        r#"password=="HIDE""#,
        r#"Call { password: Some(Password("HI DE")) }"#,
        "password: “HI DE”",
        "password: {SSHA}HIDE",
        r#"headers["password"] = "HI DE""#,
    ] {
        assert_hidden(text);
    }
}

#[test]
fn secrets_are_found_behind_every_separator() {
    for text in [
        "password:\u{3000}HIDE",
        "password:\u{a0}HIDE",
        "password：HIDE",
        "密码:HIDE",
        "sip号密码：HIDE",
        "签名=HIDE",
        "密钥: HIDE",
        "password: <HI DE>",
        "password: , HIDE",
        r#""password" = "HIDE""#,
        r#""password"=>"HIDE""#,
        "password => HIDE",
        r"password\: HIDE",
        "password: token: HIDE",
        "password := 'HI DE'",
    ] {
        assert_hidden(text);
    }
}

#[test]
fn secrets_are_found_in_every_code() {
    for text in [
        "&#34;password&#34;:&#34;HIDE&#34;",
        "&#34;password&#34;:&#34;HI DE&#34;",
        "&#x22;password&#x22;:&#x22;HI DE&#x22;",
        "%22password%22%3A%22HIDE",
        "%22password%22%3A+%22HI+DE%22%2C%22number%22",
        "%7B%22password%22%3A%22HI%5C%22DE%22%7D",
        "%70assword=HI%26DE",
        "%22password%22%3A%5B%22HI%22%2C%22DE%22%5D",
        r#"{"password":[")", {"a":"HIDE"}, "DE"]}"#,
        "password=%22%22!HI%22!DE",
        "%22password%22:%22HI%20DE%22",
        r"{\'password\': \'HIDE\'}",
        r"{'password': 'HI\'DE'}",
        r"'{\'password\': \'HI\\\'DE\'}'",
    ] {
        assert_hidden(text);
    }
}

#[test]
fn what_has_parts_is_blanked_to_the_end_of_its_line() {
    for text in [
        "cookie: a=1; sid=HIDE",
        "Set-Cookie: a=\"1\"; sid=HIDE\r\nhost: a",
        "authorization: Token HIDE",
        "authorization: Digest username=\"a\", response=\"HIDE\"",
        "'proxy-authorization: Token HIDE'",
        r#"{"authorization":"Token HIDE"}"#,
        "cookie: \"a=1\nHI\"; sid=DE",
        r#"{"cookie":["a=1; sid=HIDE"]}"#,
        r#""cookie": a=1; sid=HIDE"#,
    ] {
        assert_hidden(text);
    }
    assert_eq!(
        redact("cookie: a=1; b=2\r\nhost: a"),
        "cookie: [redacted]\r\nhost: a"
    );
    assert_eq!(
        redact("curl -H 'cookie: a=1; b=2' http://a"),
        "curl -H 'cookie: [redacted]' http://a"
    );
}

#[test]
fn secrets_are_found_in_lists_of_names_and_values() {
    for text in [
        r#"{"name":"m7-sign","value":"HIDE"}"#,
        r#"{ "name" : "m7-sign" , "value" : "HI DE" }"#,
        r#"{name: "m7-sign", value: "HIDE"}"#,
        r#"["m7-sign","HIDE"]"#,
        r#"["m7-sign","HI:DE"]"#,
        r#"("m7-sign", "HIDE")"#,
        "[(b'm7-sign', b'HIDE')]",
        r#"<header name="m7-sign" value="HIDE"/>"#,
        r#"{"log":"[\"m7-sign\",\"HI DE\"]"}"#,
        r#"["m7-sign","HIDE"#,
    ] {
        assert_hidden(text);
    }
}

#[test]
fn secrets_are_found_by_all_their_names() {
    for name in [
        "passwords",
        "password2",
        "passwordConfirm",
        "signature",
        "pass",
        "userPass",
        "apiKey",
        "api_key",
        "X-Api-Key",
        "secretCode",
        "appSign",
        "app_sign2",
        "accessToken",
        "tokens",
        "postman-token",
        "pwd",
    ] {
        assert!(names_a_secret(name), "{name}");
        assert_hidden(&format!(r#"{{"{name}":"HIDE"}}"#));
        assert_hidden(&format!("{name}=HIDE"));
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        r#"{"number":"2004","signal":"x","design":"y","assigned":1,"passed":2,"tokenized":3}"#,
        r#"{"m7-appkey":"2000113","m7-nonce":"025513"}"#,
        "the password must be given",
        "expected one of `number`, `password`, `isNAT`",
        r#"{"field":"password","reason":"too short"}"#,
        r#"{"note":"a \u00e9 is \"é\""}"#,
        "a 100%22 &quot;b&quot; \\",
        "",
    ] {
        let redacted = redact(text);
        assert_eq!(redacted, text);
        assert!(matches!(redacted, Cow::Borrowed(_)));
    }
}

#[test]
fn what_stands_around_a_secret_stays() {
    for (text, redacted) in [
        (
            r#"{"password":"x","number":"2004"}"#,
            r#"{"password":"[redacted]","number":"2004"}"#,
        ),
        (
            r#"{"password":1234,"number":"2004"}"#,
            r#"{"password":[redacted],"number":"2004"}"#,
        ),
        (
            r#"{"body":"{\"password\":\"x\"}","number":"2004"}"#,
            r#"{"body":"{\"password\":\"[redacted]\"}","number":"2004"}"#,
        ),
        (
            r#"{"body":"{\"password\":\"x","number":"2004"}"#,
            r#"{"body":"{\"password\":\"[redacted]","number":"2004"}"#,
        ),
        (
            r#"{"note":"password=x","number":"2004"}"#,
            r#"{"note":"password=[redacted]","number":"2004"}"#,
        ),
        ("password=&number=2004", "password=&number=2004"),
        (
            "curl -H 'm7-sign: x' -d 'password=y&number=1'",
            "curl -H 'm7-sign: [redacted]' -d 'password=[redacted]&number=1'",
        ),
        (
            r#"("m7-sign", "x"), ("host", "a")"#,
            r#"("m7-sign", "[redacted]"), ("host", "a")"#,
        ),
    ] {
        assert_eq!(redact(text), redacted);
    }
}

/// Each takes some tens of milliseconds. Had each byte to look at the rest again, it would take
/// minutes.
#[test]
fn time_grows_with_the_text_and_no_faster() {
    const SIZE: usize = 200_000;
    for (start, repeated, end) in [
        ("\"", "\\\"", "\npassword\""),
        ("\"", "\\\"", "\\ud800 sign\""),
        ("password", "\\\"", ""),
        ("password:", "\\", ""),
        ("", "\\", ""),
        ("", "\"password", ""),
        ("", "password ", ""),
        ("", "password(", ""),
        ("", "\"sign\",", ""),
        ("", "\"sign\",'", ""),
        ("", "\"sign\",\\\"", ""),
        ("", "\"sign\" value", ""),
        ("", "sign:[", ""),
        ("", "sign=a\"", ""),
        ("", "sign='", ""),
        ("", "<sign>", ""),
        ("", "cookie: \r", ""),
        ("%", "25", ""),
        ("&", "amp;", ""),
        ("", "&#0000", ""),
        ("", "a", ""),
        ("", "\"", ""),
    ] {
        let text = format!("{start}{}{end}", repeated.repeat(SIZE / repeated.len()));
        let started = Instant::now();
        let redacted = redact(&text);
        let took = started.elapsed();
        assert!(took < Duration::from_secs(10), "{repeated:?}: {took:?}");
        assert!(redacted.len() <= 4 * text.len());
    }
}

type Form = (&'static str, fn(&str) -> String, &'static str);

/// What stands before a secret, how it is written there, and what stands behind it.
const FORMS: [Form; 17] = [
    (r#"{"a":1,"password":""#, json, r#"","z":1}"#),
    (r#"{"password":""#, json, ""),
    (r#"{"password":""#, unicode, r#"","z":1}"#),
    (r#"{"body":"{\"m7-sign\":\""#, nested, r#"\"}","z":1}"#),
    (r#"{"body":"{\"secretKey\":\""#, nested, ""),
    (r#"{"name":"m7-sign","value":""#, json, r#""}"#),
    (r#"["m7-sign",""#, json, r#""]"#),
    (r#"password: Some(""#, json, r#""), z: 1"#),
    ("(b'password', b'", single, "')"),
    ("{'password': u'", single, "'}"),
    ("number=1&password=", form, "&z=1"),
    ("%7B%22password%22%3A%22", json_in_form, "%22%7D"),
    ("&quot;password&quot;:&quot;", json_in_html, "&quot;</p>"),
    ("&#34;password&#34;: &#34;", json_in_html, "&#34;</p>"),
    ("<password>", html, "</password>"),
    ("authorization: Basic ", str::to_owned, "\r\nhost: a"),
    ("cookie: a=b; sid=", str::to_owned, ""),
];

fn json(secret: &str) -> String {
    let quoted = serde_json::Value::from(secret).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn nested(secret: &str) -> String {
    json(&json(secret))
}

fn unicode(secret: &str) -> String {
    let coded = |unit| format!("\\u{unit:04x}");
    secret.encode_utf16().map(coded).collect()
}

fn single(secret: &str) -> String {
    secret.replace('\\', r"\\").replace('\'', r"\'")
}

fn html(secret: &str) -> String {
    secret
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn json_in_html(secret: &str) -> String {
    html(&json(secret))
}

fn form(secret: &str) -> String {
    let coded = |byte| match char::from(byte) {
        char if char.is_ascii_alphanumeric() => char.to_string(),
        _ => format!("%{byte:02X}"),
    };
    secret.bytes().map(coded).collect()
}

fn json_in_form(secret: &str) -> String {
    form(&json(secret))
}

proptest! {
    #[test]
    fn any_text_is_redacted_without_a_panic(text in any::<String>()) {
        redact(&text);
    }

    #[test]
    fn texts_of_secrets_and_quotes_too(
        text in r#"(password|m7-sign|cookie|value|"|\\|'|:|=|,|<|>|\(|\{|\[|\]|\}|&quot;|%22|\\u0022|a| |\n|é){0,40}"#
    ) {
        redact(&text);
    }

    #[test]
    fn no_form_shows_a_secret(
        (before, write, behind) in prop::sample::select(&FORMS[..]),
        secret in "[A-Z]{4}[A-Z0-9!-/:-@\\[-`{-~é ]{0,12}[A-Z]{4}",
    ) {
        let text = format!("{before}{}{behind}", write(&secret));
        let redacted = redact(&text);
        for part in [&secret[..4], &secret[secret.len() - 4..]] {
            prop_assert!(!redacted.contains(&write(part)), "{} → {}", text, redacted);
        }
    }

    #[test]
    fn an_object_stays_one(password in any::<String>(), before in any::<u8>()) {
        let text = serde_json::json!({ "a": before, "password": password, "z": 1 }).to_string();
        let value: serde_json::Value = serde_json::from_str(&redact(&text))?;
        let expected = serde_json::json!({ "a": before, "password": REDACTED, "z": 1 });
        prop_assert_eq!(value, expected);
    }

    #[test]
    fn so_does_one_in_a_string(password in any::<String>()) {
        let inner = serde_json::json!({ "password": password, "z": 1 }).to_string();
        let text = serde_json::json!({ "body": inner, "z": 1 }).to_string();
        let inner = serde_json::json!({ "password": REDACTED, "z": 1 }).to_string();
        let expected = serde_json::json!({ "body": inner, "z": 1 }).to_string();
        prop_assert_eq!(redact(&text), expected);
    }

    #[test]
    fn an_object_that_is_cut_off_shows_nothing(password in "[A-Z0-9]{6,20}", keep in 14_usize..40) {
        let text = serde_json::json!({ "password": password }).to_string();
        let cut = &text[..keep.min(text.len())];
        let redacted = redact(cut);
        prop_assert!(!redacted.contains(&password[..1]) || cut.len() < 14, "{}", redacted);
    }
}
