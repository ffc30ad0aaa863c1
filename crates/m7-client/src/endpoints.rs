//! Where the operations are.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use m7_models::Operation;
use m7_models::operation::OPERATIONS;
use reqwest::Url;

/// The base URL, and below it the address of each operation: parsed once, since parsing one takes
/// longer than signing. Clones share them.
#[derive(Clone)]
pub(crate) struct Endpoints(Arc<Parsed>);

struct Parsed {
    base: String,
    /// In the order of the table of operations.
    urls: Vec<Result<Url, <Url as FromStr>::Err>>,
}

impl Endpoints {
    pub(crate) fn below(base: &str) -> Self {
        let url = |operation: &Operation| format!("{base}{}", operation.path).parse();
        Self(Arc::new(Parsed {
            base: base.to_owned(),
            urls: OPERATIONS.iter().map(url).collect(),
        }))
    }

    /// The base URL as it was given.
    pub(crate) fn as_str(&self) -> &str {
        &self.0.base
    }

    /// The address of this operation; in words, why there is none.
    pub(crate) fn of(&self, operation: &Operation) -> Result<Url, String> {
        let mut known = OPERATIONS.iter().zip(&self.0.urls);
        let (_, url) = known
            .find(|(known, _)| known.id == operation.id)
            .unwrap_or_else(|| unreachable!("every operation is in the table"));
        url.clone().map_err(|error| unusable(&error))
    }

    /// The address of this path.
    pub(crate) fn at(&self, path: &str) -> Result<Url, String> {
        let url = format!("{}{path}", self.as_str()).parse::<Url>();
        url.map_err(|error| unusable(&error))
    }
}

/// The base URL isn't quoted, which may hold a password.
fn unusable(error: &impl fmt::Display) -> String {
    format!("the base URL is unusable: {error}")
}

impl fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use m7_models::operation;

    use super::*;

    #[test]
    fn an_operation_is_below_the_base_url() {
        let endpoints = Endpoints::below("http://127.0.0.1:8080/m7");
        let url = endpoints.of(&operation::SIP_DELETE).unwrap();
        let expected = "http://127.0.0.1:8080/m7/openapi/v1/call/sip/delete";
        assert_eq!(url.as_str(), expected);
    }

    #[test]
    fn a_base_url_that_is_none_is_not_quoted() {
        let error = Endpoints::below("user-hunter2@host").of(&operation::SIP_LIST);
        let error = error.unwrap_err();
        assert!(error.contains("base URL"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}
