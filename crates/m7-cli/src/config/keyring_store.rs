//! The system's keyring: the Secret Service, the Keychain or the Credential Manager. It is never used,
//! nor given up, without being asked for.

use keyring::{Entry, Error};

use super::secret_key::SecretKey;
use crate::failure::Failure;

/// What the entries are for; each is of one profile.
const SERVICE: &str = "m7";

/// Fails if there is none.
pub(crate) fn check() -> Result<(), Failure> {
    match Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(unusable(error)),
    }
}

/// The secret key of a profile, if it has one.
pub(crate) fn get(profile: &str) -> Result<Option<SecretKey>, Failure> {
    match entry(profile)?.get_password() {
        Ok(secret) => Ok(Some(SecretKey::new(secret))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(unusable(&error)),
    }
}

/// Keeps the secret key of a profile.
pub(crate) fn set(profile: &str, secret: &SecretKey) -> Result<(), Failure> {
    entry(profile)?
        .set_password(secret.expose())
        .map_err(|error| unusable(&error))
}

/// Forgets the secret key of a profile.
pub(crate) fn remove(profile: &str) -> Result<(), Failure> {
    match entry(profile)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(unusable(&error)),
    }
}

fn entry(profile: &str) -> Result<Entry, Failure> {
    check()?;
    Entry::new(SERVICE, profile).map_err(|error| unusable(&error))
}

fn unusable(error: &Error) -> Failure {
    // What the others display may hold what is in the keyring.
    let why = match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::NoDefaultStore => "there is none".to_owned(),
        Error::Ambiguous(_) => "it has several entries for this profile".to_owned(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "its entry isn't a text".to_owned(),
        Error::TooLong(..) => "the secret key is too long for it".to_owned(),
        other => other.to_string(),
    };
    Failure::new(format!("the system's keyring can't be used: {why}")).hint(
        "start or unlock it; or keep the secret key in a file of mode 0600: `m7 login --store file`",
    )
}
