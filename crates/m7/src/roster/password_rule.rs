//! Where a number's password comes from.

use std::env::{self, VarError};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use m7_models::SipPassword;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::input;

/// Where a number's password comes from. A rule is no secret.
///
/// As text: `generate`, `env:NAME` or `file:PATH`; in the latter two `{number}` stands for the number.
///
/// ```
/// use m7::roster::PasswordRule;
///
/// let rule: PasswordRule = "file:secrets/{number}".parse()?;
/// assert_eq!(rule.to_string(), "file:secrets/{number}");
/// // A password itself is refused, and not quoted.
/// assert!("hunter2".parse::<PasswordRule>().is_err());
/// # Ok::<(), m7::roster::PasswordRuleError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PasswordRule {
    /// A random one is made up, and kept in the store's password file before it is sent.
    Generate,
    /// The value of this environment variable.
    Environment(String),
    /// The only line of this file.
    File(PathBuf),
}

/// A text that is no [`PasswordRule`]. The text isn't quoted: it may be a password.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "it must be generate, env:NAME or file:PATH; a password itself must not stand in a roster, where \
     whoever reads the file would read it"
)]
pub struct PasswordRuleError(());

/// What stands for the number.
const NUMBER: &str = "{number}";
/// Longer than any password; a bigger file is surely the wrong one.
const MAX_BYTES: usize = 4096;

impl PasswordRule {
    /// The same rule, with a file that is named from this folder on.
    pub(super) fn within(self, folder: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(folder.join(path)),
            rule => rule,
        }
    }

    /// The password for this number, or what is wrong with it; `None` if it is to be made up.
    pub(super) fn read(&self, number: &str) -> Result<Option<SipPassword>, String> {
        match self {
            Self::Generate => Ok(None),
            Self::Environment(name) => {
                let name = name.replace(NUMBER, number);
                let password = from_environment(&name)?;
                checked(password, &format!("the environment variable {name}")).map(Some)
            }
            Self::File(path) => {
                let path = PathBuf::from(path.to_string_lossy().replace(NUMBER, number));
                let name = format!("the file {}", path.display());
                let password =
                    from_file(&path).map_err(|error| format!("{name} can't be read: {error}"))?;
                checked(password, &name).map(Some)
            }
        }
    }
}

fn from_environment(name: &str) -> Result<SipPassword, String> {
    match env::var(name) {
        Ok(value) => Ok(SipPassword::new(value)),
        Err(VarError::NotPresent) => Err(format!("the environment variable {name} isn't set")),
        Err(VarError::NotUnicode(_)) => Err(format!("the environment variable {name} isn't UTF-8")),
    }
}

fn from_file(path: &Path) -> io::Result<SipPassword> {
    let mut text = Zeroizing::new(String::new());
    // One byte more than may be there, besides the line end, so that what is too long is seen to be.
    let most = MAX_BYTES as u64 + 3;
    File::open(path)?.take(most).read_to_string(&mut text)?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.len() > MAX_BYTES {
        return Err(io::Error::other("it is longer than 4096 bytes"));
    }
    Ok(SipPassword::new(line))
}

fn checked(password: SipPassword, name: &str) -> Result<SipPassword, String> {
    match input::check_password(&password) {
        Ok(()) => Ok(password),
        Err(wrong) => Err(format!("{name}: {wrong}")),
    }
}

impl FromStr for PasswordRule {
    type Err = PasswordRuleError;

    fn from_str(text: &str) -> Result<Self, PasswordRuleError> {
        if text.eq_ignore_ascii_case("generate") {
            return Ok(Self::Generate);
        }
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Ok(Self::Environment(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Ok(Self::File(path.into())),
            _ => Err(PasswordRuleError(())),
        }
    }
}

impl fmt::Display for PasswordRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generate => f.write_str("generate"),
            Self::Environment(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
        }
    }
}

impl Serialize for PasswordRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PasswordRule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
