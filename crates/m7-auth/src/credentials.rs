//! An account's number and its secret, checked for the usual accidents of copying.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

/// The `appkey` of an account and the secret key that signs for it.
///
/// The secret stands in memory once, however often the credentials are cloned, and is overwritten
/// with zeros when the last clone goes. `Debug` shows the appkey only.
///
/// ```
/// use m7_auth::Credentials;
///
/// let credentials = Credentials::new("2000113", "not-a-real-secret")?;
/// assert_eq!(credentials.appkey(), "2000113");
/// assert!(!format!("{credentials:?}").contains("not-a-real-secret"));
/// # Ok::<(), m7_auth::CredentialsError>(())
/// ```
#[derive(Clone)]
pub struct Credentials {
    appkey: Arc<str>,
    secret_key: Arc<Zeroizing<String>>,
}

impl Credentials {
    /// Takes an account number and its secret key as the vendor gave them.
    ///
    /// The secret is the HMAC key byte for byte (UTF-8), so a stray newline would make every sign
    /// wrong; what can't be part of a key that somebody typed or copied is refused here, where it
    /// can still be named.
    ///
    /// # Errors
    ///
    /// [`CredentialsError`] names what is wrong and where it usually comes from. It holds no part
    /// of the secret.
    pub fn new(
        appkey: impl Into<String>,
        secret_key: impl Into<String>,
    ) -> Result<Self, CredentialsError> {
        // Wrapped first, so that a refused secret is zeroed as well.
        let secret_key = Zeroizing::new(secret_key.into());
        let appkey = appkey.into();
        check_appkey(&appkey)?;
        check_secret_key(&secret_key)?;
        Ok(Self {
            appkey: appkey.into(),
            secret_key: Arc::new(secret_key),
        })
    }

    /// The account number, for example `2000113`.
    pub fn appkey(&self) -> &str {
        &self.appkey
    }

    /// The secret key, for whoever must hand it on (a sandbox that made it up, a config file).
    ///
    /// The name is long so that a search for it finds every place where a secret leaves its type.
    pub fn expose_secret_key(&self) -> &str {
        &self.secret_key
    }

    pub(crate) fn shared_appkey(&self) -> Arc<str> {
        Arc::clone(&self.appkey)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("appkey", &self.appkey)
            .field("secret_key", &format_args!("[redacted]"))
            .finish()
    }
}

/// Why an appkey or a secret key can't be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The appkey is the empty string.
    #[error("the appkey is empty: give the account number, for example 2000113")]
    EmptyAppkey,
    /// The appkey holds something that can't stand in an HTTP header unchanged.
    #[error(
        "the appkey has {} at position {position}: it may hold visible ASCII characters only, \
         without spaces or line breaks around them",
        character.escape_unicode()
    )]
    AppkeyCharacter {
        /// The first character that doesn't fit.
        character: char,
        /// Where it stands, counted in characters from 1.
        position: usize,
    },
    /// The secret key is the empty string.
    #[error("the secret key is empty: copy it from the account's API settings")]
    EmptySecretKey,
    /// The secret key ends in a line break.
    #[error(
        "the secret key ends in a line break, as one read from a file or a pipe does: take it off \
         before passing the key on (in a shell, printf %s instead of echo)"
    )]
    SecretKeyEndsInNewline,
    /// The secret key begins or ends with white space.
    #[error("the secret key {side} with white space: copy it without the blanks around it")]
    SecretKeyPadded {
        /// `"begins"` or `"ends"`.
        side: &'static str,
    },
    /// The secret key begins with a byte order mark.
    #[error(
        "the secret key begins with a byte order mark, as a file saved as \"UTF-8 with BOM\" does: \
         save it as plain UTF-8"
    )]
    SecretKeyByteOrderMark,
    /// The secret key holds a line break, a NUL or another control character within.
    #[error(
        "the secret key has a control character (a line break, tab or NUL) at position {position}: \
         copy it again, as one line"
    )]
    SecretKeyControlCharacter {
        /// Where it stands, counted in characters from 1.
        position: usize,
    },
}

fn check_appkey(appkey: &str) -> Result<(), CredentialsError> {
    if appkey.is_empty() {
        return Err(CredentialsError::EmptyAppkey);
    }
    match appkey
        .chars()
        .zip(1..)
        .find(|(character, _)| !character.is_ascii_graphic())
    {
        None => Ok(()),
        Some((character, position)) => Err(CredentialsError::AppkeyCharacter {
            character,
            position,
        }),
    }
}

fn check_secret_key(secret_key: &str) -> Result<(), CredentialsError> {
    if secret_key.is_empty() {
        return Err(CredentialsError::EmptySecretKey);
    }
    if secret_key.ends_with(['\n', '\r']) {
        return Err(CredentialsError::SecretKeyEndsInNewline);
    }
    if secret_key.starts_with('\u{feff}') {
        return Err(CredentialsError::SecretKeyByteOrderMark);
    }
    if secret_key.starts_with(char::is_whitespace) {
        return Err(CredentialsError::SecretKeyPadded { side: "begins" });
    }
    if secret_key.ends_with(char::is_whitespace) {
        return Err(CredentialsError::SecretKeyPadded { side: "ends" });
    }
    match secret_key.chars().position(char::is_control) {
        None => Ok(()),
        Some(index) => Err(CredentialsError::SecretKeyControlCharacter {
            position: index + 1,
        }),
    }
}
