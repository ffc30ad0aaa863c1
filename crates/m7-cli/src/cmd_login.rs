//! `m7 login`: keeps an account's credentials, once the server has accepted them.

use std::io::{self, IsTerminal};

use m7::{CallReport, Credentials};

use crate::{
    cli::{
        Global,
        config::{LoginArgs, SecretSource, Store},
    },
    config::{
        self, Editor, Key, Place, ProfileName, Profiles, SecretKey, Secrets, USUAL_PROFILE,
        keyring_store,
    },
    connection,
    failure::Failure,
    input, print, probe, secret_line,
};

/// What is asked for.
const SECRET_KEY: &str = "secret key";

pub(crate) async fn run(args: LoginArgs, global: &Global) -> Result<(), Failure> {
    if global.sandbox {
        return Err(Failure::usage(
            "the embedded sandbox has an account of its own, and needs no login",
        )
        .hint("leave --sandbox out; for a sandbox that is served, give its --base-url"));
    }
    let login = Login::begin(global)?;
    if args.store == Store::Keyring {
        // Before anybody has typed anything.
        input::blocking(keyring_store::check).await?;
    }
    login.may_replace(args.yes).await?;
    let appkey = login.appkey(args.appkey).await?;
    let base_url = login.base_url(global.base_url.clone()).await?;
    let secret = secret_key(&args.secret, &appkey).await?;
    let credentials = Credentials::new(appkey, secret.as_str())
        .map_err(|error| Failure::usage(error.to_string()))?;
    if args.no_verify {
        print::note("the server isn't asked whether it accepts them");
    } else {
        verify(&credentials, &base_url, global).await?;
    }
    login.keep(&credentials, &base_url, args.store).await?;
    tell_of_environment();
    Ok(())
}

/// A login under way: which profile it is of, and what is there already.
struct Login {
    place: Place,
    profiles: Profiles,
    secrets: Secrets,
    name: ProfileName,
}

impl Login {
    fn begin(global: &Global) -> Result<Self, Failure> {
        let place = Place::of_this_user()?;
        let profiles = Profiles::read(&place.config())?;
        let secrets = Secrets::read(&place.credentials())?;
        let asked = config::asked_profile(global, &profiles)?;
        let name = ProfileName::parse(&asked.text).map_err(|reason| {
            Failure::usage(format!(
                "no profile can be called {:?}: {reason}",
                asked.text
            ))
        })?;
        Ok(Self {
            place,
            profiles,
            secrets,
            name,
        })
    }

    /// What the profile or the environment says, for whoever doesn't say otherwise.
    fn usual(&self, key: Key, variable: &str) -> Result<Option<String>, Failure> {
        let of_environment = config::variable(variable)?;
        let of_profile = || {
            let profile = self.profiles.get(self.name.as_str())?;
            Some(profile.values.get(&key)?.text.clone())
        };
        Ok(of_environment.or_else(of_profile))
    }

    /// Asks whether the secret key that is there may be replaced.
    async fn may_replace(&self, yes: bool) -> Result<(), Failure> {
        let name = self.name.as_str();
        let in_keyring = self.profiles.get(name).is_some_and(|it| it.has_keyring);
        let is_there = in_keyring || self.secrets.get(name).is_some();
        if yes || !is_there {
            return Ok(());
        }
        let question = format!("profile {name:?} has a secret key already");
        if !io::stdin().is_terminal() {
            return Err(
                Failure::usage(format!("{question}, and there is no terminal to ask"))
                    .hint("add --yes to replace it, or --profile NAME for another profile"),
            );
        }
        print::ask(&format!("{question}. Replace it? [y/N] "));
        if input::is_yes().await? {
            Ok(())
        } else {
            Err(Failure::new("not done: it was not confirmed"))
        }
    }

    async fn appkey(&self, given: Option<String>) -> Result<String, Failure> {
        let appkey = if let Some(appkey) = given {
            appkey
        } else {
            let usual = self.usual(Key::Appkey, m7::APPKEY_VARIABLE)?;
            ask("account number (appkey)", usual, "--appkey").await?
        };
        Key::Appkey.check(&appkey).map_err(Failure::usage)?;
        Ok(appkey)
    }

    async fn base_url(&self, given: Option<String>) -> Result<String, Failure> {
        let base_url = if let Some(base_url) = given {
            base_url
        } else {
            let usual = self
                .usual(Key::BaseUrl, m7::BASE_URL_VARIABLE)?
                .unwrap_or_else(|| m7::DOCUMENTED_BASE_URL.to_owned());
            ask("base URL", Some(usual), "--base-url").await?
        };
        match config::base_url_problem(&base_url) {
            None => Ok(base_url),
            Some(reason) => Err(Failure::usage(format!(
                "the base URL is unusable: {reason}"
            ))),
        }
    }

    /// Writes it all down, the secret key first: a profile without one is told of, one that is wrong
    /// is tried.
    async fn keep(
        &self,
        credentials: &Credentials,
        base_url: &str,
        store: Store,
    ) -> Result<(), Failure> {
        let name = self.name.as_str();
        let secret = SecretKey::new(credentials.expose_secret_key());
        let editor = Editor::open(&self.place)?;
        let before = self.profiles.get(name);
        let kept_in = match store {
            Store::File => {
                editor.set_secret(name, &secret)?;
                if before.is_some_and(|it| it.has_keyring) {
                    forget_in_keyring(name).await;
                }
                self.place.credentials().display().to_string()
            }
            Store::Keyring => {
                let profile = name.to_owned();
                input::blocking(move || keyring_store::set(&profile, &secret)).await?;
                if self.secrets.get(name).is_some() {
                    editor.remove_secret(name)?;
                }
                "the system's keyring".to_owned()
            }
        };
        let of_default = self.make_default(&editor)?;
        editor.set(name, Key::Appkey, credentials.appkey())?;
        let has_base_url = before.is_some_and(|it| it.values.contains_key(&Key::BaseUrl));
        if has_base_url || base_url != m7::DOCUMENTED_BASE_URL {
            editor.set(name, Key::BaseUrl, base_url)?;
        }
        editor.note_keyring(name, store == Store::Keyring)?;
        print::note(&format!(
            "profile {name:?} is kept in {}, its secret key in {kept_in}",
            self.place.config().display()
        ));
        if let Some(told) = of_default {
            print::note(&told);
        }
        Ok(())
    }

    /// Makes the first profile the one that is meant where nobody says. Returns what to tell of it.
    fn make_default(&self, editor: &Editor<'_>) -> Result<Option<String>, Failure> {
        let name = self.name.as_str();
        let default = self.profiles.default.as_ref();
        let default = default.map_or(USUAL_PROFILE, |it| it.text.as_str());
        if name == default {
            return Ok(None);
        }
        if self.profiles.default.is_none() && self.profiles.names().all(|it| it == name) {
            editor.set_default(name)?;
            return Ok(Some(
                "it is the default profile, since there is no other".to_owned(),
            ));
        }
        Ok(Some(format!(
            "use it with `m7 --profile {name} …`, or make it the default with `m7 config use {name}`"
        )))
    }
}

/// Whoever moves to the file leaves nothing behind, if that can be helped.
async fn forget_in_keyring(name: &str) {
    let profile = name.to_owned();
    let forgotten = input::blocking(move || keyring_store::remove(&profile)).await;
    if let Err(failure) = forgotten {
        let (why, _) = failure.into_words();
        print::warn(&format!(
            "the one before stays in the system's keyring: {why}"
        ));
    }
}

/// Asks for something that may be seen. Off a terminal what is usual is taken.
async fn ask(what: &str, usual: Option<String>, option: &str) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return usual.ok_or_else(|| {
            Failure::usage(format!("no {what} given, and no terminal to ask for one"))
                .hint(format!("give it with {option}"))
        });
    }
    match &usual {
        Some(usual) => print::ask(&format!("The {what} [{}]: ", print::visible(usual))),
        None => print::ask(&format!("The {what}: ")),
    }
    let answer = input::answer().await?.trim().to_owned();
    match (answer.is_empty(), usual) {
        (true, Some(usual)) => Ok(usual),
        (true, None) => Err(Failure::usage(format!("no {what} was typed"))),
        (false, _) => Ok(answer),
    }
}

async fn secret_key(
    source: &SecretSource,
    appkey: &str,
) -> Result<zeroize::Zeroizing<String>, Failure> {
    if source.secret_key_stdin {
        return secret_line::from_stdin(SECRET_KEY).await;
    }
    if let Some(path) = &source.secret_key_file {
        return secret_line::from_file(SECRET_KEY, path).await;
    }
    if !io::stdin().is_terminal() {
        return Err(
            Failure::usage("no secret key given, and no terminal to ask for one")
                .hint("pipe it in with --secret-key-stdin, or name a file with --secret-key-file"),
        );
    }
    secret_line::from_prompt(
        SECRET_KEY,
        format!("The secret key of {appkey} (not shown): "),
    )
    .await
}

/// Asks the server whether it accepts them. If it doesn't, or can't be asked, nothing is kept.
async fn verify(credentials: &Credentials, base_url: &str, global: &Global) -> Result<(), Failure> {
    let builder = m7::Client::builder()
        .credentials(credentials)
        .base_url(base_url);
    let m7 = connection::bounded(builder, Some(probe::patience(global.timeout))).build()?;
    connection::warn_of_plain_http(&m7);
    let reply = probe::ask(&m7).await.map_err(|error| {
        let is_refused = error.is_auth();
        let failure = Failure::from(error);
        if is_refused {
            failure.and_so("nothing was kept")
        } else {
            failure
                .and_so("nothing was kept")
                .hint("--no-verify keeps the credentials without asking the server; `m7 doctor` tells more of the way there")
        }
    })?;
    print::note(&found(&m7, &reply.call));
    Ok(())
}

/// What is known now: `account 2000113 at http://…: accepted in 12 ms (…); clocks agree`.
fn found(m7: &m7::Client, call: &CallReport) -> String {
    let clock = match m7.clock_offset() {
        None => "the server tells no time".to_owned(),
        Some(offset) => probe::clock_in_words(&offset),
    };
    format!(
        "account {} at {}: accepted in {call}; {clock}",
        m7.appkey(),
        m7.base_url()
    )
}

/// What is kept isn't what is used while the environment says otherwise.
fn tell_of_environment() {
    for name in [
        m7::APPKEY_VARIABLE,
        m7::SECRET_KEY_VARIABLE,
        m7::BASE_URL_VARIABLE,
    ] {
        if std::env::var_os(name).is_some() {
            print::note(&format!(
                "note: {name} is set, and is used instead of what the profile says until you unset it"
            ));
        }
    }
}
