//! `m7 doctor`: checks all that lies between here and the account, in the order in which a call goes.

mod finding;
mod local;
mod network;
mod service;
mod view;

use std::time::Duration;

pub(crate) use self::finding::Check;
use self::finding::Findings;
use crate::{
    cli::Global,
    connection::{self, Connection},
    exit::Exit,
    failure::Failure,
    probe,
};

/// Longer than a name, or a connection, takes on any network that is of use.
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);

pub(crate) async fn run(global: &Global) -> Result<Exit, Failure> {
    let printer = global.printer()?;
    let mut findings = Findings::shown_by(view::at_once(&printer));
    findings.add(local::version());
    if global.sandbox {
        examine_sandbox(global, &mut findings).await;
    } else {
        examine_account(global, &mut findings).await;
    }
    findings.all_shown()?;
    view::at_the_end(&findings, &printer)?;
    Ok(findings.exit())
}

async fn examine_sandbox(global: &Global, findings: &mut Findings) {
    // It is there until everything is asked.
    let connection = match connection::unused(global).await {
        Ok(connection) => connection,
        Err(failure) => {
            findings.add(Check::failed("configuration", Exit::Failure, failure));
            return findings.skip_rest("there is no sandbox to ask");
        }
    };
    findings.add(Check::ok(
        "configuration",
        "the embedded sandbox: no profile and no environment variable is used",
    ));
    findings.skip("permissions", "the embedded sandbox has no configuration");
    let Connection { m7, .. } = &connection;
    findings.add(local::base_url(m7, "the embedded sandbox"));
    examine_service(m7, findings).await;
}

async fn examine_account(global: &Global, findings: &mut Findings) {
    const UNCONFIGURED: &str = "the configuration has to be mended first";

    let settings = global.settings();
    let credentials = match &settings {
        Ok(settings) => match settings.credentials().await {
            Ok(credentials) => {
                findings.add(local::configuration(settings));
                Some(credentials)
            }
            Err(failure) => {
                let check = Check::failed("configuration", Exit::Usage, failure);
                findings.add(check.with_lines(local::origins(settings)));
                None
            }
        },
        Err(_) => None,
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(failure) => {
            findings.add(Check::failed("configuration", Exit::Usage, failure));
            findings.add(local::permissions());
            return findings.skip_rest(UNCONFIGURED);
        }
    };
    findings.add(local::permissions());
    if let Some(check) = local::unusable_base_url(settings) {
        findings.add(check);
        return findings.skip_rest("the base URL has to be mended first");
    }
    let Some(credentials) = credentials else {
        return findings.skip_rest(UNCONFIGURED);
    };
    let patience = probe::patience(settings.timeout().ok().flatten());
    match connection::account_of(settings, &credentials, Some(patience)) {
        Ok(m7) => {
            findings.add(local::base_url(&m7, &local::base_url_origin(settings)));
            examine_service(&m7, findings).await;
        }
        // The base URL and the credentials are good.
        Err(failure) => {
            findings.skip("base URL", "the proxy has to be mended first");
            let failure = failure.hint("mend what names it, or except the host in NO_PROXY");
            findings.add(Check::failed("proxy", Exit::Usage, failure));
            findings.skip_rest("the proxy has to be mended first");
        }
    }
}

async fn examine_service(m7: &m7::Client, findings: &mut Findings) {
    findings.add(local::proxy(m7));
    let Some(server) = network::Server::of(m7) else {
        return findings.skip_rest("the base URL names no host");
    };
    let (check, addresses) = server.look_up(CONNECT_PATIENCE).await;
    findings.add(check);
    if addresses.is_empty() {
        return findings.skip_rest("there is no address to connect to");
    }
    let (check, is_reached) = server.connect(&addresses, CONNECT_PATIENCE).await;
    findings.add(check);
    if !is_reached {
        return findings.skip_rest("there is no connection");
    }
    service::examine(m7, findings).await;
}
