//! What applies, and who said so: the command line, else the environment, else a profile, else
//! nobody.

use std::collections::BTreeMap;
use std::time::Duration;

use m7::{Credentials, CredentialsError, NonceShare};

use super::environment::{PROFILE_VARIABLE, variable};
use super::key::{self, Key};
use super::keyring_store;
use super::name::{alternatives, suggestion};
use super::origin::Origin;
use super::permissions::TooOpen;
use super::place::Place;
use super::profiles::{Placed, Profile, Profiles};
use super::secret_key::SecretKey;
use super::secrets::Secrets;
use crate::cli::{Global, Output};
use crate::failure::Failure;
use crate::input;

/// The profile that is meant where none is named and there is one of this name.
pub(crate) const USUAL_PROFILE: &str = "default";

const SHARE_VARIABLES: &str = "M7_NONCE_SHARE_INDEX and M7_NONCE_SHARE_COUNT";

/// A value, and who said so.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) text: String,
    pub(crate) origin: Origin,
}

/// The secret key, and where it is from. One in a keyring isn't fetched before it is needed.
#[derive(Clone, Debug)]
pub(crate) struct SecretSetting {
    value: Option<SecretKey>,
    pub(crate) origin: Origin,
}

/// All that applies.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The profile in use, and who chose it.
    pub(crate) profile: Option<Setting>,
    values: BTreeMap<Key, Setting>,
    pub(crate) secret: Option<SecretSetting>,
    /// What of the profile isn't used, because the environment says otherwise.
    pub(crate) notes: Vec<String>,
    /// A file of secret keys that others may look into.
    pub(crate) too_open: Option<TooOpen>,
}

impl Settings {
    /// Reads what there is to read.
    pub(crate) fn of(global: &Global) -> Result<Self, Failure> {
        // Where there is no home, as in some containers, the environment may say all there is.
        let (profiles, secrets) = match (Place::of_this_user(), &global.profile) {
            (Ok(place), _) => (
                Profiles::read(&place.config())?,
                Secrets::read(&place.credentials())?,
            ),
            (Err(failure), Some(_)) => return Err(failure),
            (Err(_), None) => (Profiles::default(), Secrets::default()),
        };
        let chosen = chosen(global, &profiles, &secrets)?;
        let name = chosen.as_ref().map_or("", |chosen| chosen.text.as_str());
        let profile = profiles.get(name);
        let mut settings = Self {
            values: profile.map_or_else(BTreeMap::new, |it| values_of(it, &profiles)),
            secret: stored_secret(name, profile, &secrets),
            profile: chosen,
            notes: Vec::new(),
            too_open: secrets.too_open().cloned(),
        };
        settings.override_by_environment()?;
        settings.override_by_flags(global);
        settings.override_secret()?;
        Ok(settings)
    }

    /// What applies of a setting, if anybody said anything.
    pub(crate) fn get(&self, key: Key) -> Option<&Setting> {
        self.values.get(&key)
    }

    /// The name of the profile in use.
    pub(crate) fn profile_name(&self) -> Option<&str> {
        self.profile.as_ref().map(|profile| profile.text.as_str())
    }

    /// Where the service is, if anybody said so.
    pub(crate) fn base_url(&self) -> Option<&str> {
        self.get(Key::BaseUrl).map(|setting| setting.text.as_str())
    }

    pub(crate) fn timeout(&self) -> Result<Option<Duration>, Failure> {
        self.typed(Key::Timeout, key::timeout)
    }

    pub(crate) fn output(&self) -> Result<Option<Output>, Failure> {
        self.typed(Key::Output, key::output)
    }

    pub(crate) fn nonce_share(&self) -> Result<Option<NonceShare>, Failure> {
        self.typed(Key::NonceShare, key::nonce_share)
    }

    /// Account number and secret key, which is fetched where it is.
    pub(crate) async fn credentials(&self) -> Result<Credentials, Failure> {
        let Some(appkey) = self.get(Key::Appkey) else {
            return Err(self.without(
                m7::APPKEY_VARIABLE,
                "account number",
                "keep an account with `m7 login`",
            ));
        };
        let (value, origin) = self.secret_key().await?;
        Credentials::new(appkey.text.as_str(), value.expose()).map_err(|error| {
            let origin = match error {
                CredentialsError::EmptyAppkey | CredentialsError::AppkeyCharacter { .. } => {
                    &appkey.origin
                }
                _ => origin,
            };
            Failure::usage(format!("{origin} is unusable: {error}"))
        })
    }

    /// The secret key, which is fetched where it is, and where that is.
    pub(crate) async fn secret_key(&self) -> Result<(SecretKey, &Origin), Failure> {
        let Some(secret) = &self.secret else {
            return Err(self.without(
                m7::SECRET_KEY_VARIABLE,
                "secret key",
                "keep one with `m7 login`",
            ));
        };
        Ok((self.fetched(secret).await?, &secret.origin))
    }

    /// What a client's builder has to say of these settings. It is told who said them.
    pub(crate) fn blame(&self, error: m7::Error) -> Failure {
        if error.is_configuration()
            && let Some(base_url) = self.get(Key::BaseUrl)
            && let Some(reason) = key::base_url_problem(&base_url.text)
        {
            return Failure::usage(format!(
                "the base URL of {} is unusable: {reason}",
                base_url.origin
            ));
        }
        error.into()
    }

    fn override_by_environment(&mut self) -> Result<(), Failure> {
        for (key, name) in [
            (Key::Appkey, m7::APPKEY_VARIABLE),
            (Key::BaseUrl, m7::BASE_URL_VARIABLE),
        ] {
            let value = variable(name).map_err(|failure| match key {
                Key::Appkey => failure.hint(how_to_name_an_account()),
                _ => failure,
            })?;
            let Some(text) = value else { continue };
            let origin = Origin::Environment { variable: name };
            let before = self.values.insert(key, Setting { text, origin });
            if key == Key::Appkey
                && before.is_some_and(|before| Some(before.text) != self.text(key))
            {
                self.note_override(name);
            }
        }
        if let Some(share) = m7::environment_nonce_share()? {
            let setting = Setting {
                text: key::shown_share(share),
                origin: Origin::Environment {
                    variable: SHARE_VARIABLES,
                },
            };
            self.values.insert(Key::NonceShare, setting);
        }
        Ok(())
    }

    fn override_by_flags(&mut self, global: &Global) {
        let timeout = global
            .timeout
            .map(|timeout| timeout.as_secs_f64().to_string());
        let output = global.output.map(|output| output.as_str().to_owned());
        for (key, option, text) in [
            (Key::BaseUrl, "--base-url", global.base_url.clone()),
            (Key::Timeout, "--timeout", timeout),
            (Key::Output, "--output", output),
        ] {
            if let Some(text) = text {
                let origin = Origin::Flag { option };
                self.values.insert(key, Setting { text, origin });
            }
        }
    }

    fn override_secret(&mut self) -> Result<(), Failure> {
        let name = m7::SECRET_KEY_VARIABLE;
        let value = variable(name).map_err(|failure| failure.hint(how_to_name_an_account()))?;
        let Some(text) = value.map(SecretKey::new) else {
            return Ok(());
        };
        let before = self.secret.replace(SecretSetting {
            value: Some(text),
            origin: Origin::Environment { variable: name },
        });
        if before.is_some() {
            self.note_override(name);
        }
        Ok(())
    }

    fn note_override(&mut self, variable: &str) {
        if let Some(profile) = self.profile_name() {
            self.notes.push(format!(
                "note: {variable} is used instead of the one of profile {profile:?}"
            ));
        }
    }

    fn text(&self, key: Key) -> Option<String> {
        self.get(key).map(|setting| setting.text.clone())
    }

    fn typed<T>(
        &self,
        key: Key,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some(setting) = self.get(key) else {
            return Ok(None);
        };
        parse(&setting.text).map(Some).map_err(|reason| {
            Failure::usage(format!("{} of {}: {reason}", key.as_str(), setting.origin))
        })
    }

    async fn fetched(&self, secret: &SecretSetting) -> Result<SecretKey, Failure> {
        if let Some(value) = &secret.value {
            return Ok(value.clone());
        }
        let profile = self.profile_name().unwrap_or_default().to_owned();
        let name = profile.clone();
        input::blocking(move || keyring_store::get(&name))
            .await?
            .ok_or_else(|| {
                Failure::usage(format!(
                    "the system's keyring has no secret key of profile {profile:?}"
                ))
                .hint("`m7 login --store keyring` puts it there")
            })
    }

    fn without(&self, variable: &str, what: &str, remedy: &str) -> Failure {
        let failure = match self.profile_name() {
            Some(profile) => Failure::usage(format!(
                "profile {profile:?} has no {what}, and {variable} is not set"
            )),
            None => Failure::usage(format!(
                "no {what} is known: {variable} is not set, and there is no profile"
            )),
        };
        failure.hint(format!("{remedy}, or {}", how_to_name_an_account()))
    }
}

fn how_to_name_an_account() -> &'static str {
    "set M7_APPKEY and M7_SECRET_KEY (and M7_BASE_URL, if need be); without an account, add \
     --sandbox or see `m7 demo`"
}

/// The profile that is meant, and who said so; the usual one where nobody says. It need not be there.
pub(crate) fn asked_profile(global: &Global, profiles: &Profiles) -> Result<Setting, Failure> {
    let (text, origin) = if let Some(name) = &global.profile {
        let option = "--profile";
        (name.clone(), Origin::Flag { option })
    } else if let Some(name) = variable(PROFILE_VARIABLE)? {
        let variable = PROFILE_VARIABLE;
        (name, Origin::Environment { variable })
    } else if let Some(default) = profiles.default_setting() {
        default
    } else {
        (USUAL_PROFILE.to_owned(), Origin::Default)
    };
    Ok(Setting { text, origin })
}

/// The same, if it is there. One that somebody named must be.
fn chosen(
    global: &Global,
    profiles: &Profiles,
    secrets: &Secrets,
) -> Result<Option<Setting>, Failure> {
    let asked = asked_profile(global, profiles)?;
    if is_known(&asked.text, profiles, secrets) {
        Ok(Some(asked))
    } else if asked.origin == Origin::Default {
        Ok(None)
    } else {
        Err(unknown_profile(
            &asked.text,
            &asked.origin,
            profiles,
            secrets,
        ))
    }
}

/// Whether there is anything of such a profile.
pub(crate) fn is_known(name: &str, profiles: &Profiles, secrets: &Secrets) -> bool {
    profiles.names().chain(secrets.names()).any(|it| it == name)
}

/// That there is no such profile, and which there are.
pub(crate) fn unknown_profile(
    name: &str,
    origin: &Origin,
    profiles: &Profiles,
    secrets: &Secrets,
) -> Failure {
    let mut known: Vec<&str> = profiles.names().chain(secrets.names()).collect();
    known.sort_unstable();
    known.dedup();
    let origin = match origin {
        // That is before the eyes of whoever typed it.
        Origin::Flag { .. } => String::new(),
        origin => format!(" (from {origin})"),
    };
    let failure = Failure::usage(format!(
        "there is no profile {name:?}{origin}{}",
        suggestion(name, known.iter().copied())
    ));
    match known.len() {
        0 => failure.hint("there is none yet: `m7 login` makes one"),
        _ => failure.hint(format!(
            "profiles: {}; `m7 login --profile {name}` makes this one",
            alternatives(known)
        )),
    }
}

fn values_of(profile: &Profile, profiles: &Profiles) -> BTreeMap<Key, Setting> {
    let setting = |value: &Placed| Setting {
        text: value.text.clone(),
        origin: profiles.origin(profile, value),
    };
    let values = profile.values.iter();
    values.map(|(key, value)| (*key, setting(value))).collect()
}

fn stored_secret(
    name: &str,
    profile: Option<&Profile>,
    secrets: &Secrets,
) -> Option<SecretSetting> {
    if profile.is_some_and(|profile| profile.has_keyring) {
        return Some(SecretSetting {
            value: None,
            origin: Origin::Keyring {
                profile: name.to_owned(),
            },
        });
    }
    let (value, origin) = secrets.get(name)?;
    Some(SecretSetting {
        value: Some(value),
        origin,
    })
}
