//! Where the service is.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use thiserror::Error;
use url::{Host, Url};

/// The base URL of the vendor's documentation. Plain http: whether https is served is unknown.
pub const DOCUMENTED_BASE_URL: &str = "http://v7openapi.7moor.com";

/// A base URL that was checked: scheme, host, and perhaps a port and a path.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrl {
    url: Url,
    /// As it is put before an operation's path: without a slash at the end.
    text: String,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, BaseUrlError> {
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(BaseUrlError::Whitespace);
        }
        let url = Url::parse(text).map_err(|error| match error {
            url::ParseError::RelativeUrlWithoutBase => BaseUrlError::NoScheme,
            error => BaseUrlError::Unparsable(error),
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            // `localhost:8080` reads as the scheme "localhost".
            return Err(BaseUrlError::NoScheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        if url.path().to_ascii_lowercase().contains("/openapi") {
            return Err(BaseUrlError::PathOfOperation);
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { url, text })
    }

    /// What an operation's path is put behind.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or_default()
    }

    pub(crate) fn is_plain_http(&self) -> bool {
        self.url.scheme() == "http"
    }

    /// Whether what is sent there stays on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            Some(Host::Ipv4(address)) => Ipv4Addr::is_loopback(&address),
            Some(Host::Ipv6(address)) => {
                address.is_loopback()
                    || Ipv6Addr::to_ipv4_mapped(&address).is_some_and(|v4| v4.is_loopback())
            }
            None => false,
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text can't be a base URL. It never quotes the text, which may hold a password.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum BaseUrlError {
    #[error("it is empty: leave it out for the documented one, {DOCUMENTED_BASE_URL}")]
    Empty,
    #[error("it holds white space or a line break: copy it without the blanks around it")]
    Whitespace,
    #[error("it must begin with http:// or https://")]
    NoScheme,
    #[error("it isn't a URL: {0}")]
    Unparsable(url::ParseError),
    #[error(
        "it holds a user name or a password: the service knows its callers by their sign, so take \
         both out"
    )]
    UserInfo,
    #[error("it has a query (?…) or a fragment (#…): end it before")]
    QueryOrFragment,
    #[error("it has the path of an operation: end it before /openapi")]
    PathOfOperation,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_and_a_prefix_are_fine() -> Result<(), BaseUrlError> {
        for (text, base) in [
            ("http://v7openapi.7moor.com", "http://v7openapi.7moor.com"),
            ("HTTP://V7openapi.7moor.com/", "http://v7openapi.7moor.com"),
            (
                "https://proxy.corp:8443/7moor/",
                "https://proxy.corp:8443/7moor",
            ),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(BaseUrl::parse(text)?.as_str(), base);
        }
        Ok(())
    }

    #[test]
    fn what_is_wrong_is_named_and_nothing_is_quoted() {
        for (text, expected) in [
            ("", BaseUrlError::Empty),
            (" http://v7openapi.7moor.com", BaseUrlError::Whitespace),
            ("http://v7openapi.7moor.com\n", BaseUrlError::Whitespace),
            ("v7openapi.7moor.com", BaseUrlError::NoScheme),
            ("localhost:8080", BaseUrlError::NoScheme),
            ("ftp://v7openapi.7moor.com", BaseUrlError::NoScheme),
            (
                "http://",
                BaseUrlError::Unparsable(url::ParseError::EmptyHost),
            ),
            (
                "http://h:99999",
                BaseUrlError::Unparsable(url::ParseError::InvalidPort),
            ),
            ("http://me:hunter2@h", BaseUrlError::UserInfo),
            ("http://me@h", BaseUrlError::UserInfo),
            ("http://h/?token=hunter2", BaseUrlError::QueryOrFragment),
            ("http://h/#hunter2", BaseUrlError::QueryOrFragment),
            (
                "http://h/openapi/v1/call/sip/list",
                BaseUrlError::PathOfOperation,
            ),
        ] {
            let error = BaseUrl::parse(text).unwrap_err();
            assert_eq!(error, expected, "{text:?}");
            assert!(!error.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn loopback_is_known_by_address_and_by_name() -> Result<(), BaseUrlError> {
        for (host, loopback) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("m7.localhost", true),
            ("127.0.0.1", true),
            ("127.8.8.8", true),
            ("[::1]", true),
            ("[::ffff:127.0.0.1]", true),
            ("v7openapi.7moor.com", false),
            ("localhost.7moor.com", false),
            ("10.0.0.1", false),
            ("0.0.0.0", false),
            ("[fe80::1]", false),
        ] {
            let url = BaseUrl::parse(&format!("http://{host}"))?;
            assert_eq!(url.is_loopback(), loopback, "{host}");
        }
        Ok(())
    }
}
