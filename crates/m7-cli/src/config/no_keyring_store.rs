//! What stands for the system's keyring in a build without the feature `keyring`.

use super::secret_key::SecretKey;
use crate::failure::Failure;

/// Fails, and says how to get it.
pub(crate) fn check() -> Result<(), Failure> {
    Err(
        Failure::usage("this m7 was built without the feature `keyring`").hint(
            "install it with `cargo install --locked m7-cli --features keyring` (from a checkout \
             with --path crates/m7-cli instead of m7-cli), or keep the secret key in a file of mode \
             0600: `m7 login --store file`",
        ),
    )
}

pub(crate) fn get(_: &str) -> Result<Option<SecretKey>, Failure> {
    check().map(|()| None)
}

pub(crate) fn set(_: &str, _: &SecretKey) -> Result<(), Failure> {
    check()
}

pub(crate) fn remove(_: &str) -> Result<(), Failure> {
    check()
}
