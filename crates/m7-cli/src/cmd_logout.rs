//! `m7 logout`: forgets the secret key of a profile.

use crate::{
    cli::Global,
    config::{self, Editor, Key, Place, Profiles, Secrets, keyring_store},
    failure::Failure,
    input, print,
};

pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    if global.sandbox {
        return Err(
            Failure::usage("the embedded sandbox has no profile to log out of")
                .hint("leave --sandbox out"),
        );
    }
    let place = Place::of_this_user()?;
    let profiles = Profiles::read(&place.config())?;
    let secrets = Secrets::read(&place.credentials())?;
    let asked = config::asked_profile(global, &profiles)?;
    let name = asked.text.as_str();
    let is_stored = secrets.get(name).is_some();
    let in_keyring = profiles.get(name).is_some_and(|it| it.has_keyring);
    if !config::is_known(name, &profiles, &secrets) {
        return Err(config::unknown_profile(
            name,
            &asked.origin,
            &profiles,
            &secrets,
        ));
    }
    if is_stored || in_keyring {
        let editor = Editor::open(&place)?;
        if is_stored {
            editor.remove_secret(name)?;
        }
        if in_keyring {
            let profile = name.to_owned();
            input::blocking(move || keyring_store::remove(&profile)).await?;
            editor.note_keyring(name, false)?;
        }
        print::note(&format!("the secret key of profile {name:?} is removed"));
    } else {
        print::note(&format!("profile {name:?} has no secret key"));
    }
    tell_what_stays(name, &profiles, &place);
    Ok(())
}

fn tell_what_stays(name: &str, profiles: &Profiles, place: &Place) {
    if let Some(profile) = profiles.get(name) {
        let keys: Vec<&str> = profile.values.keys().map(|key| Key::as_str(*key)).collect();
        let with = match keys.len() {
            0 => String::new(),
            _ => format!(", with {}", keys.join(", ")),
        };
        print::note(&format!(
            "the profile stays in {}{with}",
            place.config().display()
        ));
    }
    if std::env::var_os(m7::SECRET_KEY_VARIABLE).is_some() {
        print::note(&format!(
            "note: {} is still set, and is used",
            m7::SECRET_KEY_VARIABLE
        ));
    }
}
