//! What a command is configured with: by the command line, the environment and a profile.
//!
//! Profiles are in two files of one folder: `config.toml`, which may be shared, and
//! `credentials.toml`, which has the secret keys and is for nobody else's eyes.

mod edit;
mod environment;
mod key;
#[cfg_attr(not(feature = "keyring"), path = "no_keyring_store.rs")]
pub(crate) mod keyring_store;
mod name;
mod origin;
mod permissions;
mod place;
mod profiles;
mod save;
mod secret_key;
mod secrets;
mod settings;
mod toml_file;

pub(crate) use edit::Editor;
pub(crate) use environment::{PROFILE_VARIABLE, variable};
pub(crate) use key::{Key, NOT_SET, base_url_problem};
pub(crate) use name::{ProfileName, alternatives, suggestion};
pub(crate) use origin::Origin;
pub(crate) use permissions::TooOpen;
pub(crate) use place::Place;
pub(crate) use profiles::Profiles;
pub(crate) use secret_key::SecretKey;
pub(crate) use secrets::Secrets;
pub(crate) use settings::{
    Setting, Settings, USUAL_PROFILE, asked_profile, is_known, unknown_profile,
};
