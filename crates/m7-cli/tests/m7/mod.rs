//! Runs the binary as a person or a script would.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::{
    error::Error,
    ffi::OsStr,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// A person's machine: a home of its own, and nothing in the environment.
pub(crate) struct Machine {
    home: TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Machine {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            home: tempfile::tempdir()?,
        })
    }

    pub(crate) fn command<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_m7"));
        command
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path())
            .stdin(Stdio::null());
        command
    }

    /// Where this person's files are.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// A file of this person's configuration, which need not be there.
    pub(crate) fn config(&self, name: &str) -> PathBuf {
        self.home().join(".config/m7").join(name)
    }

    /// Runs `m7` with these arguments, separated by blanks, and these environment variables.
    pub(crate) fn run_where(&self, variables: &[(&str, &str)], arguments: &str) -> Result<Ran> {
        let mut command = self.command(arguments.split(' '));
        Ran::of(command.envs(variables.iter().copied()).output()?)
    }

    /// Runs `m7` with these arguments, separated by blanks.
    pub(crate) fn run(&self, arguments: &str) -> Result<Ran> {
        Ran::of(self.command(arguments.split(' ')).output()?)
    }

    /// Runs `m7` with a text on its stdin.
    pub(crate) fn run_with_input(&self, arguments: &str, input: &str) -> Result<Ran> {
        let mut child = self
            .command(arguments.split(' '))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        child
            .stdin
            .take()
            .ok_or("no stdin")?
            .write_all(input.as_bytes())?;
        Ran::of(child.wait_with_output()?)
    }

    /// Creates a number in the embedded sandbox and returns its sipId.
    pub(crate) fn create(&self, number: &str) -> Result<String> {
        let created = self.run_with_input(
            &format!("--sandbox sip create {number} --password-stdin -o json"),
            "not-a-real-password\n",
        )?;
        Ok(created.json()?["sipId"]
            .as_str()
            .ok_or_else(|| format!("no sipId: {created:?}"))?
            .to_owned())
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Result<Self> {
        Ok(Self {
            exit: output.status.code().ok_or("ended by a signal")?,
            stdout: String::from_utf8(output.stdout)?,
            stderr: String::from_utf8(output.stderr)?,
        })
    }

    pub(crate) fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout).map_err(|error| format!("{error}: {self:?}").into())
    }
}

/// A sandbox that is served, killed at the end if it is still there.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) ready: Value,
}

impl Served {
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut line = String::new();
        let stdout = child.stdout.as_mut().ok_or("no stdout")?;
        BufReader::new(stdout).read_line(&mut line)?;
        let ready = serde_json::from_str(&line)?;
        Ok(Self { child, ready })
    }

    /// Where it is.
    pub(crate) fn base_url(&self) -> &str {
        self.field("baseUrl")
    }

    /// Its secret key.
    pub(crate) fn secret(&self) -> &str {
        self.field("secretKey")
    }

    /// Logs in to it, as a profile.
    pub(crate) fn login(&self, machine: &Machine, profile: &str) -> Result<Ran> {
        let arguments = format!(
            "login --profile {profile} --base-url {} --appkey 2000113 --secret-key-stdin",
            self.base_url()
        );
        machine.run_with_input(&arguments, self.secret())
    }

    /// Runs a command that talks to it.
    pub(crate) fn client(&self, machine: &Machine, arguments: &str) -> Result<Ran> {
        Ran::of(self.command(machine, arguments).output()?)
    }

    /// A command that talks to it.
    pub(crate) fn command(&self, machine: &Machine, arguments: &str) -> Command {
        let mut command = machine.command(arguments.split(' '));
        command
            .env("M7_BASE_URL", self.field("baseUrl"))
            .env("M7_APPKEY", self.field("appkey"))
            .env("M7_SECRET_KEY", self.field("secretKey"));
        command
    }

    /// What it said of itself when it was ready.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap_or_default()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
