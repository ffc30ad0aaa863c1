//! What the environment says.

use std::env;

use crate::failure::Failure;

/// Which profile is meant; may be left out.
pub(crate) const PROFILE_VARIABLE: &str = "M7_PROFILE";

/// The value of an environment variable, if it is set.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Failure> {
    let unusable = |reason| {
        Failure::usage(format!(
            "the environment variable {name} is unusable: {reason}"
        ))
    };
    let Some(value) = env::var_os(name) else {
        return Ok(None);
    };
    match value.into_string() {
        Ok(text) if text.is_empty() => {
            Err(unusable("it is set, but empty").hint(format!("unset {name}, or give it a value")))
        }
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(unusable("it isn't valid Unicode")),
    }
}
