//! What can be seen on this machine.

use super::finding::Check;
use crate::{
    config::{self, Key, Place, Settings, TooOpen},
    exit::Exit,
    failure::Failure,
};

pub(super) fn version() -> Check {
    let with = if cfg!(feature = "keyring") {
        ", with the feature keyring"
    } else {
        ""
    };
    Check::ok(
        "version",
        format!(
            "m7 {}{with}, {} {}",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS,
            std::env::consts::ARCH
        ),
    )
}

pub(super) fn configuration(settings: &Settings) -> Check {
    let appkey = settings
        .get(Key::Appkey)
        .map_or("none", |appkey| appkey.text.as_str());
    let seen = match settings.profile_name() {
        Some(profile) => format!("account {appkey}, profile {profile:?}"),
        None => format!("account {appkey}, no profile"),
    };
    Check::ok("configuration", seen).with_lines(origins(settings))
}

/// Where the settings are from that anybody has made.
pub(super) fn origins(settings: &Settings) -> Vec<String> {
    let profile = settings
        .profile
        .as_ref()
        .map(|it| format!("profile from {}", it.origin));
    let secret = settings
        .secret
        .as_ref()
        .map(|it| format!("secret_key from {}", it.origin));
    let values = Key::ALL.into_iter().filter_map(|key| {
        let setting = settings.get(key)?;
        Some(format!("{} from {}", key.as_str(), setting.origin))
    });
    profile
        .into_iter()
        .chain(values)
        .chain(secret)
        .chain(settings.notes.iter().cloned())
        .collect()
}

pub(super) fn permissions() -> Check {
    let Ok(place) = Place::of_this_user() else {
        return Check::skipped("permissions", "there is no home, and so no configuration");
    };
    let folder = place.folder();
    if !folder.exists() {
        return Check::ok("permissions", format!("there is no {}", folder.display()));
    }
    let too_open: Vec<TooOpen> = [TooOpen::folder(folder), TooOpen::file(&place.credentials())]
        .into_iter()
        .flatten()
        .collect();
    match too_open.as_slice() {
        [] => Check::ok(
            "permissions",
            format!("nobody else may look into {}", folder.display()),
        ),
        [first, rest @ ..] => {
            let remedies: Vec<String> = too_open.iter().map(TooOpen::remedy).collect();
            Check::warning("permissions", first.to_string(), remedies.join(" && "))
                .with_lines(rest.iter().map(ToString::to_string).collect())
        }
    }
}

/// Whoever named a base URL that can't be one is told.
pub(super) fn unusable_base_url(settings: &Settings) -> Option<Check> {
    let setting = settings.get(Key::BaseUrl)?;
    let problem = config::base_url_problem(&setting.text)?;
    let failure = Failure::usage(format!("that of {} is unusable: {problem}", setting.origin))
        .hint("mend it there, or give --base-url URL");
    Some(Check::failed("base URL", Exit::Usage, failure))
}

pub(super) fn base_url_origin(settings: &Settings) -> String {
    settings.get(Key::BaseUrl).map_or_else(
        || "default".to_owned(),
        |setting| format!("from {}", setting.origin),
    )
}

pub(super) fn base_url(m7: &m7::Client, origin: &str) -> Check {
    let base_url = m7.base_url();
    let seen = format!("{base_url} ({origin})");
    if m7.insecure_transport() {
        Check::warning(
            "base URL",
            format!(
                "{seen}: plain http, so whoever is on the way can read passwords and change requests"
            ),
            "give an https:// base URL if there is one, or go through a VPN",
        )
    } else {
        Check::ok("base URL", seen)
    }
}

pub(super) fn proxy(m7: &m7::Client) -> Check {
    match m7.proxy() {
        None => Check::ok("proxy", "none"),
        Some(proxy) => Check::ok(
            "proxy",
            format!("{proxy}, from the environment; NO_PROXY excepts hosts"),
        ),
    }
}
