//! What can't be right is refused before it is sent.

use m7_models::{CodingFormat, SipPassword};

/// What is wrong with an argument, in words. It never quotes a password.
pub(crate) type Wrong = String;

/// A SIP number: not empty, and no blanks or control characters. (How long it may be and which
/// characters it may have is for the server to say.)
pub(crate) fn check_number(number: &str) -> Result<(), Wrong> {
    check_word("the number", number)
}

/// An id of a SIP number.
pub(crate) fn check_sip_id(sip_id: &str) -> Result<(), Wrong> {
    check_word("the sipId", sip_id)
}

/// An id of an agent.
pub(crate) fn check_agent_id(agent_id: &str) -> Result<(), Wrong> {
    check_word("the agentId", agent_id)
}

/// A password: not empty, and without the line break that comes along from a file or a pipe.
pub(crate) fn check_password(password: &SipPassword) -> Result<(), Wrong> {
    let password = password.expose();
    if password.is_empty() {
        Err("the password is empty".to_owned())
    } else if password.ends_with(['\n', '\r']) {
        Err("the password ends in a line break, as one read from a file or a pipe does".to_owned())
    } else if password.contains(char::is_control) {
        Err("the password holds a control character".to_owned())
    } else {
        Ok(())
    }
}

/// Codecs that the contract lists.
pub(crate) fn check_codecs(codecs: &[CodingFormat]) -> Result<(), Wrong> {
    match codecs.iter().find(|codec| !codec.is_known()) {
        None => Ok(()),
        Some(unknown) => {
            let known: Vec<&str> = CodingFormat::KNOWN
                .iter()
                .map(CodingFormat::as_str)
                .collect();
            Err(format!(
                "{:?} is no codec that the service knows: it knows {}",
                unknown.as_str(),
                known.join(", ")
            ))
        }
    }
}

/// A path below the base URL, which no URL parser changes into another place.
pub(crate) fn check_path(path: &str) -> Result<(), Wrong> {
    if !path.starts_with('/') || path.starts_with("//") {
        return Err(format!("the path {path:?} doesn't begin with one /"));
    }
    let is_unfit = |c: &char| !c.is_ascii_graphic() || "?#\\\"<>`{}|^".contains(*c);
    if let Some(c) = path.chars().find(is_unfit) {
        return Err(match c {
            '?' | '#' => {
                "the path has a query or a fragment: this API takes its parameters in the \
                          body"
                    .to_owned()
            }
            c => format!("the path {path:?} holds {}", name_of(c)),
        });
    }
    let is_dotted = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if path.split('/').any(is_dotted) {
        return Err(format!(
            "the path {path:?} leads elsewhere, with its . or .."
        ));
    }
    Ok(())
}

fn check_word(name: &str, word: &str) -> Result<(), Wrong> {
    if word.is_empty() {
        return Err(format!("{name} is empty"));
    }
    match word.chars().find(|c| c.is_whitespace() || c.is_control()) {
        None => Ok(()),
        Some(c) => Err(format!("{name} {word:?} holds {}", name_of(c))),
    }
}

fn name_of(c: char) -> String {
    match c {
        ' ' => "a space".to_owned(),
        '\n' | '\r' => "a line break".to_owned(),
        '\t' => "a tab".to_owned(),
        c => format!("the character U+{:04X}", u32::from(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_refused_with_what_it_holds() {
        for (number, wrong) in [
            ("", "the number is empty"),
            ("20 04", r#"the number "20 04" holds a space"#),
            ("2004\n", r#"the number "2004\n" holds a line break"#),
            (
                "20\u{3000}04",
                r#"the number "20\u{3000}04" holds the character U+3000"#,
            ),
            (
                "20\u{7}04",
                r#"the number "20\u{7}04" holds the character U+0007"#,
            ),
        ] {
            assert_eq!(check_number(number), Err(wrong.to_owned()));
        }
        assert_eq!(check_number("+86-2004"), Ok(()));
    }

    #[test]
    fn a_path_stays_below_the_base_url() {
        for path in ["/", "/openapi/v1/call/query/agent", "/a/b%20c/", "/a..b"] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for (path, wrong) in [
            ("", "doesn't begin with one /"),
            ("openapi", "doesn't begin with one /"),
            ("@evil.example/", "doesn't begin with one /"),
            ("//evil.example/", "doesn't begin with one /"),
            ("/a/../../b", "leads elsewhere"),
            ("/a/.%2E/b", "leads elsewhere"),
            ("/a?password=x", "takes its parameters in the body"),
            ("/a#b", "takes its parameters in the body"),
            ("/a b", "holds a space"),
            ("/a\\..\\b", "U+005C"),
            ("/号码", "U+53F7"),
        ] {
            let found = check_path(path).unwrap_err();
            assert!(found.contains(wrong), "{path}: {found}");
        }
    }

    #[test]
    fn an_unknown_codec_is_refused_with_those_that_are_known() {
        let codecs = [CodingFormat::G711a, CodingFormat::from("opus")];
        assert_eq!(
            check_codecs(&codecs),
            Err(
                "\"opus\" is no codec that the service knows: it knows G711A, G711U, GSM, G729, \
                 VP8, ILBC"
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_password_is_refused_and_not_quoted() {
        for password in ["", "hunter2\n", "hun\u{0}ter2"] {
            let wrong = check_password(&SipPassword::new(password)).unwrap_err();
            assert!(!wrong.contains("hun"), "{wrong}");
        }
        assert_eq!(check_password(&SipPassword::new("pass word")), Ok(()));
    }
}
