//! Whom a command talks to: an account, or the embedded sandbox.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;
use m7::{Credentials, Timeouts};
use m7_sandbox::Sandbox;

use crate::{cli::Global, failure::Failure, print};

/// A client, and the sandbox that it talks to if there is one: it lives as long as this.
pub(crate) struct Connection {
    pub(crate) m7: m7::Client,
    sandbox: Option<Sandbox>,
}

impl Connection {
    /// Whether it is to the embedded sandbox.
    pub(crate) fn is_embedded(&self) -> bool {
        self.sandbox.is_some()
    }
}

/// Opens the connection that the command line and the environment ask for.
pub(crate) async fn open(global: &Global) -> Result<Connection, Failure> {
    let connection = unused(global).await?;
    let m7 = &connection.m7;
    if m7.insecure_transport() {
        print::warn(&format!(
            "{} is plain http: whoever is on the way can read passwords and change requests",
            m7.base_url()
        ));
    }
    Ok(connection)
}

/// The same, where nothing is sent: to learn which account it would be to.
pub(crate) async fn unused(global: &Global) -> Result<Connection, Failure> {
    let sandbox = if global.sandbox {
        Some(embedded().await?)
    } else {
        None
    };
    let mut builder = match &sandbox {
        Some(sandbox) => m7::Client::builder()
            .credentials(sandbox.credentials())
            .base_url(sandbox.base_url()),
        None => account(global)?,
    };
    if let Some(timeout) = global.timeout {
        builder = builder.deadline(timeout).timeouts(
            Timeouts::default()
                .with_read(timeout)
                .with_create(timeout)
                .with_replace(timeout)
                .with_remove(timeout),
        );
    }
    let m7 = builder.build()?;
    Ok(Connection { m7, sandbox })
}

/// The credentials that the command line and the environment ask for.
pub(crate) async fn credentials(global: &Global) -> Result<Credentials, Failure> {
    if global.sandbox {
        return Ok(embedded().await?.credentials().clone());
    }
    m7::environment_credentials().map_err(without_account)
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
fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// What is wrong with the environment. Whoever named no account is told how to, and how to do without.
fn without_account(error: m7::Error) -> Failure {
    let is_given = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let failure = Failure::from(error);
    if is_given(m7::APPKEY_VARIABLE) && is_given(m7::SECRET_KEY_VARIABLE) {
        return failure;
    }
    failure.hint(
        "set M7_APPKEY and M7_SECRET_KEY (and M7_BASE_URL, if need be); without an account, \
         add --sandbox or see `m7 demo`",
    )
}

fn account(global: &Global) -> Result<m7::ClientBuilder, Failure> {
    let builder = m7::ClientBuilder::from_env().map_err(without_account)?;
    Ok(match &global.base_url {
        Some(base_url) => builder.base_url(base_url),
        None => builder,
    })
}
