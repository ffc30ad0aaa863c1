//! A phone that runs: a script of `crates/m7-registrar/tests/phones`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use m7_envelope::redact::{redact, redact_value};
use tempfile::TempDir;

use super::E2eError;

/// How long a phone may run, in seconds.
const BOUND: &str = "60";

/// How long it stays if nobody tells it to leave, in seconds.
const STAY: &str = "45";

/// A program that registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phone {
    Sipp,
    Baresip,
    Linphone,
}

/// What it is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Register, and stay so.
    Register,
    /// Take that back. Only sipp does that by itself; the others when they leave.
    Unregister,
    /// Be turned away.
    Refused,
}

/// Where it registers, from where, and as whom.
pub(super) struct Line<'a> {
    pub(super) registrar: &'a str,
    /// `udp` or `tcp`.
    pub(super) transport: &'a str,
    /// Where it sends from over UDP; over TCP that is nobody's choice.
    pub(super) port: u16,
    pub(super) number: &'a str,
    pub(super) password: &'a str,
}

/// A phone on its way. Dropped, it is killed.
pub(super) struct Running {
    phone: Phone,
    process: Child,
    /// Its files, what it prints, and the word to leave.
    folder: TempDir,
    password: String,
}

impl Phone {
    pub(super) const ALL: [Self; 3] = [Self::Sipp, Self::Baresip, Self::Linphone];

    /// A part of its User-Agent, in small letters.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sipp => "sipp",
            Self::Baresip => "baresip",
            Self::Linphone => "linphone",
        }
    }

    /// Starts it.
    pub(super) fn start(self, root: &Path, act: Act, line: &Line<'_>) -> Result<Running, E2eError> {
        self.spawn(root, act, line)
            .map_err(|error| E2eError::Failed(format!("{} can't be started: {error}", self.name())))
    }

    fn spawn(self, root: &Path, act: Act, line: &Line<'_>) -> io::Result<Running> {
        let folder = TempDir::new()?;
        let script = format!("crates/m7-registrar/tests/phones/{}.sh", self.name());
        let out = File::create(folder.path().join("out"))?;
        let mut command = Command::new("timeout");
        if line.transport == "udp" {
            command.env("PORT", line.port.to_string());
        }
        let mut process = command
            .args(["--kill-after=5", BOUND, "sh"])
            .arg(root.join(script))
            .args([line.registrar, line.transport, act.word(), line.number])
            .args((self != Self::Sipp).then_some(STAY))
            .env("LEAVE", folder.path().join("leave"))
            .env("TMPDIR", folder.path())
            .stdin(Stdio::piped())
            .stderr(out.try_clone()?)
            .stdout(out)
            // So that all of it can be killed at once.
            .process_group(0)
            .spawn()?;
        if let Some(mut stdin) = process.stdin.take() {
            writeln!(stdin, "{}", line.password)?;
        }
        Ok(Running {
            phone: self,
            process,
            folder,
            password: line.password.to_owned(),
        })
    }
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Unregister => "unregister",
            Self::Refused => "refused",
        }
    }
}

impl Running {
    /// Waits until it is done, and did as it should.
    pub(super) fn finish(mut self) -> Result<(), E2eError> {
        let status = self.process.wait();
        let ended_well = status.as_ref().is_ok_and(ExitStatus::success);
        if ended_well {
            return Ok(());
        }
        let what = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        Err(self.failed(&what))
    }

    /// Tells it to leave, and waits until it did.
    pub(super) fn leave(self) -> Result<(), E2eError> {
        fs::write(self.folder.path().join("leave"), "")
            .map_err(|error| self.failed(&error.to_string()))?;
        self.finish()
    }

    /// Whether it has ended by itself.
    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.process.try_wait(), Ok(None))
    }

    /// What went wrong, and what it printed.
    pub(super) fn failed(&self, what: &str) -> E2eError {
        let printed = fs::read(self.folder.path().join("out")).unwrap_or_default();
        let printed = String::from_utf8_lossy(&printed);
        let printed = redact(&printed);
        let printed = redact_value(&printed, &self.password);
        E2eError::Failed(format!(
            "{}: {what}. It printed:\n{printed}",
            self.phone.name()
        ))
    }

    /// Ends it so that it can't take anything back.
    fn kill(&mut self) {
        let group = format!("-{}", self.process.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.process.wait();
        // Whatever of it has another group is gone with its terminal; give the sockets a moment.
        thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.kill();
        }
    }
}
