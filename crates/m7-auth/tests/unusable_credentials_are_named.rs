//! What can't be right is refused before it makes every sign wrong, and the error says what to do.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests may fail where it stands"
)]

use m7_auth::{Credentials, CredentialsError};

fn error(appkey: &str, secret_key: &str) -> CredentialsError {
    Credentials::new(appkey, secret_key).unwrap_err()
}

#[test]
fn an_empty_one() {
    assert_eq!(error("", "secret"), CredentialsError::EmptyAppkey);
    assert_eq!(error("2000113", ""), CredentialsError::EmptySecretKey);
    assert_eq!(
        error("", "").to_string(),
        "the appkey is empty: give the account number, for example 2000113"
    );
}

#[test]
fn an_appkey_that_no_header_can_carry() {
    for (appkey, character, position) in [
        ("2000113\n", '\n', 8),
        (" 2000113", ' ', 1),
        ("2000 113", ' ', 5),
        ("２０００１１３", '２', 1),
        ("2000113\0", '\0', 8),
    ] {
        let error = error(appkey, "secret");
        assert_eq!(
            error,
            CredentialsError::AppkeyCharacter {
                character,
                position
            }
        );
    }
    assert_eq!(
        error("2000113\n", "secret").to_string(),
        "the appkey has \\u{a} at position 8: it may hold visible ASCII characters only, without \
         spaces or line breaks around them",
    );
}

#[test]
fn a_secret_with_a_line_break_at_its_end() {
    for secret_key in ["secret\n", "secret\r\n", "secret\r", "\n"] {
        assert_eq!(
            error("2000113", secret_key),
            CredentialsError::SecretKeyEndsInNewline
        );
    }
    assert_eq!(
        error("2000113", "secret\n").to_string(),
        "the secret key ends in a line break, as one read from a file or a pipe does: take it off \
         before passing the key on (in a shell, printf %s instead of echo)",
    );
}

#[test]
fn a_secret_with_blanks_around_it() {
    for (secret_key, side) in [
        (" secret", "begins"),
        ("\nsecret", "begins"),
        ("secret ", "ends"),
        ("secret\u{a0}", "ends"),
    ] {
        assert_eq!(
            error("2000113", secret_key),
            CredentialsError::SecretKeyPadded { side }
        );
    }
    assert_eq!(
        error("2000113", "secret ").to_string(),
        "the secret key ends with white space: copy it without the blanks around it"
    );
}

#[test]
fn a_secret_that_an_editor_or_a_copy_has_damaged() {
    assert_eq!(
        error("2000113", "\u{feff}secret"),
        CredentialsError::SecretKeyByteOrderMark
    );
    for secret_key in ["sec\nret", "sec\tret", "sec\0ret"] {
        let expected = CredentialsError::SecretKeyControlCharacter { position: 4 };
        assert_eq!(error("2000113", secret_key), expected);
    }
}

#[test]
fn but_unusual_ones_pass() {
    for secret_key in [
        "k",
        "密钥🔑secret",
        "with a blank",
        "\"quoted\"",
        &"x".repeat(1000),
    ] {
        let credentials = Credentials::new("a-z_09.~!", secret_key).unwrap();
        assert_eq!(credentials.appkey(), "a-z_09.~!");
        assert_eq!(credentials.expose_secret_key(), secret_key);
        assert_eq!(credentials.clone().expose_secret_key(), secret_key);
    }
}
