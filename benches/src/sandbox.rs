//! `m7 sandbox serve`, as users run it.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use m7_auth::Credentials;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::account;
use crate::http_load::{Caller, Requests, Tally};
use crate::process::Process;

/// Over how many connections numbers are created.
const CREATING: u64 = 8;
/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(600);

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
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
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

    /// Creates so many numbers from `first` on, with the passwords `password-` and the number.
    ///
    /// # Errors
    ///
    /// A sentence about the first one that wasn't created.
    pub fn create(&self, caller: &Caller, first: u64, numbers: u64) -> Result<Tally, String> {
        let create = Requests {
            path: "/openapi/v1/call/sip/create",
            body: &|index| {
                let number = first + index;
                let body = format!(r#"{{"number":"{number}","password":"password-{number}"}}"#);
                (index < numbers).then_some(body)
            },
            is_right: &|_| true,
        };
        caller
            .send(self.address, &create, CREATING, PATIENCE)
            .all_right()
    }

    /// How many numbers it lists as registered.
    ///
    /// # Errors
    ///
    /// A sentence about a reply that isn't right.
    pub fn registered(&self, caller: &Caller) -> Result<u64, String> {
        self.list(caller, r#"{"registerStatuses":[1]}"#)
            .map(|(count, _)| count)
    }

    /// How many numbers a `list` with this body shows, and how long it took.
    ///
    /// # Errors
    ///
    /// A sentence about a reply that isn't right.
    pub fn list(&self, caller: &Caller, body: &str) -> Result<(u64, Tally), String> {
        #[derive(Deserialize)]
        struct List {
            success: bool,
            data: Vec<IgnoredAny>,
        }
        let count = AtomicUsize::new(0);
        let list = Requests {
            path: "/openapi/v1/call/sip/list",
            body: &|index| (index == 0).then(|| body.to_owned()),
            is_right: &|reply| match serde_json::from_slice::<List>(reply) {
                Ok(list) if list.success => {
                    count.store(list.data.len(), Ordering::Relaxed);
                    true
                }
                _ => false,
            },
        };
        let tally = caller.send(self.address, &list, 1, PATIENCE).all_right()?;
        Ok((count.into_inner() as u64, tally))
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
