//! Whom a command talks to: an account, or the embedded sandbox.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use etcetera::BaseStrategy;
use m7::{ClientBuilder, Credentials, Timeouts};
use m7_sandbox::Sandbox;

use crate::{
    cli::Global,
    config::{SecretKey, Settings},
    failure::Failure,
    print,
};

/// A client, and the sandbox that it talks to if there is one: it lives as long as this.
pub(crate) struct Connection {
    pub(crate) m7: m7::Client,
    sandbox: Option<Sandbox>,
    profile: Option<String>,
}

impl Connection {
    /// Whether it is to the embedded sandbox.
    pub(crate) fn is_embedded(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Whose numbers they are: `account 2000113`, and of which profile, if of any.
    pub(crate) fn whose(&self) -> String {
        let appkey = self.m7.appkey();
        match &self.profile {
            Some(profile) => format!("account {appkey}, profile {profile}"),
            None => format!("account {appkey}"),
        }
    }
}

/// Opens the same, whose client tells of its attempts and calls.
pub(crate) async fn observed(
    global: &Global,
    observer: impl Fn(&m7::Event) + Send + Sync + 'static,
) -> Result<Connection, Failure> {
    let connection = made(global, |builder| builder.observe(observer)).await?;
    warn_of_plain_http(&connection.m7);
    Ok(connection)
}

/// Opens the connection that the command line and the environment ask for.
pub(crate) async fn open(global: &Global) -> Result<Connection, Failure> {
    let connection = unused(global).await?;
    warn_of_plain_http(&connection.m7);
    Ok(connection)
}

/// Warns of requests that can be read and changed on their way.
pub(crate) fn warn_of_plain_http(m7: &m7::Client) {
    if m7.insecure_transport() {
        print::warn(&format!(
            "{} is plain http: whoever is on the way can read passwords and change requests",
            m7.base_url()
        ));
    }
}

/// The same, where nothing is sent: to learn which account it would be to.
pub(crate) async fn unused(global: &Global) -> Result<Connection, Failure> {
    made(global, |builder| builder).await
}

async fn made(
    global: &Global,
    complete: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Connection, Failure> {
    if global.sandbox {
        let sandbox = embedded().await?;
        let builder = m7::Client::builder()
            .credentials(sandbox.credentials())
            .base_url(sandbox.base_url());
        return Ok(Connection {
            m7: complete(bounded(builder, global.timeout)).build()?,
            sandbox: Some(sandbox),
            profile: None,
        });
    }
    let settings = told_settings(global)?;
    Ok(Connection {
        m7: complete(builder_of(
            settings,
            &settings.credentials().await?,
            settings.timeout()?,
        )?)
        .build()
        .map_err(|error| settings.blame(error))?,
        sandbox: None,
        profile: settings.profile_name().map(str::to_owned),
    })
}

/// A client of the account that the settings are of, by its credentials.
pub(crate) fn account_of(
    settings: &Settings,
    credentials: &Credentials,
    timeout: Option<Duration>,
) -> Result<m7::Client, Failure> {
    builder_of(settings, credentials, timeout)?
        .build()
        .map_err(|error| settings.blame(error))
}

fn builder_of(
    settings: &Settings,
    credentials: &Credentials,
    timeout: Option<Duration>,
) -> Result<ClientBuilder, Failure> {
    let mut builder = m7::Client::builder().credentials(credentials);
    if let Some(base_url) = settings.base_url() {
        builder = builder.base_url(base_url);
    }
    if let Some(share) = settings.nonce_share()? {
        builder = builder.nonce_share(share);
    }
    Ok(bounded(builder, timeout))
}

/// Has calls, and each of their attempts, take no longer than this.
pub(crate) fn bounded(builder: ClientBuilder, timeout: Option<Duration>) -> ClientBuilder {
    match timeout {
        None => builder,
        Some(timeout) => builder.deadline(timeout).timeouts(
            Timeouts::default()
                .with_read(timeout)
                .with_create(timeout)
                .with_replace(timeout)
                .with_remove(timeout),
        ),
    }
}

/// What applies, whose oddities are told on stderr.
fn told_settings(global: &Global) -> Result<&Settings, Failure> {
    let settings = global.settings()?;
    settings.notes.iter().for_each(|note| print::note(note));
    if let Some(too_open) = &settings.too_open {
        print::warn(&format!("{too_open}: {}", too_open.remedy()));
    }
    Ok(settings)
}

/// The credentials that the command line, the environment and the configuration ask for.
pub(crate) async fn credentials(global: &Global) -> Result<Credentials, Failure> {
    if global.sandbox {
        return Ok(embedded().await?.credentials().clone());
    }
    told_settings(global)?.credentials().await
}

/// The same credentials, or others with this appkey, and where the secret key is from.
pub(crate) async fn credentials_as(
    global: &Global,
    appkey: Option<&str>,
) -> Result<(Credentials, String), Failure> {
    let (own, secret_key, origin) = if global.sandbox {
        let sandbox = embedded().await?;
        let secret_key = SecretKey::new(sandbox.credentials().expose_secret_key());
        let own = sandbox.credentials().clone();
        (Some(own), secret_key, "the embedded sandbox".to_owned())
    } else {
        let settings = told_settings(global)?;
        // Whoever gives the appkey needs none of an account's own.
        let own = match appkey {
            Some(_) => None,
            None => Some(settings.credentials().await?),
        };
        let (secret_key, origin) = settings.secret_key().await?;
        (own, secret_key, origin.to_string())
    };
    let credentials = match (appkey, own) {
        (None, Some(own)) => own,
        (appkey, _) => Credentials::new(appkey.unwrap_or_default(), secret_key.expose())
            .map_err(|error| Failure::usage(error.to_string()))?,
    };
    Ok((credentials, origin))
}

/// The sandbox whose numbers stay from one command to the next.
pub(crate) async fn embedded() -> Result<Sandbox, Failure> {
    Ok(Sandbox::builder().data(embedded_path()?).start().await?)
}

fn embedded_path() -> Result<PathBuf, Failure> {
    Ok(state_folder()?.join("sandbox.sqlite"))
}

/// The folder for what stays from one command to the next, which is made if need be.
pub(crate) fn state_folder() -> Result<PathBuf, Failure> {
    let base = etcetera::choose_base_strategy()
        .map_err(|error| Failure::new(format!("no place for what is to be kept: {error}")))?;
    // Only the XDG strategy has a state folder; elsewhere data is the next best.
    let folder = base
        .state_dir()
        .unwrap_or_else(|| base.data_dir())
        .join("m7");
    private_folder(&folder).map_err(|error| {
        Failure::new(format!(
            "can't make the folder {}: {error}",
            folder.display()
        ))
    })?;
    Ok(folder)
}

/// Makes a folder that nobody else may look into, unless it is there.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
