//! Looks for a secret in a text, however it is spelt there.

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

/// A line of `text` that one of `secrets` stands in, and how it is spelt there.
pub(crate) fn find<S: AsRef<str>>(text: &str, secrets: &[S]) -> Option<(String, String)> {
    let forms: Vec<String> = secrets
        .iter()
        .flat_map(|secret| forms(secret.as_ref()))
        .collect();
    // All of them in one pass: there are thousands, and the text is long.
    let found = AhoCorasick::new(&forms).unwrap().find(text)?;
    let from = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
    let line = text[from..].lines().next().unwrap_or_default();
    Some((forms[found.pattern()].clone(), line.to_owned()))
}

/// The ways in which a secret may be spelt.
fn forms(secret: &str) -> Vec<String> {
    assert!(
        secret.len() >= 8,
        "so short a secret may be there by chance"
    );
    let quoted = [
        format!("{secret:?}"),
        format!("{:?}", format!("{secret:?}")),
    ];
    let encoded = ENCODINGS.map(|encode| encode(secret));
    let nested = ENCODINGS.map(|encode| ascii_json(&encode(secret)));
    let hex: Vec<String> = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    [secret.to_owned(), hex.to_uppercase(), hex]
        .into_iter()
        .chain(quoted)
        .chain(encoded)
        .chain(nested)
        .map(|form| form.trim_matches(['"', '\\']).to_owned())
        .chain(in_base64(secret))
        .chain([bytes_of_debug(secret)])
        .collect()
}

/// What base64 makes of a secret wherever it stands in what is encoded: at each of the three places
/// in a group, less the characters that depend on its neighbours.
fn in_base64(secret: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for before in 0..3 {
        let bytes = [&vec![0; before][..], secret.as_bytes()].concat();
        let whole = bytes.len() / 3 * 3;
        let from = before.div_ceil(3) * 4;
        for engine in [STANDARD, URL_SAFE] {
            forms.push(engine.encode(&bytes[..whole])[from..].to_owned());
        }
    }
    forms
}

/// As `Debug` prints bytes: `104, 117, 110`.
fn bytes_of_debug(secret: &str) -> String {
    let bytes: Vec<_> = secret.bytes().map(|byte| byte.to_string()).collect();
    bytes.join(", ")
}

pub(crate) const ENCODINGS: [fn(&str) -> String; 4] = [in_a_url, in_a_form, in_html, ascii_json];

/// `%C3%A4`, in upper case, as RFC 3986 §2.1 recommends.
fn in_a_url(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02X}"))
}

/// `%c3%a4`, and `+` for a space.
fn in_a_form(text: &str) -> String {
    percent(text, |byte| format!("%{byte:02x}")).replace("%20", "+")
}

fn percent(text: &str, encode: impl Fn(u8) -> String) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => encode(byte),
        })
        .collect()
}

/// As Go's templates do, and with all that isn't ASCII as numbers.
fn in_html(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '"' => "&#34;".to_owned(),
            '\'' => "&#39;".to_owned(),
            c if c.is_ascii() => c.to_string(),
            c => format!("&#x{:X};", u32::from(c)),
        })
        .collect()
}

/// As PHP does.
pub(crate) fn ascii_json(text: &str) -> String {
    let inner: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' | '/' => format!("\\{c}"),
            c if c.is_ascii() => c.to_string(),
            c => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                let escape = |unit| format!("\\u{unit:04x}");
                units.into_iter().map(escape).collect()
            }
        })
        .collect();
    format!("\"{inner}\"")
}

#[derive(Debug)]
#[expect(dead_code, reason = "it is printed")]
struct Careless<'a>(&'a str, &'a [u8]);

#[test]
fn a_secret_is_found_however_it_is_spelt() {
    let secret = "pw-\"ä/+&😀'Z9";
    for form in forms(secret) {
        let text = format!("nothing here\nbut field={form:.200} there");
        let (_, line) = find(&text, &[secret]).unwrap();
        assert!(line.starts_with("but"), "{line}");
        assert_eq!(find(&text, &["another-secret"]), None);
    }
    for neighbours in ["", "a", "ab", "abc", "me:"] {
        let text = STANDARD.encode(format!("{neighbours}{secret}{neighbours}"));
        assert!(find(&text, &[secret]).is_some(), "{text}");
    }
    for careless in [Careless(secret, &[]), Careless("", secret.as_bytes())] {
        assert!(find(&format!("{careless:?}"), &[secret]).is_some());
    }
    assert_eq!(find("pw-", &[secret]), None);
}
