//! What secrets are called.

/// How far a secret's value goes where nothing encloses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// To the next blank or separator.
    Word,
    /// To the end of the line: `cookie: a=1; b=2`.
    Line,
}

/// Names that are secret wherever they stand in a name, written together and in lower case.
const PARTS: [&str; 16] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "credential",
    "signature",
    "apikey",
    "accesskey",
    "privatekey",
    "密码",
    "密钥",
    "签名",
    "口令",
    "令牌",
];

/// Whether something of this name is a secret: a password, a key that signs, a sign, a token.
///
/// In any case, with `-` or `_` or humps, with more before it (`sipPassword`) and with a number or a
/// plural behind it. That `signal` and `design` are none is why a name is taken apart.
///
/// ```
/// use m7_envelope::redact::names_a_secret;
///
/// assert!(names_a_secret("sipPassword") && names_a_secret("M7_SECRET_KEY"));
/// assert!(names_a_secret("m7-sign") && !names_a_secret("design"));
/// assert!(!names_a_secret("appkey"));
/// ```
pub fn names_a_secret(name: &str) -> bool {
    extent(name).is_some()
}

/// How far the value of this name goes; `None` if it is no secret.
pub(super) fn extent(name: &str) -> Option<Extent> {
    let mut joined = String::with_capacity(name.len());
    // Where the last part of the name begins, numbers counting to the part before them.
    let (mut last, mut parted, mut humped) = (0, false, false);
    for char in name.chars() {
        parted |= !char.is_alphanumeric() || char.is_uppercase() && !humped;
        humped = char.is_uppercase();
        if parted && char.is_alphabetic() {
            (last, parted) = (joined.len(), false);
        }
        joined.extend(char.to_lowercase().filter(|c| c.is_alphanumeric()));
    }
    let lines = ["authorization", "cookie"];
    if lines.iter().any(|part| joined.contains(part)) {
        return Some(Extent::Line);
    }
    let joined = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    let secret = PARTS.iter().any(|part| joined.contains(part))
        || ["token", "tokens", "m7sign"]
            .iter()
            .any(|end| joined.ends_with(end))
        || matches!(joined.get(last..), Some("sign" | "signs" | "pass"));
    secret.then_some(Extent::Word)
}
