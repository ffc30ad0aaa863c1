//! `m7 sandbox serve`, built and run: the sandbox as its users run it, in a process of its own.
//!
//! A process, not the crate: `xtask` mustn't need the code that it generates, or a contract that
//! changed couldn't be regenerated.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use m7_auth::Credentials;
use serde::Deserialize;
use thiserror::Error;

/// How long a sandbox may take to say that it is ready.
const START: Duration = Duration::from_secs(30);

/// The program `m7`.
#[derive(Debug)]
pub(crate) struct Program(PathBuf);

/// A sandbox that runs until this is dropped. Its data is in memory.
pub(crate) struct ServedSandbox {
    process: Child,
    ready: Ready,
    credentials: Credentials,
}

/// Why there is no sandbox.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SandboxError {
    /// The program doesn't compile; cargo said why.
    #[error("`cargo build --bin m7` failed")]
    Build,
    /// A program can't be run at all.
    #[error("can't run {program}")]
    Run {
        /// Which one.
        program: String,
        /// Why.
        source: std::io::Error,
    },
    /// It ended, or said something else than that it is ready.
    #[error("`m7 sandbox serve` didn't say that it is ready, but {0:?}")]
    NotReady(String),
}

/// The line that it prints when it is ready.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ready {
    base_url: String,
    appkey: String,
    secret_key: String,
    sip_udp: Option<String>,
    sip_tcp: Option<String>,
}

/// What cargo says of an artifact.
#[derive(Deserialize)]
struct Artifact {
    executable: Option<PathBuf>,
}

impl Program {
    /// Builds it.
    pub(crate) fn build(root: &Path) -> Result<Self, SandboxError> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--quiet", "--bin", "m7"])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(root)
            .stderr(Stdio::inherit())
            .output()
            .map_err(|source| SandboxError::Run {
                program: "cargo".to_owned(),
                source,
            })?;
        let executable = built
            .stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Artifact>(line).ok()?.executable)
            .next_back();
        match executable {
            Some(executable) if built.status.success() => Ok(Self(executable)),
            _ => Err(SandboxError::Build),
        }
    }

    /// Runs `m7 sandbox serve` on a free port, in memory, with these arguments added.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Result<ServedSandbox, SandboxError> {
        let mut process = Command::new(&self.0)
            .args(["sandbox", "serve", "--listen", "127.0.0.1:0"])
            .args(["--data", ":memory:"])
            .args(arguments)
            .env_remove("M7_SANDBOX_SECRET")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| SandboxError::Run {
                program: self.0.display().to_string(),
                source,
            })?;
        let line = first_line(&mut process);
        let ready = serde_json::from_str::<Ready>(&line).ok().and_then(|ready| {
            let credentials = Credentials::new(&ready.appkey, &ready.secret_key).ok()?;
            Some((ready, credentials))
        });
        let Some((ready, credentials)) = ready else {
            end(&mut process);
            return Err(SandboxError::NotReady(line));
        };
        Ok(ServedSandbox {
            process,
            ready,
            credentials,
        })
    }
}

impl ServedSandbox {
    pub(crate) fn base_url(&self) -> &str {
        &self.ready.base_url
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Where phones register over UDP, if they can.
    pub(crate) fn sip_udp(&self) -> Option<&str> {
        self.ready.sip_udp.as_deref()
    }

    /// Where phones register over TCP, if they can.
    pub(crate) fn sip_tcp(&self) -> Option<&str> {
        self.ready.sip_tcp.as_deref()
    }
}

impl Drop for ServedSandbox {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// What the process says first; what there was of it, if that takes too long.
fn first_line(process: &mut Child) -> String {
    let Some(stdout) = process.stdout.take() else {
        return String::new();
    };
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        let _ = stdout.read_line(&mut line);
        let _ = send.send(line);
        // Read on, so that the process never waits for somebody to.
        let _ = stdout.read_to_end(&mut Vec::new());
    });
    receive.recv_timeout(START).unwrap_or_default()
}

/// Its data is in memory: there is nothing to be kept.
fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}
