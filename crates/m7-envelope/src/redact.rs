//! Passwords, secrets and signs out of any text.
//!
//! A reply echoes the request with its password and its sign, and what can't be decoded (cut off,
//! HTML around it, JSON inside a JSON string) echoes them just as well. So this works on texts, not
//! on JSON: it looks for names of secrets and blanks what stands behind them.

use std::borrow::Cow;

/// What stands in a secret's place.
pub const REDACTED: &str = "[redacted]";

/// How deep JSON inside JSON strings is followed; what lies deeper is blanked as a whole.
const MAX_DEPTH: usize = 4;

/// The text with the values of all secrets replaced by `[redacted]`.
///
/// Secret is what is named so: `password`, `secretKey`, `m7-sign`, `authorization`, `token` and
/// their like, in any case, with `-` or `_`, and with a prefix (`sipPassword`), as a JSON key, a
/// header, a form field or a word before `:` or `=`.
///
/// ```
/// use m7_envelope::redact::redact;
///
/// assert_eq!(
///     redact(r#"{"number": "2004", "password": "12\"34", "cut": {"m7-sign": "ybCw"#),
///     r#"{"number": "2004", "password": "[redacted]", "cut": {"m7-sign": "[redacted]"#,
/// );
/// assert_eq!(redact("nothing to hide"), "nothing to hide");
/// ```
pub fn redact(text: &str) -> Cow<'_, str> {
    redact_at_depth(text, 0)
}

/// The text with every occurrence of `secret` itself blanked, for a caller that knows it. An empty
/// secret changes nothing.
///
/// ```
/// use m7_envelope::redact::redact_value;
///
/// assert_eq!(redact_value("unknown word hunter2", "hunter2"), "unknown word [redacted]");
/// ```
pub fn redact_value<'a>(text: &'a str, secret: &str) -> Cow<'a, str> {
    if secret.is_empty() || !text.contains(secret) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.replace(secret, REDACTED))
    }
}

fn redact_at_depth(text: &str, depth: usize) -> Cow<'_, str> {
    if !may_name_a_secret(text) {
        return Cow::Borrowed(text);
    }
    if depth > MAX_DEPTH {
        return Cow::Borrowed(REDACTED);
    }
    let mut scanner = Scanner {
        text,
        at: 0,
        out: String::with_capacity(text.len()),
        depth,
        cut_off: false,
    };
    scanner.run();
    Cow::Owned(scanner.out)
}

/// A quick look that spares most texts the scanner. `\u` may spell any name.
fn may_name_a_secret(text: &str) -> bool {
    let bytes = text.as_bytes();
    [
        "pass", "pwd", "secret", "sign", "token", "auth", "cookie", "\\u",
    ]
    .iter()
    .any(|part| {
        bytes
            .windows(part.len())
            .any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
    })
}

fn names_a_secret(name: &str) -> bool {
    let name: String = name
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let ends = [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "secretkey",
        "m7sign",
        "token",
        "authorization",
        "cookie",
    ];
    name == "sign" || ends.iter().any(|end| name.ends_with(end))
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    out: String,
    depth: usize,
    /// A string literal has been found not to end. Then no later one ends either, since every
    /// quote that follows is escaped; knowing it keeps the scan linear.
    cut_off: bool,
}

impl<'a> Scanner<'a> {
    fn run(&mut self) {
        while let Some(next) = self.rest().chars().next() {
            if next == '"' {
                self.string();
            } else if is_word(next) {
                self.word();
            } else {
                self.copy(next.len_utf8());
            }
        }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn copy(&mut self, length: usize) {
        self.out.push_str(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    /// A quoted string: a key, or a value that may hold a text of its own.
    fn string(&mut self) {
        let Some(token) = (!self.cut_off).then(|| quoted(self.rest())).flatten() else {
            // What follows the quote is a text like any other.
            self.cut_off = true;
            return self.copy(1);
        };
        let decoded: Option<String> = serde_json::from_str(token).ok();
        let name = decoded.as_deref().unwrap_or(token).trim_matches('"');
        if let Some(gap) = colon_after(&self.rest()[token.len()..], false)
            && names_a_secret(name)
        {
            self.copy(token.len() + gap);
            self.secret_value();
        } else if let Some(decoded) = decoded {
            match redact_at_depth(&decoded, self.depth + 1) {
                Cow::Owned(inner) if inner != decoded => self.out.push_str(&json_string(&inner)),
                Cow::Borrowed(REDACTED) => self.out.push_str(&json_string(REDACTED)),
                Cow::Owned(_) | Cow::Borrowed(_) => self.out.push_str(token),
            }
            self.at += token.len();
        } else {
            // No JSON string, so again a text like any other.
            self.copy(1);
        }
    }

    fn word(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let gap = names_a_secret(&rest[..length]).then(|| colon_after(&rest[length..], true));
        self.copy(length + gap.flatten().unwrap_or(0));
        if gap.flatten().is_some() {
            self.secret_value();
        }
    }

    /// Blanks the value that starts here, in whatever way it is quoted.
    fn secret_value(&mut self) {
        let rest = self.rest();
        let backslashes = rest.len() - rest.trim_start_matches('\\').len();
        let (quote, length) = match rest[backslashes..].chars().next() {
            Some('"') if backslashes == 0 => ("\"", quoted(rest).map_or(rest.len(), str::len)),
            Some('"') => {
                let opening = &rest[..=backslashes];
                (opening, escaped(rest, opening))
            }
            Some('\'') if backslashes == 0 => ("'", enclosed(rest, "'")),
            Some('{' | '[') if backslashes == 0 => ("", bracketed(rest)),
            _ if rest.starts_with("&quot;") => ("&quot;", enclosed(rest, "&quot;")),
            _ => ("", bare(rest)),
        };
        let value = &rest[..length];
        if !value.is_empty() {
            let closed = value.len() >= 2 * quote.len() && value.ends_with(quote);
            self.out.push_str(quote);
            self.out.push_str(REDACTED);
            self.out.push_str(if closed { quote } else { "" });
        }
        self.at += length;
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The string literal at the start of `text`, quotes included. `None` when it doesn't end.
fn quoted(text: &str) -> Option<&str> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(&text[..=at]),
            _ => {}
        }
    }
    None
}

/// Length of what stands between a name and its value: the closing quote of the name (`loose`
/// only), blanks, `:` or (`loose` only) `=`, blanks. `None` when there is no such thing.
fn colon_after(text: &str, loose: bool) -> Option<usize> {
    let after_name = if loose {
        let unquoted = text.trim_start_matches(['\\', '"', '\'']);
        unquoted.strip_prefix("&quot;").unwrap_or(unquoted)
    } else {
        text
    };
    let colon = after_name.trim_start();
    let after = colon
        .strip_prefix(':')
        .or_else(|| colon.strip_prefix('=').filter(|_| loose))?;
    Some(text.len() - after.trim_start_matches([' ', '\t', '\r', '\n']).len())
}

/// Length of a value between escaped quotes, as inside a JSON string: `\"…\"`.
fn escaped(text: &str, quote: &str) -> usize {
    let mut from = quote.len();
    while let Some(found) = text[from..].find(quote) {
        let at = from + found;
        if !text[..at].ends_with('\\') {
            return at + quote.len();
        }
        from = at + quote.len();
    }
    text.len()
}

fn enclosed(text: &str, quote: &str) -> usize {
    let inner = &text[quote.len()..];
    inner
        .find(quote)
        .map_or(text.len(), |at| at + 2 * quote.len())
}

/// Length of an object or array, or of all the text when it doesn't end.
fn bracketed(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' => {
                at += quoted(&text[at..]).map_or(text.len() - at, str::len);
                continue;
            }
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            _ => {}
        }
        at += c.len_utf8();
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Length of a value without quotes. A scheme before it (`Bearer x`) belongs to it.
fn bare(text: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '&' | '<' | '>' | '}' | ']' | '"' | '\'')
    };
    let length = text.find(ends).unwrap_or(text.len());
    let scheme = ["basic", "bearer", "digest"]
        .iter()
        .any(|scheme| text[..length].eq_ignore_ascii_case(scheme));
    if scheme {
        text.find(['\r', '\n', '"', '\'', '<'])
            .unwrap_or(text.len())
    } else {
        length
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
            r#"{"body":"{\"password\":\"HIDE\"}"}"#,
            r#"{"body":"{\"body\":\"{\\\"password\\\":\\\"HIDE\\\"}\"}"}"#,
            r#"{"body":"{\"password\":\"HI\\\"DE"#,
            r#"{"deep":"{\"password\":\"HIDE"#,
            "m7-sign: HIDE\r\nhost: a",
            "curl -H 'm7-sign: HIDE' -d 'password=HIDE&number=1'",
            "secret_key = 'HI DE'",
            "<p>&quot;password&quot;:&quot;HIDE&quot;</p>",
            "authorization: Bearer HIDE",
            "M7_SECRET_KEY=HIDE m7",
        ] {
            let redacted = redact(text);
            assert!(redacted.contains(REDACTED), "{text} → {redacted}");
            assert!(
                !redacted.contains("HI") && !redacted.contains("DE"),
                "{text} → {redacted}"
            );
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for text in [
            r#"{"number":"2004","signal":"x","design":"y"}"#,
            "the password must be given",
            r#"{"note":"a \u00e9 is \"é\""}"#,
        ] {
            assert_eq!(redact(text), text);
        }
        assert_eq!(
            redact(r#"{"password":"x","number":"2004"}"#),
            r#"{"password":"[redacted]","number":"2004"}"#
        );
    }

    #[test]
    fn deep_nesting_ends() {
        let text = format!("password{}", "\\\"".repeat(100_000));
        assert!(redact(&text).len() <= text.len() + REDACTED.len());
        let mut nested = r#"{"password":"HIDE"}"#.to_owned();
        for _ in 0..8 {
            nested = serde_json::Value::from(nested).to_string();
        }
        assert!(!redact(&nested).contains("HIDE"));
    }

    proptest! {
        #[test]
        fn any_text_is_redacted_without_a_panic(text in any::<String>()) {
            redact(&text);
        }

        #[test]
        fn texts_of_secrets_and_quotes_too(
            text in r#"(password|m7-sign|"|\\|'|:|=|\{|\[|\]|\}|&quot;|a| |é){0,40}"#
        ) {
            redact(&text);
        }

        #[test]
        fn no_password_survives_in_an_object(password in "[A-Z0-9\"\\\\é{}\\[\\] ]{4,20}", before in any::<u8>()) {
            let text = serde_json::json!({ "a": before, "password": password, "z": 1 }).to_string();
            let redacted = redact(&text);
            let escaped = serde_json::Value::from(password.as_str()).to_string();
            prop_assert!(!redacted.contains(escaped.trim_matches('"')) || password.trim().is_empty());
            let value: serde_json::Value = serde_json::from_str(&redacted)?;
            prop_assert_eq!(&value["password"], REDACTED);
            prop_assert_eq!(&value["z"], 1);
        }

        #[test]
        fn nor_in_an_object_that_is_cut_off(password in "[A-Z0-9]{6,20}", keep in 14_usize..40) {
            let text = serde_json::json!({ "password": password }).to_string();
            let cut = &text[..keep.min(text.len())];
            let redacted = redact(cut);
            prop_assert!(!redacted.contains(&password[..1]) || cut.len() < 14, "{}", redacted);
        }
    }
}
