//! Configuration from environment variables.

use std::env;
use std::ffi::OsString;

use m7_auth::{Credentials, CredentialsError};
use zeroize::Zeroizing;

use crate::base_url::BaseUrl;
use crate::{ClientBuilder, Error};

/// The account number.
pub const APPKEY_VARIABLE: &str = "M7_APPKEY";
/// The account's secret key.
pub const SECRET_KEY_VARIABLE: &str = "M7_SECRET_KEY";
/// Where the service is; may be left out.
pub const BASE_URL_VARIABLE: &str = "M7_BASE_URL";

/// The credentials that `M7_APPKEY` and `M7_SECRET_KEY` hold, for whoever signs without sending.
///
/// # Errors
///
/// Of the kind [`Configuration`](crate::ErrorKind::Configuration), when one of them is missing, empty
/// or unusable. It names the variable.
pub fn environment_credentials() -> Result<Credentials, Error> {
    credentials_from(&|name| env::var_os(name))
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
    let builder = ClientBuilder::new().credentials(&credentials_from(&variable)?);
    match optional(&variable, BASE_URL_VARIABLE)? {
        None => Ok(builder),
        Some(base_url) => {
            BaseUrl::parse(&base_url).map_err(|error| unusable(BASE_URL_VARIABLE, &error))?;
            Ok(builder.base_url(base_url))
        }
    }
}

fn required(
    variable: &impl Fn(&str) -> Option<OsString>,
    name: &str,
    what: &str,
) -> Result<String, Error> {
    optional(variable, name)?.ok_or_else(|| {
        Error::configuration(format!(
            "the environment variable {name} is not set: {what}"
        ))
    })
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
        ] {
            let error = error(&set);
            assert!(error.starts_with(expected), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
