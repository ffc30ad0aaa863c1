//! `m7 sandbox serve`, as users run it.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use m7_auth::Credentials;
use serde::Deserialize;

use crate::account;
use crate::process::Process;

/// A sandbox that serves the account of [`account::credentials`].
pub struct Sandbox {
    /// The process.
    pub process: Process,
    /// Where it answers.
    pub address: SocketAddr,
    /// Where it registers phones, if it was told to.
    pub sip_udp: Option<SocketAddr>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    base_url: String,
    #[serde(default)]
    sip_udp: Option<SocketAddr>,
}

impl Sandbox {
    /// Starts it with these arguments, and waits until it says that it is ready.
    ///
    /// # Errors
    ///
    /// A sentence that says what to build, or why it doesn't start.
    pub fn start(arguments: &[&str]) -> Result<Self, String> {
        let credentials = account::credentials();
        let mut command = Command::new(binary()?);
        command
            .args(["sandbox", "serve", "--appkey", credentials.appkey()])
            .args(arguments)
            .env("M7_SANDBOX_SECRET", credentials.expose_secret_key())
            .stdout(Stdio::piped());
        let mut process = Process::start("m7 sandbox serve", &mut command)?;
        let ready = process.first_line()?;
        let ready: Ready = serde_json::from_str(&ready)
            .map_err(|error| format!("the sandbox said {ready:?}: {error}"))?;
        let address = ready
            .base_url
            .strip_prefix("http://")
            .and_then(|address| address.trim_end_matches('/').parse().ok())
            .ok_or_else(|| format!("the sandbox is at {:?}", ready.base_url))?;
        Ok(Self {
            process,
            address,
            sip_udp: ready.sip_udp,
        })
    }

    /// The account that it serves.
    pub fn credentials() -> Credentials {
        account::credentials()
    }
}

/// The release build, beside the benchmark that runs.
fn binary() -> Result<PathBuf, String> {
    if cfg!(debug_assertions) {
        return Err("run it with `--release`: a debug build says nothing about speed".to_owned());
    }
    let here = env::current_exe().map_err(|error| format!("where am I: {error}"))?;
    let binary = here.with_file_name("m7");
    if binary.exists() {
        Ok(binary)
    } else {
        Err("run `cargo build --release -p m7-cli` first".to_owned())
    }
}
