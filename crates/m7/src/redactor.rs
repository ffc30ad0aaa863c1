//! Takes out of a server's text what was sent to it.

use m7_envelope::redact::{REDACTED, redact, redact_value};
use zeroize::Zeroizing;

/// How much of a body an error keeps, in characters.
const KEPT: usize = 8 * 1024;

/// How much of a message an error keeps, in characters.
const KEPT_MESSAGE: usize = 500;

/// How much of a body is looked through for names of secrets, in bytes. More than is kept, so that
/// what is kept isn't cut before it was looked at.
const SEARCHED: usize = 64 * 1024;

/// A secret of fewer characters than this is so short that the holes it leaves would spell it: a text
/// that has it is blanked as a whole.
const SHORT: usize = 6;

/// Knows the secrets of one call, and takes them out of any text by value and by name.
///
/// A reply echoes its request: `requestInfo.body` with the password, `requestInfo.headers` with the
/// sign.
#[derive(Default)]
pub(crate) struct Redactor {
    forms: Vec<Zeroizing<String>>,
}

impl Redactor {
    /// Takes this secret out from now on, in every form in which it may stand in a reply.
    pub(crate) fn hide(&mut self, secret: &str) {
        for form in forms(secret) {
            if !form.is_empty() && !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
        // The longest first: a form may hold another, whose removal would leave the rest.
        self.forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// What the server says, in one piece of bearable length.
    pub(crate) fn message(&self, text: &str) -> String {
        shortened(&self.clean(text), KEPT_MESSAGE)
    }

    /// The beginning of a reply.
    pub(crate) fn body(&self, bytes: &[u8]) -> String {
        shortened(&self.clean(&String::from_utf8_lossy(bytes)), KEPT)
    }

    fn clean(&self, text: &str) -> String {
        let spelt =
            |form: &Zeroizing<String>| form.chars().count() < SHORT && text.contains(form.as_str());
        if self.forms.iter().any(spelt) {
            return REDACTED.to_owned();
        }
        // By value over all of the text, since a cut could part a secret.
        let mut clean = text.to_owned();
        for form in &self.forms {
            if let std::borrow::Cow::Owned(without) = redact_value(&clean, form) {
                clean = without;
            }
        }
        for form in &self.forms {
            clean.truncate(clean.len() - parted(&clean, form));
        }
        let end = (0..=SEARCHED.min(clean.len()))
            .rev()
            .find(|&end| clean.is_char_boundary(end))
            .unwrap_or_default();
        redact(&clean[..end]).into_owned()
    }
}

/// How many bytes at the end of `text` are the beginning of `secret`, when a reply was cut off
/// within it. Fewer than three give nothing away and may be there by chance.
fn parted(text: &str, secret: &str) -> usize {
    (3..secret.len())
        .rev()
        .filter(|&length| secret.is_char_boundary(length))
        .find(|&length| text.ends_with(&secret[..length]))
        .unwrap_or_default()
}

/// A secret as it is, as in a JSON string, as in JSON in a JSON string, and as in HTML.
fn forms(secret: &str) -> [Zeroizing<String>; 4] {
    let json = in_json(secret);
    let nested = in_json(&json);
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;");
    [secret.to_owned(), json, nested, html].map(Zeroizing::new)
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secret: &str) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.hide(secret);
        redactor
    }

    #[test]
    fn a_secret_is_found_however_it_is_escaped() {
        let secret = r#"a"<b\c"#;
        let echo = serde_json::json!({ "pin": secret });
        let nested = serde_json::json!({ "body": echo.to_string() });
        for body in [
            format!("unknown {secret}"),
            echo.to_string(),
            nested.to_string(),
            "<p>a&quot;&lt;b\\c</p>".to_owned(),
        ] {
            let clean = redactor(secret).body(body.as_bytes());
            assert!(clean.contains("[redacted]"), "{clean}");
            assert!(!clean.contains("b\\c"), "{clean}");
        }
    }

    #[test]
    fn a_secret_is_found_by_name_when_its_value_is_another() {
        assert_eq!(
            redactor("x").body(br#"{"password":"of another call"}"#),
            r#"{"[redacted]":"#.replace("[redacted]", "password") + r#""[redacted]"}"#
        );
    }

    #[test]
    fn what_is_kept_is_short_and_a_secret_at_the_cut_is_not_parted() {
        let body = format!("{}hunter2", "é".repeat(KEPT - 3));
        let clean = redactor("hunter2").body(body.as_bytes());
        assert_eq!(clean.chars().count(), KEPT + 1);
        assert!(!clean.contains("hun"), "{clean}");
    }

    #[test]
    fn a_secret_that_the_reply_was_cut_off_in_is_taken_out_too() {
        assert_eq!(
            redactor("hunter2").body(b"unknown word hunte"),
            "unknown word "
        );
    }

    #[test]
    fn a_short_secret_leaves_no_holes_that_spell_it() {
        let said = "the account has a number 2004 already";
        assert_eq!(redactor("e").message(said), "[redacted]");
        assert_eq!(redactor("z").message(said), said);
    }

    #[test]
    fn no_secret_changes_nothing() {
        assert_eq!(redactor("").message("all is well"), "all is well");
    }
}
