//! The proxy that requests go through.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;

/// Which proxy requests go through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proxy {
    /// The one that the environment names, as curl and most tools do: `HTTP_PROXY`, `HTTPS_PROXY`,
    /// `ALL_PROXY`, `NO_PROXY`, in upper or lower case.
    ///
    /// Over plain http a proxy sees passwords and signs, as does everyone else on the way.
    #[default]
    FromEnvironment,
    /// None, whatever the environment says.
    None,
}

impl Proxy {
    /// The address of the proxy that requests to `url` go through, e.g. `http://proxy.corp:3128`,
    /// without the user name and the password that the environment may have for it. `None` if they
    /// go through none.
    pub fn address_for(self, url: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::FromEnvironment => {
                let target: Uri = url.parse().ok()?;
                // The same that reqwest asks when a client is made.
                let proxy = Matcher::from_system().intercept(&target)?;
                address(proxy.uri())
            }
        }
    }
}

fn address(proxy: &Uri) -> Option<String> {
    let (scheme, host) = (proxy.scheme_str()?, proxy.host()?);
    Some(match proxy.port() {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_password() {
        let uri = Uri::from_static("http://me:hunter2@proxy.corp:3128/x");
        assert_eq!(address(&uri).as_deref(), Some("http://proxy.corp:3128"));
        let uri = Uri::from_static("socks5://[::1]/");
        assert_eq!(address(&uri).as_deref(), Some("socks5://[::1]"));
    }
}
