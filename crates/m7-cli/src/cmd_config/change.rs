//! `m7 config set`, `unset` and `use`.

use super::{PROFILE, SECRET_KEY, known};
use crate::{
    cli::Global,
    config::{
        self, Editor, Key, Origin, PROFILE_VARIABLE, Place, ProfileName, Profiles, Secrets, Setting,
    },
    failure::Failure,
    print,
};

pub(super) fn set(name: &str, value: &str, create: bool, global: &Global) -> Result<(), Failure> {
    if name == SECRET_KEY {
        return Err(
            Failure::usage("a secret key is never an argument, where others can see it")
                .hint("`m7 login` asks for it, or reads it with --secret-key-stdin"),
        );
    }
    if name == PROFILE {
        return Err(
            Failure::usage("the profile in use isn't a setting of a profile")
                .hint(format!("`m7 config use {value}` makes it the default")),
        );
    }
    let key = known(name)?;
    let problem = match key {
        Key::BaseUrl => config::base_url_problem(value),
        key => key.check(value).err(),
    };
    if let Some(problem) = problem {
        return Err(Failure::usage(format!("{name} can't be that: {problem}")));
    }
    let target = Target::of(global)?;
    if !create {
        target.must_be_there()?;
    }
    let profile = target.name()?;
    Editor::open(&target.place)?.set(profile.as_str(), key, value)?;
    print::note(&format!(
        "{name} of profile {:?} is {value} now, in {}",
        profile.as_str(),
        target.place.config().display()
    ));
    tell_of_override(key);
    Ok(())
}

pub(super) fn unset(name: &str, global: &Global) -> Result<(), Failure> {
    if name == SECRET_KEY {
        return Err(
            Failure::usage("a secret key isn't in config.toml").hint("`m7 logout` removes it")
        );
    }
    let key = known(name)?;
    let target = Target::of(global)?;
    target.must_be_there()?;
    let profile = target.name()?;
    let is_set = target
        .profiles
        .get(profile.as_str())
        .is_some_and(|it| it.values.contains_key(&key));
    if !is_set {
        print::note(&format!(
            "{name} of profile {:?} was not set",
            profile.as_str()
        ));
        return Ok(());
    }
    Editor::open(&target.place)?.unset(profile.as_str(), key)?;
    print::note(&format!(
        "{name} of profile {:?} is not set any more; the default applies: {}",
        profile.as_str(),
        key.default()
    ));
    tell_of_override(key);
    Ok(())
}

pub(super) fn use_profile(name: &str) -> Result<(), Failure> {
    let place = Place::of_this_user()?;
    let profiles = Profiles::read(&place.config())?;
    let secrets = Secrets::read(&place.credentials())?;
    if !config::is_known(name, &profiles, &secrets) {
        let typed = Origin::Flag { option: "PROFILE" };
        return Err(config::unknown_profile(name, &typed, &profiles, &secrets));
    }
    Editor::open(&place)?.set_default(name)?;
    print::note(&format!("profile {name:?} is the default now"));
    if let Some(other) = config::variable(PROFILE_VARIABLE)? {
        print::note(&format!(
            "note: {PROFILE_VARIABLE} is set, so {other:?} is used until you unset it"
        ));
    }
    Ok(())
}

/// The profile that is to be changed.
struct Target {
    place: Place,
    profiles: Profiles,
    secrets: Secrets,
    asked: Setting,
    /// Whether somebody named it, and not just nobody another one.
    is_named: bool,
}

impl Target {
    fn of(global: &Global) -> Result<Self, Failure> {
        let place = Place::of_this_user()?;
        let profiles = Profiles::read(&place.config())?;
        let secrets = Secrets::read(&place.credentials())?;
        let asked = config::asked_profile(global, &profiles)?;
        let is_named = asked.origin != Origin::Default;
        Ok(Self {
            place,
            profiles,
            secrets,
            asked,
            is_named,
        })
    }

    fn name(&self) -> Result<ProfileName, Failure> {
        ProfileName::parse(&self.asked.text)
            .map_err(|reason| Failure::usage(format!("{}: {reason}", self.asked.origin)))
    }

    /// A slip of the finger makes no profile. The first one, which nobody has to name, needs no more.
    fn must_be_there(&self) -> Result<(), Failure> {
        let is_there = config::is_known(&self.asked.text, &self.profiles, &self.secrets);
        if !self.is_named || is_there {
            return Ok(());
        }
        let Setting { text, origin } = &self.asked;
        Err(
            config::unknown_profile(text, origin, &self.profiles, &self.secrets).hint(format!(
                "`m7 config set --profile {text} --create …` makes it, and so does `m7 login \
                 --profile {text}`"
            )),
        )
    }
}

fn tell_of_override(key: Key) {
    let variables: &[&str] = match key {
        Key::Appkey => &[m7::APPKEY_VARIABLE],
        Key::BaseUrl => &[m7::BASE_URL_VARIABLE],
        Key::NonceShare => &[m7::NONCE_SHARE_INDEX_VARIABLE],
        Key::Timeout | Key::Output => &[],
    };
    for name in variables {
        if std::env::var_os(name).is_some() {
            print::note(&format!(
                "note: {name} is set, and is used instead until you unset it"
            ));
        }
    }
}
