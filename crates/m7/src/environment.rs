//! Configuration from environment variables.

use std::env;
use std::ffi::OsString;

use m7_auth::{Credentials, CredentialsError, NonceShare};
use zeroize::Zeroizing;

use crate::base_url::BaseUrl;
use crate::{ClientBuilder, Error};

/// The account number.
pub const APPKEY_VARIABLE: &str = "M7_APPKEY";
/// The account's secret key.
pub const SECRET_KEY_VARIABLE: &str = "M7_SECRET_KEY";
/// Where the service is; may be left out.
pub const BASE_URL_VARIABLE: &str = "M7_BASE_URL";
/// Which share of the nonces is this process's, from 0; may be left out.
///
/// For a fleet whose processes each know their number. A Kubernetes `StatefulSet` numbers its pods from
/// 0, and never runs two of one number at a time; the label is there from Kubernetes 1.28 on:
///
/// ```yaml
/// env:
///   - name: M7_NONCE_SHARE_INDEX
///     valueFrom:
///       fieldRef:
///         fieldPath: metadata.labels['apps.kubernetes.io/pod-index']
///   - name: M7_NONCE_SHARE_COUNT
///     value: "8"
/// ```
///
/// The count may be more than there are pods, so that there is room to grow: with another count, shares
/// overlap, so a rolling update can't change it.
pub const NONCE_SHARE_INDEX_VARIABLE: &str = "M7_NONCE_SHARE_INDEX";
/// How many shares of the nonces there are, the same for all processes; together with
/// [`NONCE_SHARE_INDEX_VARIABLE`].
pub const NONCE_SHARE_COUNT_VARIABLE: &str = "M7_NONCE_SHARE_COUNT";

/// The credentials that `M7_APPKEY` and `M7_SECRET_KEY` hold, for whoever signs without sending.
///
/// # Errors
///
/// Of the kind [`Configuration`](crate::ErrorKind::Configuration), when one of them is missing, empty
/// or unusable. It names the variable.
pub fn environment_credentials() -> Result<Credentials, Error> {
    credentials_from(&|name| env::var_os(name))
}

/// The share that `M7_NONCE_SHARE_INDEX` and `M7_NONCE_SHARE_COUNT` name, if they are set.
/// [`Client::from_env`](crate::Client::from_env) uses it as it stands; a fleet that leases its nonces
/// can have it as the fallback.
///
/// # Errors
///
/// Of the kind [`Configuration`](crate::ErrorKind::Configuration), when one is set without the other,
/// isn't a number, or there is no such share. It names the variable.
pub fn environment_nonce_share() -> Result<Option<NonceShare>, Error> {
    nonce_share_from(&|name| env::var_os(name))
}

/// The settings of this process's environment.
pub(crate) fn settings() -> Result<ClientBuilder, Error> {
    settings_from(|name| env::var_os(name))
}

fn credentials_from(variable: &impl Fn(&str) -> Option<OsString>) -> Result<Credentials, Error> {
    let appkey = required(variable, APPKEY_VARIABLE, "the account number")?;
    let secret_key = Zeroizing::new(required(
        variable,
        SECRET_KEY_VARIABLE,
        "the account's secret key",
    )?);
    Credentials::new(appkey, secret_key.as_str()).map_err(|error| {
        let name = match error {
            CredentialsError::EmptyAppkey | CredentialsError::AppkeyCharacter { .. } => {
                APPKEY_VARIABLE
            }
            _ => SECRET_KEY_VARIABLE,
        };
        unusable(name, &error)
    })
}

fn settings_from(variable: impl Fn(&str) -> Option<OsString>) -> Result<ClientBuilder, Error> {
    let mut builder = ClientBuilder::new().credentials(&credentials_from(&variable)?);
    if let Some(share) = nonce_share_from(&variable)? {
        builder = builder.nonce_share(share);
    }
    match optional(&variable, BASE_URL_VARIABLE)? {
        None => Ok(builder),
        Some(base_url) => {
            BaseUrl::parse(&base_url).map_err(|error| unusable(BASE_URL_VARIABLE, &error))?;
            Ok(builder.base_url(base_url))
        }
    }
}

fn nonce_share_from(
    variable: &impl Fn(&str) -> Option<OsString>,
) -> Result<Option<NonceShare>, Error> {
    let number = |name| {
        let parse = |text: String| {
            text.parse()
                .map_err(|_| unusable(name, &"it must be a whole number, 0 or more"))
        };
        optional(variable, name)?.map(parse).transpose()
    };
    let index = number(NONCE_SHARE_INDEX_VARIABLE)?;
    let count = number(NONCE_SHARE_COUNT_VARIABLE)?;
    let (index, count): (u32, u32) = match (index, count) {
        (None, None) => return Ok(None),
        (Some(index), Some(count)) => (index, count),
        (None, Some(_)) => {
            return Err(unset(
                NONCE_SHARE_INDEX_VARIABLE,
                "which share of the nonces",
            ));
        }
        (Some(_), None) => {
            return Err(unset(
                NONCE_SHARE_COUNT_VARIABLE,
                "how many shares of the nonces",
            ));
        }
    };
    match NonceShare::new(index, count) {
        Ok(share) => Ok(Some(share)),
        Err(error) => Err(unusable(NONCE_SHARE_INDEX_VARIABLE, &error)),
    }
}

fn required(
    variable: &impl Fn(&str) -> Option<OsString>,
    name: &str,
    what: &str,
) -> Result<String, Error> {
    optional(variable, name)?.ok_or_else(|| unset(name, what))
}

fn unset(name: &str, what: &str) -> Error {
    Error::configuration(format!(
        "the environment variable {name} is not set: {what}"
    ))
}

fn optional(
    variable: &impl Fn(&str) -> Option<OsString>,
    name: &str,
) -> Result<Option<String>, Error> {
    let Some(value) = variable(name) else {
        return Ok(None);
    };
    match value.into_string() {
        Ok(text) if text.is_empty() => Err(unusable(name, &"it is set, but empty")),
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(unusable(name, &"it isn't valid Unicode")),
    }
}

fn unusable(name: &str, reason: &impl std::fmt::Display) -> Error {
    Error::configuration(format!(
        "the environment variable {name} is unusable: {reason}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(set: &[(&str, &str)]) -> String {
        settings_from(|name| {
            set.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
        .unwrap_err()
        .to_string()
    }

    #[test]
    fn a_share_is_an_index_and_a_count() {
        let share = nonce_share_from(&|name| match name {
            NONCE_SHARE_INDEX_VARIABLE => Some("2".into()),
            NONCE_SHARE_COUNT_VARIABLE => Some("8".into()),
            _ => None,
        });
        assert_eq!(share.ok().flatten(), NonceShare::new(2, 8).ok());
        assert_eq!(nonce_share_from(&|_| None).ok(), Some(None));
    }

    #[test]
    fn an_error_names_the_variable_and_quotes_no_secret() {
        let appkey = (APPKEY_VARIABLE, "2000113");
        let secret = (SECRET_KEY_VARIABLE, "hunter2");
        for (set, expected) in [
            (
                vec![],
                "the environment variable M7_APPKEY is not set: the account number",
            ),
            (
                vec![appkey],
                "the environment variable M7_SECRET_KEY is not set: the account's secret key",
            ),
            (
                vec![(APPKEY_VARIABLE, ""), secret],
                "the environment variable M7_APPKEY is unusable: it is set, but empty",
            ),
            (
                vec![appkey, (SECRET_KEY_VARIABLE, "hunter2\n")],
                "the environment variable M7_SECRET_KEY is unusable: the secret key ends in a line break",
            ),
            (
                vec![appkey, secret, (BASE_URL_VARIABLE, "")],
                "the environment variable M7_BASE_URL is unusable: it is set, but empty",
            ),
            (
                vec![appkey, secret, (BASE_URL_VARIABLE, "http://me:hunter2@h")],
                "the environment variable M7_BASE_URL is unusable: it holds a user name",
            ),
            (
                vec![appkey, secret, (NONCE_SHARE_INDEX_VARIABLE, "0")],
                "the environment variable M7_NONCE_SHARE_COUNT is not set: how many shares",
            ),
            (
                vec![
                    appkey,
                    secret,
                    (NONCE_SHARE_INDEX_VARIABLE, "worker-2"),
                    (NONCE_SHARE_COUNT_VARIABLE, "8"),
                ],
                "the environment variable M7_NONCE_SHARE_INDEX is unusable: it must be a whole number",
            ),
            (
                vec![
                    appkey,
                    secret,
                    (NONCE_SHARE_INDEX_VARIABLE, "8"),
                    (NONCE_SHARE_COUNT_VARIABLE, "8"),
                ],
                "the environment variable M7_NONCE_SHARE_INDEX is unusable: there is no share 8 of 8",
            ),
        ] {
            let error = error(&set);
            assert!(error.starts_with(expected), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
