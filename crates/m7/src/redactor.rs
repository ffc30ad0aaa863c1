//! Takes out of a server's text what was sent to it.

use std::collections::BTreeMap;

use m7_envelope::redact::{REDACTED, redact};
use zeroize::Zeroizing;

use crate::spellings::spellings;

/// How much of a body an error keeps, in characters.
const KEPT: usize = 8 * 1024;

/// How much of a message an error keeps, in characters.
const KEPT_MESSAGE: usize = 500;

/// How much of a text is looked through for secrets, in bytes. More than is kept, so that what is
/// kept isn't cut before it was looked at.
const SEARCHED: usize = 64 * 1024;

/// A secret of fewer characters than this is so short that the holes it leaves would spell it: a text
/// that has it is blanked as a whole.
const SHORT: usize = 6;

/// How many bytes at the end of a text are taken out if they are the beginning of a secret, as when
/// a reply was cut off within it. Fewer give nothing away and may be there by chance.
const TELLING: usize = 3;

/// Knows the secrets of one call, and takes them out of any text by value and by name.
///
/// A reply echoes its request: `requestInfo.body` with the password, `requestInfo.headers` with the
/// sign. Each character of a secret is found however it is spelled, whatever the spelling of the
/// one before it: encoders differ in what they escape.
#[derive(Default)]
pub(crate) struct Redactor {
    secrets: Vec<Zeroizing<String>>,
    spellings: BTreeMap<char, Vec<String>>,
}

/// Where a secret is in a text that was looked at from one place on.
enum Found {
    No,
    /// All of it, up to there.
    Whole(usize),
    /// The text ends within it.
    Parted,
}

impl Redactor {
    /// Takes this secret out from now on.
    pub(crate) fn hide(&mut self, secret: &str) {
        if secret.is_empty() {
            return;
        }
        for c in secret.chars() {
            self.spellings.entry(c).or_insert_with(|| spellings(c));
        }
        self.secrets.push(Zeroizing::new(secret.to_owned()));
    }

    /// What the server says, in one piece of bearable length.
    pub(crate) fn message(&self, text: &str) -> String {
        shortened(&self.clean(text), KEPT_MESSAGE)
    }

    /// The beginning of a reply.
    pub(crate) fn body(&self, bytes: &[u8]) -> String {
        let searched = &bytes[..bytes.len().min(SEARCHED)];
        let text = String::from_utf8_lossy(searched);
        // A character that was cut in two would hide that a secret ends with it.
        let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER);
        shortened(&self.clean(text), KEPT)
    }

    fn clean(&self, text: &str) -> String {
        let end = (0..=SEARCHED.min(text.len()))
            .rev()
            .find(|&end| text.is_char_boundary(end))
            .unwrap_or_default();
        let text = &text[..end];
        let mut clean = String::with_capacity(text.len());
        // How far the text is copied, and how far it is known to be a secret. Secrets may overlap.
        let (mut copied, mut hidden) = (0, 0);
        for (at, _) in text.char_indices() {
            for secret in &self.secrets {
                let end = match self.find(secret, text, at) {
                    Found::Whole(_) if secret.chars().count() < SHORT => {
                        return REDACTED.to_owned();
                    }
                    Found::Whole(end) => end,
                    Found::Parted if at >= hidden => {
                        clean.push_str(&text[copied..at]);
                        return redact(&clean).into_owned();
                    }
                    Found::Parted => text.len(),
                    Found::No => continue,
                };
                if at >= hidden {
                    clean.push_str(&text[copied..at]);
                    clean.push_str(REDACTED);
                }
                hidden = hidden.max(end);
                copied = hidden;
            }
        }
        clean.push_str(&text[copied..]);
        redact(&clean).into_owned()
    }

    /// Whether `secret` is in `text` at `at`.
    fn find(&self, secret: &str, text: &str, at: usize) -> Found {
        // Every place that may be reached by some spelling of what was looked for so far: where one
        // ends is not always clear, as with `&` and `&amp;`.
        let mut places = vec![at];
        let mut parted = false;
        for c in secret.chars() {
            let mut next = Vec::new();
            for &place in &places {
                let left = &text.as_bytes()[place..];
                for (index, spelling) in self.spellings[&c].iter().enumerate() {
                    let spelling = spelling.as_bytes();
                    let same = |one: &[u8], other: &[u8]| {
                        // The first is the character itself.
                        one == other || index > 0 && one.eq_ignore_ascii_case(other)
                    };
                    if left.len() < spelling.len() {
                        parted |= same(left, &spelling[..left.len()]);
                    } else if same(&left[..spelling.len()], spelling) {
                        let end = place + spelling.len();
                        if !next.contains(&end) {
                            next.push(end);
                        }
                    }
                }
            }
            if next.is_empty() {
                return if parted && text.len() - at >= TELLING {
                    Found::Parted
                } else {
                    Found::No
                };
            }
            places = next;
        }
        places.into_iter().max().map_or(Found::No, Found::Whole)
    }
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
    fn a_secret_is_found_however_a_server_encodes_it() {
        let secret = r#"pä"s\w/&<'k y"#;
        for spelled in [
            "p%C3%A4%22s%5Cw%2F%26%3C%27k%20y",
            "p%c3%a4%22s%5cw%2f%26%3c%27k+y",
            r#"p\u00e4\"s\\w\/&<'k y"#,
            r#"p\u00E4\"s\\w/\u0026\u003c\u0027k y"#,
            r#"p\\u00e4\\\"s\\\\w\\\/&<'k y"#,
            "p&auml;&#34;s\\w/&amp;&lt;&#x27;k y",
            "p&#228;&quot;s&#92;w&#x2F;&amp;&lt;&#039;k&#32;y",
            "p%26auml%3B%22s%5Cw%2F%26%3C'k+y",
        ] {
            let clean = redactor(secret).message(&format!("no: {spelled}, no"));
            assert_eq!(clean, "no: [redacted], no", "{spelled}");
            // Cut off anywhere, it leaves nothing that tells.
            for end in (TELLING..spelled.len()).filter(|&end| spelled.is_char_boundary(end)) {
                let clean = redactor(secret).message(&format!("no: {}", &spelled[..end]));
                assert!(clean == "no: " || clean == "no: [redacted]", "{clean}");
            }
        }
    }

    #[test]
    fn secrets_that_overlap_leave_nothing_between_them() {
        let mut redactor = Redactor::default();
        redactor.hide("hunter2");
        redactor.hide("ter2-and-more");
        redactor.hide("hunter");
        assert_eq!(
            redactor.message("a hunter2-and-more b hunter c"),
            "a [redacted] b [redacted] c"
        );
    }

    #[test]
    fn a_secret_like_an_escape_is_found_as_it_is() {
        for (secret, text) in [
            ("x&amp;%20+y", "x&amp;%20+y"),
            ("x&amp;%20+y", "x&amp;amp;%20+y"),
            ("x&amp;%20+y", "x%26amp%3B%2520%2By"),
            ("\\u00e4xyz", "\\u00e4xyz"),
        ] {
            assert_eq!(redactor(secret).message(text), "[redacted]", "{text}");
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
        let half_a_character = &"hun\u{e4}er2".as_bytes()[..4];
        assert_eq!(redactor("hun\u{e4}er2").body(half_a_character), "");
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
